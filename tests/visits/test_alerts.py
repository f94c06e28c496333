"""W12 on a calendar: it fires, stays quiet, and clears; for the unit that should have come or promised, nobody else."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import timedelta

from server.alerts import trials
from server.alerts.jobs import look
from server.alerts.registry import RULES, Look
from server.areas import settings
from server.areas.catalogue import TALK_DAYS
from server.core import clock, workdays
from server.core.actor import Actor
from server.core.db import transaction
from server.core.permissions import Role
from tests import factories
from tests.alerts.conftest import at, told
from tests.console.desk import At
from tests.factories import COUNTY, World
from tests.visits.path import FOUND, KEPT, planned

TODAY = clock.today()


def day(number: int) -> AbstractContextManager[None]:
    return at(TODAY + timedelta(days=number))


def fires() -> list[str]:
    return [one.why for one in RULES["W12"].find(Look())]


def test_nobody_came_seven_days_after_the_planned_day(world: World, desk: At) -> None:
    path = planned(world, desk)
    path.walk(("notify", {}))
    for number, count in ((0, 0), (7, 0), (8, 1)):
        with day(number):
            assert len(fires()) == count, number
    with day(8):
        look()
        assert told(world, "handler") == told(world, "handler_lead") == ["进站没有落实"]
        assert "进站没有落实" not in told(world, "street_npc") + told(world, "liaison")
        shown = desk("handler").page("/console/alerts")
        assert ("去记下来，或说办好了" in shown, f"/console/visits/{path.id}" in shown) == (True, True)
        office = Actor(Role.NPC_STAFF, f"area:{factories.COUNTY}", name="何主任")
        with transaction():
            settings.change(office, "alert.visit_days", 20, effective_on=clock.today(), reason="山里路远")
        settings.forget()
        assert fires() == [], "the county gives them longer"
    with day(21):
        assert len(fires()) == 1
        path.walk(("hold", FOUND))
        assert fires() == [], "they came"


def test_a_promise_is_not_kept_on_its_day(world: World, desk: At) -> None:
    path = planned(world, desk)
    path.to_issues()
    path.promise(str(world.unit_id), str(TODAY + timedelta(days=10)))
    path.walk(("commit", {}))
    for number, count in ((10, 0), (11, 1)):
        with day(number):
            assert len(fires()) == count, number
    with day(11):
        path.on(1, "keep", KEPT, "handler")
        assert fires() == []


def test_where_no_unit_comes_whoever_planned_it_is_told(world: World, desk: At) -> None:
    planned(world, desk, "npc_staff", kind="leaders", who="区委副书记", department_id=None)
    with day(8):
        look()
        assert told(world, "npc_staff") == ["进站没有落实"]
        assert told(world, "handler") == told(world, "street_npc") == []


def test_what_was_talked_about_is_settled_within_ten_working_days(world: World, desk: At) -> None:
    """议而不决 (R2-24): a list without answers, and answers that nobody fixed, are told once to who planned it."""
    path = planned(world, desk)
    path.to_issues()
    for count, why in ((10, None), (11, "1 个问题里 1 个还没有说法")):
        with at(workdays.after(TODAY, count)):
            found = [one.why for one in RULES["R2-24-1"].find(Look())]
            assert (bool(found), not why or why in found[0]) == (why is not None, True), count
    with at(workdays.after(TODAY, 11)):
        for _ in range(2):
            look()
        assert told(world, "street_npc").count("议而不决：会商过了没有结论") == 1
        assert "议而不决：会商过了没有结论" not in told(world, "liaison") + told(world, "handler")
        assert f"/console/visits/{path.id}" in desk("street_npc").page("/console/alerts?rule=R2-24-1")
        assert path.on(1, "respond", {"answer": "当场说清楚了，下周一修。"}).status_code == 303
        assert ["说法都有了" in one.why for one in RULES["R2-24-1"].find(Look())] == [True]
        path.walk(("commit", {}))
        assert list(RULES["R2-24-1"].find(Look())) == []
        tried = trials.outcome(RULES["R2-24-1"], COUNTY, {TALK_DAYS: 15})
        assert (tried.holds, tried.tried) == (1, 0), (
            "settled on the eleventh day: late of ten, in time of fifteen"
        )
