"""What facts refer to: the registers of subjects, attributes, sources and events, looked up."""

from functools import cached_property

from chiprace.door.data import Tables, records
from chiprace.door.registers import (
    Source,
    Subject,
    nearest_hint,
    read_names,
    read_sources,
    read_subjects,
)
from chiprace.errors import DataError
from chiprace.reads import note


class Registers:
    """The registers of a project.

    Parameters
    ----------
    tables : Tables
        The tables as text.
    """

    def __init__(self, tables: Tables) -> None:
        self.tables = tables

    @cached_property
    def subjects(self) -> dict[str, Subject]:
        """The register of subjects by name."""
        return read_subjects(self.tables.registers["subjects"])

    @cached_property
    def sources(self) -> dict[str, Source]:
        """The register of sources by key."""
        return read_sources(self.tables.registers["sources"])

    @cached_property
    def attributes(self) -> dict[str, dict[str, str]]:
        """The register of attributes by name."""
        return {row["attribute"]: row for row in records(self.tables.registers["attributes"])}

    @cached_property
    def _names(self) -> dict[str, str]:
        return read_names(self.tables.registers["subjects"])

    def subject(self, name: str) -> Subject:
        """Return a subject by its name or an alias.

        Parameters
        ----------
        name : str
            Upper and lower case do not matter.

        Returns
        -------
        Subject
            The subject.

        Raises
        ------
        DataError
            If there is none; the message names the nearest.
        """
        found = self._names.get(name.casefold())
        if found is None:
            raise DataError(f"There is no subject '{name}'.{nearest_hint(name, self.subjects)}")
        return self.subjects[found]

    def attribute(self, name: str) -> dict[str, str]:
        """Return the row of an attribute.

        Raises
        ------
        DataError
            If there is none; the message names the nearest.
        """
        if name not in self.attributes:
            raise DataError(f"There is no attribute '{name}'.{nearest_hint(name, self.attributes)}")
        return self.attributes[name]

    def event(self, identity: str) -> dict[str, str] | None:
        """Return the event of an id as a row of its register, None where a fact has it."""
        if identity not in self._events:
            return None
        note("event", identity)
        return self._events[identity]

    @cached_property
    def _events(self) -> dict[str, dict[str, str]]:
        return {row["id"]: row for row in records(self.tables.registers["events"])}
