"""``facts(...)``: what is known of an attribute, and data of the reader's own beside it."""

from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from chiprace.door.data import read_table, records
from chiprace.evidence.policy import Evidence, summarise
from chiprace.lab.desk import DESK
from chiprace.lab.page import in_page
from chiprace.lab.sourced import sourced_table
from chiprace.look.formats import day, estimate_text
from chiprace.look.tables import table_html
from chiprace.words.why import explain


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
        head = (
            f"<p><strong>{escape(self.subject)}: {escape(label)}</strong><br>as of "
            f"{day(self.evidence.as_of)}, policy ‘{self.evidence.policy}’</p>"
        )
        parts = [self._basis(*group) for group in self._groups] or ["<p>No fact on this.</p>"]
        return in_page(f'<div class="chiprace">{head}{"".join(parts)}</div>')

    @property
    def _groups(self) -> list[Any]:
        return self.evidence.by_basis(self.subject, self.attribute)

    def _basis(self, question: Any, kept: list[Any], left_out: list[Any]) -> str:
        facts = self.evidence.facts
        words = [str((kept or [entry.fact for entry in left_out])[0].basis)]
        words += [word for word in (*question.variants, question.period) if word]
        made = "nothing is admitted"
        if kept:
            unit = kept[0].unit
            made = (
                estimate_text(summarise(kept, left_out, question, unit)) if unit else kept[0].text
            )
        for override in self.evidence.overrides:
            if override.fits(question.subject, question.attribute, question.basis):
                made = f"{override.text}, set by the scenario"
        entries = [
            (fact.id, "admitted" if place else "central value") for place, fact in enumerate(kept)
        ]
        entries += [(entry.fact.id, f"left out: {entry.reason}") for entry in left_out]
        table = sourced_table(entries, facts, "What the policy did")
        return f"<p>{escape(', '.join(words))}: <strong>{made}</strong></p>{table_html(table)}"

    def __str__(self) -> str:
        return explain(self.evidence, self.subject, self.attribute)

    def __repr__(self) -> str:
        count = sum(len(kept) + len(left_out) for _, kept, left_out in self._groups)
        bases = len(self._groups)
        return (
            f"<Known {self.subject}, {self.attribute}: {count} facts on "
            f"{bases} {'basis' if bases == 1 else 'bases'} "
            f"as of {self.evidence.as_of}; print it to read them>"
        )


class AskFacts:
    """Answers questions about facts, and takes in facts of the reader's own."""

    def __call__(self, subject: str, attribute: str, **parameters: Any) -> Known:
        """Show every fact on one attribute and what the policy did with each.

        Parameters
        ----------
        subject : str
            Name or alias.
        attribute : str
            Name of an attribute.
        **parameters
            Fields of `chiprace.scenario.Scenario` that are not the default.

        Returns
        -------
        Known
            A table with links to the sources; as text when printed.

        Raises
        ------
        DataError
            If the subject or the attribute is unknown.
        ParameterError
            If a parameter is refused.

        Examples
        --------
        >>> facts("CloudMatrix 384", "power", as_of="2026-01-01")
        <Known CloudMatrix 384, power: 4 facts on 1 basis as of 2026-01-01; print it to read them>
        """
        evidence = DESK.asked(parameters).evidence
        evidence.facts.attribute(attribute)
        return Known(evidence, evidence.facts.subject(subject).name, attribute)

    def add(
        self, subject: str, attribute: str, value: float | str, unit: str = "", **cells: str
    ) -> Known:
        """Add a fact of the reader's own to this session.

        Parameters
        ----------
        subject, attribute : str
            What it is about; both must be in the project's registers.
        value : float or str
            The value [`unit`].
        unit : str, optional
            Its unit; empty for dates and words.
        **cells
            Other columns of the data dictionary, as ``scope="package", boundary="tdp"``. Kind is
            an estimate, voice the reader, the date that of the project's newest fact unless said.

        Returns
        -------
        Known
            The fact among the others.

        Raises
        ------
        DataError
            If `chiprace check` would find a fault; then nothing was added.

        Examples
        --------
        >>> facts.add("H100", "power", 690, "W", scope="package", boundary="tdp").subject
        'H100'
        >>> facts.forget()
        """
        given = {"subject": subject, "attribute": attribute, "value": _written(value), "unit": unit}
        DESK.take([{**given, **cells, "file": "facts.add", "line": DESK.own + 1}])
        return self(subject, attribute)

    def read(self, path: str | Path) -> str:
        """Add the facts of a CSV file of the reader's own to this session.

        Parameters
        ----------
        path : str or Path
            Columns as in ``data/facts``, those that are not needed may be missing; ids are given
            anew.

        Returns
        -------
        str
            How many there were.

        Raises
        ------
        DataError
            If the file cannot be read, or with every fault in it; then nothing was added.
        """
        file = Path(path).resolve()
        rows = records(read_table(file, file.parent))
        count = DESK.take({**row, "line": int(row["line"])} for row in rows)
        return f"{count} facts of your own are beside the project's."

    def forget(self) -> None:
        """Leave all facts of the reader's own out again."""
        DESK.forget()

    def __repr__(self) -> str:
        own = f", {DESK.own} of them the reader's own" if DESK.own else ""
        return f"<facts: {len(DESK.facts)}{own}; ask as facts(subject, attribute)>"


facts = AskFacts()


def _written(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:.12g}"
