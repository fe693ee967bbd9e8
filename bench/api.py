"""Papermill's API and nbconvert's exporters, all chapters one after another in one process."""

import sys
from pathlib import Path

import papermill
from nbconvert import HTMLExporter, WebPDFExporter


def main(out: Path, browser: bool, notebooks: list[str]) -> None:
    """Execute and export notebooks."""
    for notebook in map(Path, notebooks):
        executed = out / notebook.name
        papermill.execute_notebook(
            str(notebook), str(executed), kernel_name="python3", progress_bar=False
        )
        page, _ = HTMLExporter().from_filename(str(executed))
        executed.with_suffix(".html").write_text(page, encoding="utf-8")
        if browser:
            sheet, _ = WebPDFExporter(disable_sandbox=True).from_filename(str(executed))
            executed.with_suffix(".pdf").write_bytes(sheet)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] == "webpdf", sys.argv[3:])
