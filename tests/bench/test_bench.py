"""The measuring itself, in its short form: a few dozen requests of every phase against a real gunicorn."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Thread
from typing import Any

import psycopg
import pytest

from tests.bench.load import BenchFailed, Deck, Load
from tests.bench.report import Entry, table
from tests.embedded import ROOT, Servers
from tests.settings import environment

NAMES = [
    "hello",
    "code_first",
    "code_resolve",
    "message_read",
    "message_submit",
    "duty_scan",
    "push",
    "in_app_delay",
    "search",
    "poster_pdf",
    "poster_decode",
    "register_page",
    "duty_scan_large",
    "overview",
    "overview_p95",
    "alerts",
    "dashboard",
]
REQUEST = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


def test_every_phase_is_measured_and_told_in_the_shape_of_the_contract(
    servers: Servers, tmp_path: Path
) -> None:
    told = os.environ | environment(servers, tmp_path)
    command = [sys.executable, "-m", "tests.bench", "--short"]
    done = subprocess.run(command, cwd=ROOT, env=told, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    entries: list[dict[str, Any]] = json.loads((tmp_path / "bench.json").read_text())
    assert [entry["name"] for entry in entries] == NAMES
    for entry in entries:
        assert list(entry) == list(Entry.__slots__)
        assert entry["value"] > 0
        assert entry["baseline_value"] > 0
        assert entry["ratio"] > 0
        assert entry["drain_s"] >= 0
        assert entry["name"] in done.stdout
    by_name = {entry["name"]: entry for entry in entries}
    assert by_name["message_submit"]["at_rows"] == 300
    assert by_name["duty_scan"]["at_rows"] > 300, "the phase before wrote messages"
    assert {entry["baseline"] for entry in entries} == {
        "hello",
        "裸 Dramatiq",
        "一秒",
        "裸 psycopg",
        "qrcode + Pillow",
        "印上的码",
        "300 人的名册",
        "50 毫秒",
        "一分钟",
        "200 毫秒",
    }
    with psycopg.connect(servers.database_url.replace("+psycopg", "")) as connection:
        left = connection.execute("select datname from pg_database where datname like '%\\_bench'").fetchall()
    assert left == [], "the database of the measuring is gone"


def test_the_ratio_is_the_median_of_each_rounds_own_ratio() -> None:
    slow_machine_in_the_middle = [(1000.0, 400.0), (200.0, 100.0), (1000.0, 450.0)]
    entry = Entry.of("code_resolve", "req/s", "hello", slow_machine_in_the_middle)
    assert (entry.value, entry.baseline_value, entry.ratio) == (400.0, 1000.0, 0.45)
    assert entry.median_of == 3
    assert "够" in table([entry])


@contextmanager
def answering(answer: bytes) -> Iterator[int]:
    """A server that says the same to everybody; its port."""

    class Say(BaseRequestHandler):
        def handle(self) -> None:
            while self.request.recv(4096):
                self.request.sendall(answer)

    class Server(ThreadingTCPServer):
        daemon_threads = True

    with Server(("127.0.0.1", 0), Say) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()


def run(answer: bytes) -> int:
    with answering(answer) as port, closing(Stopping()) as load:
        load.take("phase", Deck(port, 200, [REQUEST]))
        return load.run("phase", seconds=60, most=40).count


class Stopping(Load):
    def close(self) -> None:
        self.stop()


def test_answers_of_the_right_status_are_counted_up_to_the_share_of_the_round() -> None:
    assert run(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok") == 40


def test_an_answer_of_another_status_ends_the_measuring_with_its_text() -> None:
    with pytest.raises(BenchFailed, match=r"应当回答 200，回答的是 429：慢一点"):
        run("HTTP/1.1 429 Too Many\r\nContent-Length: 9\r\n\r\n慢一点".encode())


def test_an_answer_without_a_length_ends_the_measuring() -> None:
    with pytest.raises(BenchFailed, match="Content-Length"):
        run(b"HTTP/1.1 200 OK\r\n\r\nok")
