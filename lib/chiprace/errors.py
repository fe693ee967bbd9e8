"""The errors of the package: each is one sentence that says what, where and what to do."""


class ChipraceError(Exception):
    """Base of every error that this package raises on purpose."""


class DataError(ChipraceError):
    """A table in ``data/`` is wrong or lacks what was asked of it."""


class ParameterError(ChipraceError):
    """A parameter of a scenario has an unknown name, a wrong type or a value out of range."""


class BasisError(ChipraceError):
    """Two values of unlike basis were to be compared, added or divided."""


class BuildError(ChipraceError):
    """A chapter failed or the edition could not be put together."""


class EditionError(ChipraceError):
    """An edition is missing, cannot be read, or is not what its manifest says."""


class BusyError(ChipraceError):
    """Another build works in the same folder, and this one was not to wait."""


class NotifyError(ChipraceError):
    """What happened could not be told to those who were to hear of it."""


class MeasureError(ChipraceError):
    """Nothing could be measured, or what was computed while it was timed is wrong."""
