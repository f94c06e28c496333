"""`python -m tests.bench.cpu [--route …]`: what one request costs in processor time, by process; `/proc` is where it stands.

Rates say nothing on a machine that others use too; this does, roughly: a line for each route, in millionths of a second.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from sqlalchemy import text

from server import create_app
from server.core import cache
from server.core.db import db, hang_up, transaction
from tests.bench import decks, product
from tests.bench.load import Deck, Load
from tests.bench.world import Size, World

ROUTES = ("code_resolve", "message_read", "message_submit", "duty_scan")
PARTS = ("web", "database", "valkey", "worker")
COUNT = 1_000


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.cpu")
    parser.add_argument("--route", action="append", choices=ROUTES, help="default: every one of them")
    chosen = parser.parse_args(arguments).route or ROUTES
    logs = Path(os.environ["DATA_DIR"]) / "log"
    logs.mkdir(parents=True, exist_ok=True)
    with product.own_database(os.environ["DATABASE_URL"]) as url:
        os.environ["DATABASE_URL"] = url
        from flask_migrate import upgrade

        with create_app().app_context():
            upgrade()
            world = World.build(Size())
            with product.servers(logs) as (bare, ours):
                _measure(chosen, decks.hello(bare), decks.decks(world, ours))
            db.session.remove()
            hang_up()
    return 0


def _measure(chosen: Sequence[str], hello: Deck, found: dict[str, Deck]) -> None:
    load = Load()
    load.take("hello", hello)
    print(f"{'':16}" + "".join(f"{part:>10}" for part in PARTS))
    for name in chosen:
        load.take(name, found[name])
        for _ in range(2):  # the first time warms up
            spent = _spent(lambda name=name: load.run(name, 120, COUNT).count)  # type: ignore[misc]
            product.drain()
        print(f"{name:16}" + "".join(f"{spent[part]:10.0f}" for part in PARTS), flush=True)
    load.stop()


def _spent(work: Callable[[], int]) -> dict[str, float]:
    before = {part: seconds_of(pids) for part, pids in _processes().items()}
    count = work()
    after = {part: seconds_of(pids) for part, pids in _processes().items()}
    return {part: (after[part] - before[part]) / count * 1e6 for part in PARTS}


def _processes() -> dict[str, list[int]]:
    """By part of the product, the processes that work for it."""
    with transaction():
        asked = text("select pid from pg_stat_activity where datname = current_database()")
        lines = list(db.session.scalars(asked))
    found = {"web": [], "worker": [], "database": lines, "valkey": [cache.client().info()["process_id"]]}
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            command = entry.read_bytes()
            part = (
                "web" if b"server:create_app" in command else "worker" if b"server.worker" in command else ""
            )
            if (
                part
                and f"DATABASE_URL={os.environ['DATABASE_URL']}".encode()
                in entry.with_name("environ").read_bytes()
            ):
                found[part].append(int(entry.parent.name))
    return found


def seconds_of(pids: Sequence[int]) -> float:
    return (
        sum(
            int(task.read_text().split()[0])
            for pid in pids
            for task in Path(f"/proc/{pid}/task").glob("*/schedstat")
        )
        / 1e9
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
