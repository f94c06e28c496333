"""Drafts that come by themselves, the rhythm of work, and calendars that anybody's program reads."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from server.activities import drafting, jobs, rhythm
from server.activities.life import ActivityStatus
from server.activities.models import Activity, Participant
from server.activities.rhythm import Period, span
from server.areas import settings
from server.areas.catalogue import CLOSED_DAYS, CONTACT_DAY, CONTACT_DAY_MOVES
from server.core import clock
from server.core.actor import Actor
from server.core.db import db, transaction
from server.core.permissions import Role
from server.notifications.models import Notice
from server.stations.models import LicenceState, StationKind
from tests import factories
from tests.activities.conftest import MONDAY, on
from tests.console.desk import At
from tests.factories import COUNTY, World


def drafts() -> list[tuple[str, date, str]]:
    found = db.session.scalars(select(Activity).order_by(Activity.starts_at, Activity.title))
    return [(one.title, clock.local(one.starts_at).date(), one.status.value) for one in found]


def setting(key: str, value: object) -> None:
    office = Actor(role=Role.NPC_STAFF, scope=f"area:{COUNTY}")
    with transaction():
        settings.change(office, key, value, effective_on=clock.today(), reason="本地这样定")


def test_the_fixed_day_of_the_next_month_drafts_itself_once(world: World) -> None:
    with transaction():
        factories.station("观察点", kind=StationKind.OBSERVATION_POINT)
        factories.station("停用的站").licence = LicenceState.SUSPENDED
    with clock.frozen(on(date(2026, 11, 25), 1)):
        jobs.draft_next_month()
        jobs.draft_next_month()
        assert drafts() == [("代表联系群众固定日", date(2026, 12, 7), "draft")], "the 5th is a Saturday"
        (listed,) = db.session.scalars(select(Participant.deputy_id))
        assert listed == world.deputy.id
        setting(CONTACT_DAY_MOVES, False)
        with transaction():
            drafting.draft_contact_days(2027, 6)
        assert drafts()[-1][1] == date(2027, 6, 5), "a Saturday all the same"
        setting(CONTACT_DAY_MOVES, True)
        setting(CONTACT_DAY, 10)
        setting(CLOSED_DAYS, ["2027-08-10"])
        with transaction():
            drafting.draft_contact_days(2027, 8)
        assert drafts()[-1][1] == date(2027, 8, 11), "the tenant is closed on the 10th"


def test_the_years_plan_becomes_drafts(desk: At, world: World) -> None:
    path = f"/console/stations/{world.station.id}/agenda"
    head = desk("station_head")
    line = {"year": 2026, "months": ["11", "12"], "kind": "publicity", "count": 2}
    assert head.post(f"{path}/lines", line).status_code == 303
    assert head.post(f"{path}/lines", line | {"months": "12", "count": 1}).status_code == 303
    assert head.post(f"{path}/lines", line | {"count": 13}).status_code == 400
    assert (
        head.post(f"{path}/lines", {key: line[key] for key in ("year", "kind", "count")}).status_code == 400
    )
    assert head.post(f"{path}/drafts", {"year": 2026}).status_code == 303
    assert head.post(f"{path}/drafts", {"year": 2026}).status_code == 303
    assert [day for _, day, _ in drafts()] == [date(2026, 11, 9), date(2026, 11, 17), date(2026, 12, 8)]
    page = head.page(f"{path}?year=2026")
    assert page.count("宣讲普法 2 场") == 1
    assert "2026 年计划" in page
    first = drafting.of_year(world.station.id, 2026)[0]
    assert head.post(f"{path}/lines/{first.id}/remove").status_code == 303
    assert len(drafts()) == 3, "drafts stay"


@pytest.mark.parametrize(
    ("period", "day", "first", "last"),
    [
        (Period.WEEK, date(2026, 11, 22), date(2026, 11, 16), date(2026, 11, 22)),
        (Period.WEEK, date(2027, 1, 1), date(2026, 12, 28), date(2027, 1, 3)),
        (Period.MONTH, date(2028, 2, 10), date(2028, 2, 1), date(2028, 2, 29)),
        (Period.QUARTER, date(2026, 12, 31), date(2026, 10, 1), date(2026, 12, 31)),
        (Period.YEAR, date(2026, 5, 1), date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_every_day_lies_in_one_period_of_each_kind(
    period: Period, day: date, first: date, last: date
) -> None:
    assert span(period, day) == (first, last)


def test_the_rhythm_is_there_by_itself_and_done_with_a_few_words(desk: At, world: World) -> None:
    path = f"/console/stations/{world.station.id}/agenda"
    page = desk("liaison").page(path)
    for words in ("周碰头", "月调研", "季评估", "年总结"):
        assert page.count(f"<b>{words}</b>") == 2, "this one and the one before"
    said = {"period": "month", "since": "2026-11-01", "summary": "去看了三个小区的停车。"}
    assert desk("liaison").post(f"{path}/notes", said).status_code == 303
    for wrong in ({"since": "2026-11-02"}, {"since": "2026-12-01"}, {"summary": ""}, {"summary": "字" * 201}):
        assert desk("liaison").post(f"{path}/notes", said | wrong).status_code == 400, wrong
    assert said["summary"] in desk("station_head").page(path)
    with transaction():
        other = factories.station("没写的站")
        head = factories.staff(Role.STATION_HEAD, other.scope, "小许")
    due = select(func.count()).where(Notice.kind == "rhythm.due")
    for day, count in ((27, 0), (30, 1), (30, 1)):
        with clock.frozen(on(date(2026, 11, day), 8)), transaction():
            rhythm.remind()
            assert db.session.scalar(due) == count, day
    assert db.session.scalars(select(Notice.account_id).where(Notice.kind == "rhythm.due")).one() == head.id


def test_a_stations_calendar_is_read_by_any_program(world: World) -> None:
    for days, status in enumerate(ActivityStatus, 5):
        with transaction():
            starts = clock.now() + timedelta(days=days)
            title = f"接待，{status.value}；带逗号"
            factories.activity(world.station, [world.deputy], title=title, starts=starts, status=status)
    answer = world.client.get(f"/api/activities/calendars/stations/{world.station.id}.ics")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert all(len(line.encode()) <= 75 for line in answer.text.split("\r\n")), "long lines are folded"
    assert "\n" not in answer.text.replace("\r\n", "")
    read = Calendar.from_ical(answer.data)
    events = {str(one["SUMMARY"]).partition("，")[2].partition("；")[0]: one for one in read.walk("VEVENT")}
    assert set(events) == {"published", "postponed", "ongoing", "finished", "archived", "cancelled"}
    states = [str(events[name]["STATUS"]) for name in ("published", "postponed", "cancelled")]
    assert states == ["CONFIRMED", "TENTATIVE", "CANCELLED"]
    one = events["published"]
    assert one.decoded("DTSTART") == MONDAY + timedelta(days=7)
    assert one["UID"] != events["ongoing"]["UID"]
    assert (read["VERSION"], read["METHOD"]) == ("2.0", "PUBLISH")
    assert world.deputy.name not in answer.text, "no personal data"
    assert world.client.get(f"/api/activities/calendars/stations/{world.deputy.id}.ics").status_code == 404


def test_a_deputys_own_calendar_has_a_secret_address_that_can_be_taken_back(world: World) -> None:
    with transaction():
        factories.activity(
            world.station, [world.deputy], title="请我的", starts=clock.now() + timedelta(days=4)
        )
        factories.activity(world.station, [], title="没请我的", starts=clock.now() + timedelta(days=5))
    phone = world.phone("deputy")
    assert phone.get("/api/activities/calendars/own").json == {"has_address": False}
    first = phone.post("/api/activities/calendars/own").json["address"]
    second = phone.post("/api/activities/calendars/own").json["address"]
    assert [read(world, first).status_code, read(world, second).status_code] == [404, 200]
    feed = read(world, second)
    assert ("请我的" in feed.text, "没请我的" in feed.text, world.deputy.name in feed.text) == (
        True,
        False,
        False,
    )
    assert feed.headers["Cache-Control"] == "no-store"
    assert world.phone("liaison").post("/api/activities/calendars/own").status_code == 403
    with transaction():
        db.session.merge(world.deputy).term_to = clock.today() - timedelta(days=1)
    assert read(world, second).status_code == 404, "who left has no calendar of the office"
    with transaction():
        db.session.merge(world.deputy).term_to = None
    assert read(world, second).status_code == 200
    assert phone.delete("/api/activities/calendars/own").status_code == 204
    assert read(world, second).status_code == 404


def read(world: World, address: str) -> TestResponse:
    return world.client.get(address[address.index("/api/") :])
