"""The manager of a chapter's kernel, warm or ordinary."""

import os
from contextlib import suppress
from math import inf
from pathlib import Path
from queue import Empty
from time import monotonic
from typing import Any, ClassVar

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from jupyter_core.paths import jupyter_path
from traitlets import Type, default
from zmq.asyncio import Context

from chiprace.kernels.sockets import own_socket

#: Names of kernels by what they are.
WARM, ORDINARY = "chiprace-warm", "python3"

#: How often one tries to reach a kernel that has yet to open its sockets [ms]; ZeroMQ's own tenth
#: of a second is longer than such a kernel takes for it.
_TRY_AGAIN_MS = 5


class ChapterKernelClient(AsyncKernelClient):  # type: ignore[misc]
    """Goes to work as soon as the kernel answers.

    Others listen on for a while to what the kernel tells as it starts. Whoever runs notebooks reads
    only what belongs to his own requests.
    """

    def _context_default(self) -> Context:
        context: Context = super()._context_default()
        context.reconnect_ivl = _TRY_AGAIN_MS
        return context

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait until the kernel has answered on both channels, at most some seconds."""
        end = monotonic() + (inf if timeout is None else timeout)
        while True:
            self.kernel_info()
            with suppress(Empty):
                reply = await self.get_shell_msg(timeout=1)
                if reply["msg_type"] == "kernel_info_reply":
                    await self.get_iopub_msg(timeout=0.2)  # else nothing that it shows would come
                    self._handle_kernel_info_reply(reply)
                    return
            if not await self.is_alive():
                raise RuntimeError("The kernel died before it answered.")
            if monotonic() > end:
                raise RuntimeError(f"The kernel did not answer in {timeout:g} seconds.")


class ChapterKernelManager(AsyncKernelManager):  # type: ignore[misc]
    """Talks through sockets in the file system, and adds to the kernel's environment."""

    transport = "ipc"
    client_factory = Type(ChapterKernelClient, klass=AsyncKernelClient)
    #: What this kernel's environment has beyond that of this process.
    more: ClassVar[dict[str, str]] = {}

    @default("ip")  # type: ignore[untyped-decorator]
    def _own_socket(self) -> str:
        return own_socket()

    @default("connection_file")  # type: ignore[untyped-decorator]
    def _own_connection_file(self) -> str:
        return f"{own_socket()}.json"

    @default("kernel_spec_manager")  # type: ignore[untyped-decorator]
    def _with_warm_kernel(self) -> KernelSpecManager:
        # The package's own kernel is found without being installed. Where IPython kept kernels long
        # ago is not looked into: to ask where that is loads all of IPython into a build.
        folders = [*jupyter_path("kernels"), str(Path(__file__).parent)]
        return KernelSpecManager(parent=self, kernel_dirs=folders)

    async def _async_pre_start_kernel(self, **asked: Any) -> Any:
        environment = asked.pop("env", None) or os.environ
        return await super()._async_pre_start_kernel(**asked, env={**environment, **self.more})

    async def _async_wait(self, pollinterval: float = 0.01) -> None:
        await super()._async_wait(pollinterval)  # whoever is killed is gone in no time

    async def _async_interrupt_kernel(self) -> None:
        # Whoever is being shut down has been asked to go; an interrupt would only make it complain.
        if not self.shutting_down:
            await super()._async_interrupt_kernel()


def manager_with(more: dict[str, str]) -> type[ChapterKernelManager]:
    """Return the manager of a kernel with some variables of its own in its environment."""
    return type("ChapterKernelManager", (ChapterKernelManager,), {"more": more})
