"""What the settings of the web server promise of its processes, under the real gunicorn."""

from __future__ import annotations

import os
import socket
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

from deploy.local import ports
from tests.bench.product import GUNICORN, running

WORKERS, THREADS = 2, 4
PATIENCE_S = 30.0


def test_a_full_process_leaves_the_next_visitor_to_its_idle_sibling(tmp_path: Path) -> None:
    """Eight who come one after the other and stay are served by all eight threads at once, four of each process."""
    port = ports.choose(f"{tmp_path}", set())
    with ExitStack() as stack:
        meeting = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        meeting.settimeout(PATIENCE_S)
        where = {
            "PORT": str(port),
            "MEETING_PORT": str(meeting.getsockname()[1]),
            "WEB_WORKERS": f"{WORKERS}",
        }
        log = tmp_path / "web.log"
        stack.enter_context(running((*GUNICORN, "tests.core.meeting:app"), os.environ | where, log))
        visitors, served = [], []
        for _ in range(WORKERS * THREADS):
            visitors.append(stack.enter_context(_visitor(port)))
            served.append(stack.enter_context(meeting.accept()[0]))
        processes = Counter(line.recv(20) for line in served)
        for line in served:
            line.sendall(b"!")
        assert sorted(processes.values()) == [THREADS] * WORKERS
        assert [visitor.recv(12) for visitor in visitors] == [b"HTTP/1.1 200"] * len(visitors)


def _visitor(port: int) -> socket.socket:
    """Somebody who has asked, as soon as the server listens."""
    while True:
        try:
            line = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S)
        except ConnectionRefusedError:
            time.sleep(0.05)
            continue
        line.sendall(b"GET / HTTP/1.1\r\nHost: here\r\n\r\n")
        return line
