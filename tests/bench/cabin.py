"""The cabin's first screen over everything that a very large city has done in five years."""

from __future__ import annotations

import time
from datetime import date

from flask.testing import FlaskClient
from sqlalchemy import text

from server.areas.models import PREFIX_LENGTHS
from server.core import clock
from server.core.db import db, transaction
from server.core.permissions import Role
from server.dashboard import rebuilding
from server.demo import bulk
from tests.bench.load import BenchFailed
from tests.bench.people import People

SCREEN = "/api/dashboard/overview"


def count() -> None:
    """As an operator does it by `flask rollups rebuild`."""
    with transaction():
        bulk.take_time()
        rebuilding.make_anew()
    with transaction():
        bulk.take_time()
        bulk.connection().execute("analyze dashboard_sums")


def screens(client: FlaskClient, area: str, count: int) -> list[float]:
    """Seconds of the same screen, asked again and again by the city's office. Raises BenchFailed."""
    people = People()
    with transaction():
        token = people.sign_in(people.enrol("市主任", Role.NPC_LEADER, f"area:{area}"))
        people.store()
    taken = []
    for _ in range(count):
        start = time.perf_counter()
        answer = client.get(SCREEN, headers={"Authorization": f"Bearer {token}"})
        taken.append(time.perf_counter() - start)
        if answer.status_code != 200:
            raise BenchFailed(f"{SCREEN} 的回答是 {answer.status_code}")
    return sorted(taken)


def plan(area: str) -> str:
    """How the database reads a city's year, and its counties' letters by category."""
    since = date(clock.today().year, 1, 1)
    digits = PREFIX_LENGTHS[next(level for level in PREFIX_LENGTHS if level.value == "county")]
    asked = (
        "select metric, day, dim, count from dashboard_sums where place = :area and day >= :since",
        "select place, dim, sum(count) from dashboard_sums where place in (select left(code, :digits) from areas"
        " where level = 'county' and code like :area || '%') and metric = 'category' and day >= :since group by 1, 2",
    )
    given = {"area": area, "since": since, "digits": digits}
    lines: list[str] = []
    for statement in asked:
        lines += db.session.scalars(text(f"explain (analyze, buffers) {statement}"), given)
    return "\n".join(lines)
