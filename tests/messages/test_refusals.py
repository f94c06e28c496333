"""A letter that is not taken on: a reason, where to go, two pairs of eyes, one appeal (O5, O19)."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from server.accounts.models import Account
from server.core import clock
from server.core.db import db, transaction
from server.core.permissions import Role
from server.messages.aside_models import Refusal, RefusalReason, Verdict
from server.messages.guides import GUIDES
from tests import factories
from tests.factories import World
from tests.messages.path import drain
from tests.messages.test_asking import QUESTION, kinds

SECRET = "这句话只在站里说，来信人不该看见。"
ELSEWHERE = {"reason": "J5", "text": "这条路归春江街道，请找那边的联络站。"}
APPEAL = {"text": "这条路就在我们小区门口。"}


def sent(world: World, **fields: object) -> str:
    return f"/api/messages/{world.submit(**fields).json['id']}"


def test_the_story_of_a_letter_refused_and_appealed(world: World) -> None:
    path = sent(world)
    author, liaison, head = (world.phone(who) for who in ("resident", "liaison", "station_head"))
    street = world.phone("street_npc")
    waiting = liaison.post(f"{path}/reject", ELSEWHERE).json
    assert (waiting["status"], waiting["proposal"]["reason"]) == ("submitted", "J5")
    assert "reject" not in waiting["actions"]
    drain()
    assert "message.rejected" not in kinds(world, "resident")
    assert "message.refusal_proposed" in kinds(world, "station_head")
    assert "message.refusal_proposed" in kinds(world, "street_npc")
    assert {"approve", "send_back"} <= set(head.get(path).json["actions"])
    assert head.post(f"{path}/reject/approve", {}).json["status"] == "rejected"
    drain()
    assert "message.rejected" in kinds(world, "resident")
    refusal = author.get(path).json["refusal"]
    assert (refusal["text"], refusal["guide"]) == (ELSEWHERE["text"], GUIDES[RefusalReason.J5].text)
    assert (refusal["call"], refusal["by"], refusal["is_final"]) == (["12345"], "站长 老周", False)
    again = author.post(f"{path}/appeal", APPEAL).json
    assert (again["status"], again["refusal"]) == ("submitted", None)
    drain()
    assert "message.appealed" in kinds(world, "street_npc")
    # now the township decides: the station's head only proposes
    assert head.post(f"{path}/reject", ELSEWHERE).json["status"] == "submitted"
    own = head.post(f"{path}/reject/approve", {})
    assert (own.status_code, own.json["error"]["code"]) == (403, "refusal.township")
    assert street.post(f"{path}/reject/approve", {}).json["status"] == "rejected"
    final = author.get(path).json
    assert (final["refusal"]["is_final"], "appeal" in final["actions"]) == (True, False)
    once = author.post(f"{path}/appeal", APPEAL)
    assert (once.status_code, once.json["error"]["code"]) == (409, "message.already_appealed")


@pytest.mark.parametrize("who", ["station_head", "street_npc"])
def test_a_head_decides_at_once(world: World, who: str) -> None:
    path = sent(world)
    assert world.phone(who).post(f"{path}/reject", ELSEWHERE).json["status"] == "rejected"


def test_what_is_sent_back_stays_where_it_is_and_the_proposer_reads_why(world: World) -> None:
    path = sent(world)
    liaison = world.phone("liaison")
    liaison.post(f"{path}/reject", ELSEWHERE)
    world.phone("station_head").post(f"{path}/reject/send-back", {"text": "这一段归我们管，请受理。"})
    drain()
    assert "message.refusal_sent_back" in kinds(world, "liaison")
    seen = liaison.get(path).json
    assert (seen["status"], seen["proposal"]["comment"]) == ("submitted", "这一段归我们管，请受理。")
    assert "reject" in seen["actions"]
    none = world.phone("station_head").post(f"{path}/reject/approve", {})
    assert (none.status_code, none.json["error"]["code"]) == (409, "refusal.none")
    assert liaison.post(f"{path}/reject", ELSEWHERE).status_code == 200


def test_one_proposal_at_a_time(world: World) -> None:
    path = sent(world)
    world.phone("liaison").post(f"{path}/reject", ELSEWHERE)
    again = world.phone("liaison").post(f"{path}/reject", ELSEWHERE)
    assert (again.status_code, again.json["error"]["code"]) == (409, "refusal.waits")


@pytest.mark.parametrize("verb", ["accept", "ask"])
def test_a_letter_that_goes_on_is_no_longer_proposed(world: World, verb: str) -> None:
    path = sent(world)
    world.phone("liaison").post(f"{path}/reject", ELSEWHERE)
    body = QUESTION if verb == "ask" else {}
    assert world.phone("station_head").post(f"{path}/{verb}", body).status_code == 200
    assert world.phone("station_head").post(f"{path}/reject/approve", {}).status_code == 409
    with transaction():
        assert db.session.scalars(select(Refusal.verdict)).all() == [Verdict.DROPPED]


@pytest.mark.parametrize("who", ["liaison", "station_head", "street_npc"])
def test_a_danger_is_never_refused(world: World, who: str) -> None:
    path = sent(world)
    answer = world.phone(who).post(f"{path}/reject", ELSEWHERE | {"reason": "J7"})
    assert (answer.status_code, answer.json["error"]["code"]) == (400, "refusal.danger")
    assert "119" in answer.json["error"]["text"]
    assert world.phone(who).get(path).json["status"] == "submitted"
    with pytest.raises(IntegrityError), transaction():
        _store(path, RefusalReason.J7, world)


def _store(path: str, reason: RefusalReason, world: World) -> None:
    by = world.phone("liaison").account_id
    given = {"text": "危险的事。", "proposed_by": by, "proposer": "联络员", "proposed_at": clock.now()}
    db.session.add(Refusal(message_id=path.rpartition("/")[2], reason=reason, **given))


@pytest.mark.parametrize("reason", [code for code in RefusalReason if code is not RefusalReason.J7])
def test_every_reason_says_where_to_go(world: World, reason: RefusalReason) -> None:
    path = sent(world)
    world.phone("station_head").post(f"{path}/reject", ELSEWHERE | {"reason": reason.value})
    refusal = world.phone("resident").get(path).json["refusal"]
    assert refusal["reason"] == reason.value
    assert len(refusal["guide"]) > 20
    assert refusal["call"] or reason is RefusalReason.J4
    if reason is RefusalReason.J6:
        assert refusal["call"] == ["12388"]


@pytest.mark.parametrize(
    "body",
    [
        {"reason": "J5"},
        {"reason": "J5", "text": "找别人去"},
        {"reason": "J9", "text": ELSEWHERE["text"]},
        {"text": ELSEWHERE["text"]},
        {"reason": "J5", "text": "。" * 20},
        {"reason": "J5", "text": "长" * 1001},
    ],
)
def test_a_bad_refusal_is_told(world: World, body: dict[str, str]) -> None:
    path = sent(world)
    assert world.phone("station_head").post(f"{path}/reject", body).status_code == 400


@pytest.mark.parametrize("verb", ["reject", "ask", "accept"])
def test_after_acceptance_it_is_too_late(world: World, verb: str) -> None:
    path = sent(world)
    world.phone("liaison").post(f"{path}/accept", {})
    body = {"reject": ELSEWHERE, "ask": QUESTION, "accept": {}}[verb]
    answer = world.phone("station_head").post(f"{path}/{verb}", body)
    assert (answer.status_code, answer.json["error"]["code"]) == (409, "message.already_accepted")


@pytest.mark.parametrize("who", ["deputy", "npc_staff", "npc_leader", "resident", "sys_admin"])
def test_nobody_else_refuses_or_decides(world: World, who: str) -> None:
    path = sent(world, code=world.deputy_code.token)
    world.phone("liaison").post(f"{path}/reject", ELSEWHERE)
    for verb, body in (
        ("reject", ELSEWHERE),
        ("reject/approve", {}),
        ("reject/send-back", {"text": "不同意。"}),
    ):
        assert world.phone(who).post(f"{path}/{verb}", body).status_code == 403, verb


@pytest.mark.parametrize("who", ["neighbour", "liaison"])
def test_only_the_author_appeals(world: World, who: str) -> None:
    path = sent(world)
    early = world.phone("resident").post(f"{path}/appeal", APPEAL)
    assert (early.status_code, early.json["error"]["code"]) == (409, "message.not_rejected")
    world.phone("station_head").post(f"{path}/reject", ELSEWHERE)
    assert world.phone(who).post(f"{path}/appeal", APPEAL).status_code in (403, 404)


def test_what_is_said_among_the_staff_reaches_no_author(world: World) -> None:
    """Every answer that an author or a deputy can get is searched for it; the staff find it."""
    path = sent(world, code=world.deputy_code.token)
    liaison = world.phone("liaison")
    assert liaison.post(f"{path}/notes", {"text": SECRET}).status_code == 201
    liaison.post(f"{path}/reject", {"reason": "J5", "text": SECRET})
    world.phone("station_head").post(f"{path}/reject/send-back", {"text": SECRET})
    drain()
    for verb, body in (("accept", {}), ("reply", {"text": "办好了。", "result": "A"})):
        liaison.post(f"{path}/{verb}", body)
    drain()
    message_id = path.rpartition("/")[2]
    station_id = world.station.id
    for who in ("resident", "deputy", "neighbour", "npc_leader"):
        phone = world.phone(who)
        for address in (
            path,
            f"{path}/notes",
            "/api/messages?box=mine",
            "/api/messages?box=inbox",
            "/api/notices",
            f"/api/stations/{station_id}/cases",
            f"/api/messages?box=mine&q={message_id}",
        ):
            assert SECRET not in phone.get(address).get_data(as_text=True), (who, address)
    said = phone_notes(world, "station_head", path)
    assert said == [(SECRET, "联络员 小林")]


def phone_notes(world: World, who: str, path: str) -> list[tuple[str, str]]:
    items = world.phone(who).get(f"{path}/notes").json["items"]
    return [(item["text"], item["by"]) for item in items]


def test_staff_who_wrote_the_letter_themselves_read_no_notes_about_it(world: World) -> None:
    path = sent(world)
    world.phone("liaison").post(f"{path}/notes", {"text": SECRET})
    with transaction():
        author = db.session.get_one(Account, world.phone("resident").account_id)
        factories.accounts.grant(author, Role.LIAISON, world.station.scope)
    as_staff = world.phone("resident").post(
        "/api/sessions/identity", {"role": "liaison", "scope": world.station.scope}
    )
    assert as_staff.status_code == 200, as_staff.text
    answer = world.phone("resident").get(f"{path}/notes")
    assert (answer.status_code, answer.json["error"]["code"]) == (403, "message.own")
    assert world.phone("resident").get(path).json["proposal"] is None
