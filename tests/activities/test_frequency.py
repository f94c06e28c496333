"""W04 by the calendar: when it fires, keeps quiet and clears; and what counts, asked a second way in plain SQL (R4-10)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, text, update

from server.activities.kinds import DutyKind
from server.activities.life import ActivityStatus
from server.alerts.jobs import look
from server.alerts.registry import RULES, Look
from server.core import clock
from server.core.actor import Actor
from server.core.db import db, transaction
from server.core.permissions import Role
from server.duties import service as duties
from server.standards import measuring
from server.stations.models import LicenceState, Station, StationKind
from tests import factories
from tests.activities.conftest import on
from tests.alerts.conftest import told
from tests.console.desk import At
from tests.factories import World


def fires(ids: tuple[UUID, ...] | None = None) -> list[tuple[str, str]]:
    """Level and why; the rule's own level is yellow."""
    found = RULES["W04"].find(Look(ids=ids))
    return [(str(one.level or RULES["W04"].level), one.why) for one in found]


@pytest.fixture
def world(client: FlaskClient) -> World:
    """A point that opened in September; its people signed in a month later."""
    with clock.frozen(on(date(2026, 10, 25))):
        made = factories.world(client)
        with transaction():
            opened = update(Station).where(Station.id == made.station.id)
            db.session.execute(opened.values(created_at=on(date(2026, 9, 20))))
    return made


def held(world: World, day: date, **fields: Any) -> UUID:
    fields = {"status": ActivityStatus.ARCHIVED} | fields
    with transaction():
        return factories.activity(world.station, [world.deputy], starts=on(day), **fields).id


CALENDAR = [
    (date(2026, 9, 29), None),  # opened in this month: it counts from the next one on
    (date(2026, 10, 23), None),
    (date(2026, 10, 24), "yellow"),  # seven days before the end
    (date(2026, 10, 31), "yellow"),
    (date(2026, 11, 1), "orange"),  # October is over without any
    (date(2026, 11, 29), "orange"),
]


@pytest.mark.parametrize(("day", "level"), CALENDAR)
def test_a_point_meets_every_month(world: World, day: date, level: str | None) -> None:
    with clock.frozen(on(day)):
        assert [found for found, _ in fires()] == ([level] if level else [])


def test_a_home_meets_every_quarter(world: World) -> None:
    with transaction():
        db.session.merge(world.station).kind = StationKind.HOME
        db.session.merge(world.station).licensed_on = date(2026, 6, 1)
    for day, level in (
        (date(2026, 9, 14), None),
        (date(2026, 9, 15), "yellow"),
        (date(2026, 10, 1), "orange"),
        (date(2026, 12, 31), "orange"),
    ):
        with clock.frozen(on(day)):
            assert [found for found, _ in fires()] == ([level] if level else []), day
    held(world, date(2026, 9, 3))
    for day, level in ((date(2026, 12, 15), None), (date(2026, 12, 16), "yellow")):
        with clock.frozen(on(day)):
            assert [found for found, _ in fires()] == ([level] if level else []), day


NOT_COUNTED: list[dict[str, Any]] = [
    {"is_online": True},
    {"kind": DutyKind.TRAINING},
    {"status": ActivityStatus.FINISHED},
    {"status": ActivityStatus.CANCELLED},
]


@pytest.mark.parametrize("fields", NOT_COUNTED, ids=str)
def test_only_what_is_offline_and_on_file_and_of_a_kind_that_counts(
    world: World, fields: dict[str, Any]
) -> None:
    held(world, date(2026, 10, 10), **fields)
    with clock.frozen(on(date(2026, 10, 28))):
        assert len(fires()) == 1
        held(world, date(2026, 10, 31))
        assert fires() == []
    with clock.frozen(on(date(2026, 11, 25))):
        assert [level for level, _ in fires()] == ["yellow"], "last month was met"


def test_the_head_is_told_and_the_township_only_when_a_month_went_by(desk: At, world: World) -> None:
    with clock.frozen(on(date(2026, 10, 26))):
        look()
        assert (told(world, "station_head"), told(world, "street_npc")) == (["还没有办线下活动"], [])
        assert "还没有办线下活动" not in told(world, "liaison") + told(world, "deputy")
    with clock.frozen(on(date(2026, 11, 2))):
        look()
        assert told(world, "street_npc") == ["还没有办线下活动"]
        activity_id = held(world, date(2026, 11, 1), status=ActivityStatus.FINISHED)
        assert len(fires((world.station.id,))) == 1
        at_head = desk("station_head").post(f"/console/activities/{activity_id}/steps", {"action": "archive"})
        assert at_head.status_code == 303, "the button on its page mends it"
        look()
        listed = world.phone("street_npc").get("/api/alerts?box=mine").json["items"]
        assert [one["rule"] for one in listed] == []


def test_who_is_not_asked_is_left_alone(world: World) -> None:
    for fields in ({"kind": StationKind.OBSERVATION_POINT}, {"licence": LicenceState.SUSPENDED}):
        with transaction():
            reset = {"kind": StationKind.POINT, "licence": LicenceState.ACTIVE} | fields
            db.session.execute(update(Station).where(Station.id == world.station.id).values(**reset))
        with clock.frozen(on(date(2026, 10, 28))):
            assert fires() == [], fields


INDEPENDENT = text(
    "select s.id::text || ' ' || case when s.kind = 'home' then to_char(a.starts_at at time zone 'Asia/Shanghai', 'Q')"
    " else ltrim(to_char(a.starts_at at time zone 'Asia/Shanghai', 'MM'), '0') end as met"
    " from stations s join activities a on a.station_id = s.id"
    " where a.status = 'archived' and not a.is_online and to_char(a.starts_at at time zone 'Asia/Shanghai', 'YYYY') = '2026'"
    " and a.kind in ('receive_voters', 'visit_voters', 'inspect', 'research', 'deliberate', 'onsite', 'project_watch',"
    " 'publicity', 'group_activity', 'duty_report') group by 1"
)
TOOK_PART = text(
    "select count(distinct d.deputy_id) from duties d join seats s on s.deputy_id = d.deputy_id"
    " where s.station_id = :station and d.status = 'confirmed' and extract(year from d.at at time zone 'Asia/Shanghai') = 2026"
    " and d.kind not in ('attend_congress', 'speak', 'suggest', 'handle_opinion', 'legis_comment', 'service', 'training')"
)


def test_month_quarter_and_year_agree_with_an_independent_question(world: World) -> None:
    """Both ends of the year and of a month, in China's time; every kind, online and off, on file and not."""
    with transaction():
        home = factories.station("代表之家", kind=StationKind.HOME)
        others = [factories.deputy(world.station, name) for name in ("陈静", "吴刚", "沈燕")]
    edges = [
        datetime(2026, 1, 1, 0, 0, tzinfo=clock.ZONE),
        datetime(2026, 1, 31, 23, 30, tzinfo=clock.ZONE),
        datetime(2026, 4, 1, 0, 0, tzinfo=clock.ZONE),
        datetime(2026, 12, 31, 23, 59, tzinfo=clock.ZONE),
        datetime(2027, 1, 1, 0, 0, tzinfo=clock.ZONE),
    ]
    office = Actor(Role.STREET_NPC, f"area:{factories.TOWN}", name="老郑")
    with clock.frozen(on(date(2027, 1, 20))):
        for number, kind in enumerate(DutyKind):
            with transaction():
                at, where = edges[number % 5], (world.station, home)[number % 2]
                status = (ActivityStatus.ARCHIVED, ActivityStatus.FINISHED)[number % 7 == 3]
                made = factories.activity(
                    where, [], starts=at, kind=kind, status=status, is_online=number % 6 == 5
                )
                guest = others[number % 2] if number % 3 else world.deputy
            with transaction():
                duties.enter(office, made, deputy_id=guest.id)
    found = measuring.met([world.station.id, home.id], 2026)
    told_by_us = {f"{station} {number}" for station, numbers in found.items() for number in numbers}
    assert told_by_us == set(db.session.scalars(INDEPENDENT))
    assert len(told_by_us) > 3
    data = measuring.of(db.session.get_one(Station, world.station.id), 2026)
    took_part = db.session.execute(TOOK_PART, {"station": world.station.id}).scalar_one()
    assert (data.taking_part.part, data.taking_part.whole) == (took_part, 4)
    assert 0 < took_part < 4


def test_many_stations_are_one_statement_a_rhythm(world: World) -> None:
    with transaction():
        for number in range(30):
            factories.station(f"站{number}")
    statements: list[str] = []

    def note(*line: Any) -> None:
        statements.append(line[2])

    with clock.frozen(on(date(2026, 12, 28))):
        fires()  # settings and sessions are at hand
        for engine in db.engines.values():
            event.listen(engine, "before_cursor_execute", note)
        try:
            assert len(fires()) == 31
        finally:
            for engine in db.engines.values():
                event.remove(engine, "before_cursor_execute", note)
    assert len([one for one in statements if "stations" in one]) == 2, statements
