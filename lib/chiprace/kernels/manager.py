"""The manager of a chapter's kernel, warm or ordinary."""

import os
from pathlib import Path
from typing import Any, ClassVar

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from traitlets import default

from chiprace.kernels.sockets import own_socket

#: Names of kernels by what they are.
WARM, ORDINARY = "chiprace-warm", "python3"


class ChapterKernelManager(AsyncKernelManager):  # type: ignore[misc]
    """Talks through sockets in the file system, and adds to the kernel's environment."""

    transport = "ipc"
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
        # The package's own kernel is found without being installed.
        known = KernelSpecManager(parent=self)
        known.kernel_dirs = [*known.kernel_dirs, str(Path(__file__).parent)]
        return known

    async def _async_pre_start_kernel(self, **asked: Any) -> Any:
        environment = asked.pop("env", None) or os.environ
        return await super()._async_pre_start_kernel(**asked, env={**environment, **self.more})

    async def _async_interrupt_kernel(self) -> None:
        # Whoever is being shut down has been asked to go; an interrupt would only make it complain.
        if not self.shutting_down:
            await super()._async_interrupt_kernel()


def manager_with(more: dict[str, str]) -> type[ChapterKernelManager]:
    """Return the manager of a kernel with some variables of its own in its environment."""
    return type("ChapterKernelManager", (ChapterKernelManager,), {"more": more})
