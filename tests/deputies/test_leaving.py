"""A deputy leaves: letters go to the station, codes too, and of the office only the own file stays to be read."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from server.accounts.models import Session
from server.core import clock
from server.core.db import db, transaction
from server.deputies import service
from server.messages import queries
from server.messages.jobs import hand_back_letters
from server.messages.life import MessageAction, MessageStatus
from server.messages.models import Step
from server.notifications.models import Notice, Push
from tests import factories
from tests.console.desk import At
from tests.deputies.leaving import former, leave, notices, stored, write
from tests.factories import World

ONE_DAY = timedelta(days=1)


def test_open_letters_go_to_the_station_and_settled_ones_stay(world: World, letters: dict[str, str]) -> None:
    before = {state: (stored(one).status, stored(one).promised_on) for state, one in letters.items()}
    leave(world)
    after = {state: stored(one) for state, one in letters.items()}
    assert {state: (one.status, one.promised_on) for state, one in after.items()} == before
    assert {state for state, one in after.items() if one.deputy_id is None} == {
        "submitted",
        "accepted",
        "reworking",
    }
    steps = db.session.scalars(select(Step).where(Step.action == MessageAction.HAND_BACK)).all()
    assert [step.text for step in steps] == ["王明代表不再担任代表，转由本站答复。"] * 3
    assert after["reworking"].status is MessageStatus.REWORKING


def test_each_author_is_told_once_and_the_station_too_without_any_push(
    world: World, letters: dict[str, str]
) -> None:
    pushed = db.session.scalar(select(func.count()).select_from(Push))
    leave(world)
    told = notices("message.handed_back")
    assert {str(one.target_id) for one in told} == {
        letters[state] for state in ("submitted", "accepted", "reworking")
    }
    assert {one.account_id for one in told} == {world.phone("resident").account_id}
    staff = notices("deputy.left")
    assert {one.account_id for one in staff} == {
        world.phone("liaison").account_id,
        world.phone("station_head").account_id,
    }
    assert {one.title for one in staff} == {"3 封来信转回站里"}
    assert db.session.scalar(select(func.count()).select_from(Push)) == pushed


def test_the_same_fact_again_changes_and_tells_nothing(world: World, letters: dict[str, str]) -> None:
    leave(world)
    before = db.session.scalar(select(func.count()).select_from(Notice))
    with transaction():
        hand_back_letters(world.deputy.id, clock.today())
    assert db.session.scalar(select(func.count()).select_from(Notice)) == before
    assert len(notices("message.handed_back")) == 3


def test_more_letters_than_one_batch_all_go(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    made = [write(world, who) for who in ("resident", "neighbour", "resident")]
    whole = queries.taken_from
    monkeypatch.setattr(queries, "taken_from", lambda deputy_id: whole(deputy_id, 2))
    leave(world)
    assert [stored(one).deputy_id for one in made] == [None] * 3
    assert {one.title for one in notices("deputy.left")} == {"3 封来信转回站里"}


def test_a_letter_that_was_handed_back_is_held_by_the_station_and_can_be_answered_there(
    world: World, letters: dict[str, str]
) -> None:
    leave(world)
    liaison, path = world.phone("liaison"), f"/api/messages/{letters['accepted']}"
    shown = world.phone("resident").get(path).json
    assert shown["holder"] == "桂花社区代表联络站 联络员小林"
    assert shown["steps"][-1]["action"] == "hand_back"
    assert shown["deputy"] is None
    assert liaison.post(f"{path}/reply", {"text": "站里接着办好了。"}).status_code == 200
    assert stored(letters["accepted"]).status is MessageStatus.ANSWERED


def test_the_console_tells_the_step_in_words(world: World, letters: dict[str, str], desk: At) -> None:
    leave(world)
    page = desk("liaison").page(f"/console/messages/{letters['submitted']}")
    assert "转回站里" in page
    assert "王明代表不再担任代表，转由本站答复。" in page


def test_the_deputys_session_ends_at_once(world: World) -> None:
    phone = world.phone("deputy")
    assert phone.get("/api/messages?box=inbox").status_code == 200
    leave(world)
    assert phone.get("/api/messages?box=inbox").status_code == 401
    assert db.session.scalars(select(Session).where(Session.account_id == phone.account_id)).all() == []


def test_only_the_own_file_stays_readable(world: World, letters: dict[str, str]) -> None:
    given = {"code": world.duty_code.token, "kind": "visit_voters"}
    assert world.phone("deputy").post("/api/duties", given, key="one-visit-is-one").status_code == 201
    leave(world)
    phone = former(world)
    me = phone.get("/api/sessions/current").json["account"]
    assert (me["current"]["role"], me["deputy_id"]) == ("former_deputy", str(world.deputy.id))
    file = phone.get("/api/duties?box=mine").json
    assert "走访联系选民" in [duty["kind_name"] for duty in file["items"]]
    assert phone.get("/api/messages?box=inbox").json["items"] == []
    for one in letters.values():
        assert phone.get(f"/api/messages/{one}").status_code == 404
    assert phone.get("/api/activities?box=mine").status_code == 403
    assert phone.get(f"/api/duties/today?code={world.duty_code.token}").status_code == 403
    assert phone.post("/api/duties", given, key="after-the-last-day").status_code == 403


def test_who_left_may_still_write_as_anybody(world: World) -> None:
    leave(world)
    phone = former(world)
    body = {"station_id": str(world.station.id), "content": "我现在是街坊，路灯又坏了。"}
    sent = phone.post("/api/messages", body, key="a-letter-of-a-neighbour")
    assert sent.status_code == 201
    assert phone.get(f"/api/messages/{sent.json['id']}").status_code == 200


def test_the_file_of_others_is_not_in_a_former_deputys_file(world: World) -> None:
    with transaction():
        other = factories.deputy(world.station, "李芳")
        phone = factories.phone_of(world.client, service.account_for(other))
    given = {"code": world.duty_code.token, "kind": "visit_voters"}
    phone.post("/api/duties", given, key="the-visit-of-another")
    leave(world)
    assert former(world).get("/api/duties?box=mine").json["items"] == []


def test_the_code_leads_to_the_station_and_nobody_is_offered_who_left(world: World) -> None:
    leave(world)
    answer = world.client.get(f"/api/codes/{world.deputy_code.token}").json
    assert (answer["deputy"], answer["deputies"]) == (None, [])
    assert answer["station"]["id"] == str(world.station.id)
    assert world.client.get(f"/api/deputies/{world.deputy.id}").status_code == 404
    assert world.submit(deputy_id=str(world.deputy.id)).status_code == 400
