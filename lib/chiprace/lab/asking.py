"""``facts(...)``: what is known of an attribute, and data of the reader's own beside it."""

from pathlib import Path
from typing import Any, overload

from chiprace.door.data import read_table, records
from chiprace.door.registers import nearest_hint
from chiprace.errors import DataError
from chiprace.lab.desk import DESK
from chiprace.lab.known import Known, Overview


class AskFacts:
    """Answers questions about facts, and takes in facts of the reader's own."""

    @overload
    def __call__(self, subject: str, attribute: str, **parameters: Any) -> Known: ...

    @overload
    def __call__(self, subject: str, **parameters: Any) -> Overview: ...

    def __call__(self, subject: str, attribute: str = "", **parameters: Any) -> Known | Overview:
        """Show every fact on one attribute and what the policy did with each.

        Parameters
        ----------
        subject : str
            Name or alias.
        attribute : str, optional
            Name of an attribute; if left out, all that is known of the subject is shown at a
            glance.
        **parameters
            Fields of `chiprace.scenario.Scenario` that are not the default.

        Returns
        -------
        Known or Overview
            A table, with links to the sources of one attribute; as text when printed.

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
        name = evidence.facts.subject(subject).name
        if not attribute:
            return Overview(evidence, name)
        known = evidence.facts.attributes
        if attribute not in known:
            near = nearest_hint(attribute, known) or f' facts("{name}") shows what is known of it.'
            raise DataError(f"There is no attribute '{attribute}'.{near}")
        return Known(evidence, name, attribute)

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
