"""Where client and kernel meet: sockets in the file system, no port, nothing on the network."""

from uuid import uuid4

from chiprace.scratch import scratch


def own_socket() -> str:
    """Return a path for the sockets of one kernel, in a folder that only this user can open."""
    return str(scratch() / f"kernel-{uuid4().hex[:12]}")
