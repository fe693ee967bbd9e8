"""What turns a rule into the test of a claim, and what rules share in looking at the evidence."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from chiprace.claims.finding import Answer, Claim, Finding
from chiprace.errors import BasisError, DataError
from chiprace.evidence.estimate import MARKS, Estimate
from chiprace.evidence.facts import Fact
from chiprace.evidence.memory import remembered
from chiprace.evidence.policy import Evidence
from chiprace.evidence.rules import CLAIMANT, speaker
from chiprace.look.formats import day
from chiprace.scenario import Scenario

Rule = Callable[[Evidence, Scenario], Answer]


@dataclass(frozen=True)
class Test:
    """The test of one claim, which never fails for lack of data.

    Parameters
    ----------
    key : str
        Id of the claim.
    exhibit : str
        Chapter and keys of the exhibits that show it.
    rule : callable
        Returns the answer, or raises where something is not known on the day.
    """

    key: str
    exhibit: str
    rule: Rule

    def __call__(self, evidence: Evidence, scenario: Scenario) -> Finding:
        """Return what is found on the day, "not testable" where something is not known."""
        return _found(evidence, self, scenario)

    @property
    def words(self) -> str:
        """The rule in words."""
        return " ".join((self.rule.__doc__ or "").split())

    def in_chapter(self, name: str) -> bool:
        """Say whether a chapter shows it."""
        return any(part.split(":")[0].strip() == name for part in self.exhibit.split(";"))


def verdict_on(key: str, exhibit: str) -> Callable[[Rule], Test]:
    """Turn a rule into the test of one claim; see `Test`.

    Returns
    -------
    callable
        A decorator.
    """

    def wrap(rule: Rule) -> Test:
        return Test(key, exhibit, rule)

    return wrap


def not_known(evidence: Evidence, what: str, facts: Iterable[str] = ()) -> Answer:
    """Return the answer where something is not known on the day.

    Parameters
    ----------
    evidence : Evidence
        The day.
    what : str
        What is lacking.
    facts : iterable of str, optional
        What is known nevertheless.

    Returns
    -------
    Answer
        "not testable".
    """
    return Answer(
        "not testable",
        "not known",
        f"Not known on {day(evidence.as_of)}: {what}",
        facts,
        hangs_on="no number is known",
    )


def ids(*parts: Estimate | str | Iterable[str] | None) -> tuple[str, ...]:
    """Return the ids of estimates, of cells of tables and of lists, each once.

    Parameters
    ----------
    *parts : Estimate, str, iterable of str or None
        A cell holds ids parted by blanks.

    Returns
    -------
    tuple of str
        In the order given.
    """
    found: list[str] = []
    for part in parts:
        if part is None:
            continue
        if isinstance(part, Estimate):
            found += part.ids
        elif isinstance(part, str):
            found += part.split()
        else:
            found += [each for cell in part for each in cell.split()]
    return tuple(dict.fromkeys(found))


def read_claim(evidence: Evidence, key: str) -> Claim:
    """Return a claim of the register.

    Raises
    ------
    DataError
        If there is none of this id.
    """
    for row in evidence.facts.tables.rows("claims"):
        if row["id"] == key:
            return Claim(key, row["section"], row["claim"], row["stated"], row["unit"])
    raise DataError(f"data/claims.csv has no claim '{key}'.")


def of_article(evidence: Evidence, subject: str, attribute: str) -> Fact:
    """Return the article's own value of an attribute, whatever the day."""
    return evidence.facts.select(subject, attribute, where=lambda fact: fact.voice == CLAIMANT)[0]


def mark_of(evidence: Evidence, identity: str) -> str:
    """Return what a fact or event is: ``measured``, ``vendor`` or ``estimated``.

    Parameters
    ----------
    evidence : Evidence
        Where it stands.
    identity : str
        Id.

    Returns
    -------
    str
        The vendor's own word counts as such in whichever print; what it measured is measured.
    """
    facts = evidence.facts
    event = facts.event(identity)
    if event is not None:
        return MARKS[event["kind"]]
    fact = facts[identity]
    mark = MARKS[fact.kind]
    maker = facts.subject(fact.subject).maker or fact.subject
    own = speaker(fact, maker) == maker
    return "vendor" if own and mark == "estimated" else mark


@remembered
def _found(evidence: Evidence, test: Test, scenario: Scenario) -> Finding:
    try:
        answer = test.rule(evidence, scenario)
    except (DataError, BasisError) as error:
        answer = not_known(evidence, str(error).split(". ")[0].rstrip("."))
    claim = read_claim(evidence, test.key)
    kept = tuple(
        identity
        for identity in ids(answer.facts)
        if identity not in evidence.facts or evidence.facts[identity].voice != CLAIMANT
    )
    marks = [mark_of(evidence, identity) for identity in kept]
    stated = answer.stated or (claim.stated or "in words").replace(">=", "≥")
    return Finding(
        claim,
        replace(answer, facts=kept, stated=stated),
        marks.count("measured"),
        marks.count("vendor"),
        marks.count("estimated"),
        test.exhibit,
        test.words,
    )
