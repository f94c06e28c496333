"""Ends processes of the product, each with everything it started, and only those of this run."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from random import Random
from signal import SIGHUP

import psutil

from tests.chaos.lines import ChaosFailed

WORKER, VALKEY, POSTGRES, WEB = "worker", "valkey", "postgres", "web"
PER_10_000 = {WORKER: 20, VALKEY: 4, POSTGRES: 2, WEB: 3}
LEAST = {WORKER: 2, VALKEY: 1, POSTGRES: 1, WEB: 1}
WORDS = {WORKER: "server.worker", VALKEY: "valkey-server", POSTGRES: "postgres -D", WEB: "gunicorn"}
LAST = 0.85
"""What comes at the very end of the load meets nobody."""
LOOKS_EVERY_S = 0.2
SEEN_S = 60.0
GROWN_S = 4.0
"""A process younger than this is still starting up: killing it would prove little."""


def wanted(letters: int, *, redis: bool) -> dict[str, int]:
    """How often each is killed for so many letters, at least."""
    most = {what: max(LEAST[what], -(-letters * many // 10_000)) for what, many in PER_10_000.items()}
    return most if redis else most | {VALKEY: 0}


class Killer:
    """`plan`: at which share of the answered letters what is killed, in order; fixed by `seed`."""

    def __init__(self, runner_pid: int, letters: int, seed: int, *, redis: bool = True) -> None:
        random = Random(seed)
        victims = [what for what, many in wanted(letters, redis=redis).items() for _ in range(many)]
        random.shuffle(victims)
        step = LAST / len(victims)
        self.plan = [((place + random.random()) * step, what) for place, what in enumerate(victims)]
        self.done: Counter[str] = Counter()
        self._random = random
        self._runner = psutil.Process(runner_pid)

    def run(self, share: Callable[[], float], is_over: Callable[[], bool]) -> None:
        """Kill as the work goes on. Raises ChaosFailed when a victim never shows itself."""
        for at, what in self.plan:
            while share() < at:
                if is_over():
                    return
                time.sleep(LOOKS_EVERY_S)
            self._strike(what)

    def _strike(self, what: str) -> None:
        victim = self._victim(what)
        if what == WEB:
            victim.send_signal(SIGHUP)
        else:
            _kill_tree(victim)
        self.done[what] += 1

    def _victim(self, what: str) -> psutil.Process:
        deadline = time.monotonic() + SEEN_S
        while time.monotonic() < deadline:
            found = [one for one in self._alive(WORDS[what]) if time.time() - one.create_time() > GROWN_S]
            if found:
                # of a server the first process started the others; of workers any
                return self._random.choice(found) if what == WORKER else found[0]
            time.sleep(0.1)
        raise ChaosFailed(f"{what} 一直没有起来，没法再杀")

    def _alive(self, words: str) -> list[psutil.Process]:
        found = []
        for process in self._runner.children(recursive=True):
            with suppress(psutil.NoSuchProcess):
                if words in " ".join(process.cmdline()) and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(process)
        return sorted(found, key=lambda process: process.create_time())


def _kill_tree(process: psutil.Process) -> None:
    """The head first, so that it starts nothing any more. Somebody whom it had started is not spared."""
    doomed = [process, *process.children(recursive=True)]
    for one in doomed:
        with suppress(psutil.NoSuchProcess):
            one.kill()
    _, alive = psutil.wait_procs(doomed, timeout=10)
    if alive:
        raise ChaosFailed(f"杀不掉 {alive}")
