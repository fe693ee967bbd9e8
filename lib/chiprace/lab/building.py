"""An edition built from the form, off the main thread, with its progress in the notebook."""

import os
import threading
from datetime import date
from html import escape
from pathlib import Path

import ipywidgets as widgets

from chiprace.door.checks import check_tables
from chiprace.door.data import load_tables
from chiprace.door.faults import report_faults
from chiprace.editions.edition import build_edition
from chiprace.errors import ChipraceError, DataError
from chiprace.lab.desk import DESK
from chiprace.paths import current_project
from chiprace.scenario import Scenario


class Building:
    """Builds editions, one at a time, and says how far it has come."""

    def __init__(self) -> None:
        self.widget = widgets.HTML()
        self.widget.add_class("chiprace")
        self.widget.add_class("lab-build")
        self._steps: dict[str, str] = {}
        self._thread: threading.Thread | None = None

    def start(self, scenario: Scenario, out: Path | None = None) -> None:
        """Build an edition, unless one is being built; the form stays alive meanwhile.

        Parameters
        ----------
        scenario : Scenario
            The parameters.
        out : Path, optional
            Folder for the editions; ``reports/`` if left out.
        """
        if self._thread is None or not self._thread.is_alive():
            self._steps.clear()
            self._thread = threading.Thread(target=self._build, args=(scenario, out), daemon=True)
            self._thread.start()

    def wait(self) -> None:
        """Wait until the build has ended; a notebook that runs by itself does."""
        if self._thread is not None:
            self._thread.join()

    def tell(self, step: str, state: str = "done", why: str = "") -> None:
        """Hear how far the build has come; see `chiprace.chapters.parallel.Tell`."""
        self._steps[step] = state
        lines = (f"{escape(state)} {escape(name)}" for name, state in self._steps.items())
        self.widget.value = f"<pre>{chr(10).join(lines)}</pre>"

    def _build(self, scenario: Scenario, out: Path | None) -> None:
        project = current_project()
        self.tell("data are checked", "running")
        try:
            faults = check_tables(load_tables(project.root), today=date.today())
            if faults:
                raise DataError(report_faults(faults))
            self.tell("data are checked")
            built = build_edition(
                project, scenario, jobs=os.cpu_count() or 1, out=out, tell=self.tell
            )
        except ChipraceError as error:
            self._end(f'<p class="refused" role="alert">{escape(str(error))}</p>')
            return
        except Exception as error:
            told = escape(f"{type(error).__name__}: {error}")
            self._end(f'<p class="refused" role="alert">{told}</p>')
            raise
        places = "".join(
            f"<br>{escape(str(built.folder / name))}" for name in ("report.html", "report.pdf")
        )
        own = "<br>Your own data are not in it: they stand in this session alone."
        self._end(f"<p>Edition {built.edition.name}{places}{own if DESK.own else ''}</p>")

    def _end(self, html: str) -> None:
        self.widget.value += html
