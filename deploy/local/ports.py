"""Free ports for the embedded servers, so that copies with different data directories run side by side."""

from __future__ import annotations

import hashlib
import socket

FIRST, LAST = 20000, 32000  # below the range the kernel hands to outgoing connections


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


def choose(seed: str, taken: set[int]) -> int:
    """The first free port after a starting point that `seed` fixes: the same start finds the same port."""
    start = int(hashlib.sha256(seed.encode()).hexdigest(), 16) % (LAST - FIRST)
    for step in range(LAST - FIRST):
        port = FIRST + (start + step) % (LAST - FIRST)
        if port not in taken and is_free(port):
            return port
    raise OSError("no free port")
