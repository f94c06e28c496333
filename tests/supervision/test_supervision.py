"""Watched by the clock, by an author's no, by an office; two and five only by two people (domain §5.2)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from werkzeug.test import TestResponse

from server.core import clock, workdays
from server.core.http import PERMISSIONS
from server.core.permissions import Role, allows
from server.supervision.jobs import rise_late
from tests.assignments.desk import Given
from tests.messages.path import drain

WHY = {"text": "影响一条街，已经催过。"}
ANSWER = {"text": "图纸改了一版，下周三开工。"}


def supervise(given: Given, level: int, who: str = "npc_staff") -> TestResponse:
    return given.world.phone(who).post(
        f"/api/messages/{given.message_id}/supervisions", WHY | {"level": level}
    )


def act(given: Given, who: str, one: str, verb: str, body: dict[str, Any] | None = None) -> TestResponse:
    return given.world.phone(who).post(f"/api/supervisions/{one}/{verb}", body or {})


def watched(given: Given) -> list[int]:
    items = given.world.phone("npc_staff").get(f"/api/messages/{given.message_id}/supervisions").json["items"]
    return [one["level"] for one in items]


def titles(given: Given, who: str) -> list[str]:
    drain()
    return [n["title"] for n in given.world.phone(who).get("/api/notices").json["items"]]


def test_the_township_opens_the_first_level_and_the_countys_office_all(given: Given) -> None:
    assert supervise(given, 1, "street_npc").status_code == 201
    assert supervise(given, 3, "street_npc").json["error"]["code"] == "supervision.level"
    assert supervise(given, 3).status_code == 201
    assert supervise(given, 3).json["error"]["code"] == "supervision.open"
    assert watched(given) == [3, 1]
    assert "政务督办：一件来信" in titles(given, "handler_lead")


@pytest.mark.parametrize("level", [2, 5])
def test_two_and_five_hold_only_when_somebody_else_agrees(given: Given, level: int) -> None:
    one = supervise(given, level).json
    assert one["waits_for_second"] is True
    assert not [title for title in titles(given, "handler_lead") if "一件来信" in title and "：" in title]
    assert act(given, "npc_staff", one["id"], "second").json["error"]["code"] == "supervision.same_person"
    assert act(given, "handler_lead", one["id"], "respond", ANSWER).status_code == 404
    assert act(given, "colleague", one["id"], "second").json["seconder"] == "人大机关 方同事"
    assert act(given, "handler_lead", one["id"], "respond", ANSWER).status_code == 200


def test_what_the_unit_answers_is_found_poor_or_enough(given: Given) -> None:
    one = supervise(given, 3).json["id"]
    early = act(given, "npc_staff", one, "decide", {"is_enough": True})
    assert early.json["error"]["code"] == "supervision.unanswered"
    act(given, "handler_lead", one, "respond", ANSWER)
    assert "督办的单位回话了" in titles(given, "npc_staff")
    poor = act(given, "npc_staff", one, "decide", {"is_enough": False, "text": "没写谁负责。"})
    assert (poor.json["finding"], poor.json["closed_at"]) == ("poor", None)
    assert "督办的回话没有通过" in titles(given, "handler_lead")
    act(given, "handler_lead", one, "respond", {"text": "周经办负责，下周三开工。"})
    assert act(given, "npc_staff", one, "decide", {"is_enough": True}).json["finding"] == "enough"
    assert watched(given) == []


def test_it_is_lifted_with_a_reason_and_stays_on_the_log(given: Given) -> None:
    one = supervise(given, 4).json["id"]
    assert act(given, "npc_staff", one, "lift", {"text": "不"}).status_code == 400
    assert act(given, "npc_staff", one, "lift", {"text": "已经当面谈妥。"}).json["closed_at"]
    assert (
        act(given, "npc_staff", one, "lift", {"text": "再撤一次。"}).json["error"]["code"]
        == "supervision.closed"
    )


def test_only_what_a_unit_has_is_supervised(given: Given) -> None:
    other = given.world.submit().json["id"]
    refused = given.world.phone("npc_staff").post(f"/api/messages/{other}/supervisions", WHY | {"level": 3})
    assert refused.json["error"]["code"] == "supervision.nothing"


def test_the_clock_opens_one_three_and_four_each_once(given: Given) -> None:
    promised = date.fromisoformat(given.letter()["promised_on"])
    seen = []
    for late in (0, 1, 4, 6, 7, 11, 12):
        day = workdays.after(promised, late)
        with clock.shifted(timedelta(days=(day - clock.today()).days)):
            rise_late()
            rise_late()
        seen.append(watched(given))
    assert seen == [[], [1], [1], [3, 1], [3, 1], [4, 3, 1], [4, 3, 1]]


def test_a_second_no_opens_the_third_level_and_a_third_no_the_fourth(given: Given) -> None:
    for expected in ([], [3], [4, 3]):
        given.answered()
        given.rate(1)
        drain()
        assert watched(given) == expected


def test_who_may_do_what_with_a_supervision(given: Given) -> None:
    one = supervise(given, 3).json["id"]
    tried = {
        "second": {},
        "respond": ANSWER,
        "decide": {"is_enough": False, "text": "没写谁负责。"},
        "lift": {"text": "已经当面谈妥。"},
    }
    for verb, body in tried.items():
        for role in Role:
            if role is Role.VISITOR:
                continue
            answer = act(given, role.value, one, verb, body)
            if not allows(role, PERMISSIONS[f"supervision.{verb}"]):
                assert answer.status_code == 403, (verb, role)
            else:
                assert answer.status_code in (200, 409), (verb, role, answer.text)
    nothing = act(given, "npc_staff", "00000000-0000-4000-8000-000000000000", "lift", {"text": "查无此件。"})
    assert nothing.status_code == 404
