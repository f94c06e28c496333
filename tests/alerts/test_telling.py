"""Told once, at the right hour, to whom it concerns and nobody else; shown as it is now; put aside with a reason."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select

from server.alerts.jobs import look
from server.alerts.models import Alert
from server.core import clock
from server.core.audit import AuditEntry
from server.core.db import db, transaction
from server.notifications.models import Push
from tests.alerts.conftest import at, open_for, told
from tests.alerts.test_rules import fires, set_to
from tests.assignments.desk import Given, accepted, give
from tests.console.desk import At
from tests.factories import World
from tests.notifications.platform import TEMPLATES
from tests.notifications.test_choices import bind


def test_yellow_waits_for_the_morning_and_red_for_no_night_of_its_day(given: Given) -> None:
    """Due on 23 November: soon from the 18th on, late on the 24th."""
    for day, hour, heard in ((18, 7, 0), (18, 8, 1), (18, 21, 1)):
        with at(date(2026, 11, day), hour):
            look()
            assert told(given.world, "handler").count("办件快到期") == heard, (day, hour)
    with at(date(2026, 11, 24), 0):
        look()
        assert told(given.world, "handler_lead")[-1] == "办件逾期", "red of the day"


def test_on_days_off_only_danger_is_told_and_it_is_pushed(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    saturday = date(2026, 11, 7)
    monkeypatch.setitem(app.config, "TEMPLATES", TEMPLATES)
    bind(world, "station_head")
    with at(date(2026, 11, 6), 20):
        calm, danger = accepted(world), accepted(world)
        set_to(calm, urgency="U2")
        set_to(danger, urgency="U1")
    with at(saturday, 23):
        set_to(calm, promised_on=saturday)
        look()
        assert told(world, "station_head") == ["紧急的还没有回应"] * 2, "U1, and a red of that very day"
        assert db.session.scalars(select(Push.template)).all() == ["urgent"], "of the one in danger"
    set_to(calm, urgency=None)
    give(world, calm)
    for day, heard in ((8, []), (9, ["交办没有签收"])):
        with at(date(2026, 11, day)):
            look()
            assert told(world, "handler_lead") == heard, "unsigned: not on a Sunday"


def test_what_ends_and_comes_back_within_a_day_is_told_once(given: Given) -> None:
    def signed(value: Any) -> None:
        with transaction():
            db.session.execute(db.text("update assignments set signed_at = :at"), {"at": value})

    heard = []
    for day, hour, value in ((5, 9, None), (5, 11, clock.now()), (5, 13, None), (6, 8, None), (6, 10, None)):
        with at(date(2026, 11, day), hour):
            signed(value)
            look()
            heard.append(told(given.world, "handler_lead").count("交办没有签收"))
    assert heard == [1, 1, 1, 1, 2], "again only a day later, as it is a new episode"
    with transaction():
        assert len(db.session.scalars(select(Alert).where(Alert.rule == "O8")).all()) == 2


def test_it_is_shown_to_whom_it_concerns_and_to_the_offices_of_its_area(given: Given) -> None:
    world = given.world
    with at(date(2026, 11, 24)):
        look()
        shown = {
            who: (open_for(world, who), open_for(world, who, box="area"))
            for who in (
                "handler",
                "handler_lead",
                "npc_staff",
                "street_npc",
                "npc_leader",
                "liaison",
                "deputy",
            )
        }
        late = ["W02"]
        assert shown == {
            "handler": ([], []),
            "handler_lead": (late, []),
            "npc_staff": (late, late),
            "street_npc": ([], late),
            "npc_leader": ([], late),
            "liaison": ([], []),
            "deputy": ([], []),
        }
        for who in ("resident", "former_deputy", "sys_admin"):
            assert world.phone(who).get("/api/alerts").status_code == 403, who


def test_a_late_timetable_hides_nothing(given: Given) -> None:
    with at(date(2026, 11, 24)):
        items = given.world.phone("handler_lead").get("/api/alerts").json["items"]
        assert [(one["rule"], one["id"]) for one in items] == [("W02", None)]
        look()
        items = given.world.phone("handler_lead").get("/api/alerts").json["items"]
        assert [one["rule"] for one in items] == ["W02"]
        assert items[0]["id"]


def test_one_puts_it_aside_for_oneself_with_a_reason_that_is_kept(given: Given, desk: At) -> None:
    world = given.world
    with at(date(2026, 11, 24)):
        look()
        with transaction():
            alert = db.session.scalars(select(Alert).where(Alert.rule == "W02")).one()
        path = f"/console/alerts/{alert.id}"
        for who in ("handler", "street_npc", "liaison"):
            assert desk(who).post(f"{path}/quiet", {"days": "3", "reason": "下周办。"}).status_code == 404, (
                who
            )
        refused = desk("handler_lead").post(f"{path}/quiet", {"days": "31", "reason": ""})
        assert refused.status_code == 400
        assert (
            desk("handler_lead").post(f"{path}/quiet", {"days": "3", "reason": "材料周五到。"}).status_code
            == 303
        )
        assert "W02" not in open_for(world, "handler_lead")
        assert "W02" in open_for(world, "npc_staff"), "the others still see it"
        assert "材料周五到。" in desk("handler_lead").page("/console/alerts?box=quiet")
        logged = select(AuditEntry.reason).where(AuditEntry.action == "alert.quiet")
        assert db.session.scalars(logged).all() == ["W02 3 天：材料周五到。"]
        desk("handler_lead").post(f"{path}/wake", {})
        assert "W02" in open_for(world, "handler_lead")
        desk("handler_lead").post(f"{path}/quiet", {"days": "3", "reason": "材料周五到。"})
    with at(date(2026, 11, 28)):
        look()
        assert "W02" in open_for(world, "handler_lead"), "its days are over"


def test_the_page_says_what_why_since_when_and_leads_there(given: Given, desk: At) -> None:
    with at(date(2026, 11, 24)):
        look()
        page = desk("handler_lead").page("/console/alerts?rule=W02")
        for words in (
            "办件逾期",
            "11月23日前该答复，晚了 1 个工作日",
            f"/console/assignments?open={given.id}",
            "何主任",
        ):
            assert words in page
        assert "没有" in desk("liaison").page("/console/alerts")
        definitions = desk("npc_staff").page("/console/alerts/definitions")
        assert "特急的几小时没回应" in definitions
        assert "2 小时" in definitions


def test_a_confirmed_signal_reaches_the_township_and_the_county(world: World, desk: At) -> None:
    message_id = accepted(world, content="再不给说法，我们几户星期一就去上访。")
    page = desk("liaison").page(f"/console/messages/{message_id}")
    assert "可能是信访苗头" in page
    calm = accepted(world)
    assert "可能是信访苗头" not in desk("liaison").page(f"/console/messages/{calm}")
    answer = {"is_signal": "true", "text": "打电话问过，约了星期一。"}
    assert desk("liaison").post(f"/console/messages/{message_id}/signal", answer).status_code == 303
    look()
    assert told(world, "street_npc") == told(world, "npc_staff") == ["可能是信访苗头"]
    assert told(world, "liaison") == []
    desk("street_npc").post(
        f"/console/messages/{message_id}/signal", {"is_signal": "false", "text": "只是气话。"}
    )
    assert fires("W10") == []


@contextmanager
def statements() -> Iterator[list[str]]:
    seen: list[str] = []

    def note(*given: Any) -> None:
        # settings are read anew every few seconds, whatever is asked
        if "FROM settings" not in given[2]:
            seen.append(given[2])

    for engine in db.engines.values():
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        for engine in db.engines.values():
            event.remove(engine, "before_cursor_execute", note)


def test_more_letters_ask_no_more_statements(given: Given) -> None:
    def counted() -> tuple[int, int]:
        with statements() as passing:
            look()
        with statements() as reading:
            assert "W02" in open_for(given.world, "npc_staff", box="area")
        return len(passing), len(reading)

    with at(date(2026, 11, 24)):
        look()
        few = counted()
    for _ in range(3):
        give(given.world, accepted(given.world)).handler("sign")
    with at(date(2026, 11, 24)):
        look()
        assert counted() == few
