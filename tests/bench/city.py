"""The product in a very large city: ten million duty records, all alerts at once, one deputy's year."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time as moment, timedelta
from random import Random
from typing import Self
from uuid import UUID

from flask.testing import FlaskClient
from sqlalchemy import select, text

from server.accounts.models import RoleGrant, Session
from server.activities.models import Activity, Participant
from server.alerts import watching
from server.alerts.registry import in_order
from server.codes.models import PREFIXES, Code, CodeKind
from server.core import clock, crypto, workdays
from server.core.db import db, transaction
from server.core.jobs import JOB_PATIENCE
from server.core.permissions import Role
from server.demo import bulk, city, scale
from server.demo.mill import Mill
from server.stations.models import Seat, Station
from tests.bench.load import BenchFailed
from tests.bench.people import People
from tests.bench.world import activity_today, issued, pour

SCANNING = 4_000
"""Stations where something is on today, and whose deputies scan."""
AUTHORS = 2_000
OVERVIEW = "/api/duties"


@dataclass(frozen=True, slots=True)
class Size:
    """`letters` come on top, so that the rules about letters have something to look at."""

    city: city.Size
    duties: int = 10_000_000
    letters: int = 100_000


@dataclass(frozen=True, slots=True)
class Metropolis:
    """Scans still to be made (a deputy's token and the duty code), and the tokens of deputies."""

    scans: list[tuple[str, str]]
    deputies: list[str]

    @classmethod
    def build(cls, size: Size) -> Self:
        """Fill an empty, migrated database."""
        city.fill(size.duties, size.city, lambda line: None)
        with transaction():
            bulk.take_time()
            tokens = _sign_in()
            scans = _today(tokens)
            if size.letters:
                with bulk.words_aside():
                    pour(_mill(), size.letters)
        with transaction():
            bulk.take_time()
            bulk.connection().execute("analyze")
        return cls(scans, list(tokens.values()))


def _sign_in() -> dict[UUID, str]:
    """The token of every deputy, by the deputy's id."""
    held = select(RoleGrant).where(RoleGrant.role == Role.DEPUTY).order_by(RoleGrant.subject_id)
    tokens: dict[UUID, str] = {}
    sessions: list[Session] = []
    for grant in db.session.scalars(held):
        assert grant.subject_id is not None
        tokens[grant.subject_id] = crypto.token()
        sessions.append(
            Session(
                token_digest=crypto.digest(tokens[grant.subject_id]),
                account_id=grant.account_id,
                grant_id=grant.id,
                created_at=clock.now(),
                expires_at=clock.now() + timedelta(days=1),
            )
        )
    bulk.copy(sessions)
    return tokens


def _today(tokens: dict[UUID, str]) -> list[tuple[str, str]]:
    """An activity of today at many stations, a duty code on each door, everybody seated there on the list."""
    stations = db.session.scalars(
        select(Station).order_by(Station.area_code, Station.id).limit(SCANNING)
    ).all()
    seated: dict[UUID, list[UUID]] = defaultdict(list)
    for seat in db.session.scalars(select(Seat).order_by(Seat.station_id, Seat.deputy_id)):
        seated[seat.station_id].append(seat.deputy_id)
    codes: list[Code] = []
    activities: list[Activity] = []
    invited: list[Participant] = []
    scans: list[tuple[str, str]] = []
    for station in stations:
        said = PREFIXES[CodeKind.DUTY] + crypto.token(16)
        codes.append(issued(CodeKind.DUTY, said, station))
        activities.append(activity_today(station))
        for deputy_id in seated[station.id]:
            invited.append(Participant(activity_id=activities[-1].id, deputy_id=deputy_id))
            scans.append((tokens[deputy_id], said))
    for rows in (codes, activities, invited):
        bulk.copy(rows)
    return scans


def _mill() -> Mill:
    people = People()
    authors = [people.resident(number) for number in range(AUTHORS)]
    people.store()
    return Mill(Random(7), clock.today(), scale.seats(), authors, first_serial=0)


def overview(client: FlaskClient, tokens: Sequence[str], count: int) -> list[float]:
    """Seconds of one deputy's year after the other, each asked for the first time. Raises BenchFailed."""
    taken = []
    for token in Random(7).sample(list(tokens), min(count, len(tokens))):
        start = time.perf_counter()
        answer = client.get(OVERVIEW, headers={"Authorization": f"Bearer {token}"})
        taken.append(time.perf_counter() - start)
        if answer.status_code != 200:
            raise BenchFailed(f"{OVERVIEW} 的回答是 {answer.status_code}")
    return sorted(taken)


def recompute() -> dict[str, float]:
    """Seconds of every rule of the registry, looked after as the timetable does, on a working morning."""
    morning, taken = _working_morning(), {}
    for rule in in_order():
        with clock.frozen(morning), transaction():
            patience = text(f"set local statement_timeout = '{JOB_PATIENCE}s'")
            db.session.execute(patience)
            start = time.perf_counter()
            watching.watch(rule)
            db.session.flush()
            taken[rule.code] = time.perf_counter() - start
    return taken


def _working_morning() -> datetime:
    day = clock.today()
    while not workdays.is_workday(day):
        day -= timedelta(days=1)
    return datetime.combine(day, moment(10), clock.ZONE)
