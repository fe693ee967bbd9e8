"""Where client and kernel meet: sockets in the file system, no port, nothing on the network."""

import tempfile
from pathlib import Path
from uuid import uuid4

from jupyter_core.paths import jupyter_runtime_dir

_LONGEST = 100


def own_socket() -> str:
    """Return a path for the sockets of one kernel; a socket's path may have 107 characters."""
    name = f"chiprace-{uuid4().hex[:12]}"
    private = Path(jupyter_runtime_dir())
    if len(str(private / name)) > _LONGEST:
        return str(Path(tempfile.gettempdir()) / name)
    private.mkdir(mode=0o700, parents=True, exist_ok=True)
    return str(private / name)
