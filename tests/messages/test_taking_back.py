"""The author takes back what they offered to the public: at once, by one tap, and for good."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from server.core.audit import AuditEntry
from server.core.db import db, transaction
from server.gateways.wechat import QuietWeChat, Unavailable
from server.safety.models import CheckState
from tests.console.desk import At
from tests.factories import World
from tests.messages.path import drain
from tests.messages.test_publication import answered, public, publish
from tests.safety.conftest import soothe
from tests.safety.looking import checks, open_letter, photo_of, pushed


@pytest.fixture(autouse=True)
def calm(wechat: QuietWeChat) -> Iterator[None]:
    soothe(wechat)
    yield
    soothe(wechat)


def narrow(world: World, letter: object, to: object = "private", who: str = "resident") -> Any:
    return world.phone(who).post(f"/api/messages/{letter}/visibility", {"visibility": to})


def seen(world: World, letter: object, who: str = "resident") -> Any:
    return world.phone(who).get(f"/api/messages/{letter}").json


def test_the_story_of_a_public_case_whose_author_takes_it_back(world: World, desk: At) -> None:
    letter = answered(world)
    assert seen(world, letter)["is_published"] is False
    publish(desk, letter)
    drain()
    told = world.phone("resident").get("/api/notices").json["items"][0]
    assert "自己就能撤下" in told["text"]
    shown = seen(world, letter)
    assert (shown["is_published"], "narrow" in shown["actions"]) == (True, True)
    assert len(public(world)) == 1
    done = narrow(world, letter)
    assert done.status_code == 200
    assert (done.json["visibility"], done.json["is_published"]) == ("private", False)
    assert "narrow" not in done.json["actions"]
    assert public(world) == []
    last = done.json["steps"][-1]
    assert (last["action"], last["by"], last["text"]) == ("narrow", "来信人", "不公开了，只给办事的人看。")
    page = desk("liaison").page(f"/console/messages/{letter}")
    assert "来信人给更少的人看" in page
    assert "公开这件事" not in page
    assert publish(desk, letter, has_read="on").status_code == 409
    assert public(world) == []
    with transaction():
        found = select(AuditEntry.account_id).where(
            AuditEntry.action == "message.withdraw", AuditEntry.subject_id == letter
        )
        assert list(db.session.scalars(found)) == [world.phone("resident").account_id]


def test_what_is_still_looked_at_is_closed_and_its_words_are_gone(world: World, wechat: QuietWeChat) -> None:
    letter = open_letter(world, photos=1)
    wechat.check_failure = Unavailable("x", -1)
    drain()
    assert [check.state for check in checks(letter)] == [CheckState.WAITING] * 2
    assert any(check.content for check in checks(letter))
    assert narrow(world, letter).status_code == 200
    assert {(check.state, check.content) for check in checks(letter)} == {(CheckState.TAKEN_BACK, "")}
    wechat.check_failure = None
    drain()
    assert wechat.checks == [], "nothing leaves any more"


def test_a_finding_that_comes_afterwards_changes_nothing(world: World) -> None:
    letter = open_letter(world, photos=1)
    drain()
    trace = photo_of(letter).trace_id
    narrow(world, letter)
    pushed(trace, "pass")
    assert photo_of(letter).state is CheckState.TAKEN_BACK


def test_taken_back_before_anybody_was_asked_nothing_is_ever_sent(world: World, wechat: QuietWeChat) -> None:
    letter = open_letter(world)
    narrow(world, letter)
    drain()
    assert (wechat.checks, checks(letter)) == ([], [])


@pytest.mark.parametrize("decided", ["release", "withhold"])
def test_what_the_station_decided_stays_on_record_but_counts_no_more(
    world: World, desk: At, decided: str
) -> None:
    letter = answered(world)
    desk("liaison").post(f"/console/messages/{letter}/{decided}")
    before = [check.state for check in checks(UUID(letter))]
    narrow(world, letter)
    assert [check.state for check in checks(UUID(letter))] == before
    assert desk("liaison").post(f"/console/messages/{letter}/release").status_code == 409


def test_without_the_name_the_summary_stays_and_the_name_is_gone(world: World, desk: At) -> None:
    world.phone("resident").put("/api/accounts/me", {"name": "陈小明"})
    letter = answered(world, "public")
    publish(desk, letter)
    assert [case["author"] for case in public(world)] == ["陈**"]
    done = narrow(world, letter, "anonymous_public")
    assert (done.json["visibility"], done.json["is_published"]) == ("anonymous_public", True)
    assert "narrow" in done.json["actions"]
    assert [case["author"] for case in public(world)] == [None]


def test_a_summary_that_still_tells_who_they_are_goes_with_the_name(world: World, desk: At) -> None:
    world.phone("resident").put("/api/accounts/me", {"name": "陈小明"})
    letter = answered(world, "public")
    publish(desk, letter, summary="陈小明说路灯坏了，换好了。", keeps_traces="on")
    assert len(public(world)) == 1
    narrow(world, letter, "anonymous_public")
    assert public(world) == []


@pytest.mark.parametrize(
    ("now", "wanted"),
    [("private", "anonymous_public"), ("private", "public"), ("anonymous_public", "public")],
)
def test_nothing_is_ever_offered_to_more_people(world: World, now: str, wanted: str) -> None:
    letter = world.submit(visibility=now).json["id"]
    refused = narrow(world, letter, wanted)
    assert (refused.status_code, refused.json["error"]["code"]) == (409, "message.only_narrower")
    assert "另写一封" in refused.json["error"]["text"]
    assert seen(world, letter)["visibility"] == now


def test_said_twice_it_is_one_step(world: World) -> None:
    letter = world.submit(visibility="public").json["id"]
    first, second = narrow(world, letter), narrow(world, letter)
    assert (first.status_code, second.status_code) == (200, 200)
    assert [step["action"] for step in second.json["steps"]] == ["submit", "narrow"]


@pytest.mark.parametrize("who", ["neighbour", "deputy", "liaison", "street_npc", "npc_staff", "sys_admin"])
def test_nobody_else_says_it_for_the_author(world: World, who: str) -> None:
    letter = world.submit(visibility="public").json["id"]
    assert narrow(world, letter, who=who).status_code in (403, 404)
    assert seen(world, letter)["visibility"] == "public"


@pytest.mark.parametrize("to", ["", "everybody", None, 1, ["private"]])
def test_a_word_that_is_no_visibility_is_refused(world: World, to: object) -> None:
    letter = world.submit(visibility="public").json["id"]
    assert narrow(world, letter, to).status_code == 400


def test_whoever_may_not_write_for_a_while_may_still_take_back(world: World, desk: At) -> None:
    letter = answered(world)
    publish(desk, letter)
    form = {"until": "2099-01-01", "reason": "一直发广告"}
    desk("street_npc").post(f"/console/messages/{letter}/block", form)
    assert narrow(world, letter).status_code == 200
    assert public(world) == []
