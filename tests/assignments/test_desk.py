"""The console of the departments: the desk, the composer, giving a letter out, and what an office decides (O3, O7–O10)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from werkzeug.test import TestResponse

from server.assignments.models import Assignment
from server.core import clock
from server.core.db import db, transaction
from server.departments.models import Department, RoutingRule
from server.messages.kinds import Category
from server.messages.models import Message
from tests.assignments.desk import ANSWER, Given, accepted, give
from tests.console.desk import At, Desk
from tests.factories import COUNTY, World
from tests.messages.path import drain

Unit = Callable[..., Department]
HTMX = {"HX-Request": "true", "HX-Target": "desk"}
BACK = {"text": "这一段路归镇街养护，不在我们的清单里。"}


def listed(html: str) -> list[str]:
    return re.findall(r'data-item="([^"]+)"', html)


def opened(html: str) -> str | None:
    found = re.search(r'data-open-item="([^"]+)"', html)
    return found and found[1]


def chosen(html: str, name: str) -> str:
    """What a select of the page stands at."""
    select = re.search(rf'<select[^>]*name="{name}".*?</select>', html, re.DOTALL)
    assert select, name
    found = re.search(r'<option value="([^"]*)" selected', select[0])
    return found[1] if found else ""


def act(desk: Desk, given: Given, verb: str, box: str = "", **fields: object) -> TestResponse:
    place = {"box": box} if box else {}
    return desk.post(f"/console/assignments/{given.id}/{verb}", {**place, **fields})


def go_on(desk: Desk, answer: TestResponse) -> str:
    """The page that opens after an action."""
    assert answer.status_code == 303, answer.text
    return desk.page(answer.headers["Location"])


def rule(unit: Department, category: Category) -> None:
    with transaction():
        made = RoutingRule(category=category, area_code=COUNTY.ljust(12, "0"), department_id=unit.id)
        made.since, made.created_at = date(2026, 1, 1), clock.now()
        db.session.add(made)


def test_a_handler_begins_at_the_desk_and_reads_the_matter_without_its_person(desk: At, given: Given) -> None:
    at = desk("handler")
    assert at.get("/console/").headers["Location"] == "/console/assignments"
    page = at.page("/console/assignments")
    assert (listed(page), opened(page)) == ([given.id], given.id)
    assert "路灯坏了三天" in page
    assert "看不到这封信是谁写的" in page
    assert 'aria-label="1 件等您"' in page
    assert at.get(f"/console/messages/{given.message_id}").status_code == 403


def test_a_unit_finds_what_it_has_by_number_place_and_words_and_by_nothing_else(
    desk: At, world: World
) -> None:
    at, one = desk("handler"), give(world, accepted(world))
    with transaction():
        letter = db.session.get_one(Message, UUID(one.message_id))
        letter.content, letter.place, number = "井盖翘起来了。", "桂花西路 22 号", letter.number
    two = give(world, accepted(world))
    found = {
        q: listed(at.page(f"/console/assignments?q={q}")) for q in (number[-4:], "井盖 桂花", "没有的词", "%")
    }
    assert found == {number[-4:]: [one.id], "井盖 桂花": [one.id], "没有的词": [], "%": []}
    assert set(listed(at.page("/console/assignments?q=。"))) == {one.id, two.id}
    with transaction():
        other = db.session.get_one(Assignment, UUID(one.id))
        other.recalled_at = clock.now()
    assert listed(at.page("/console/assignments?q=井盖")) == [], "what was taken away is found no more"


def test_after_signing_the_next_one_opens_and_after_the_last_the_same_one(desk: At, world: World) -> None:
    at, one, two = desk("handler"), give(world, accepted(world)), give(world, accepted(world))
    page = go_on(at, act(at, one, "sign", "sign"))
    assert (listed(page), opened(page)) == ([two.id], two.id)
    assert "签收了" in page
    page = go_on(at, act(at, two, "sign", "sign"))
    assert (opened(page), 'aria-current="page"' in page) == (two.id, True)
    assert set(listed(page)) == {one.id, two.id}, "where it stands now"


def test_half_a_draft_is_kept_and_a_refusal_names_what_is_missing(desk: At, signed: Given) -> None:
    at = desk("handler")
    saved = act(at, signed, "draft", text="下周修", result="B", fulfil_on="")
    assert "存好了" in saved.text
    refused = at.post(f"/console/assignments/{signed.id}/hand-up", {"text": "下周修", "result": "B"}, **HTMX)
    assert refused.status_code == 400
    assert "请写哪天办好" in refused.text
    assert "请至少写 10 个字" in refused.text
    page = at.page(f"/console/assignments/{signed.id}")
    assert "下周修</textarea>" in page
    assert 'value="B" checked' in page


def test_the_lead_sends_back_with_words_among_the_staff_and_then_signs_off(desk: At, signed: Given) -> None:
    handler, lead = desk("handler"), desk("handler_lead")
    go_on(handler, act(handler, signed, "hand-up", "doing", **ANSWER))
    assert "送负责人签发" not in handler.page(f"/console/assignments/{signed.id}")
    page = lead.page("/console/assignments?box=sign_off")
    assert (listed(page), "签发，答复来信人" in page) == ([signed.id], True)
    go_on(lead, act(lead, signed, "send-back", "sign_off", text="太空，写清哪天移开。"))
    page = handler.page(f"/console/assignments?open={signed.id}")
    assert "太空，写清哪天移开。" in page
    assert f"{ANSWER['text']}</textarea>" in page, "the words that came back are mended, not written anew"
    go_on(handler, act(handler, signed, "hand-up", **ANSWER | {"text": "围挡二十号上午移开，路灯同天修好。"}))
    assert "已经告诉来信人" in go_on(lead, act(lead, signed, "sign-off", "sign_off"))
    assert signed.letter()["reply"]["text"] == "围挡二十号上午移开，路灯同天修好。"
    assert "太空" not in str(signed.letter())


def test_only_what_may_be_done_is_offered(desk: At, signed: Given) -> None:
    page = desk("handler").page(f"/console/assignments/{signed.id}")
    assert all(words in page for words in ("申请延期", "退回，换更合适的单位", "问来信人", "送负责人签发"))
    assert not any(words in page for words in ("退给经办人改", "答应的办好了", "交给主办单位"))
    with clock.shifted(timedelta(days=6)):
        late = desk("handler").page(f"/console/assignments/{signed.id}")
        assert "退回，换更合适的单位" not in late


def test_what_a_unit_returns_waits_with_the_office_and_the_named_unit_is_proposed(
    desk: At, given: Given, unit: Unit
) -> None:
    better, at, office = unit("区住建局"), desk("handler"), desk("npc_staff")
    page = go_on(at, act(at, given, "return", "sign", better_id=str(better.id), **BACK))
    assert listed(page) == []
    assert at.get(f"/console/assignments/{given.id}").status_code == 404
    page = office.page("/console/assignments?box=returned")
    assert (listed(page), "说该归区住建局" in page, BACK["text"] in page) == ([given.id], True, True)
    page = office.page(f"/console/messages/{given.message_id}/assign?box=returned")
    assert chosen(page, "department_id") == str(better.id)
    assert BACK["text"] in page
    sent = {"department_id": str(better.id), "box": "returned"}
    page = go_on(office, office.post(f"/console/messages/{given.message_id}/assign", sent))
    assert ("交给区住建局了" in page, listed(page)) == (True, [])


def test_a_letter_returned_twice_stands_once_in_the_offices_list_and_only_the_county_names_its_unit(
    desk: At, world: World, unit: Unit
) -> None:
    better, message_id = unit("区住建局"), accepted(world)
    for _ in range(2):
        made = give(world, message_id)
        assert made.handler("return", {"better_id": str(better.id), **BACK}).status_code == 204
    office = desk("npc_staff")
    assert listed(office.page("/console/assignments?box=returned")) == [made.id]
    assert "这次由您指定" in office.page(f"/console/messages/{message_id}/assign")
    refused = desk("street_npc").get(f"/console/messages/{message_id}/assign")
    assert (refused.status_code, "要由区县人大机关指定单位" in refused.text) == (403, True)


def test_more_time_is_asked_for_with_the_new_day_and_decided_by_the_office(desk: At, world: World) -> None:
    with clock.frozen(datetime(2026, 11, 2, 10, 0, tzinfo=clock.ZONE)):
        made = give(world, accepted(world), kind="help")
        made.handler("sign")
        at, office = desk("handler"), desk("npc_staff")
        page = at.page(f"/console/assignments/{made.id}")
        assert "3 个工作日，到 11月16日" in page
        go_on(at, act(at, made, "extension", "doing", days="3", text="材料下周才到。"))
        page = office.page("/console/assignments")
        assert (opened(page), "3 个工作日，到 11月16日" in page) == (made.id, True)
        page = go_on(office, act(office, made, "extension/grant", "extensions"))
        assert "延到11月16日前答复" in page
        assert made.letter()["promised_on"] == "2026-11-16"


def test_the_rules_propose_a_unit_and_the_days_follow_from_the_kind(
    desk: At, world: World, unit: Unit
) -> None:
    office, message_id = desk("npc_staff"), accepted(world)
    green, city = unit("区生态环境分局"), unit("区住建局")
    rule(green, Category.C05)
    path = f"/console/messages/{message_id}/assign"
    with clock.frozen(datetime(2026, 11, 2, 10, 0, tzinfo=clock.ZONE)):
        page = office.page(path)
        assert (chosen(page, "department_id"), "选了类别，就按分派规则提出单位" in page) == ("", True)
        page = office.page(f"{path}?sorted_kind=consult&sorted_category=C05")
        assert chosen(page, "department_id") == str(green.id)
        assert "按分派规则：C05 生态环境与噪声归区生态环境分局" in page
        assert "3 个工作日" in page
        assert "11月5日前答复" in page
        # what a person chose stays when something else is chosen
        kept = f"{path}?sorted_kind=help&sorted_category=C05&department_id={city.id}&was={green.id}"
        assert chosen(office.page(kept), "department_id") == str(city.id)


def test_what_is_chosen_when_giving_out_is_confirmed_and_helpers_go_along(
    desk: At, world: World, unit: Unit
) -> None:
    message_id, helper = accepted(world), unit("区住建局")
    path = f"/console/messages/{message_id}/assign"
    sent = {"department_id": str(world.unit_id), "supporting_ids": [str(helper.id), ""]}
    refused = desk("npc_staff").post(path, sent, **HTMX)
    assert (refused.status_code, "请先确认这件事是咨询、求助还是投诉" in refused.text) == (400, True)
    more = {"sorted_kind": "complaint", "sorted_category": "C05", "text": "先去看看。"}
    answer = desk("npc_staff").post(path, sent | more)
    assert answer.headers["Location"].startswith("/console/inbox")
    message = db.session.scalars(db.select(Message)).one()
    assert (message.kind, message.category, message.status) == ("complaint", "C05", "assigned")
    beside = desk("liaison").page(f"/console/assignments/of/{message_id}")
    assert ("现在在区城市管理局" in beside, "区住建局" in beside) == (True, True)


def test_a_township_is_told_that_the_countys_units_are_the_countys_to_ask(
    desk: At, world: World, unit: Unit
) -> None:
    rule(unit("区生态环境分局"), Category.C05)
    page = desk("street_npc").page(f"/console/messages/{accepted(world)}/assign?sorted_category=C05")
    assert "那是区县的单位，要请人大机关交办" in page
    assert chosen(page, "department_id") == ""


def test_accepting_may_say_what_it_is_and_it_can_be_said_again(desk: At, world: World) -> None:
    message_id, at = world.submit().json["id"], desk("liaison")
    page = at.page(f"/console/messages/{message_id}")
    assert page.count('name="sorted_kind"') == 1
    said = {"sorted_kind": "help", "sorted_category": "C02", "back": "case"}
    assert "改类别" in go_on(at, at.post(f"/console/messages/{message_id}/accept", said))
    again = go_on(at, at.post(f"/console/messages/{message_id}/sort", {"sorted_kind": "consult"}))
    assert "记下了：咨询、C02 市政设施与管网" in again
    found = db.session.scalars(db.select(Message).execution_options(populate_existing=True)).one()
    assert (found.kind, found.category, found.urgency) == ("consult", "C02", None)


def test_the_letters_page_tells_which_unit_has_it_and_never_a_draft(desk: At, signed: Given) -> None:
    signed.handler("draft", {"text": "这句还没有签发。"})
    page = desk("liaison").page(f"/console/messages/{signed.message_id}")
    assert f"/console/assignments/of/{signed.message_id}" in page
    assert "单位签收了" in page
    beside = desk("liaison").page(f"/console/assignments/of/{signed.message_id}")
    assert ("签收" in beside, "这句还没有签发" in beside) == (True, False)
    assert "这句还没有签发" not in desk("npc_staff").page(f"/console/assignments/{signed.id}")


def test_a_notice_about_an_assignment_leads_to_the_desk(desk: At, given: Given) -> None:
    drain()
    at = desk("handler")
    notice = re.search(r"/console/notices/([0-9a-f-]{36})/read", at.page("/console/notices"))
    assert notice
    there = at.post(f"/console/notices/{notice[1]}/read").headers["Location"]
    assert there == f"/console/assignments?open={given.id}"
    assert opened(at.page(there)) == given.id


@pytest.mark.parametrize("status", ["accepted", "answered"])
def test_giving_out_is_offered_where_the_table_allows_it(desk: At, world: World, status: str) -> None:
    message_id = accepted(world)
    if status == "answered":
        world.phone("liaison").post(f"/api/messages/{message_id}/reply", {"text": "今天就去修。"})
    page = desk("npc_staff").page(f"/console/messages/{message_id}")
    assert ('data-key="E"' in page) is (status == "accepted")
    assert 'data-key="E"' not in desk("liaison").page(f"/console/messages/{message_id}")
