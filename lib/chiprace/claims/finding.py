"""What is found about a claim: value, verdict, reason, evidence by kind, and what would flip it."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, get_args

from chiprace.chance.draws import Trial
from chiprace.glance import glance

Verdict = Literal[
    "supported",
    "supported with a caveat",
    "contested",
    "contradicted",
    "vendor's word only",
    "not due yet",
    "not testable",
]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)


#: Unit of a deciding input that is a ratio, so that it is not taken for a count.
RATIO = "×"


@dataclass(frozen=True)
class Claim:
    """A claim of the article, in the project's words.

    Parameters
    ----------
    key : str
        As ``C16``.
    section : str
        Section of the article.
    text, stated, unit : str
        What is claimed, and its number as written.
    """

    key: str
    section: str
    text: str
    stated: str
    unit: str


@dataclass(frozen=True)
class Decisive:
    """The input that a verdict hangs on most.

    Parameters
    ----------
    name, unit : str
        What it is.
    value, low, high : float
        Its central value and range today [`unit`].
    flips_at : float
        The value at which the result crosses the threshold of the rule, all other inputs at
        their central values [`unit`].
    becomes : str
        The verdict on the other side.
    """

    name: str
    unit: str
    value: float
    low: float
    high: float
    flips_at: float
    becomes: Verdict

    @property
    def within(self) -> bool:
        """Whether the flip lies inside the input's own range, so that sources disagree on it."""
        return self.low <= self.flips_at <= self.high


@dataclass(frozen=True)
class Answer:
    """What a verdict function returns.

    Parameters
    ----------
    verdict : str
        One of `VERDICTS`.
    found : str
        The computed value in a few words.
    reason : str
        One sentence with the computed numbers, without a full stop.
    facts : iterable of str
        Ids of the facts and events behind it, parted or not.
    value, low, high : float, optional
        The computed number and its range [`unit`].
    unit : str, optional
        Its unit.
    decisive : Decisive, optional
        What it hangs on; None where it hangs on no number.
    hangs_on : str, optional
        In words, what decides where no number does.
    stated : str, optional
        The claim's number in words, where the register has none that reads well.
    trial : Trial, optional
        The number that decides and the band in which the claim holds, to be drawn.
    """

    verdict: Verdict
    found: str
    reason: str
    facts: Iterable[str] = ()
    value: float = math.nan
    low: float = math.nan
    high: float = math.nan
    unit: str = ""
    decisive: Decisive | None = None
    hangs_on: str = ""
    stated: str = ""
    trial: Trial | None = None


@dataclass(frozen=True)
class Finding:
    """A claim with its answer on a day, and the evidence counted by kind.

    Parameters
    ----------
    claim : Claim
        What is tested.
    answer : Answer
        What was found; its ``facts`` are single ids, each once, without the article's own.
    measured, vendor, estimated : int
        Facts behind it by kind: measured or counted by statistics, the vendor's word, the rest.
    exhibit : str
        Chapter and keys of the exhibits that show it, as ``Efficiency gap: pairings``.
    rule : str
        The rule of the verdict in words.
    """

    claim: Claim
    answer: Answer
    measured: int
    vendor: int
    estimated: int
    exhibit: str
    rule: str = field(repr=False)

    @property
    def key(self) -> str:
        """As ``C16``."""
        return self.claim.key

    @property
    def exhibits(self) -> tuple[str, ...]:
        """Keys of the exhibits that show it."""
        keys = (part.split(":")[1].split(",") for part in self.exhibit.split(";"))
        return tuple(dict.fromkeys(key.strip() for part in keys for key in part))

    @property
    def verdict(self) -> Verdict:
        """One of `VERDICTS`."""
        return self.answer.verdict

    @property
    def facts(self) -> tuple[str, ...]:
        """Ids of the facts and events behind it."""
        return tuple(self.answer.facts)

    def __repr__(self) -> str:
        return f"<Finding {self.key}, {self.verdict}: {self.answer.found}>"

    def _repr_html_(self) -> str:
        return glance(
            f"{self.key}: {self.claim.text}",
            {
                "verdict": self.verdict,
                "stated": self.answer.stated,
                "found": self.answer.found,
                "because": f"{self.answer.reason}.",
                "shown in": self.exhibit,
            },
        )
