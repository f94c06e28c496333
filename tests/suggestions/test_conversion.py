"""A letter becomes a suggestion (O14): its matter, never its author, who is told, asked, and told the end once."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from server.accounts.models import Account
from server.core.db import db, transaction
from server.messages.models import ResultClass
from server.notifications.models import Notice
from server.suggestions import handling, office, service
from server.suggestions.life import Status
from server.suggestions.models import Suggestion, SuggestionOrigin, Verdict
from tests import factories
from tests.console.desk import At
from tests.factories import World
from tests.messages.path import drain
from tests.suggestions import path
from tests.suggestions.path import TEXT, Congress

LETTER = "我叫陈小明，住桂花西路 18 号 3 幢 502 室，电话 13812342046，楼下坡道太陡，老人不敢出门。"
HEARD = (
    "message.replied",
    "suggestion.begun",
    "suggestion.concluded",
    "suggestion.draft",
    "suggestion.letter",
)
TRACES = ("陈小明", "13812342046", "502 室", "18 号")


def accepted(world: World, **fields: Any) -> str:
    """A letter that the liaison has taken on."""
    with transaction():
        author = db.session.get_one(Account, world.phone("resident").account_id)
        author.name, author.phone = "陈小明", "13812342046"
    sent: str = world.submit(content=LETTER, **fields).json["id"]
    assert world.phone("liaison").post(f"/api/messages/{sent}/accept", {}).status_code == 200
    return sent


def turned(world: World, letter: str, who: str = "deputy", **fields: Any) -> Any:
    body = {"message_id": letter} | fields
    return world.phone(who).post("/api/suggestions/from-message", body, key=f"key-{uuid4()}")


def notices(world: World, who: str) -> list[Notice]:
    found = select(Notice).where(Notice.account_id == world.phone(who).account_id, Notice.kind.in_(HEARD))
    return list(db.session.scalars(found.order_by(Notice.created_at)))


def finished(world: World, people: Congress, found: Suggestion, *, secret: bool = False) -> None:
    """Through all hands to the deputy's word."""
    with transaction():
        found.proposal, found.confidential = "请住建局今年把坡道的扶手都装上。", secret
        service.submit(people.leader, found)
        office.review(people.office, found)
        office.dispatch(people.office, found, main=people.main)
        handling.sign(people.handler, found)
        path.answer(people, found)
        path.judged(people, found, Verdict.SATISFIED)
    drain()
    drain()


def test_the_draft_has_the_matter_and_never_the_person(world: World) -> None:
    letter = accepted(world, deputy_id=str(world.deputy.id))
    answer = turned(world, letter)
    assert answer.status_code == 201
    assert (answer.json["status"], answer.json["is_mine"]) == ("draft", True)
    assert "坡道太陡" in answer.json["content"]
    for trace in TRACES:
        assert trace not in answer.text, trace
    assert str(world.phone("resident").account_id) not in answer.text


def test_the_author_is_told_and_asked_and_either_answer_is_kept(world: World) -> None:
    letter = accepted(world, deputy_id=str(world.deputy.id))
    suggestion = turned(world, letter).json["id"]
    drain()
    told = next(notice for notice in notices(world, "resident") if notice.kind == "suggestion.begun")
    assert (told.target_type, str(told.target_id)) == ("agree", letter)
    author, deputy = world.phone("resident"), world.phone("deputy")
    asked = author.get(f"/api/messages/{letter}/suggestion").json
    assert (asked["consent"], asked["leader"], asked["title"]) == (None, "王明", None)
    number = author.get(f"/api/messages/{letter}").json["number"]
    shown = []
    for consent in (False, True, False):
        answer = author.post(f"/api/messages/{letter}/suggestion", {"consent": consent})
        assert (answer.status_code, answer.json["consent"]) == (200, consent)
        shown.append(number in deputy.get(f"/api/suggestions/{suggestion}").json["origin"])
    assert shown == [False, True, False], "the link is shown only while its author agrees"


def test_only_the_author_is_asked(world: World) -> None:
    letter = accepted(world, deputy_id=str(world.deputy.id))
    address = f"/api/messages/{letter}/suggestion"
    assert world.phone("resident").get(address).status_code == 404, "nothing was made of it yet"
    turned(world, letter)
    for who, code in {"neighbour": 404, "deputy": 404, "liaison": 403, "npc_staff": 403}.items():
        assert world.phone(who).get(address).status_code == code, who
    for who in ("neighbour", "deputy", "liaison", "npc_staff"):
        assert world.phone(who).post(address, {"consent": True}).status_code in (403, 404), who
    assert db.session.scalar(select(SuggestionOrigin.consent)) is None


def test_a_letter_is_turned_once_and_only_while_it_is_worked_on(world: World) -> None:
    fresh = world.submit(deputy_id=str(world.deputy.id)).json["id"]
    early = turned(world, fresh)
    assert (early.status_code, early.json["error"]["code"]) == (409, "suggestion.letter_not_open")
    letter = accepted(world, deputy_id=str(world.deputy.id))
    assert turned(world, letter).status_code == 201
    assert turned(world, letter).status_code == 409
    assert db.session.query(Suggestion).count() == 1


def test_who_may_turn_a_letter(world: World, desk: At) -> None:
    letter = accepted(world)
    for who in ("liaison", "station_head", "npc_leader", "handler", "resident", "sys_admin"):
        assert turned(world, letter, who).status_code == 403, who
        assert desk(who).get(f"/console/messages/{letter}/suggestion").status_code == 403, who
    assert turned(world, letter, "npc_staff").status_code == 400, "an office says who leads"
    with transaction():
        stranger = path.deputy_actor(factories.deputy(world.station, "赵六"))
        token = path.phone(world.client, stranger)
    assert token.post("/api/suggestions/from-message", {"message_id": letter}, key="k" * 9).status_code == 404
    assert turned(world, letter, "npc_staff", deputy_id=str(world.deputy.id)).status_code == 201


@pytest.mark.parametrize(("who", "level"), [("npc_staff", "county"), ("street_npc", "street_council")])
def test_an_office_gives_the_draft_to_a_deputy(world: World, desk: At, who: str, level: str) -> None:
    letter = accepted(world)
    page = desk(who).page(f"/console/messages/{letter}/suggestion")
    assert "王明" in page
    for trace in TRACES:
        assert trace not in page
    address = f"/console/messages/{letter}/suggestion"
    assert desk(who).post(address, {"deputy_id": str(world.deputy.id)}).status_code == 303
    drain()
    made = db.session.scalars(select(Suggestion)).one()
    assert (made.leader_id, made.status, made.level.value) == (world.deputy.id, Status.DRAFT, level)
    assert [notice.kind for notice in notices(world, "deputy")] == ["suggestion.draft"]
    assert desk(who).get(f"/console/suggestions/{made.id}").status_code == 404, (
        "a draft is the deputy's alone"
    )


@pytest.mark.parametrize(
    ("consent", "secret", "told"), [(True, False, True), (None, False, False), (True, True, False)]
)
def test_the_author_hears_the_end_once_and_what_they_agreed_to(
    world: World, consent: bool | None, secret: bool, told: bool
) -> None:
    with transaction():
        people = path.congress(world)
    letter = accepted(world, deputy_id=str(world.deputy.id))
    found = db.session.get_one(Suggestion, turned(world, letter).json["id"])
    author = world.phone("resident")
    if consent is not None:
        author.post(f"/api/messages/{letter}/suggestion", {"consent": consent})
    finished(world, people, found, secret=secret)
    drain()
    kinds = [notice.kind for notice in notices(world, "resident")]
    assert kinds == ["suggestion.begun", "message.replied"], "one notice tells and asks"
    case = author.get(f"/api/messages/{letter}").json
    assert (case["status"], "rate" in case["actions"], case["reply"]["by"]) == ("answered", True, "王明代表")
    assert (found.title in case["reply"]["text"], TEXT in case["reply"]["text"]) == (told, told)
    seen = author.get(f"/api/messages/{letter}/suggestion").json
    assert (seen["answer"] is not None, seen["title"] is not None) == (told, told)


def test_the_end_of_a_promise_is_told_when_it_is_kept(world: World) -> None:
    with transaction():
        people = path.congress(world)
    letter = accepted(world, deputy_id=str(world.deputy.id))
    found = db.session.get_one(Suggestion, turned(world, letter).json["id"])
    with transaction():
        found.proposal = "请住建局今年把坡道的扶手都装上。"
        service.submit(people.leader, found)
        office.review(people.office, found)
        office.dispatch(people.office, found, main=people.main)
        handling.sign(people.handler, found)
        path.answer(people, found, ResultClass.B)
        path.judged(people, found, Verdict.BASICALLY)
    drain()
    before = [notice.kind for notice in notices(world, "resident")]
    assert "message.replied" not in before
    with transaction():
        handling.fulfil(people.lead, found, text="都装好了。")
    drain()
    drain()
    assert [notice.kind for notice in notices(world, "resident")] == [*before, "message.replied"]


def test_what_the_station_answered_meanwhile_stays_its_answer(world: World) -> None:
    with transaction():
        people = path.congress(world)
    letter = accepted(world, deputy_id=str(world.deputy.id))
    found = db.session.get_one(Suggestion, turned(world, letter).json["id"])
    assert (
        world.phone("liaison")
        .post(f"/api/messages/{letter}/reply", {"text": "坡道先铺了防滑垫。"})
        .status_code
        == 200
    )
    finished(world, people, found)
    drain()
    assert [notice.kind for notice in notices(world, "resident")][-1] == "suggestion.concluded"
    assert (
        world.phone("resident").get(f"/api/messages/{letter}").json["reply"]["text"] == "坡道先铺了防滑垫。"
    )


def test_a_draft_that_is_taken_back_gives_the_letter_back_to_the_station(world: World) -> None:
    letter = accepted(world, deputy_id=str(world.deputy.id))
    made = turned(world, letter).json["id"]
    world.phone("deputy").post(f"/api/suggestions/{made}/withdraw", {})
    drain()
    assert "suggestion.letter" in [notice.kind for notice in notices(world, "liaison")]
