"""What everybody may read: only what its author opened, somebody looked at and a person released."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from server.core import clock
from server.core.audit import AuditEntry
from server.core.db import db, transaction
from server.gateways.wechat import QuietWeChat, Unavailable
from server.notifications.models import Notice
from tests.console.desk import At
from tests.factories import World
from tests.messages.path import drain
from tests.safety.conftest import soothe

WRITTEN = "我家门口的路灯坏了三天，孩子放学看不见路。"
SUMMARY = "有居民说路灯坏了，站里请人换好了。"
RISKY = "微信提示：这段话可能不宜公开"


@pytest.fixture(autouse=True)
def calm(wechat: QuietWeChat) -> Iterator[None]:
    soothe(wechat)
    yield
    soothe(wechat)


def answered(world: World, visibility: str = "anonymous_public", **fields: Any) -> str:
    """Sent, looked at as far as the platform goes, and answered."""
    letter: str = world.submit(**({"content": WRITTEN, "visibility": visibility} | fields)).json["id"]
    drain()
    liaison = world.phone("liaison")
    liaison.post(f"/api/messages/{letter}/accept", {})
    liaison.post(f"/api/messages/{letter}/reply", {"text": "灯已经换好了。", "result": "A"})
    return letter


def publish(desk: At, letter: str, who: str = "liaison", **form: str) -> Any:
    return desk(who).post(f"/console/messages/{letter}/publication", {"summary": SUMMARY} | form)


def public(world: World, **query: str) -> list[dict[str, Any]]:
    """As a stranger reads it."""
    answer = world.client.get(f"/api/stations/{world.station.id}/cases", query_string=query)
    assert answer.status_code == 200, answer.json
    found: list[dict[str, Any]] = answer.json["items"]
    return found


def test_the_story_of_a_letter_that_becomes_public(world: World, desk: At, wechat: QuietWeChat) -> None:
    """From sending to a public summary and back: each step shows what it should, and nothing before its time."""
    letter: str = world.submit(content=WRITTEN, visibility="anonymous_public").json["id"]
    wechat.check_failure = Unavailable("x", -1)
    drain()
    assert "微信还没查完" in desk("liaison").page("/console/inbox")
    wechat.check_failure = None
    with clock.shifted(timedelta(minutes=1)):
        drain()
    assert [check.content for check in wechat.checks] == [WRITTEN]
    assert "微信还没查完" not in desk("liaison").page("/console/inbox")
    assert publish(desk, letter).status_code == 409, "nothing was answered yet"
    phone = world.phone("liaison")
    phone.post(f"/api/messages/{letter}/accept", {})
    phone.post(f"/api/messages/{letter}/reply", {"text": "灯已经换好了。"})
    assert public(world) == [], "passed and answered, but nobody released it"
    page = desk("liaison").page(f"/console/messages/{letter}/publication")
    assert WRITTEN in page
    assert "我看过原信" not in page
    assert publish(desk, letter).status_code == 303
    (case,) = public(world)
    assert case["summary"] == SUMMARY
    assert (case["reply"], case["author"], case["status"]) == (None, None, "answered")
    assert case["replied_on"] == clock.today().isoformat()
    desk("liaison").post(f"/console/messages/{letter}/publication/withdraw")
    assert public(world) == []


def test_a_private_letter_is_neither_sent_nor_published(world: World, desk: At, wechat: QuietWeChat) -> None:
    letter = answered(world, "private")
    assert wechat.checks == []
    for path in ("publication", "release", "withhold"):
        refused = desk("liaison").post(f"/console/messages/{letter}/{path}", {"summary": SUMMARY})
        assert refused.status_code == 409, path
    assert "来信人没有同意公开" in publish(desk, letter, has_read="on").text
    assert desk("liaison").get(f"/console/messages/{letter}/publication").status_code == 409
    assert "公开这件事" not in desk("liaison").page(f"/console/messages/{letter}")
    assert public(world) == []


def test_nothing_of_the_letter_its_author_or_its_photos_is_in_the_public_answer(
    world: World, desk: At
) -> None:
    world.phone("resident").put("/api/accounts/me", {"name": "陈小明", "phone": "13812342046"})
    letter = answered(world, place="桂花西路东头")
    publish(desk, letter, reply="灯已经换好了。", with_reply="on")
    answer = world.client.get(f"/api/stations/{world.station.id}/cases")
    number = world.phone("resident").get(f"/api/messages/{letter}").json["number"]
    author = str(world.phone("resident").account_id)
    for private in ("陈", "1381234", "孩子放学", "东头", letter, number, author, "小林"):
        assert private not in answer.text, private
    assert set(answer.json["items"][0]) == {"id", "summary", "reply", "replied_on", "status", "author"}


@pytest.mark.parametrize(("visibility", "shown"), [("public", "陈**"), ("anonymous_public", None)])
def test_a_name_stands_there_masked_and_only_when_its_author_wanted_it(
    world: World, desk: At, visibility: str, shown: str | None
) -> None:
    world.phone("resident").put("/api/accounts/me", {"name": "陈小明"})
    publish(desk, answered(world, visibility))
    assert [case["author"] for case in public(world)] == [shown]


def test_the_reply_is_public_only_when_it_was_released_together(world: World, desk: At) -> None:
    letter = answered(world)
    publish(desk, letter, reply="灯已经换好了。")
    assert public(world)[0]["reply"] is None
    publish(desk, letter, reply="灯换好了。", with_reply="on")
    assert [case["reply"] for case in public(world)] == ["灯换好了。"]


def test_what_is_risky_never_passes_by_itself(world: World, desk: At, wechat: QuietWeChat) -> None:
    wechat.suggest = "risky"
    letter = answered(world)
    assert RISKY in desk("liaison").page("/console/inbox?view=answered")
    case = desk("liaison").page(f"/console/messages/{letter}")
    assert RISKY in case
    assert WRITTEN in case, "the staff always sees the whole"
    refused = publish(desk, letter)
    assert refused.status_code == 400
    assert "请看完原信" in refused.text
    assert public(world) == []
    assert publish(desk, letter, has_read="on").status_code == 303
    assert len(public(world)) == 1
    assert audited(letter) == ["safety.release", "message.publish"]


def test_when_the_platform_is_away_a_person_decides(world: World, desk: At, wechat: QuietWeChat) -> None:
    wechat.check_failure = Unavailable("x", -1)
    letter = answered(world)
    waiting = publish(desk, letter, has_read="on")
    assert (waiting.status_code, "还没查完" in waiting.text) == (409, True)
    with clock.shifted(timedelta(minutes=70)):
        drain()
    assert "微信查不了，请您看" in desk("liaison").page(f"/console/messages/{letter}")
    assert publish(desk, letter).status_code == 400
    desk("station_head").post(f"/console/messages/{letter}/release")
    assert publish(desk, letter).status_code == 303
    assert audited(letter) == ["safety.release", "message.publish"]


def test_a_letter_sent_before_there_were_checks_waits_for_a_person(
    world: World, desk: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.messages.publication.order_checks", lambda message: None)
    letter = answered(world)
    assert publish(desk, letter).status_code == 400
    assert publish(desk, letter, has_read="on").status_code == 303


def test_withholding_takes_back_what_was_public_and_needs_a_change_of_mind(world: World, desk: At) -> None:
    letter = answered(world)
    publish(desk, letter)
    desk("liaison").post(f"/console/messages/{letter}/withhold")
    assert public(world) == []
    assert "定了不公开" in desk("liaison").page(f"/console/messages/{letter}")
    assert publish(desk, letter, has_read="on").status_code == 409
    desk("liaison").post(f"/console/messages/{letter}/release")
    assert publish(desk, letter).status_code == 303
    assert audited(letter) == [
        "message.publish",
        "safety.withhold",
        "message.withdraw",
        "safety.release",
        "message.publish",
    ]


def test_withdrawing_what_is_not_public_finds_nothing(world: World, desk: At) -> None:
    letter = answered(world)
    path = f"/console/messages/{letter}/publication/withdraw"
    assert desk("liaison").post(path).status_code == 404
    publish(desk, letter)
    assert desk("liaison").post(path).status_code == 303
    assert desk("liaison").post(path).status_code == 404


@pytest.mark.parametrize(
    ("field", "words", "named"),
    [
        ("summary", "打 13812342046 找我，灯修好了。", "13812342046"),
        ("summary", "浙A12345 挡了消防通道，挪走了。", "浙A12345"),
        ("summary", "陈小明说路灯坏了，换好了。", "陈小明"),
        ("reply", "陈女士，灯换好了。", "陈女士"),
    ],
)
def test_traces_of_a_person_stop_the_release_until_a_person_says_they_may_stay(
    world: World, desk: At, field: str, words: str, named: str
) -> None:
    world.phone("resident").put("/api/accounts/me", {"name": "陈小明"})
    letter = answered(world)
    form = {field: words, "with_reply": "on"}
    refused = publish(desk, letter, **form)
    assert refused.status_code == 409
    assert named in refused.text
    assert public(world) == []
    assert publish(desk, letter, **form, keeps_traces="on").status_code == 303


def test_traces_are_named_while_one_still_writes(world: World, desk: At) -> None:
    letter = answered(world)
    path = f"/console/messages/{letter}/publication/traces"
    told = desk("liaison").post(path, {"summary": "打 13812342046 找我", "has_read": "on"})
    assert "电话“13812342046”" in told.text
    assert "没有找到" in desk("liaison").post(path, {}).text
    unreleased = desk("liaison").post(path, {"reply": "打 13812342046 找我"})
    assert "没有找到" in unreleased.text


@pytest.mark.parametrize(
    "form",
    [
        {"summary": ""},
        {"summary": "，，，，，，"},
        {"summary": "灯"},
        {"summary": "灯" * 301},
        {"has_read": "1"},
    ],
)
def test_a_summary_that_says_nothing_or_too_much_is_refused(
    world: World, desk: At, form: dict[str, str]
) -> None:
    letter = answered(world)
    assert publish(desk, letter, **form).status_code == 400
    assert public(world) == []


def test_the_author_is_told_once_in_the_app_what_became_public(
    world: World, desk: At, wechat: QuietWeChat
) -> None:
    letter = answered(world)
    publish(desk, letter)
    drain()
    sent = len(wechat.sent)
    with transaction():
        told = select(Notice).where(Notice.kind == "message.published")
        (notice,) = db.session.scalars(told)
    assert notice.account_id == world.phone("resident").account_id
    assert SUMMARY not in notice.text
    assert sent == 1, "only the reply is pushed"


@pytest.mark.parametrize("who", ["resident", "deputy", "npc_staff", "npc_leader", "handler", "sys_admin"])
def test_only_the_station_and_its_town_release(world: World, client: FlaskClient, desk: At, who: str) -> None:
    letter = answered(world)
    for path in ("publication", "publication/withdraw", "publication/traces", "release", "withhold"):
        answer = desk(who).post(f"/console/messages/{letter}/{path}", {"summary": SUMMARY})
        assert answer.status_code == 403, path


def test_marks_are_for_those_who_release(world: World, desk: At, wechat: QuietWeChat) -> None:
    wechat.suggest = "risky"
    letter = answered(world)
    assert RISKY not in desk("npc_leader").page(f"/console/messages/{letter}")
    assert RISKY in desk("street_npc").page(f"/console/messages/{letter}")


def audited(letter: str) -> list[str]:
    with transaction():
        entries = select(AuditEntry.action).where(AuditEntry.subject_type == "message")
        of_letter = entries.where(AuditEntry.subject_id == letter, AuditEntry.action != "identity.read")
        return list(db.session.scalars(of_letter.order_by(AuditEntry.id)))
