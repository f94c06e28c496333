"""A letter becomes a lead of four kinds (O14): looked at, decided, every author told the end once and nobody else (X1-X5)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from server.core.db import db, transaction
from server.leads.models import Lead, LeadSource
from tests import factories
from tests.console.desk import At
from tests.factories import World
from tests.leads.path import DECIDER, OWN, accepted, act, seen, told, turned
from tests.messages.path import drain

END = "定在明年三月，先做路口这一段。"
BEGUN = ["message.accepted", "lead.begun"]


@pytest.mark.parametrize(
    ("kind", "action", "status", "said"),
    [
        ("project_lead", "adopt", "adopted", "镇街人大采纳了"),
        ("topic", "partly", "partly_adopted", "镇街人大部分采纳了"),
        ("legis_comment", "decline", "not_adopted", "区县人大看过了，没有采纳"),
    ],
)
def test_a_letter_becomes_a_lead_and_its_author_hears_the_end_once(
    world: World, kind: str, action: str, status: str, said: str
) -> None:
    letter, office = accepted(world), DECIDER[kind]
    made = turned(world, letter, kind, "station_head")
    assert (made.status_code, made.json["status"], made.json["actions"]) == (201, "received", [])
    assert {name: made.json[name] for name in OWN[kind]} == OWN[kind]
    assert told(world) == BEGUN, "told and asked in one"
    assert "lead.opened" in told(world, office)
    holder = {"street_npc": "镇街人大", "npc_staff": "区县人大"}[office]
    assert (seen(world, letter)["status"], seen(world, letter)["holder"][:4]) == ("converted", holder)
    lead = made.json["id"]
    passes = ["hand_on"] if kind in ("project_lead", "topic") else []
    assert act(world, office, lead, "review").json["actions"] == ["adopt", "partly", "decline", *passes]
    done = act(world, office, lead, "decide", action=action, text=END).json
    assert (done["status"], done["adopted"], done["actions"]) == (status, action != "decline", [])
    assert told(world) == [*BEGUN, "message.progressed", "message.replied"]
    case = seen(world, letter)
    assert (case["status"], "rate" in case["actions"]) == ("answered", True)
    assert said in case["reply"]["text"]
    assert END in case["reply"]["text"]
    assert "lead.decided" in told(world, "station_head")
    again = act(world, office, lead, "decide", action="adopt")
    assert (again.status_code, again.json["error"]["code"]) == (409, "lead.decided")
    assert told(world).count("message.replied") == 1


@pytest.mark.parametrize(
    ("action", "end", "words"), [("fulfil", "fulfilled", "圆了"), ("give_up", "unfulfilled", "没有圆成")]
)
def test_a_wish_goes_on_after_it_was_adopted(world: World, action: str, end: str, words: str) -> None:
    letter = accepted(world, deputy_id=str(world.deputy.id))
    lead = turned(world, letter, "wish", "deputy").json["id"]
    act(world, "street_npc", lead, "review")
    adopted = act(world, "street_npc", lead, "decide", action="adopt").json
    assert (adopted["ended_at"], adopted["actions"]) == (None, ["fulfil", "give_up"])
    assert told(world) == [*BEGUN, "message.progressed", "message.progressed"]
    done = act(world, "street_npc", lead, "finish", action=action, text="轮椅的事说清楚了。").json
    assert (done["status"], done["adopted"]) == (end, True)
    assert told(world).count("message.replied") == 1
    assert seen(world, letter)["reply"]["text"].startswith(f"您反映的事转成的微心愿，{words}。")


def test_several_letters_are_one_lead_and_their_authors_learn_nothing_of_each_other(world: World) -> None:
    with transaction():
        for who, name in (("resident", "陈小明"), ("neighbour", "周晓梅")):
            db.session.get_one(factories.Account, world.phone(who).account_id).name = name
    mine, theirs = accepted(world), accepted(world, "neighbour", deputy_id=str(world.deputy.id))
    lead = turned(world, mine, "topic").json["id"]
    joined = act(world, "street_npc", lead, "join", message_id=theirs).json
    assert len(joined["letters"]) == 2
    of_deputy = world.phone("deputy").get(f"/api/leads/{lead}").json
    assert ([one["id"] for one in of_deputy["letters"]], of_deputy["named"], of_deputy["more"]) == (
        [theirs],
        [],
        1,
    )
    agreed = world.phone("resident").post(f"/api/messages/{mine}/lead/consent", {"consent": True}).json
    assert (agreed["consent"], agreed["kind"], agreed["status"]) == (True, "topic", "received")
    number = seen(world, mine)["number"]
    assert world.phone("deputy").get(f"/api/leads/{lead}").json["named"] == [number]
    act(world, "street_npc", lead, "review")
    act(world, "street_npc", lead, "decide", action="adopt", text="陈小明、周晓梅说的都对，开会定。")
    for who, letter, own, other in (
        ("resident", mine, "陈小明", "周晓梅"),
        ("neighbour", theirs, "周晓梅", "陈小明"),
    ):
        assert told(world, who) == [*BEGUN, "message.progressed", "message.replied"]
        case = seen(world, letter, who)
        text = case["reply"]["text"] + str(case["steps"])
        assert (own in text, other in text, case["status"]) == (True, False, "answered")


def test_what_the_station_answered_meanwhile_stays_its_answer(world: World) -> None:
    letter = accepted(world)
    lead = turned(world, letter, "topic").json["id"]
    world.phone("liaison").post(f"/api/messages/{letter}/reply", {"text": "先换了一个灯泡。"})
    act(world, "street_npc", lead, "review")
    act(world, "street_npc", lead, "decide", action="adopt")
    drain()
    assert told(world)[-1] == "lead.ended"
    assert seen(world, letter)["reply"]["text"] == "先换了一个灯泡。"
    source = db.session.scalars(select(LeadSource)).one()
    assert (source.told_at is not None, source.is_reply) == (True, False)


@pytest.mark.parametrize(
    ("kind", "more", "field"),
    [
        ("project_lead", {"place": None}, "place"),
        ("project_lead", {"size": "big"}, "size"),
        ("topic", {"size": None}, "size"),
        ("wish", {"estimate": 501}, "estimate"),
        ("wish", {"deadline": "2098-01-01"}, "deadline"),
        ("wish", {"level": "county"}, "level"),
        ("legis_comment", {"proposal": None}, "proposal"),
        ("legis_comment", {"level": "township"}, "level"),
        ("topic", {"title": ""}, "title"),
    ],
)
def test_what_a_kind_asks_for_has_to_be_there(
    world: World, kind: str, more: dict[str, Any], field: str
) -> None:
    refused = turned(world, accepted(world), kind, **more)
    assert (refused.status_code, field in refused.json["error"]["fields"]) == (400, True)
    assert db.session.scalars(select(Lead)).first() is None


def test_what_is_refused_says_why(world: World) -> None:
    fresh = world.submit(content="路灯坏了三天了。").json["id"]
    letter, other = accepted(world), accepted(world)
    lead = turned(world, letter, "project_lead").json["id"]
    wish = turned(world, other, "wish").json["id"]
    refused = {
        "lead.letter_not_open": turned(world, fresh, "topic"),
        "lead.not_reviewed": act(world, "street_npc", lead, "decide", action="adopt"),
        "lead.other_level": act(world, "npc_staff", lead, "review"),
        "lead.not_a_wish": act(world, "street_npc", lead, "finish", action="fulfil"),
        "lead.reason": act(world, "street_npc", wish, "finish", action="give_up"),
        "lead.no_source": world.phone("resident").get(f"/api/messages/{fresh}/lead/consent"),
    }
    assert turned(world, letter, "topic").status_code == 409
    for code, answer in refused.items():
        assert answer.json["error"]["code"] == code
    act(world, "street_npc", lead, "review")
    assert act(world, "street_npc", lead, "decide", action="decline").json["error"]["code"] == "lead.reason"


def test_nobody_turns_or_decides_their_own_letter(world: World) -> None:
    own = accepted(world, "deputy", deputy_id=str(world.deputy.id))
    assert turned(world, own, "topic", "deputy").json["error"]["code"] == "message.own"
    lead = turned(world, own, "topic").json["id"]
    assert world.phone("deputy").get(f"/api/leads/{lead}").status_code == 404, "its author sees no register"


def test_the_register_asks_the_same_number_of_questions_however_long_it_is(
    world: World, desk: At, statements: Callable[[], int]
) -> None:
    turned(world, accepted(world), "topic")
    office, asked, pages = desk("npc_staff"), [], []
    for _ in range(2):
        before = statements()
        pages.append(office.page("/console/leads"))
        asked.append(statements() - before)
        turned(world, accepted(world), "wish")
    assert ([page.count("修好桂花路口的路灯") for page in pages], asked[0]) == ([1, 2], asked[1])
    assert office.page("/console/leads?kind=topic&q=桂花路口").count("修好桂花路口的路灯") == 1
    assert "没有找到" in office.page("/console/leads?kind=legis_comment")


def test_the_desk_says_what_a_letter_can_become_and_decides_by_forms(world: World, desk: At) -> None:
    letter = accepted(world)
    head, office = desk("station_head"), desk("street_npc")
    page = head.page(f"/console/messages/{letter}")
    assert ("这件事转成什么" in page, page.count("/lead?kind=")) == (True, 4)
    form = head.page(f"/console/messages/{letter}/lead?kind=wish")
    assert ("13812342046" in form, "陈小明" in form, "（电话略）" in form) == (False, False, True)
    given = {"kind": "topic", "size": "small", "title": "修好路灯", "content": "路口的路灯坏了。"}
    assert head.post(f"/console/messages/{letter}/lead", given).status_code == 303
    (lead,) = db.session.scalars(select(Lead.id))
    assert office.post(f"/console/leads/{lead}/review").status_code == 303
    decided = {"action": "decline", "text": "已经列进明年的改造。", "is_none": "yes"}
    assert office.post(f"/console/leads/{lead}/decide", decided).status_code == 303
    shown = head.page(f"/console/leads/{lead}")
    for words in ("不采纳", "已经列进明年的改造。", "不算有效意见", seen(world, letter)["number"]):
        assert words in shown, words
