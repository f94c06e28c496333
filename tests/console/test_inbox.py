"""The inbox: what waits, accepting, answering, and looking at who wrote."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from uuid import UUID

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from server.accounts.models import Account
from server.core import clock
from server.core.audit import AuditEntry
from server.core.db import db, transaction
from server.messages.jobs import tell_station
from tests.console.desk import Desk
from tests.factories import World

At = Callable[[str], Desk]


def listed(html: str) -> list[str]:
    return re.findall(r'data-item="([^"]+)"', html)


def opened(html: str) -> str | None:
    found = re.search(r'data-open-item="([^"]+)"', html)
    return found and found[1]


def send(world: World, content: str = "楼下的路灯坏了三天，晚上看不见路。", **fields: object) -> str:
    answer = world.submit(content=content, **fields)
    assert answer.status_code == 201, answer.text
    message_id: str = answer.json["id"]
    return message_id


def accepted(world: World) -> str:
    message_id = send(world)
    world.phone("liaison").post(f"/api/messages/{message_id}/accept", {})
    return message_id


def test_the_most_pressing_stands_first_and_is_open(desk: At, world: World) -> None:
    with clock.shifted(-timedelta(days=3)):
        older = send(world)
    newer = send(world)
    page = desk("liaison").page("/console/inbox")
    assert listed(page) == [older, newer]
    assert opened(page) == older


def test_the_address_says_what_is_open(desk: At, world: World) -> None:
    send(world)
    second = send(world)
    liaison = desk("liaison")
    assert opened(liaison.page(f"/console/inbox?open={second}")) == second
    pane = liaison.get(f"/console/inbox?open={second}", **{"HX-Request": "true", "HX-Target": "read"}).text
    assert opened(pane) == second
    assert listed(pane) == []


def test_each_view_counts_its_own(desk: At, world: World) -> None:
    send(world)
    message_id = accepted(world)
    world.phone("liaison").post(f"/api/messages/{message_id}/reply", {"text": "看过了。", "result": "C"})
    world.phone("resident").post(f"/api/messages/{message_id}/rate", {"reply": 1, "solved": False})
    page = desk("liaison").page("/console/inbox")
    counts = dict(re.findall(r'</svg>(\w+)<span class="count[^"]*">(\d+)<', page))
    others = (
        "待补充",
        "等批的",
        "并案",
        "办理中",
        "单位在办",
        "单位退回",
        "已答复",
        "已办结",
        "不予受理",
        "撤回",
    )
    assert counts == {"待受理": "1", "不满意": "1", "全部": "2"} | dict.fromkeys(others, "0")
    assert listed(desk("liaison").page("/console/inbox?view=reworking")) == [message_id]
    assert listed(desk("liaison").page("/console/inbox?view=answered")) == []


@pytest.mark.parametrize("words", ["电梯", "{number}"])
def test_search_finds_words_and_numbers(desk: At, world: World, words: str) -> None:
    send(world)
    wanted = world.submit(content="二单元的电梯停了三天。").json
    liaison = desk("liaison")
    page = liaison.page(f"/console/inbox?view=all&q={words.format(number=wanted['number'])}")
    assert listed(page) == [wanted["id"]]
    assert "没有找到“没有的词”" in liaison.page("/console/inbox?view=all&q=没有的词")


def test_a_search_word_is_never_a_pattern(desk: At, world: World) -> None:
    send(world)
    assert listed(desk("liaison").page("/console/inbox?view=all&q=%25")) == []


def test_accepting_opens_the_next_one_and_says_so(desk: At, world: World) -> None:
    with clock.shifted(-timedelta(hours=1)):
        first = send(world)
    second = send(world)
    liaison = desk("liaison")
    answer = liaison.post(f"/console/messages/{first}/accept", {"view": "submitted"})
    assert answer.status_code == 303
    page = liaison.page(answer.location)
    assert opened(page) == second
    assert listed(page) == [second]
    assert "受理了" in page
    assert "受理了" not in liaison.page(answer.location), "said once"


def test_accepting_the_last_one_opens_the_one_above(desk: At, world: World) -> None:
    with clock.shifted(-timedelta(hours=1)):
        first = send(world)
    second = send(world)
    answer = desk("liaison").post(f"/console/messages/{second}/accept", {"view": "submitted"})
    assert f"open={first}" in answer.location


def test_accepting_what_a_colleague_accepted_tells_it(desk: At, world: World) -> None:
    message_id = accepted(world)
    answer = desk("station_head").post(f"/console/messages/{message_id}/accept", **{"HX-Request": "true"})
    assert answer.status_code == 409
    assert "已经收下了" in answer.text


def picture() -> BytesIO:
    out = BytesIO()
    Image.new("RGB", (40, 30), "#446688").save(out, "PNG")
    out.seek(0)
    return out


def test_an_answer_with_a_photo_and_a_result_reaches_the_author(desk: At, world: World) -> None:
    message_id = accepted(world)
    liaison = desk("liaison")
    part = liaison.post("/console/uploads", {"file": (picture(), "a.png")}).text
    found = re.search(r'name="upload_ids" value="([^"]+)"', part)
    assert found
    given = {"text": "灯换好了，今晚就亮。", "result": "A", "upload_ids": found[1], "view": "accepted"}
    assert liaison.post(f"/console/messages/{message_id}/reply", given).status_code == 303
    reply = world.phone("resident").get(f"/api/messages/{message_id}").json["reply"]
    assert (reply["text"], reply["result"]) == ("灯换好了，今晚就亮。", "A")
    assert [picture["id"] for picture in reply["attachments"]] == [found[1]]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"text": "好"}, "请至少写 2 个字"),
        ({"text": "……"}, "请写几个字说明一下"),
        ({"text": "好的，来看。", "result": "Z"}, "没有这个选项"),
        ({"text": "好的，来看。", "upload_ids": "nonsense"}, "编号不对"),
        ({"text": "长" * 2001}, "最多 2000 个字"),
    ],
)
def test_a_bad_answer_is_told_and_nothing_is_stored(
    desk: At, world: World, given: dict[str, str], words: str
) -> None:
    message_id = accepted(world)
    answer = desk("liaison").post(f"/console/messages/{message_id}/reply", given, **{"HX-Request": "true"})
    assert answer.status_code == 400
    assert words in answer.text
    assert world.phone("liaison").get(f"/api/messages/{message_id}").json["status"] == "accepted"


def test_a_file_that_is_no_picture_is_told_in_the_composer(desk: At, world: World) -> None:
    sent = {"file": (BytesIO(b"MZ not a picture"), "a.png")}
    answer = desk("liaison").post("/console/uploads", sent, **{"HX-Request": "true"})
    assert answer.status_code == 400
    assert '<div id="fault"' in answer.text


def with_person(world: World) -> str:
    message_id = send(world)
    with transaction():
        author = db.session.get_one(Account, world.phone("resident").account_id)
        author.name, author.phone = "陈小明", "13812342046"
    return message_id


def test_who_wrote_is_masked_until_a_reason_is_given(desk: At, world: World) -> None:
    message_id = with_person(world)
    liaison = desk("liaison")
    for path in (f"/console/inbox?open={message_id}", f"/console/messages/{message_id}"):
        page = liaison.page(path)
        assert "陈**" in page
        assert "138****2046" in page
        assert "陈小明" not in page
        assert "13812342046" not in page
    shown = liaison.post(f"/console/messages/{message_id}/identity", {"reason": "约上门看现场的时间"})
    assert "陈小明" in shown.text
    assert "13812342046" in shown.text
    assert "陈小明" not in liaison.page(f"/console/messages/{message_id}/author")


def test_every_look_at_an_identity_is_shown_to_the_author(desk: At, world: World) -> None:
    message_id = with_person(world)
    given = {"reason": "电话里问清情况", "other": "问清是几单元"}
    desk("liaison").post(f"/console/messages/{message_id}/identity", given)
    seen = world.phone("resident").get(f"/api/messages/{message_id}").json["identity_reads"]
    assert [(read["by"], read["reason"]) for read in seen] == [("联络员 小林", "问清是几单元")]
    assert "问清是几单元" in desk("station_head").page(f"/console/messages/{message_id}")


def test_without_a_reason_nothing_is_opened(desk: At, world: World) -> None:
    message_id = with_person(world)
    answer = desk("liaison").post(f"/console/messages/{message_id}/identity", {"reason": "。。"})
    assert answer.status_code == 400
    reads = select(AuditEntry).where(AuditEntry.action == "identity.read")
    assert db.session.scalars(reads).all() == []


def test_a_leader_reads_and_is_offered_no_action(desk: At, world: World) -> None:
    message_id = accepted(world)
    page = desk("npc_leader").page(f"/console/inbox?view=accepted&open={message_id}")
    assert "reply-text" not in page
    assert "查看身份" not in page
    assert (
        desk("npc_leader").post(f"/console/messages/{message_id}/reply", {"text": "好的。"}).status_code
        == 403
    )


def test_a_rating_is_two_facts_and_an_unsatisfied_one_is_not_closed(desk: At, world: World) -> None:
    message_id = accepted(world)
    world.phone("liaison").post(f"/api/messages/{message_id}/reply", {"text": "看过了。"})
    unrated = desk("liaison").page(f"/console/messages/{message_id}")
    assert "不说不算满意" in unrated
    rating = {"reply": 1, "solved": True, "text": "还是不亮"}
    world.phone("resident").post(f"/api/messages/{message_id}/rate", rating)
    page = desk("liaison").page(f"/console/messages/{message_id}")
    facts = re.findall(r'fig-name">([^<]+)</span><b>([^<]+)<', page)
    assert facts == [("答复了吗", "答复了"), ("来信人满意吗", "不满意"), ("问题解决了吗", "解决了")]
    assert "这件没有办结" in page


def test_an_unsatisfied_author_is_answered_once_more(desk: At, world: World) -> None:
    message_id = accepted(world)
    liaison, resident = desk("liaison"), world.phone("resident")
    path = f"/console/messages/{message_id}"
    liaison.post(f"{path}/reply", {"text": "过几天来修。", "result": "B"})
    resident.post(f"/api/messages/{message_id}/rate", {"reply": 1, "solved": False})
    assert "办好了再答复一次" in liaison.page(path)
    answer = liaison.post(f"{path}/reply", {"text": "今天修好了。", "result": "A", "back": "case"})
    assert answer.location == path
    page = liaison.page(path)
    assert "这件没有办结" not in page
    assert page.count('chip line">解决了') == 2, "in the facts and at the newest answer only"


def test_what_somebody_wrote_is_text_and_never_a_page(desk: At, world: World) -> None:
    message_id = send(world, "<script>alert(1)</script> 路灯坏了", place="<b>桥</b>")
    page = desk("liaison").page(f"/console/inbox?open={message_id}")
    assert "<script>alert" not in page
    assert "<b>桥" not in page
    assert "&lt;script&gt;" in page


def test_reading_a_notice_leads_to_its_message(desk: At, world: World, app: Flask) -> None:
    message_id = send(world)
    with transaction():
        tell_station(UUID(message_id))
    liaison = desk("liaison")
    page = liaison.page("/console/notices")
    found = re.search(r"/console/notices/([0-9a-f-]+)/read", page)
    assert found
    assert 'aria-label="提醒，1 条没看"' in page
    answer = liaison.post(f"/console/notices/{found[1]}/read")
    assert answer.location == f"/console/messages/{message_id}"
    assert 'aria-label="提醒，0 条没看"' in liaison.page("/console/notices")
