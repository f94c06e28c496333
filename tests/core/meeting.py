"""A site for `test_web_server.py`: every request goes to one meeting place and is answered when it is let go."""

from __future__ import annotations

import os
import socket
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIEnvironment


def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    with socket.create_connection(("127.0.0.1", int(os.environ["MEETING_PORT"]))) as line:
        line.sendall(f"{os.getpid()}\n".encode())
        line.recv(1)
    start_response("200 OK", [("Content-Length", "0")])
    return [b""]
