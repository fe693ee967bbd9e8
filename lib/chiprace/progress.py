"""What a build tells while it works: a spinner on a terminal, a line a step elsewhere."""

from types import TracebackType

from rich.console import Console
from rich.status import Status


class Progress:
    """Says on stderr what is done and for how long the build has been at it."""

    def __init__(self) -> None:
        self._console = Console(stderr=True, highlight=False)
        self._status: Status | None = None

    def __enter__(self) -> "Progress":
        """Start the spinner where there is a terminal."""
        if self._console.is_terminal:
            self._status = self._console.status("running the chapters")
            self._status.start()
        return self

    def tell(self, step: str) -> None:
        """Say that a step is done."""
        self._console.print(f"[green]done[/green] {step}")

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop the spinner."""
        if self._status is not None:
            self._status.stop()
