"""W05 by the calendar, and the year's coverage against a statement written apart (R4-10, domain §6.3, §6.5)."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import date, datetime, time
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import event, text

from server.activities.kinds import DutyKind
from server.alerts.jobs import look
from server.alerts.registry import RULES, Look
from server.core import clock
from server.core.db import db, transaction
from server.duties.coverage import OFFLINE, ONLINE, coverage
from tests import factories
from tests.duties.years import record
from tests.factories import World

# §6.1, the column 计“参与全覆盖”, written down once more by hand
OFFLINE_CODES = "receive_voters visit_voters inspect research law_check observe_meeting deliberate onsite project_watch publicity group_activity duty_report mediation"
ONLINE_CODES = "suggest handle_opinion legis_comment service"
APART = """
    select count(*), count(*) filter (where exists (
        select 1 from duties r where r.deputy_id = d.id and r.status = 'confirmed'
        and extract(year from r.at at time zone 'Asia/Shanghai') = :year and r.kind = any(:kinds)))
    from deputies d where d.area_code like :prefix || '%'
    and d.term_from <= cast(:day as date) - 90 and coalesce(d.term_to, date '9999-01-01') >= cast(:day as date)
"""


def on(day: date) -> AbstractContextManager[None]:
    return clock.frozen(datetime.combine(day, time(10), clock.ZONE))


def at(year: int, month: int, day: int, hour: int = 9) -> datetime:
    return datetime(year, month, day, hour, tzinfo=clock.ZONE)


def fires(look_at: Look | None = None) -> list[Any]:
    return list(RULES["W05"].find(look_at or Look()))


def test_the_kinds_that_count_are_those_of_the_domain() -> None:
    assert {kind.value for kind in OFFLINE} == set(OFFLINE_CODES.split())
    assert {kind.value for kind in ONLINE} == set(ONLINE_CODES.split())
    assert set(DutyKind) - OFFLINE - ONLINE == {DutyKind.ATTEND_CONGRESS, DutyKind.SPEAK, DutyKind.TRAINING}


def test_a_year_without_taking_part_by_the_calendar(client: FlaskClient) -> None:
    with on(date(2026, 6, 25)):
        world = factories.world(client)
        with transaction():
            for made in (
                {"kind": "handle_opinion"},
                {"kind": "training"},
                {"kind": "receive_voters", "status": "pending"},
            ):
                record(world, at(2026, 2, 5), **made)
            record(world, at(2025, 12, 31, 23))
    table = (
        (date(2026, 6, 30), None),
        (date(2026, 7, 1), "yellow"),
        (date(2026, 9, 30), "yellow"),
        (date(2026, 10, 1), "orange"),
        (date(2026, 11, 30), "orange"),
        (date(2026, 12, 1), "red"),
        (date(2026, 12, 31), "red"),
        (date(2027, 1, 1), None),
    )
    for day, level in table:
        with on(day):
            assert [one.level for one in fires()] == ([level] if level else []), day
    with on(date(2026, 7, 1)):
        assert "线上的 1 次另算" in fires()[0].why
        assert fires(Look(area=factories.OTHER_COUNTY)) == []
        _only_two_are_told(world)
        with transaction():
            record(world, at(2026, 7, 1), kind="visit_voters")
        assert fires() == []
        look()
        shown = world.phone("deputy").get("/api/alerts").json["items"]
        assert [one for one in shown if one["rule"] == "W05"] == []


def _only_two_are_told(world: World) -> None:
    """F10: to the deputy and the liaison; no office reads it by area, neither before nor after it is stored."""
    for _ in range(2):
        for who, box, expected in (
            ("deputy", "mine", 1),
            ("liaison", "mine", 1),
            ("station_head", "mine", 0),
            ("street_npc", "area", 0),
            ("npc_staff", "area", 0),
            ("npc_leader", "area", 0),
        ):
            shown = world.phone(who).get(f"/api/alerts?box={box}").json["items"]
            assert len([one for one in shown if one["rule"] == "W05"]) == expected, (who, box)
        look()


def test_coverage_agrees_with_a_statement_written_apart(client: FlaskClient) -> None:
    with on(date(2026, 1, 2)):
        world = factories.world(client)
        with transaction():
            terms = (
                {"term_from": date(2022, 1, 1)},
                {"term_from": date(2026, 10, 2)},
                {"term_from": date(2026, 10, 3)},
                {"term_from": date(2026, 9, 1), "term_to": date(2026, 12, 31)},
                {"term_from": date(2022, 1, 1), "term_to": date(2026, 12, 30)},
                {"term_from": date(2022, 1, 1), "area_code": "330111002000"},
                {"term_from": date(2022, 1, 1), "area_code": "320311000000"},
            )
            people = [factories.deputy(world.station, f"代表{n}", **one) for n, one in enumerate(terms)]
            for number, kind in enumerate(DutyKind):
                one = people[number % len(people)]
                record(world, at(2026, 1 + number % 12, 1, 0), kind=kind.value, deputy_id=one.id)
            record(world, at(2025, 12, 31, 23), deputy_id=world.deputy.id)
            record(world, at(2026, 12, 31, 23), deputy_id=people[3].id)
    for day in (date(2026, 12, 31), date(2026, 7, 1), date(2027, 3, 1)):
        with on(day):
            for prefix in ("33", "330111", "330111002", "320311"):
                given = {"year": 2026, "kinds": OFFLINE_CODES.split(), "prefix": prefix}
                asked, part = db.session.execute(
                    text(APART), given | {"day": min(day, date(2026, 12, 31))}
                ).one()
                found = coverage(prefix, 2026)
                assert (found.asked, found.took_part) == (asked, part), (day, prefix)
    with on(date(2026, 12, 31)):
        assert coverage("33", 2026).asked == 5


def test_many_who_took_no_part_are_one_statement(client: FlaskClient) -> None:
    with on(date(2026, 8, 1)):
        world = factories.world(client)
        with transaction():
            for number in range(12):
                factories.deputy(world.station, f"代表{number}")
        asked: list[str] = []
        count = lambda *given: asked.append(given[2])  # noqa: E731
        event.listen(db.engine, "before_cursor_execute", count)
        try:
            assert len(fires()) == 13
        finally:
            event.remove(db.engine, "before_cursor_execute", count)
        assert len(asked) == 1
