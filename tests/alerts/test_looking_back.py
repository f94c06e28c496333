"""Before a threshold is changed: what the year would have been; and afterwards what fired, for whom, and why it ended."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select, update

from server.activities.life import ActivityStatus
from server.alerts import thresholds, trials
from server.alerts.jobs import look
from server.alerts.models import Alert
from server.alerts.registry import RULES, Look
from server.core import clock, forbidden, workdays
from server.core.db import db, transaction
from server.messages.models import Message
from server.stations.models import Station
from tests import factories
from tests.alerts.conftest import at
from tests.areas.conftest import statements as statements
from tests.areas.saying import put
from tests.assignments.desk import accepted, assign
from tests.console.desk import At
from tests.factories import COUNTY, World

TODAY = date(2026, 11, 2)
SAID = {"effective_on": str(TODAY + timedelta(days=21)), "reason": "主任会议纪要第 3 号"}


def day(count: int) -> date:
    return workdays.after(TODAY, count)


def three_weeks(world: World, days: Collection[int] = range(12)) -> None:
    """Letters to the deputy, to the unit and in danger, some taken care of early, some late, some never."""
    to_deputy = {"deputy_id": str(world.deputy.id)}
    letters = [
        accepted(world, content=f"三幢的路灯第{n}盏不亮，晚上看不见路。", **to_deputy) for n in range(3)
    ]
    units = [accepted(world, content=f"河边第{n}段护栏松了，老人靠着不放心。") for n in range(2)]
    given = [assign(world, one, world.unit_id).json["id"] for one in units]
    with transaction():
        db.session.execute(update(Message).where(Message.id == UUID(units[1])).values(urgency="U2"))
    for count in range(12):
        with at(day(count)):
            if count in days:
                look()
            if count == 2:
                world.phone("handler").post(f"/api/assignments/{given[0]}/sign", {})
            for when, letter in ((3, letters[0]), (5, letters[1])):
                if count == when:
                    world.phone("deputy").post(f"/api/messages/{letter}/reply", {"text": "换好了灯泡。"})


def fired(code: str) -> int:
    return db.session.scalar(select(func.count()).where(Alert.rule == code)) or 0


def test_what_would_have_fired_is_what_fired(world: World, desk: At, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same numbers over the same weeks, from the base tables alone and by the timetable day by day."""
    with transaction():
        # the fixture of other stories: asked for nothing here
        db.session.execute(update(Station).values(created_at=func.now()))
    three_weeks(world)
    with at(day(12)):
        look()
        for code in ("W06", "O8", "W19"):
            found = trials.outcome(RULES[code], COUNTY, {key: 1 for key in RULES[code].uses})
            assert (code, found.holds) == (code, fired(code)), code
            assert found.tried >= found.holds > 0, code
            assert sum(one for _, one, _ in found.months) == found.holds
        assert trials.outcome(RULES["W06"], COUNTY, {"alert.reply_days": 30}).tried == 0
        put("alert.reply_days", 30, prefix="3301")
        assert trials.outcome(RULES["W06"], COUNTY, {"alert.reply_days": 3}).holds == 0, (
            "the city's word holds"
        )
        for code in trials.BACK:
            assert not trials.outcome(RULES[code], COUNTY, {}).is_too_much, code
        monkeypatch.setattr(trials, "MOST", 1)
        assert trials.outcome(RULES["W06"], COUNTY, {}).is_too_much


def test_an_office_tries_saves_sees_who_did_and_goes_back(world: World, desk: At) -> None:
    three_weeks(world, (2, 5, 6))
    with at(day(12)):
        office = desk("npc_staff")
        assert "/console/alerts/rules/W06" in office.page("/console/alerts/definitions")
        tried = office.page("/console/alerts/rules/W06?first=2&second=5")
        assert re.search(r"按现在的数，响\s*<b class=\"num\">2</b>", tried), tried
        assert re.search(r"按要改的数，响\s*<b class=\"num\">3</b>", tried)
        saved = SAID | {"effective_on": str(day(12)), "first": "30", "second": "30"}
        for wrong, words in (
            ({"first": "31"}, "1 到 30"),
            ({"reason": "每月给代表排名用"}, "排名"),
            ({"first": "3", "second": "5"}, "没有要改的"),
            ({"effective_on": "2026-01-01"}, "过去的不能改"),
        ):
            answer = office.post("/console/alerts/rules/W06", saved | wrong)
            assert answer.status_code in (400, 403), (wrong, answer.text)
            assert words in answer.text, wrong
        assert office.post("/console/alerts/rules/W06", saved).status_code == 303
        shown = office.page("/console/alerts/rules/W06")
        assert "主任会议纪要第 3 号" in shown
        assert "first=3" in shown, "the way back"
        for who in ("street_npc", "liaison", "sys_admin", "deputy"):
            assert desk(who).get("/console/alerts/rules/W06").status_code == 403, who
        look()
        assert "改成了 30 个工作日" in office.page("/console/alerts/ended?rule=W06")


def test_no_rule_ranks_forces_or_counts_hours() -> None:
    """W21: not what a rule is called, says or asks; and none has more numbers than its page shows."""
    for one in RULES.values():
        said = forbidden.found("", (one.name, one.formula, one.audience, one.mend))
        assert said is None, (one.code, said)
        assert len(one.uses) <= len(thresholds.FIELDS), one.code
        assert bool(one.uses) is (one.code in trials.BACK), f"{one.code} can be changed without being tried"


def test_what_is_over_and_what_was_put_aside(world: World, desk: At, statements: Callable[[], int]) -> None:
    three_weeks(world, (2, 5, 6))
    with at(day(12)):
        desk("deputy").page("/console/alerts/ended")
        mine = db.session.scalars(select(Alert).where(Alert.rule == "W06", Alert.closed_at.is_(None))).one()
        reason = {"days": "5", "reason": "等材料，周五前回"}
        assert desk("deputy").post(f"/console/alerts/{mine.id}/quiet", reason).status_code == 303
        office, asked = desk("npc_staff"), [statements()]
        for rule in ("W06", ""):
            over = office.page(f"/console/alerts/ended?rule={rule}")
            asked.append(statements())
        assert asked[2] - asked[1] <= asked[1] - asked[0] + 2, "as often for many as for few"
        for words in ("答复了", "签收了", "办件快到期" if fired("W01") else "代表还没有答复"):
            assert words in over, words
        assert "没有收起来的" in office.page("/console/alerts/ended?month=2025-03")
        aside = office.page("/console/alerts/ended?pile=quiet")
        assert "等材料，周五前回" in aside, "who is responsible reads why"
        assert "等材料，周五前回" in desk("deputy").page("/console/alerts/ended?pile=quiet")
        for who in ("handler", "handler_lead"):
            assert "等材料，周五前回" not in desk(who).page("/console/alerts/ended?pile=quiet"), who
        assert "代表还没有答复" not in desk("handler_lead").page("/console/alerts/ended"), "not theirs (F10)"
        book = office.get("/console/alerts/ended.xlsx?rule=W06")
        assert (book.status_code, book.data[:2]) == (200, b"PK")


@pytest.mark.parametrize("code", ["W99", "W04'"])
def test_a_rule_that_is_not_there(world: World, desk: At, code: str) -> None:
    assert desk("npc_staff").get(f"/console/alerts/rules/{code}").status_code == 404


def test_stations_that_had_not_met_day_by_day(world: World) -> None:
    """W04 asked on every day of four months, and in one look back: as many began (R4-10)."""
    first, plan = date(2026, 7, 1), []
    with transaction():
        here, home = world.station, factories.station("春江之家", "330111002001", kind="home")
        db.session.execute(update(Station).values(licensed_on=date(2025, 1, 1)))
        plan = [(here, date(2026, 8, 27)), (home, date(2026, 9, 20)), (here, date(2026, 10, 3))]
    began, before = 0, set()
    for count in range((TODAY - first).days):
        with at(first + timedelta(days=count)), transaction():
            for station, on in plan:
                if on == clock.today():
                    factories.activity(station, [], starts=clock.now(), status=ActivityStatus.ARCHIVED)
            now = {one.matter for one in RULES["W04"].find(Look())}
        began, before = began + len(now - before), now
    with at(TODAY):
        trial = trials.Trial(COUNTY, first, TODAY, {}, {})
        assert len(list(trials.BACK["W04"].find(trial))) == began == 3
