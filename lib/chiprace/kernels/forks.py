"""Asking a fork server for kernels: one server for each state of environment, data and package."""

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress

from chiprace.kernels.server import NUMBER
from chiprace.paths import PACKAGE, current_project
from chiprace.reads import VARIABLE as READS
from chiprace.stores import VARIABLE as STORES

_START = "import sys; del sys.path[0]; from chiprace.kernels.server import main; main({})"


class NoForkError(Exception):
    """Says why no kernel can be forked."""


class ForkedKernel:
    """The process of a kernel, with those parts of `subprocess.Popen` that a provisioner uses.

    Parameters
    ----------
    status : socket
        On which the server tells the process id, then the exit code.

    Raises
    ------
    NoForkError
        If the server is gone.
    """

    stdin = stdout = stderr = None

    def __init__(self, status: socket.socket) -> None:
        self._status = status
        self.returncode: int | None = None
        told = status.recv(NUMBER.size)
        if not told:
            raise NoForkError("the process to fork from has ended")
        self.pid: int = NUMBER.unpack(told)[0]

    def poll(self) -> int | None:
        """Return the exit code, None while the kernel lives."""
        return self._ask(socket.MSG_DONTWAIT)

    def wait(self) -> int | None:
        """Return the exit code when there is one."""
        return self._ask(0)

    def send_signal(self, number: int) -> None:
        """Send a signal to the kernel if it lives."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End the kernel at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask the kernel to end."""
        self.send_signal(signal.SIGTERM)

    def _ask(self, flags: int) -> int | None:
        if self.returncode is None:
            try:
                told = self._status.recv(NUMBER.size, flags)
            except BlockingIOError:
                return None
            # A server that died can tell nothing; its kernels die with it.
            self.returncode = NUMBER.unpack(told)[0] if told else -signal.SIGKILL
            self._status.close()
        return self.returncode


class ForkServer:
    """A process that forks kernels.

    Parameters
    ----------
    environment : Mapping
        In which modules and facts are loaded.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._used = False
        self._channel, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _START.format(theirs.fileno())],
                env=dict(environment),
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )

    def fork(self, command: list[str], environment: Mapping[str, str], folder: str) -> ForkedKernel:
        """Start a kernel.

        Parameters
        ----------
        command : list of str
            As ``python -m ipykernel_launcher -f FILE``.
        environment : Mapping
            Of the kernel.
        folder : str
            Its working directory.

        Returns
        -------
        ForkedKernel
            Its process.

        Raises
        ------
        NoForkError
            If the server is gone.
        """
        self._used = True
        order = {"command": command, "environment": dict(environment), "folder": folder}
        status, theirs = socket.socketpair()
        try:
            with theirs:
                streams = [1, 2, theirs.fileno()]
                socket.send_fds(self._channel, [json.dumps(order).encode()], streams)
            return ForkedKernel(status)
        except (OSError, NoForkError) as error:
            status.close()
            raise NoForkError(f"the process to fork from does not answer ({error})") from error

    def retire(self) -> None:
        """Let the server end when its last kernel has."""
        self._channel.send(b"null")

    def close(self) -> None:
        """End the server and all its kernels."""
        self._channel.close()
        if not self._used:  # it may still be loading, and would look up only afterwards
            self._process.kill()
        self._process.wait()


#: What differs from kernel to kernel, and what pandera sets in a process that imports it, which
#: would part the server that was started early from the one that is asked for later.
_OWN = (READS, STORES, "PYARROW_IGNORE_TIMEZONE", "SPARK_LOCAL_IP")

_lock = threading.Lock()
_servers: dict[tuple[object, ...], ForkServer] = {}


def fork_server(environment: Mapping[str, str]) -> ForkServer:
    """Return the server for kernels of an environment, started if need be.

    Parameters
    ----------
    environment : Mapping
        Of the kernels. What differs from kernel to kernel is left out.

    Returns
    -------
    ForkServer
        One for this process, the environment, and the data and the package as they are on the
        disk: a kernel must not see what was there before.

    Raises
    ------
    NoForkError
        Where kernels cannot be forked.
    """
    if sys.platform != "linux":
        raise NoForkError(f"{sys.platform} is not Linux")
    common = {
        name: value
        for name, value in environment.items()
        if not name.startswith("JPY_") and name not in _OWN
    }
    key = (os.getpid(), tuple(sorted(common.items())), _stamp())
    with _lock:
        if key not in _servers:
            for other in [old for old in _servers if old[0] == os.getpid()]:
                retired = _servers.pop(other)
                retired.retire()
                _retired.append(retired)
            _servers[key] = ForkServer(common)
        return _servers[key]


_retired: list[ForkServer] = []


def start_early() -> None:
    """Let the server load what kernels need while this process does other things."""
    with suppress(NoForkError):  # told when a kernel is asked for
        fork_server(os.environ)


def _stamp() -> tuple[tuple[str, int, int], ...]:
    """Return name, time and size of everything that a server has loaded."""
    files = [*current_project().data.rglob("*"), *PACKAGE.rglob("*.py")]
    described = [(str(path), path.stat()) for path in sorted(files)]
    return tuple((name, state.st_mtime_ns, state.st_size) for name, state in described)


@atexit.register
def _close_all() -> None:
    for key, server in _servers.items():
        if key[0] == os.getpid():
            server.close()
    for server in _retired:
        server.close()
