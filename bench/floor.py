"""The floor: the code of all chapters in one process that has loaded everything; prints seconds."""

import sys
import time
from typing import Any

import nbformat

from chiprace.chapters import show
from chiprace.kernels.server import warm

warm()
shown: list[Any] = []
show._display = shown.append  # type: ignore[assignment]
sources = [
    [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    for path in sys.argv[1:]
]
start, work = time.perf_counter(), time.process_time()
for cells in sources:
    names: dict[str, Any] = {}
    for source in cells:
        exec(source, names)
assert shown
print(time.perf_counter() - start, time.process_time() - work)
