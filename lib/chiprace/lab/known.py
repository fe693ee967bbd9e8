"""What ``facts(...)`` answers: all that is known of one attribute, or of a subject at a glance."""

from dataclasses import dataclass
from html import escape

from chiprace.evidence.estimate import LeftOut
from chiprace.evidence.fact import Fact
from chiprace.evidence.policy import Evidence
from chiprace.evidence.rules import Question
from chiprace.evidence.summary import summarise
from chiprace.lab.page import in_page
from chiprace.lab.sourced import sourced_table
from chiprace.look.formats import day, estimate_text
from chiprace.look.tables import Cell, Column, Row, Table, table_html
from chiprace.words.why import explain

Group = tuple[Question, list[Fact], list[LeftOut]]


@dataclass(frozen=True, repr=False)
class Known:
    """All that is known of one attribute of one subject, and what the policy made of it.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.
    subject, attribute : str
        What was asked for.
    """

    evidence: Evidence
    subject: str
    attribute: str

    def _repr_html_(self) -> str:
        label = self.evidence.facts.attribute(self.attribute)["label"]
        parts = [self._basis(group) for group in self._groups] or ["<p>No fact on this.</p>"]
        head = _head(f"{self.subject}: {label}", self.evidence)
        return in_page(f'<div class="chiprace">{head}{"".join(parts)}</div>')

    @property
    def _groups(self) -> list[Group]:
        return self.evidence.by_basis(self.subject, self.attribute)

    def _basis(self, group: Group) -> str:
        _, kept, left_out = group
        entries = [
            (fact.id, "admitted" if place else "central value") for place, fact in enumerate(kept)
        ]
        entries += [(entry.fact.id, f"left out: {entry.reason}") for entry in left_out]
        table = sourced_table(entries, self.evidence.facts, "What the policy did")
        made = escape(_made(self.evidence, group))
        return f"<p>{escape(_words(group))}: <strong>{made}</strong></p>{table_html(table)}"

    def __str__(self) -> str:
        return explain(self.evidence, self.subject, self.attribute)

    def __repr__(self) -> str:
        count = sum(len(kept) + len(left_out) for _, kept, left_out in self._groups)
        bases = len(self._groups)
        return (
            f"<Known {self.subject}, {self.attribute}: {count} {'fact' if count == 1 else 'facts'} "
            f"on {bases} {'basis' if bases == 1 else 'bases'} "
            f"as of {self.evidence.as_of}; print it to read them>"
        )


@dataclass(frozen=True, repr=False)
class Overview:
    """Every attribute of a subject that anything is known of, and what the policy made of it.

    Parameters
    ----------
    evidence : Evidence
        The facts seen from a day under a policy.
    subject : str
        What was asked for.
    """

    evidence: Evidence
    subject: str

    @property
    def table(self) -> Table:
        """A row for each attribute and basis of which something counts."""
        facts = self.evidence.facts
        rows = [
            Row(
                (
                    Cell(f"{facts.attribute(name)['label']} ({name})"),
                    Cell(_words(group)),
                    Cell(_made(self.evidence, group), facts=tuple(fact.id for fact in group[1])),
                    Cell(str(len(group[1]) + len(group[2]))),
                )
            )
            for name in sorted({fact.attribute for fact in facts.having(subject=self.subject)})
            for group in self.evidence.by_basis(self.subject, name)
            if group[1]
        ]
        columns = ("Attribute", "Basis", "What the policy makes of it")
        return Table(
            (*(Column(name, align="left") for name in columns), Column("Facts")), tuple(rows)
        )

    def _repr_html_(self) -> str:
        head = _head(self.subject, self.evidence)
        ask = f'<p>All of one: facts("{escape(self.subject)}", "power").</p>'
        return in_page(f'<div class="chiprace">{head}{table_html(self.table)}{ask}</div>')

    def __str__(self) -> str:
        rows = (" | ".join(cell.text for cell in row.cells[:3]) for row in self.table.rows)
        return "\n".join([f"{self.subject}, as of {day(self.evidence.as_of)}", *rows])

    def __repr__(self) -> str:
        return (
            f"<Overview {self.subject}: {len(self.table.rows)} values as of {self.evidence.as_of}; "
            "print it to read them>"
        )


def _head(title: str, evidence: Evidence) -> str:
    return (
        f"<p><strong>{escape(title)}</strong><br>as of {day(evidence.as_of)}, "
        f"policy ‘{evidence.policy}’</p>"
    )


def _words(group: Group) -> str:
    """Return basis, variant and period in words."""
    question, kept, left_out = group
    words = [str((kept or [entry.fact for entry in left_out])[0].basis)]
    return ", ".join(filter(None, (*words, *question.variants, question.period)))


def _made(evidence: Evidence, group: Group) -> str:
    """Return what the policy made of the facts on one basis."""
    question, kept, left_out = group
    for override in evidence.overrides:
        if override.fits(question.subject, question.attribute, question.basis):
            return f"{override.text}, set by the scenario"
    if not kept:
        return "nothing is admitted"
    unit = kept[0].unit
    return estimate_text(summarise(kept, left_out, question, unit)) if unit else kept[0].text
