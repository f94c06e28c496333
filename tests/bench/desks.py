"""`python -m tests.bench.desks SMALL LARGE`: the console's letters in two directories of `make scale`, page by page.

Processor time of this process and of its lines to the database, because others use the machine too. Between two
sizes only the ratio counts; the times of a search are told as they are.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, text

from server import create_app
from server.core import edge
from server.core.db import db, hang_up, transaction
from server.core.permissions import Role
from server.demo import bulk
from server.demo.places import AREA
from server.messages.models import Message
from server.stations.models import Station
from tests.bench import search
from tests.bench.cpu import seconds_of
from tests.bench.load import BenchFailed
from tests.bench.people import People

ROUNDS = 9
WANTED = 1.3
PAGES = {
    "first page": "inbox",
    "all": "inbox?view=all",
    "accepted": "inbox?view=accepted",
    "concluded": "inbox?view=concluded",
    "late": "inbox?view=accepted&late=1",
    "month": "inbox?view=all&since=month",
    "station": "inbox?view=all&station={station}",
    "category": "inbox?view=all&category=C01",
    "urgency": "inbox?view=accepted&urgency=U2",
    "one open": "inbox?view=answered&open={letter}",
    "letter": "messages/{letter}",
}
Times = dict[str, float]


def main(arguments: Sequence[str]) -> int:
    """1 where a page of the large directory costs more than it may beside the small one."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.desks")
    parser.add_argument("directories", nargs="*", type=Path)
    parser.add_argument("--measure", type=Path)
    given = parser.parse_args(arguments)
    if given.measure:
        given.measure.write_text(json.dumps(_measured()))
        return 0
    small, large = (_apart(directory) for directory in given.directories)
    print(f"{'':24}{'small':>10}{'large':>10}{'ratio':>8}   processor ms")
    for name in small:
        ratio = large[name] / small[name]
        print(f"{name:24}{small[name]:10.1f}{large[name]:10.1f}{ratio:8.2f}")
    asked = [name for name in small if not name.startswith("search")]
    ratio = sum(large[name] for name in asked) / sum(small[name] for name in asked)
    print(f"{'all pages':24}{'':20}{ratio:8.2f}   at most {WANTED}")
    return int(ratio > WANTED)


def _apart(directory: Path) -> Times:
    """In a process of its own, with the directory's own database and settings."""
    with TemporaryDirectory() as folder:
        told = Path(folder) / "times.json"
        command = [
            "deploy.local.run",
            "--",
            sys.executable,
            "-m",
            "tests.bench.desks",
            "--measure",
            str(told),
        ]
        environment = os.environ | {"DATA_DIR": str(directory.resolve())}
        subprocess.run([sys.executable, "-m", *command], env=environment, check=True)
        found: Times = json.loads(told.read_text())
        return found


def _measured() -> Times:
    app = create_app()
    with app.app_context():
        with transaction():
            letter, station_id = _some_letter()
        times: Times = {}
        for who, desk in _desks(app, station_id):
            for name, path in PAGES.items():
                address = f"/console/{path.format(letter=letter, station=station_id)}"
                times[f"{who}: {name}"] = _cost(desk, address)
        times |= _searches(app)
        db.session.remove()
        hang_up()
    return times


def _some_letter() -> tuple[str, str]:
    found = select(Message.id, Message.station_id).where(Message.status == "answered")
    here = found.where(Message.area_code.startswith(AREA)).order_by(Message.created_at.desc()).limit(1)
    row = db.session.execute(here).one()
    return str(row.id), str(row.station_id)


def _desks(app: Flask, station_id: str) -> Iterator[tuple[str, FlaskClient]]:
    """The county's office, and the liaison of one station."""
    scope = db.session.get_one(Station, station_id).scope
    for who, role, where in (
        ("county", Role.NPC_STAFF, f"area:{AREA}"),
        ("station", Role.LIAISON, scope),
    ):
        people = People()
        with transaction():
            token = people.sign_in(people.enrol("何主任", role, where))
            people.store()
        desk = app.test_client()
        desk.set_cookie(edge.COOKIE, token, path="/console")
        yield who, desk


def _cost(desk: FlaskClient, address: str) -> float:
    """Milliseconds of processor time for one page, the median of several; the first ones warm up."""
    spent = []
    for number in range(ROUNDS + 2):
        before = _spent()
        answer = desk.get(address)
        if answer.status_code != 200:
            raise BenchFailed(f"{address} 的回答是 {answer.status_code}")
        if number >= 2:
            spent.append(_spent() - before)
    return median(spent) * 1000


def _spent() -> float:
    return time.process_time() + seconds_of(_lines())


def _lines() -> list[int]:
    """The processes behind this process' lines to the database."""
    with db.engine.connect() as line:
        asked = text("select pid from pg_stat_activity where datname = current_database()")
        return list(line.scalars(asked))


def _searches(app: Flask) -> Times:
    """Milliseconds by the clock: the 95th of a hundred for terms of few letters, and the longest of all."""
    asked = search.Search.build(app)
    times: dict[str, float] = {}
    for term in asked.terms:
        taken = []
        for _ in range(3):
            start = time.perf_counter()
            asked.ask(term)
            taken.append(time.perf_counter() - start)
        times[term] = median(taken) * 1000
    with transaction():
        bulk.take_time()
        few = sorted(taken for term, taken in times.items() if _hits(term) <= 10_000)
    return {"search p95 of few": few[len(few) * 95 // 100], "search longest": max(times.values())}


def _hits(term: str) -> int:
    words = [Message.content.contains(word) for word in term.split()]
    found = select(func.count()).where(*words) if not term.isdigit() else select(0)
    return db.session.scalar(found) or 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
