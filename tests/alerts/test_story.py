"""A letter grows late: the handler hears it is due soon, the lead that it is late, each once; answered, it is over."""

from __future__ import annotations

from datetime import date, timedelta

from server.alerts.jobs import look
from server.core import workdays
from tests.alerts.conftest import at, open_for, told
from tests.assignments.desk import Given


def test_a_letter_grows_late_and_is_answered(given: Given) -> None:
    world, promised = given.world, date.fromisoformat(given.letter()["promised_on"])
    heard = []
    for left in (4, 3, 0, -1, -2):
        with at(workdays.after(promised - timedelta(days=40), _upto(promised, left))):
            look()
            look()
            heard.append((left, [one for one in told(world, "handler_lead") if one.startswith("办件")]))
    assert heard[0] == (4, [])
    assert heard[1:3] == [(left, ["办件快到期"]) for left in (3, 0)]
    assert heard[3:] == [(left, ["办件快到期", "办件逾期"]) for left in (-1, -2)]
    assert "办件逾期" not in told(world, "handler"), (
        "the handler heard that it was due, the lead that it is late"
    )
    assert told(world, "npc_staff") == ["决而不行：时间过半没有进展", "办件逾期"], "whoever gave it out"
    with at(promised + timedelta(days=4)):
        assert "W02" in open_for(world, "handler_lead")
        given.answered()
        assert open_for(world, "handler_lead") == [], (
            "the page asks again, it does not wait for the timetable"
        )
        look()
        assert open_for(world, "npc_staff", box="area") == []


def _upto(promised: date, left: int) -> int:
    return workdays.between(promised - timedelta(days=40), promised) - left
