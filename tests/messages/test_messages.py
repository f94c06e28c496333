"""The message's path, rule by rule."""

from __future__ import annotations

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from server.core import clock, relay
from server.core.audit import AuditEntry
from server.core.db import db, transaction
from server.core.outbox import OutboxRow
from server.core.permissions import Role
from server.gateways.wechat import Ambiguous, NotSubscribed, QuietWeChat, Unavailable
from server.messages.jobs import conclude_unrated
from server.messages.models import WORKFLOW, Message, MessageAction, MessageStatus
from server.notifications.models import Notice, Push, PushState
from tests import factories
from tests.factories import World


@pytest.fixture
def world(client: FlaskClient) -> World:
    return factories.world(client)


def drain() -> None:
    """Everything that is due happens now, tasks included."""

    def no_queue(row_id: int) -> None:
        raise ConnectionError

    while relay.pump(no_queue):
        pass


def answered(world: World) -> str:
    message_id: str = world.submit().json["id"]
    world.phone("liaison").post(f"/api/messages/{message_id}/accept", {})
    world.phone("liaison").post(
        f"/api/messages/{message_id}/reply", {"text": "灯已经换好了。", "result": "A"}
    )
    return message_id


def test_a_message_gets_its_number_and_promised_date_at_once(world: World) -> None:
    answer = world.submit()
    assert answer.status_code == 201
    assert answer.json["number"].startswith(f"{clock.today():%y%m%d}-")
    assert answer.json["promised_on"] > clock.today().isoformat()
    assert [step["action"] for step in answer.json["steps"]] == ["submit"]
    assert answer.json["look_up"] is None


def test_numbers_of_a_day_differ_and_begin_anew_the_next_day(world: World) -> None:
    numbers = {world.submit(content=f"这是第 {n} 件事，请看看。").json["number"] for n in range(4)}
    assert len(numbers) == 4
    with clock.shifted(timedelta(days=1)):
        assert world.submit(who="neighbour").json["number"].endswith("-0001")


def test_the_same_key_and_body_is_one_message_with_the_same_answer(world: World) -> None:
    body = {"station_id": str(world.station.id), "content": "井盖翘起来了，晚上看不清。"}
    key = f"key-{uuid4()}"
    first, again = (world.phone("resident").post("/api/messages", body, key=key) for _ in range(2))
    assert first.status_code == again.status_code == 201
    assert first.json == again.json


def test_the_same_key_with_another_body_is_refused(world: World) -> None:
    key = f"key-{uuid4()}"
    body = {"station_id": str(world.station.id), "content": "井盖翘起来了，晚上看不清。"}
    world.phone("resident").post("/api/messages", body, key=key)
    answer = world.phone("resident").post("/api/messages", body | {"content": "另外一件事情。"}, key=key)
    assert (answer.status_code, answer.json["error"]["code"]) == (422, "idempotency.key_reused")


def test_the_key_of_one_person_is_free_for_another(world: World) -> None:
    key, body = f"key-{uuid4()}", {"station_id": str(world.station.id), "content": "井盖翘起来了。"}
    ids = {
        world.phone(who).post("/api/messages", body, key=key).json["id"] for who in ("resident", "neighbour")
    }
    assert len(ids) == 2


def test_fifty_posts_at_once_with_one_key_are_one_message(world: World, app: Flask) -> None:
    key, body = f"key-{uuid4()}", {"station_id": str(world.station.id), "content": "一起按了五十次发出去。"}
    answers: list[tuple[int, str]] = []

    def post() -> None:
        phone = factories.Phone(app.test_client(), world.phone("resident").token, uuid4())
        answer = phone.post("/api/messages", body, key=key)
        answers.append((answer.status_code, answer.get_data(as_text=True)))

    # within the pool of connections and the limit of tries; the database decides, not the luck of timing
    threads = [threading.Thread(target=post) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(answers)) == 1, answers
    assert answers[0][0] == 201
    with transaction():
        assert db.session.execute(select(func.count()).select_from(Message)).scalar_one() == 1


def test_an_answer_can_be_asked_for_again_after_its_code_was_revoked(world: World) -> None:
    key, body = f"key-{uuid4()}", {"code": world.station_code.token, "content": "先写了，后来码换了。"}
    first = world.phone("resident").post("/api/messages", body, key=key)
    from server.codes.service import revoke

    with transaction():
        revoke(factories.SYSTEM, db.session.merge(world.station_code))
    assert world.phone("resident").post("/api/messages", body, key=key).json == first.json


def test_liaison_and_head_of_the_station_find_it_in_their_inbox_and_others_do_not(world: World) -> None:
    number = world.submit().json["number"]
    for who in ("liaison", "station_head", "street_npc", "npc_staff"):
        box = world.phone(who).get("/api/messages?box=inbox").json
        assert [item["number"] for item in box["items"]] == [number], who
        assert box["counts"]["submitted"] == 1
    for who in ("neighbour", "deputy"):
        assert world.phone(who).get("/api/messages?box=inbox").json["items"] == [], who


def test_a_message_to_a_deputy_is_in_that_deputys_inbox(world: World) -> None:
    answer = world.submit(code=world.deputy_code.token)
    assert answer.json["deputy"]["name"] == world.deputy.name
    items = world.phone("deputy").get("/api/messages?box=inbox").json["items"]
    assert [item["id"] for item in items] == [answer.json["id"]]
    assert items[0]["waits_for_me"]


def test_a_deputy_of_another_station_cannot_be_addressed_here(world: World) -> None:
    with transaction():
        elsewhere = factories.deputy(factories.station("春江站", "330111002001"), "李远")
    answer = world.submit(deputy_id=str(elsewhere.id))
    assert (answer.status_code, answer.json["error"]["code"]) == (400, "message.deputy_elsewhere")


def test_a_reply_before_acceptance_is_refused(world: World) -> None:
    message_id = world.submit().json["id"]
    answer = world.phone("liaison").post(f"/api/messages/{message_id}/reply", {"text": "好的。"})
    assert (answer.status_code, answer.json["error"]["code"]) == (409, "message.not_accepted")


def test_acceptance_sets_the_promised_date_anew_and_names_who_has_it(world: World) -> None:
    before = world.submit().json
    after = world.phone("liaison").post(f"/api/messages/{before['id']}/accept", {}).json
    assert after["promised_on"] > before["promised_on"]
    assert after["holder"] == "联络员 小林"
    assert after["actions"] == ["reply"]


def test_every_pair_outside_the_table_is_refused() -> None:
    from server.core.errors import Conflict

    for status in MessageStatus:
        for action in MessageAction:
            if (status, action) not in WORKFLOW.table:
                with pytest.raises(Conflict):
                    WORKFLOW.after(status, action)


def test_the_database_refuses_a_state_without_its_date(world: World) -> None:
    from sqlalchemy.exc import IntegrityError

    message_id = world.submit().json["id"]
    with pytest.raises(IntegrityError), transaction():
        db.session.get_one(Message, message_id).status = MessageStatus.CONCLUDED


def test_the_author_is_told_of_the_reply_in_the_app_once_and_by_one_push(
    world: World, wechat: QuietWeChat
) -> None:
    answered(world)
    drain()
    drain()
    notices = world.phone("resident").get("/api/notices").json
    assert [n["kind"] for n in notices["items"]].count("message.replied") == 1
    assert len(wechat.sent) == 1
    assert wechat.sent[0].data["phrase2"] == "已答复"


def test_a_push_names_no_person_and_nothing_that_was_written(world: World, wechat: QuietWeChat) -> None:
    world.phone("resident").put("/api/accounts/me", {"name": "陈小明", "phone": "13812342046"})
    answered(world)
    drain()
    told = str(wechat.sent[0])
    for private in ("陈小明", "13812342046", "路灯", "换好"):
        assert private not in told


@pytest.mark.parametrize(
    ("failure", "state"),
    [
        (NotSubscribed("x", 43101), PushState.NOT_SUBSCRIBED),
        (Ambiguous("x"), PushState.UNKNOWN),
    ],
    ids=["43101", "time-out"],
)
def test_a_push_that_failed_is_named_honestly_and_not_sent_again(
    world: World, wechat: QuietWeChat, failure: Exception, state: PushState
) -> None:
    wechat.failure = failure  # type: ignore[assignment]
    answered(world)
    drain()
    wechat.failure = None
    with clock.shifted(timedelta(hours=2)):
        drain()
    with transaction():
        assert db.session.scalars(select(Push.state)).all() == [state]
        assert db.session.execute(select(func.count()).select_from(OutboxRow)).scalar_one() == 0
    assert wechat.sent == []


def test_a_push_that_was_surely_not_sent_is_tried_again(world: World, wechat: QuietWeChat) -> None:
    wechat.failure = Unavailable("x", -1)
    answered(world)
    drain()
    wechat.failure = None
    with clock.shifted(timedelta(minutes=1)):
        drain()
    with transaction():
        assert db.session.scalars(select(Push.state)).all() == [PushState.SENT]
    assert len(wechat.sent) == 1


def test_a_push_found_half_sent_becomes_unknown(world: World, wechat: QuietWeChat) -> None:
    """A worker was killed between claiming and settling: it may have arrived."""
    from server.notifications.jobs import push
    from server.notifications.service import begin_push

    answered(world)
    relay.pump(lambda row_id: None)
    with transaction():
        claimed = begin_push(db.session.scalars(select(Push.id)).one())
    assert claimed
    push(claimed.id)
    with transaction():
        assert db.session.scalars(select(Push.state)).all() == [PushState.UNKNOWN]
    assert wechat.sent == []


def test_satisfied_concludes_and_may_be_changed_once(world: World) -> None:
    path = f"/api/messages/{answered(world)}/rate"
    phone = world.phone("resident")
    assert phone.post(path, {"reply": 3, "solved": True}).json["status"] == "concluded"
    assert phone.post(path, {"reply": 2, "solved": False}).json["rating"]["may_change"] is False
    again = phone.post(path, {"reply": 3, "solved": True})
    assert (again.status_code, again.json["error"]["code"]) == (409, "message.rating_final")


def test_unsatisfied_never_concludes_and_calls_the_station(world: World) -> None:
    message_id = answered(world)
    answer = world.phone("resident").post(
        f"/api/messages/{message_id}/rate", {"reply": 1, "solved": False, "text": "灯第二天又灭了"}
    )
    assert (answer.json["status"], answer.json["is_flagged"]) == ("answered", True)
    drain()
    kinds = [n["kind"] for n in world.phone("liaison").get("/api/notices").json["items"]]
    assert "message.unsatisfied" in kinds


def test_an_unsatisfied_author_is_answered_again_and_judges_anew(world: World, wechat: QuietWeChat) -> None:
    message_id = answered(world)
    path = f"/api/messages/{message_id}"
    world.phone("resident").post(f"{path}/rate", {"reply": 1, "solved": False})
    again = world.phone("liaison").post(f"{path}/reply", {"text": "又换了一个，今晚我去看。"})
    assert (again.json["status"], again.json["is_flagged"], again.json["rating"]) == ("answered", False, None)
    drain()
    kinds = [n["kind"] for n in world.phone("resident").get("/api/notices").json["items"]]
    assert kinds.count("message.replied") == 2
    assert (
        world.phone("resident").post(f"{path}/rate", {"reply": 3, "solved": True}).json["status"]
        == "concluded"
    )


def test_a_second_reply_that_nobody_asked_for_is_refused(world: World) -> None:
    answer = world.phone("liaison").post(f"/api/messages/{answered(world)}/reply", {"text": "再说一句。"})
    assert (answer.status_code, answer.json["error"]["code"]) == (409, "message.already_answered")


def test_nobody_accepts_or_answers_their_own_letter(world: World) -> None:
    message_id = world.submit("deputy", code=world.deputy_code.token).json["id"]
    for verb, body in (("accept", {}), ("reply", {"text": "我自己答复。"})):
        answer = world.phone("deputy").post(f"/api/messages/{message_id}/{verb}", body)
        assert (answer.status_code, answer.json["error"]["code"]) == (403, "message.own")


def test_only_the_author_rates(world: World) -> None:
    message_id = answered(world)
    rating = {"reply": 3, "solved": True}
    assert world.phone("neighbour").post(f"/api/messages/{message_id}/rate", rating).status_code == 404
    assert world.phone("liaison").post(f"/api/messages/{message_id}/rate", rating).status_code == 403


def test_fifteen_unrated_days_conclude_without_a_rating(world: World) -> None:
    message_id = answered(world)
    with clock.shifted(timedelta(days=14)):
        conclude_unrated()
    with transaction():
        assert db.session.get_one(Message, message_id).status is MessageStatus.ANSWERED
    with clock.shifted(timedelta(days=16)):
        conclude_unrated()
    case = world.phone("resident").get(f"/api/messages/{message_id}").json
    assert (case["status"], case["rating"]) == ("concluded", None)


def test_an_unsatisfied_case_does_not_lapse(world: World) -> None:
    message_id = answered(world)
    world.phone("resident").post(f"/api/messages/{message_id}/rate", {"reply": 1, "solved": False})
    with clock.shifted(timedelta(days=40)):
        conclude_unrated()
    assert world.phone("resident").get(f"/api/messages/{message_id}").json["status"] == "answered"


def test_staff_see_the_author_masked_and_every_opening_is_shown_to_the_author(world: World) -> None:
    world.phone("resident").put("/api/accounts/me", {"name": "陈小明", "phone": "13812342046"})
    message_id = world.submit().json["id"]
    seen = world.phone("liaison").get(f"/api/messages/{message_id}").json
    assert seen["author"] == {"name": "陈**", "phone": "138****2046"}
    opened = world.phone("liaison").post(f"/api/messages/{message_id}/identity", {"reason": "回电话问位置"})
    assert opened.json == {"name": "陈小明", "phone": "13812342046"}
    reads = world.phone("resident").get(f"/api/messages/{message_id}").json["identity_reads"]
    assert [(read["by"], read["reason"]) for read in reads] == [("联络员 小林", "回电话问位置")]
    with transaction():
        entries = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "identity.read")).all()
    assert [(entry.role, entry.reason) for entry in entries] == [(Role.LIAISON.value, "回电话问位置")]


def test_a_deputy_sees_no_trace_of_the_author(world: World) -> None:
    world.phone("resident").put("/api/accounts/me", {"name": "陈小明", "phone": "13812342046"})
    message_id = world.submit(code=world.deputy_code.token).json["id"]
    seen = world.phone("deputy").get(f"/api/messages/{message_id}")
    assert seen.json["author"] is None
    assert "陈" not in seen.get_data(as_text=True)


def test_a_guest_comes_back_with_number_and_pin(world: World, client: FlaskClient) -> None:
    token = client.post("/api/sessions", json={"guest": True}).json["token"]
    guest = factories.Phone(client, token, uuid4())
    body = {"code": world.station_code.token, "content": "不用微信，也想反映一件事。"}
    look_up = guest.post("/api/messages", body, key="guest-key-1").json["look_up"]
    assert len(look_up["pin"]) == 8
    back = client.post("/api/sessions", json=look_up)
    assert back.status_code == 201
    mine = factories.Phone(client, back.json["token"], uuid4()).get("/api/messages?box=mine").json
    assert [item["number"] for item in mine["items"]] == [look_up["number"]]


def test_a_pin_can_be_guessed_five_times_only(world: World, client: FlaskClient) -> None:
    token = client.post("/api/sessions", json={"guest": True}).json["token"]
    body = {"code": world.station_code.token, "content": "不用微信，也想反映一件事。"}
    look_up = (
        factories.Phone(client, token, uuid4()).post("/api/messages", body, key="guest-key-1").json["look_up"]
    )
    wrong = {"number": look_up["number"], "pin": "00000000"}
    answers = [client.post("/api/sessions", json=wrong).status_code for _ in range(6)]
    assert answers == [401] * 5 + [429]
    assert client.post("/api/sessions", json=look_up).status_code == 429


def test_writing_too_often_is_stopped_with_the_time_to_wait(world: World) -> None:
    for number in range(5):
        assert world.submit(content=f"这是第 {number} 件事情。").status_code == 201
    answer = world.submit(content="这是第六件事情了。")
    assert (answer.status_code, answer.json["error"]["code"]) == (429, "message.submit.too_many")
    assert int(answer.headers["Retry-After"]) > 0


def test_who_wrote_as_a_resident_keeps_it_when_bound_as_a_deputy(world: World, wechat: QuietWeChat) -> None:
    with transaction():
        person = factories.resident(world.client, wechat.code_to_session("quiet-wang").openid)
    body = {"code": world.station_code.token, "content": "绑定以前写的一件事。"}
    message_id = person.post("/api/messages", body, key="before-1").json["id"]
    invitation = world.phone("liaison").post("/api/invitations", {"deputy_id": str(world.deputy.id)}).json
    bound = world.client.post(
        "/api/bindings", json={"invitation": invitation["invitation"], "wechat_code": "quiet-wang"}
    )
    assert bound.json["account"]["current"]["role"] == "deputy"
    drain()
    mine = factories.Phone(world.client, bound.json["token"], uuid4()).get("/api/messages?box=mine").json
    assert [item["id"] for item in mine["items"]] == [message_id]


def test_notices_are_written_while_the_queue_is_away(world: World) -> None:
    world.submit()
    drain()
    with transaction():
        assert db.session.execute(select(func.count()).select_from(Notice)).scalar_one() == 2
