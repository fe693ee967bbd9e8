"""The provisioner behind the kernel name ``chiprace-warm``: a fork in place of a new process."""

import asyncio
import logging
import os
from pathlib import Path
from typing import Any

from jupyter_client.provisioning import LocalProvisioner

from chiprace.kernels.forks import ForkedKernel, NoForkError, fork_server
from chiprace.kernels.sockets import own_socket

_LOG = logging.getLogger("chiprace")


class WarmProvisioner(LocalProvisioner):  # type: ignore[misc]
    """Starts a kernel as a fork of a process that has loaded what the chapters import.

    All else, signals and the group of processes and what is left to clean up, is as in the
    provisioner of ordinary kernels, which also steps in where forking is not to be had.
    """

    async def pre_launch(self, **asked: Any) -> dict[str, Any]:
        """Talk through sockets in the file system: no port, nothing on the network."""
        manager = self.parent
        if manager is not None and manager.transport == "tcp" and os.name == "posix":
            manager.transport, manager.ip = "ipc", own_socket()
        prepared: dict[str, Any] = await super().pre_launch(**asked)
        return prepared

    async def launch_kernel(self, cmd: list[str], **asked: Any) -> Any:
        """Fork the kernel, or start an ordinary one and say why in the log."""
        folder = str(asked.get("cwd") or Path.cwd())
        environment = dict(asked.get("env") or os.environ)
        try:
            self.process = await asyncio.to_thread(_fork, cmd, environment, folder, asked)
        except NoForkError as reason:
            _LOG.warning("An ordinary kernel is started, as %s.", reason)
            return await super().launch_kernel(cmd, **asked)
        # The kernel leads a group of its own.
        self.pid = self.pgid = self.process.pid
        self.cwd = folder
        return self.connection_info


def _fork(
    command: list[str], environment: dict[str, str], folder: str, asked: dict[str, Any]
) -> ForkedKernel:
    if any(asked.get(stream) is not None for stream in ("stdin", "stdout", "stderr")):
        raise NoForkError("its streams are wanted as files of their own")
    return fork_server(environment).fork(command, environment, folder)
