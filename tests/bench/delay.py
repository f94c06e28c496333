"""How long after a letter was acknowledged its notice can be read, while fifty a second come in."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle
from random import Random
from statistics import quantiles
from uuid import uuid4

import psycopg

from tests.bench.load import BenchFailed
from tests.bench.world import World
from tests.chaos.lines import Line, expect

RATE = 50
"""Submissions a second, at even distances."""
THREADS = 8
LOOKS_EVERY_S = 0.03
PATIENCE_S = 60.0
WORDS = "我们单元门口的路灯坏了三天，晚上老人下楼看不清，请帮忙看看。"
NOTICES = "select target_id::text from notices where kind = 'message.submitted' and created_at > %s"


class Delay:
    """Letters by authors who have one left within the limit, each sent at its appointed time."""

    def __init__(self, world: World, port: int, database_url: str, letters: int) -> None:
        random = Random(11)
        self.authors = random.sample(world.authors, min(letters, len(world.authors)))
        self.codes = cycle(random.sample(world.addresses, len(world.addresses)))
        self.port = port
        self.database_url = database_url.replace("+psycopg", "")
        self.sent: dict[str, float] = {}
        self.seen: dict[str, float] = {}

    def p95(self) -> float:
        """Seconds. Raises BenchFailed when a notice never comes."""
        watcher = threading.Thread(target=self._watch, daemon=True)
        watcher.start()
        jobs = [(number / RATE, author, next(self.codes)) for number, author in enumerate(self.authors)]
        start = time.perf_counter()
        with ThreadPoolExecutor(THREADS) as pool:
            list(pool.map(lambda share: self._write(start, jobs[share::THREADS]), range(THREADS)))
        watcher.join(PATIENCE_S)
        missing = self.sent.keys() - self.seen.keys()
        if missing:
            raise BenchFailed(f"{PATIENCE_S:.0f} 秒过了，还有 {len(missing)} 封信没有通知")
        return quantiles((self.seen[one] - at for one, at in self.sent.items()), n=20)[-1]

    def _write(self, start: float, jobs: Sequence[tuple[float, str, str]]) -> None:
        line = Line(self.port)
        for at, author, code in jobs:
            time.sleep(max(0.0, start + at - time.perf_counter()))
            body = {"code": code, "content": WORDS}
            answer = line.ask("POST", "/api/messages", body, token=author, key=str(uuid4()))
            self.sent[expect(answer, 201)["id"]] = time.perf_counter()
        line.close()

    def _watch(self) -> None:
        """A notice counts from when another reader sees it: once its transaction is through."""
        with psycopg.connect(self.database_url, autocommit=True) as connection:
            since = connection.execute("select now()").fetchone()
            deadline = time.monotonic() + len(self.authors) / RATE + PATIENCE_S
            while (
                len(self.seen.keys() & self.sent.keys()) < len(self.authors) and time.monotonic() < deadline
            ):
                found = connection.execute(NOTICES, since).fetchall()
                now = time.perf_counter()
                for (letter,) in found:
                    self.seen.setdefault(letter, now)
                time.sleep(LOOKS_EVERY_S)
