"""Watched by the clock, by an author's no, by an office; two and five only by two people (domain §5.2)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from werkzeug.test import TestResponse

from server.core import clock, workdays
from server.core.grants import allows
from server.core.http import PERMISSIONS
from server.core.permissions import Role
from server.supervision.jobs import rise_late
from tests.assignments.desk import Given
from tests.console.desk import At
from tests.messages.path import drain

ROLES = [role for role in Role if role is not Role.VISITOR]
WHY = {"text": "影响一条街，已经催过。"}
ANSWER = {"text": "图纸改了一版，下周三开工。"}


PAPERS = {2: {"legal_review": "法制办老吴看过，可以请媒体。"}, 5: {"materials": "交办单一份\n答复稿两份"}}


def supervise(given: Given, level: int, who: str = "npc_staff", **more: Any) -> TestResponse:
    body = WHY | {"level": level} | PAPERS.get(level, {}) | more
    return given.world.phone(who).post(f"/api/messages/{given.message_id}/supervisions", body)


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
    assert supervise(given, 1, "gov_dispatcher").json["error"]["code"] == "supervision.level"
    assert supervise(given, 3, "cppcc_staff").status_code == 403
    assert watched(given) == [3, 1]
    assert "政务督办：一件来信" in titles(given, "handler_lead")


@pytest.mark.parametrize("level", [2, 5])
def test_two_and_five_hold_only_when_somebody_else_agrees(given: Given, level: int) -> None:
    early = supervise(given, level)
    if level == 2:
        assert early.json["error"]["code"] == "supervision.too_early"
        supervise(given, 3, "gov_dispatcher")
        early = supervise(given, level)
    one = early.json
    assert one["waits_for_second"] is True
    opening = "媒体监督：一件来信" if level == 2 else "移送纪委：一件来信"
    assert opening not in titles(given, "handler_lead")
    own_paper = "legal_review" if level == 2 else "materials"
    assert one[own_paper] == PAPERS[level][own_paper]
    assert act(given, "npc_staff", one["id"], "second").json["error"]["code"] == "supervision.same_person"
    assert act(given, "handler_lead", one["id"], "respond", ANSWER).status_code == 404
    assert act(given, "gov_dispatcher", one["id"], "second").status_code == 404
    assert act(given, "colleague", one["id"], "second").json["seconder"] == "人大机关 方同事"
    assert opening in titles(given, "handler_lead")
    assert act(given, "handler_lead", one["id"], "respond", ANSWER).json[own_paper] is None
    again = act(given, "handler_lead", one["id"], "respond", ANSWER)
    assert again.json["error"]["code"] == "supervision.with_office"


@pytest.mark.parametrize(
    ("level", "more", "field"),
    [(2, {"legal_review": ""}, "legal_review"), (5, {"materials": ""}, "materials")],
)
def test_the_media_need_a_lawyer_and_the_commission_a_list(
    given: Given, level: int, more: dict[str, str], field: str
) -> None:
    supervise(given, 3)
    assert list(supervise(given, level, **more).json["error"]["fields"]) == [field]


def test_what_the_unit_answers_is_found_poor_or_enough(given: Given) -> None:
    one = supervise(given, 3).json["id"]
    early = act(given, "npc_staff", one, "decide", {"is_enough": True})
    assert early.json["error"]["code"] == "supervision.unanswered"
    act(given, "handler_lead", one, "respond", ANSWER)
    assert "督办的单位回话了" in titles(given, "npc_staff")
    assert act(given, "npc_staff", one, "decide", {"is_enough": False}).json["error"]["fields"]
    foreign = act(given, "street_npc", one, "decide", {"is_enough": True})
    assert foreign.json["error"]["code"] == "supervision.level"
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


def test_it_is_lowered_with_a_reason_and_stands_at_the_lower_level(given: Given) -> None:
    one = supervise(given, 4).json["id"]
    for level in (2, 4):
        body = {"level": level, "text": "单位进场了。"}
        assert act(given, "npc_staff", one, "lower", body).json["error"]["code"] == "supervision.not_lower"
    lowered = act(given, "npc_staff", one, "lower", {"level": 3, "text": "单位进场了。"})
    assert (lowered.json["closed_at"] is None, lowered.json["comment"]) == (False, "单位进场了。")
    assert watched(given) == [3]


def test_the_fourth_level_is_met_about_together_with_the_cppcc(given: Given) -> None:
    three, four = supervise(given, 3).json["id"], supervise(given, 4).json["id"]
    held = {"meeting": "interview", "on": str(clock.today()), "outcome": "当场答应十二月十日前换完。"}
    assert act(given, "cppcc_staff", three, "meet", held).status_code == 404
    assert act(given, "npc_staff", three, "meet", held).json["error"]["code"] == "supervision.no_meeting"
    ahead = held | {"on": str(clock.today() + timedelta(days=1))}
    assert act(given, "npc_staff", four, "meet", ahead).json["error"]["code"] == "supervision.not_met"
    assert act(given, "cppcc_staff", four, "meet", held).json["outcome"] == held["outcome"]


def test_the_station_asks_for_it_once_a_week_and_the_offices_read_why(given: Given, desk: At) -> None:
    path = f"/console/messages/{given.message_id}"
    assert "提请督办" in desk("liaison").page(path)
    why = "答应的日子过了，电话也没人说得清。"
    assert desk("liaison").post(f"{path}/supervisions/ask", {"text": why}).status_code == 303
    again = given.world.phone("station_head").post(
        f"/api/messages/{given.message_id}/supervisions/ask", {"text": why}
    )
    assert again.status_code == 429
    for who in ("street_npc", "npc_staff"):
        assert "有人提请督办一件来信" in titles(given, who)
        assert why in desk(who).page(f"/console/supervisions/of/{given.message_id}")
    assert why not in desk("handler_lead").page(f"/console/supervisions/of/{given.message_id}?back=unit")


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
    office = {Role.GOV_DISPATCHER, Role.NPC_STAFF}
    tried: dict[str, tuple[dict[str, Any], set[Role]]] = {
        "second": ({}, office),
        "respond": (ANSWER, {Role.HANDLER_LEAD}),
        "decide": ({"is_enough": False, "text": "没写谁负责。"}, office),
        # the third level is not met about: refused by its state, to whoever may meet
        "meet": ({"meeting": "inquiry", "on": str(clock.today()), "outcome": "问清楚了。"}, {Role.NPC_STAFF}),
        "lower": ({"level": 1, "text": "已经当面谈妥。"}, {Role.NPC_STAFF}),
        "lift": ({"text": "已经当面谈妥。"}, office),
    }
    for verb, (body, owners) in tried.items():
        for role in ROLES:
            answer = act(given, role.value, one, verb, body)
            if role in owners:
                assert answer.status_code in (200, 409), (verb, role, answer.text)
            else:
                hidden = allows(role, PERMISSIONS[f"supervision.{verb}"])
                assert answer.status_code in ((403, 404) if hidden else (403,)), (verb, role, answer.text)
    nothing = act(given, "npc_staff", "00000000-0000-4000-8000-000000000000", "lift", {"text": "查无此件。"})
    assert nothing.status_code == 404
