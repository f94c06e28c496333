"""Until when an office decides, gentle reminders, and a lead that the other office should decide (X6, X7)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from server.alerts.jobs import look
from server.alerts.registry import RULES, Look
from server.core import clock, workdays
from server.leads.jobs import remind
from tests.factories import World
from tests.leads.path import accepted, act, seen, told, turned
from tests.messages.test_handing import titles

WHY = "跨了两个镇街，要区里一起定。"


def test_a_lead_goes_to_the_other_office_with_its_reason_and_new_days(world: World) -> None:
    letter = accepted(world)
    made = turned(world, letter, "project_lead").json
    assert (made["light"]["tone"], "hand_on" in made["actions"]) == ("g", True)
    assert "镇街人大" in seen(world, letter)["holder"]
    with clock.frozen(clock.now() + timedelta(days=3)):
        passed = act(world, "street_npc", made["id"], "pass", text=WHY).json
        assert "一件项目线索改由您来定" in titles(world, "npc_staff")
        assert "message.progressed" in told(world)
    assert (passed["level"], passed["status"], passed["actions"]) == ("county", "received", [])
    assert passed["due_on"] > made["due_on"]
    case = seen(world, letter)
    assert (case["holder"], case["steps"][-1]["text"]) == (
        "区县人大（项目线索）",
        f"这件项目线索改由区县人大来定：{WHY}",
    )
    again = act(world, "street_npc", made["id"], "pass", text=WHY)
    assert (again.status_code, again.json["error"]["code"]) == (403, "lead.other_level")
    assert act(world, "npc_staff", made["id"], "review").json["status"] == "reviewing"


def test_a_wish_has_one_office(world: World) -> None:
    lead = turned(world, accepted(world), "wish").json
    refused = act(world, "street_npc", lead["id"], "pass", text=WHY)
    assert ("hand_on" in lead["actions"], refused.json["error"]["code"]) == (False, "lead.one_office")


def test_the_office_is_reminded_once_before_the_day_and_once_after_it(world: World) -> None:
    made = turned(world, accepted(world), "topic", who="npc_staff").json
    due = date.fromisoformat(made["due_on"]) - clock.today()
    for days, expected in ((-9, 0), (-2, 1), (-1, 1), (1, 2), (3, 2)):
        with clock.frozen(clock.now() + due + timedelta(days=days)):
            remind()
            remind()
            found = [
                one
                for one in titles(world, "street_npc")
                if one in ("一件议题快到日子了", "一件议题还没有定")
            ]
            assert len(found) == expected, days
            (line,) = world.phone("street_npc").get("/api/leads").json["items"]
            assert line["light"]["tone"] == ("r" if days > 0 else "g" if days < -5 else line["light"]["tone"])


def test_what_was_taken_up_and_is_late_is_an_alert_and_no_second_reminder(world: World) -> None:
    """议而不决 (R2-24)."""
    made = turned(world, accepted(world), "topic", who="npc_staff").json
    assert act(world, "street_npc", made["id"], "review").status_code == 200
    due = date.fromisoformat(made["due_on"])
    for day, count in ((due, 0), (workdays.after(due, 1), 1)):
        with clock.frozen(datetime.combine(day, time(10), clock.ZONE)):
            assert len(list(RULES["R2-24-1X"].find(Look()))) == count
    with clock.frozen(datetime.combine(workdays.after(due, 2), time(10), clock.ZONE)):
        for _ in range(2):
            remind()
            look()
        late = [one for one in titles(world, "street_npc") if "没有定" in one]
        assert late == ["议而不决：线索看了没有定"]
        assert "议而不决：线索看了没有定" not in titles(world, "npc_staff")
        act(world, "street_npc", made["id"], "decide", action="decline", text=WHY)
        assert list(RULES["R2-24-1X"].find(Look())) == []
