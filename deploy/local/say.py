"""What `make run` tells the person in front of it: a line for each step, with the seconds since the start."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

STARTED = time.monotonic()
HEARTBEAT_S = 5.0


class Refused(Exception):
    """The start cannot go on for a reason the person can mend; the text says what to do. Exit code 2."""


class Failed(Exception):
    """A part did not come up; the text says which log to read. Exit code 1."""


def say(text: str) -> None:
    print(f"[{time.monotonic() - STARTED:5.1f} 秒] {text}", flush=True)


@contextmanager
def step(text: str, log: Path | None = None) -> Iterator[None]:
    """Say what is being done, again every few seconds with the last line of its log, and when it is done."""
    say(f"{text}…")
    over = threading.Event()
    beat = threading.Thread(target=_beat, args=(text, log, over), daemon=True)
    beat.start()
    try:
        yield
    finally:
        over.set()
        beat.join()
    say(f"{text}：好了")


def _beat(text: str, log: Path | None, over: threading.Event) -> None:
    while not over.wait(HEARTBEAT_S):
        say(f"{text}，还在进行… {last_line(log)[:80]}".rstrip())


def last_line(log: Path | None) -> str:
    lines = log.read_text(errors="replace").split("\n") if log else []
    return next((line.strip() for line in reversed(lines) if line.strip()), "")
