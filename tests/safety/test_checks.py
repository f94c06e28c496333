"""What is looked at before it may be public: only what its author opened, and no answer is never a pass."""

from __future__ import annotations

import threading
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from server.core import clock, outbox, relay
from server.core.actor import Actor
from server.core.db import db, transaction
from server.core.outbox import OutboxRow
from server.core.permissions import Role
from server.gateways.wechat import Ambiguous, ConfigurationWrong, QuietWeChat, Unavailable, Unseen, Verdict
from server.messages.models import Message
from server.safety import jobs, queries, service
from server.safety.models import Check, CheckAction, CheckState, Doubt
from server.safety.service import Subject
from tests import factories
from tests.factories import World
from tests.messages.path import drain

from .looking import checks, open_letter, text_of


def rows() -> int:
    with transaction():
        return db.session.execute(select(func.count()).select_from(Check)).scalar_one()


def test_a_private_letter_is_never_sent_to_the_platform(world: World, wechat: QuietWeChat) -> None:
    assert world.submit(visibility="private", place="桂花西路").status_code == 201
    assert world.submit().status_code == 201
    drain()
    assert wechat.checks == []
    assert rows() == 0


@pytest.mark.parametrize("visibility", ["anonymous_public", "public"])
def test_an_open_letter_is_looked_at_with_its_place_and_nothing_about_its_author(
    world: World, wechat: QuietWeChat, visibility: str
) -> None:
    world.phone("resident").put("/api/accounts/me", {"name": "陈小明", "phone": "13812342046"})
    world.submit(visibility=visibility, content="路灯坏了三天。", place="桂花西路东头")
    drain()
    (asked,) = wechat.checks
    assert asked.content == "路灯坏了三天。\n桂花西路东头"


def test_what_passes_passes_by_itself_and_its_words_are_not_kept_twice(world: World) -> None:
    letter = open_letter(world)
    drain()
    check = text_of(letter)
    assert (check.state, check.doubt, check.label, check.content) == (CheckState.PASSED, None, 100, "")
    assert check.checked_at


@pytest.mark.parametrize(("suggest", "why"), [("review", Doubt.REVIEW), ("risky", Doubt.RISKY)])
def test_what_the_platform_doubts_waits_for_a_person(
    world: World, wechat: QuietWeChat, suggest: str, why: Doubt
) -> None:
    wechat.suggest = suggest  # type: ignore[assignment]
    letter = open_letter(world)
    drain()
    check = text_of(letter)
    assert (check.state, check.doubt, check.content) == (CheckState.DOUBTFUL, why, "")


@pytest.mark.parametrize(
    ("failure", "why"),
    [(Unseen("x", 61010), Doubt.LATE), (ConfigurationWrong("x", 40129), Doubt.DOWN)],
    ids=["61010", "40129"],
)
def test_a_refusal_is_not_asked_again(
    world: World, wechat: QuietWeChat, failure: Exception, why: Doubt
) -> None:
    wechat.check_failure = failure
    letter = open_letter(world, photos=1)
    drain()
    assert {(check.state, check.doubt) for check in checks(letter)} == {(CheckState.DOUBTFUL, why)}
    assert _waiting() == 0


@pytest.mark.parametrize("failure", [Unavailable("x", -1), Ambiguous("x")], ids=["-1", "time-out"])
def test_a_platform_that_is_away_is_asked_again(
    world: World, wechat: QuietWeChat, failure: Exception
) -> None:
    wechat.check_failure = failure
    letter = open_letter(world)
    drain()
    assert text_of(letter).state is CheckState.WAITING
    wechat.check_failure = None
    with clock.shifted(timedelta(minutes=1)):
        drain()
    assert text_of(letter).state is CheckState.PASSED


def test_after_an_hour_of_silence_a_person_decides(world: World, wechat: QuietWeChat) -> None:
    wechat.check_failure = Unavailable("x", -1)
    letter = open_letter(world, photos=1)
    for minutes in range(0, 59, 4):
        with clock.shifted(timedelta(minutes=minutes)):
            drain()
    assert {check.state for check in checks(letter)} == {CheckState.WAITING}
    with clock.shifted(timedelta(minutes=75)):
        drain()
    found = checks(letter)
    assert {(check.state, check.doubt) for check in found} == {(CheckState.DOUBTFUL, Doubt.DOWN)}
    assert {check.content for check in found} == {""}
    assert _waiting() == 0


def test_the_longer_the_platform_is_away_the_less_often_it_is_asked(
    world: World, wechat: QuietWeChat, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[None] = []

    def away(*_: object) -> None:
        asked.append(None)
        raise Unavailable("x", -1)

    monkeypatch.setattr(QuietWeChat, "check_text", away)
    open_letter(world)
    for seconds in range(0, 3600, 5):
        with clock.shifted(timedelta(seconds=seconds)):
            drain()
    assert 8 <= len(asked) <= 20


def test_who_wrote_without_wechat_is_left_to_a_person_at_once(
    world: World, client: FlaskClient, wechat: QuietWeChat
) -> None:
    token = client.post("/api/sessions", json={"guest": True}).json["token"]
    guest = factories.Phone(client, token, uuid4())
    body = {"station_id": str(world.station.id), "content": "井盖翘起来了。", "visibility": "public"}
    letter = guest.post("/api/messages", body, key="guest-key-1").json["id"]
    drain()
    check = text_of(UUID(letter))
    assert (check.state, check.doubt, check.content) == (CheckState.DOUBTFUL, Doubt.NO_WECHAT, "")
    assert wechat.checks == []


def test_a_letter_is_asked_about_once_however_often_its_arrival_is_told(
    world: World, wechat: QuietWeChat
) -> None:
    letter = open_letter(world)
    for _ in range(2):
        with transaction():
            outbox.publish("message.submitted", message_id=letter)
        drain()
    assert len(checks(letter)) == len(wechat.checks) == 1


def test_a_task_handed_over_twice_asks_once(world: World, wechat: QuietWeChat) -> None:
    letter = open_letter(world)
    drain()
    jobs.check_text(text_of(letter).id)
    assert len(wechat.checks) == 1


def test_a_persons_word_given_while_the_platform_thinks_is_not_overridden(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter = open_letter(world)
    seen_before: list[Check] = []

    def slow(self: QuietWeChat, openid: str, content: str, scene: int = 2) -> Verdict:
        seen_before.append(db.session.scalars(select(Check)).one())
        thread = threading.Thread(target=_withhold, args=(app, world, letter))
        thread.start()
        thread.join(10)
        return Verdict("pass", 100, "slow-trace")

    monkeypatch.setattr(QuietWeChat, "check_text", slow)
    drain()
    assert text_of(letter).state is CheckState.WITHHELD


def _withhold(app: Flask, world: World, letter: UUID) -> None:
    liaison = Actor(Role.LIAISON, world.station.scope, world.phone("liaison").account_id)
    with app.app_context(), transaction():
        subject = Subject("message", letter, world.phone("resident").account_id)
        service.decide(liaison, subject, CheckAction.WITHHOLD)


def test_a_check_whose_task_is_gone_becomes_a_doubt(world: World) -> None:
    letter = open_letter(world)
    _lose_task(letter)
    with clock.shifted(timedelta(hours=1)):
        jobs.give_up()
    assert text_of(letter).state is CheckState.WAITING
    with clock.shifted(timedelta(hours=2, minutes=1)):
        jobs.give_up()
    assert (text_of(letter).state, text_of(letter).doubt) == (CheckState.DOUBTFUL, Doubt.DOWN)


def test_what_a_resident_wrote_stays_theirs_when_they_are_bound(world: World) -> None:
    letter = open_letter(world)
    into = world.phone("neighbour").account_id
    with transaction():
        outbox.publish("account.merged", account_id=world.phone("resident").account_id, into_id=into)
    drain()
    assert text_of(letter).account_id == into


def test_letters_from_before_there_were_checks_count_as_doubtful() -> None:
    unknown = queries.finding([])
    assert unknown.standing is queries.Standing.DOUBTFUL


def _lose_task(letter: UUID) -> None:
    """Ordered, and then the row of the task was dropped by hand."""
    relay.pump(lambda row_id: None)
    with transaction():
        for row in db.session.scalars(select(OutboxRow).where(OutboxRow.name == "safety.check_text")):
            db.session.delete(row)
    assert db.session.get(Message, letter)


def _waiting() -> int:
    with transaction():
        tasks = select(func.count()).select_from(OutboxRow).where(OutboxRow.name.startswith("safety."))
        return db.session.execute(tasks).scalar_one()
