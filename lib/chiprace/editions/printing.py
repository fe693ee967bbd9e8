"""The documents of an edition, prepared by a thread of their own while its chapters run."""

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

from chiprace.chapters.document import Meta
from chiprace.chapters.parallel import Tell
from chiprace.chapters.run import ChapterRun
from chiprace.errors import BuildError
from chiprace.export.typesetting import Typesetter
from chiprace.stores import Store


class Printer:
    """Prepares and writes documents, until it is closed.

    What it is given is done in turn, as documents need no kernel, and kernels no Python.

    Parameters
    ----------
    meta : Meta
        What stands on the cover.
    store : Store
        Where parts are kept.
    """

    def __init__(self, meta: Meta, store: Store) -> None:
        self._meta, self._store = meta, store
        self._typesetter = Typesetter()
        self._pool = ThreadPoolExecutor(max_workers=1)
        self._prepared: list[Future[Any]] = []
        self._measured: list[Future[None]] = []

    @staticmethod
    def load() -> None:
        """Load what it works with, as long as there is time."""
        import chiprace.editions.documents  # noqa: F401 here and below, as it takes a while

    def prepare(self, run: ChapterRun) -> None:
        """Prepare what the documents show of one chapter alone."""
        from chiprace.editions.documents import prepare_documents

        self._prepared.append(self._pool.submit(prepare_documents, run, self._store))

    def prepare_together(self, runs: Sequence[ChapterRun]) -> None:
        """Prepare what hangs on all of the first chapters, in order, and measure it on paper."""
        from chiprace.editions.documents import prepare_texts
        from chiprace.export.pdf import measure_paper

        self._typesetter.start()
        texts = self._pool.submit(prepare_texts, runs, self._meta, self._store)
        self._prepared.append(texts)

        def measure() -> None:
            measure_paper(texts.result(), self._typesetter, self._store)

        self._measured.append(self._pool.submit(measure))

    def write(self, runs: Sequence[ChapterRun], folder: Path, tell: Tell) -> None:
        """Write the documents of all chapters, in order, into a folder.

        Raises
        ------
        BuildError
            If chapters hold what cannot be shown, with the errors of all of them.
        """
        from chiprace.editions.documents import write_documents

        _require(self._prepared)
        given = folder, self._store, self._typesetter, self._pool, tell
        write_documents(runs, self._meta, *given)
        _require(self._measured)

    def close(self) -> None:
        """Wait for what is under way, and let go of the rest."""
        self._pool.shutdown(cancel_futures=True)
        self._typesetter.close()


def _require(begun: Sequence[Future[Any]]) -> None:
    """Raise what went wrong with parts of the documents, of all chapters at once."""
    errors = [error for each in begun if (error := each.exception())]
    for error in errors:
        if not isinstance(error, BuildError):
            raise error
    if errors:
        raise BuildError("\n".join(sorted(set(map(str, errors)))))
