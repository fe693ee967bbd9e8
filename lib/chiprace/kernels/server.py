"""The process that kernels are forked from: loads what the chapters import, then forks on demand.

Each order comes as one message over a socket, with the kernel's output streams and a socket of its
own, on which the server answers with the process id and, once the kernel has ended, with its exit
code. When the socket of the orders closes, whoever ordered is gone, and so are the kernels.
"""

import ast
import gc
import json
import os
import runpy
import selectors
import signal
import socket
import struct
import sys
import warnings
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from chiprace.late import load_late

NUMBER = struct.Struct("i")
LONGEST_ORDER = 1 << 20
STREAMS = 3

#: What a kernel itself needs, then what every notebook with figures does.
_MODULES = (
    *(
        "ipykernel.kernelapp",
        "ipykernel.ipkernel",
        "ipykernel.debugger",
        "tornado.platform.asyncio",
    ),
    *("IPython.core.completer", "IPython.core.completerlib", "IPython.core.pylabtools"),
    "IPython.core.oinspect",
    *("IPython.extensions.storemagic", "sqlite3", "faulthandler"),
    *("pandas", "matplotlib.pyplot"),
    *("matplotlib.backends.backend_svg", "matplotlib.backends.backend_agg"),
)
_INLINE = "module://matplotlib_inline.backend_inline"


@dataclass(frozen=True)
class Order:
    """A kernel that is asked for.

    Parameters
    ----------
    command : list of str
        As ``python -m ipykernel_launcher -f FILE``.
    environment : dict
        The whole environment of the kernel.
    folder : str
        Its working directory.
    """

    command: list[str]
    environment: dict[str, str]
    folder: str


def main(channel: int) -> None:
    """Serve until the other end of a socket closes; in a fork, be the kernel.

    Parameters
    ----------
    channel : int
        Descriptor of the socket of the orders.
    """
    warm()
    order = _serve(socket.socket(fileno=channel))
    if order is None:
        os._exit(0)  # somebody waits, and to take down all that was loaded takes a while
    _be_kernel(order)


def warm() -> None:
    """Import what kernels and chapters import, and read the facts."""
    # Looked at on import: matplotlib's backend as a kernel sets it, and whom a kernel watches, so
    # that it goes when that is gone.
    os.environ.setdefault("MPLBACKEND", _INLINE)
    os.environ["JPY_PARENT_PID"] = str(os.getpid())
    # A kernel looks for a debugger once, as it is imported; none is of use to a build, and to load
    # it takes a twentieth of the time.
    sys.modules["debugpy"] = None  # type: ignore[assignment]
    gc.disable()  # all of it stays: to look through it for what can go takes a sixth of the time
    load_late("numpy.f2py")  # scipy names it along with all else in numpy
    for name in dict.fromkeys((*_MODULES, *_chapter_imports())):
        # A name may be no module's; and a chapter that imports what fails tells of it itself.
        with suppress(Exception):
            import_module(name)
    del sys.modules["debugpy"]  # for notebooks it is there
    with suppress(Exception), warnings.catch_warnings():
        import_module("scipy.stats")  # behind all draws; it tells which of its warnings to show
    with suppress(Exception):
        import_module("chiprace.evidence.facts").load_facts()
    gc.freeze()
    # What a chapter makes lives on until it ends: to look through it ever again takes a twentieth
    # of the time.
    gc.set_threshold(200_000, 20, 20)
    gc.enable()


@cache
def _warm_more() -> None:
    """Load what chapters need late or not all of them, once, while nobody asks for a kernel."""
    with suppress(Exception):
        import_module("chiprace.units").registry()
        with import_module("chiprace.look.style").report_style():
            pass  # the typefaces are registered
    for name in ("seaborn", "SALib.analyze.sobol"):
        with suppress(Exception), warnings.catch_warnings():
            import_module(name)
    gc.freeze()


def _chapter_imports() -> Iterator[str]:
    """Give the names that chapters import, those of modules among them."""
    from chiprace.paths import current_project

    for path in sorted(current_project().notebooks.glob("[0-9][0-9]_*.ipynb")):
        # What cannot be read is told of where it is run.
        with suppress(ValueError, KeyError):
            for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
                if cell["cell_type"] == "code":
                    with suppress(SyntaxError):
                        yield from _imported("".join(cell["source"]))


def _imported(code: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (str(node.module), *(f"{node.module}.{each.name}" for each in node.names))


def _serve(channel: socket.socket) -> Order | None:
    """Fork a kernel for each order; return the order in the fork, None when no more can come."""
    selector = selectors.DefaultSelector()
    selector.register(channel, selectors.EVENT_READ)
    kernels: dict[int, tuple[int, socket.socket]] = {}
    retired = False
    while kernels or not retired:
        asked = selector.select(0)
        if not asked:
            _warm_more()
            asked = selector.select()
        for key, _ in asked:
            if key.fileobj is not channel:
                _reap(*kernels.pop(key.fd))
                selector.unregister(key.fd)
                os.close(key.fd)
                continue
            message, streams, _, _ = socket.recv_fds(channel, LONGEST_ORDER, STREAMS)
            if not message:
                for pid, _ in kernels.values():
                    _kill(pid)
                return None
            order = json.loads(message)
            if order is None:
                retired = True
                continue
            pid = os.fork()
            if pid == 0:
                selector.close()
                channel.close()
                for handle, (_, other) in kernels.items():
                    os.close(handle)
                    other.close()
                _take_streams(streams)
                return Order(**order)
            out, err, answer = streams
            os.close(out)
            os.close(err)
            status = socket.socket(fileno=answer)
            handle = os.pidfd_open(pid)
            kernels[handle] = pid, status
            selector.register(handle, selectors.EVENT_READ)
            with suppress(OSError):  # whoever asked may have gone
                status.send(NUMBER.pack(pid))
    return None


def _reap(pid: int, status: socket.socket) -> None:
    _, ended = os.waitpid(pid, 0)
    with status, suppress(OSError):
        status.send(NUMBER.pack(os.waitstatus_to_exitcode(ended)))


def _kill(pid: int) -> None:
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:  # it has not come to lead its group
        os.kill(pid, signal.SIGKILL)


def _take_streams(streams: list[int]) -> None:
    out, err, answer = streams
    os.setsid()
    with open(os.devnull, "rb") as nothing:
        os.dup2(nothing.fileno(), 0)
    os.dup2(out, 1)
    os.dup2(err, 2)
    for handle in (out, err, answer):
        os.close(handle)


def _be_kernel(order: Order) -> None:
    """Become what ``python -m ipykernel_launcher`` is when it starts."""
    os.chdir(order.folder)
    os.environ.clear()
    os.environ.update(order.environment, JPY_PARENT_PID=str(os.getppid()))
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()  # else all kernels would draw the same numbers
    sys.path.insert(0, "")
    _, _, module, *arguments = order.command
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
