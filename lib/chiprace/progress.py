"""What a build tells while it works: all chapters on one screen, a line a step elsewhere."""

from types import TracebackType

from rich.console import Console
from rich.markup import escape
from rich.progress import Progress as Screen
from rich.progress import SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

_COLOURS = {"done": "green", "kept": "cyan", "failed": "red"}


class Progress:
    """Says on stderr what runs, what is done and how long it took.

    Parameters
    ----------
    explain : bool, optional
        Whether to say of each chapter why it is run or not.
    """

    def __init__(self, *, explain: bool = False) -> None:
        self._console = Console(stderr=True, highlight=False, soft_wrap=True)
        self._explain = explain
        self._screen: Screen | None = None
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> "Progress":
        """Take the screen where there is a terminal."""
        if self._console.is_terminal:
            columns = (
                SpinnerColumn(finished_text=" "),
                TextColumn("{task.description}"),
                TimeElapsedColumn(),
            )
            self._screen = Screen(*columns, console=self._console)
            self._screen.start()
        return self

    def tell(self, step: str, state: str = "done", why: str = "") -> None:
        """Say how far a step has come; see `chiprace.chapters.parallel.Tell`."""
        reason = f": {why}" if why and self._explain else ""
        shown = f"[{_COLOURS.get(state, 'default')}]{state}[/] {escape(step + reason)}"
        if self._screen is None:
            if state != "running" or reason:
                self._console.print(shown)
            return
        if step not in self._tasks:
            self._tasks[step] = self._screen.add_task(shown, total=1)
        self._screen.update(self._tasks[step], description=shown)
        if state != "running":
            self._screen.update(self._tasks[step], completed=1)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Give the screen back."""
        if self._screen is not None:
            self._screen.stop()
