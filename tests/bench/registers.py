"""A large city's registers beside a small county's, page for page, in the same process and database."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import date
from random import Random

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from server.areas import service as area_service
from server.areas.models import Area, AreaLevel
from server.areas.queries import within
from server.core import clock, edge
from server.core.db import db, transaction
from server.core.permissions import Role
from server.demo import bulk
from server.deputies.models import Deputy, DeputyLevel
from server.stations.models import LicenceState, Seat, Station, StationCategory, StationKind
from tests.bench.load import BenchFailed
from tests.bench.people import People

SMALL, LARGE = "320311", "50"
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗", "明华建国秀英志强丽芳伟敏静军洋勇艳杰娟涛"
PAGES = (
    "deputies",
    "deputies?page=5",
    "deputies?q=王秀",
    "deputies?level=county",
    "stations",
    "stations?page=5",
    "stations?q=联络",
)


@dataclass(frozen=True, slots=True)
class Registers:
    """Two offices at the console: of 300 deputies and stations, and of many."""

    small: FlaskClient
    large: FlaskClient

    @classmethod
    def build(cls, app: Flask, deputies: int, stations: int) -> Registers:
        with transaction():
            bulk.take_time()
            people = People()
            desks = [
                _office(app, people, area, *size)
                for area, size in ((SMALL, (300, 300)), (LARGE, (deputies, stations)))
            ]
            people.store()
        with transaction():
            bulk.connection().execute("analyze")
        return cls(*desks)


def rate(desk: FlaskClient, seconds: float) -> float:
    """Pages a second, all kinds in turn. Raises BenchFailed."""
    start, seen = time.perf_counter(), 0
    while (spent := time.perf_counter() - start) < seconds or not seen:
        for path in PAGES:
            answer = desk.get(f"/console/{path}")
            if answer.status_code != 200:
                raise BenchFailed(f"/console/{path} 的回答是 {answer.status_code}")
        seen += len(PAGES)
    return seen / spent


def _office(app: Flask, people: People, area: str, deputies: int, stations: int) -> FlaskClient:
    area_service.load(area)
    random = Random(7)
    found = select(Area.code).where(within(Area.code, area), Area.level == AreaLevel.VILLAGE)
    villages = db.session.scalars(found.order_by(Area.code)).all()
    places = [_station(number, villages[number % len(villages)]) for number in range(stations)]
    members = [_deputy(random, villages[number % len(villages)]) for number in range(deputies)]
    seats = [
        Seat(station_id=places[at % stations].id, deputy_id=member.id) for at, member in enumerate(members)
    ]
    for rows in (places, members, seats):
        bulk.copy(rows)
    token = people.sign_in(people.enrol("何主任", Role.NPC_STAFF, f"area:{area}"))
    desk = app.test_client()
    desk.set_cookie(edge.COOKIE, token, path="/console")
    return desk


def _station(number: int, area_code: str) -> Station:
    return Station(
        kind=StationKind.POINT,
        category=StationCategory.AREA,
        licence=LicenceState.ACTIVE,
        name=f"第{number + 1}代表联络点",
        area_code=area_code,
        address=f"桂花西路 {number + 1} 号",
        created_at=clock.now(),
    )


def _deputy(random: Random, area_code: str) -> Deputy:
    return Deputy(
        name=random.choice(SURNAMES) + random.choice(GIVEN) + random.choice(GIVEN),
        level=DeputyLevel.COUNTY,
        occupation="社区医生",
        duty="联系选民，反映意见。",
        promise="老人看病的难处，跟我说。",
        specialties=["看病"],
        constituency="第1选区",
        area_code=area_code[:6].ljust(12, "0"),
        term_from=date(2022, 1, 1),
    )
