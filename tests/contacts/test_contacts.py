"""Somebody is asked, says yes or no, is visited and asked three questions, and ends it; nobody else reads a name (R4-09)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from server.contacts import service
from server.contacts.jobs import lapse
from server.contacts.life import WORKFLOW, Action, State
from server.core import clock
from server.core.db import db, transaction
from server.deputies.models import DeputyLevel
from server.deputies.service import account_for
from server.duties.models import Duty, DutyStatus
from tests import factories
from tests.console.desk import At
from tests.contacts.path import (
    NAME,
    PHONE,
    asked,
    at_counter,
    elected_to,
    in_touch,
    invitation,
    links,
    say,
    visit,
)
from tests.factories import World
from tests.messages.path import drain


def titles(world: World, who: str) -> list[str]:
    return [one["title"] for one in world.phone(who).get("/api/notices").json["items"]]


def own(world: World) -> Any:
    return world.phone("deputy").get("/api/contacts").json


def mine(world: World, who: str = "resident") -> list[Any]:
    found: list[Any] = world.phone(who).get("/api/contacts/mine").json["items"]
    return found


def test_from_the_invitation_to_the_end(world: World, desk: At) -> None:
    link = asked(world)
    assert link["picture"].startswith("data:image/png;base64,")
    assert (own(world)["counted"], own(world)["least"]) == (0, 5), "asked is not agreed"
    seen = world.phone("resident").get(f"/api/contacts/asked?invitation={invitation(link)}").json
    assert seen == {"deputy": "王明", "title": "区人大代表", "constituency": "富春第 1 选区"}
    assert say(world, link).json["items"][0]["name"] == NAME
    assert own(world)["counted"] == 1
    page = desk("liaison").page(f"/console/contacts/{world.deputy.id}")
    assert [words for words in (NAME, PHONE) if words in page] == []
    shown = desk("liaison").post(f"/console/contacts/links/{link['id']}/identity", {"reason": "约走访"}).text
    assert NAME in shown
    assert PHONE in shown
    [read] = mine(world)[0]["identity_reads"]
    assert (read["by"], read["reason"]) == ("联络员 小林", "约走访")
    assert world.phone("resident").post(f"/api/contacts/{link['id']}/end").status_code == 204
    assert (mine(world), own(world)["items"], own(world)["counted"]) == ([], [], 0)
    [row] = links()
    assert (row.name, row.phone, row.ended_by) == ("", "", "本人")
    drain()
    assert titles(world, "deputy")[:2] == ["固定联系结束了一位", "固定联系：有一位同意了"]


def test_a_no_counts_as_no_and_is_not_asked_why(world: World) -> None:
    link = asked(world)
    assert say(world, link, agrees=False).json["items"] == []
    assert (own(world)["counted"], own(world)["items"]) == (0, [])
    assert say(world, link).status_code == 410, "the invitation opens nothing any more"
    [row] = links()
    assert (row.status, row.name) == (State.DECLINED, "")


def test_an_invitation_is_good_for_a_week_and_only_the_last_one(world: World) -> None:
    first = asked(world)
    again = world.phone("deputy").post(f"/api/contacts/{first['id']}/invitation").json
    assert say(world, first).status_code == 410
    with clock.shifted(timedelta(days=7)):
        assert say(world, again).status_code == 410
    with clock.shifted(timedelta(days=31)):
        lapse()
    [row] = links()
    assert (row.status, row.name) == (State.ENDED, ""), "a month without a word is no consent"


def test_what_is_refused(world: World, desk: At) -> None:
    link = asked(world)
    phone = world.phone("deputy")
    other = str(world.deputy.id)
    tries = {
        "contact.own": say(world, link, who="deputy"),
        "contact.kind": phone.post("/api/contacts", {"deputy_id": other}),
        "questions.nobody": phone.post("/api/contacts/questions"),
        "visit.day": visit(world, on=str(clock.today() + timedelta(days=1))),
        "contact.unknown": phone.post(f"/api/contacts/{other}/end"),
    }
    for code, answer in tries.items():
        assert answer.json["error"]["code"] == code, answer.text
    assert phone.post("/api/contacts", {"name": NAME, "deputy_id": other}).status_code == 400
    without = at_counter(world, desk, consent="")
    assert without.status_code == 400
    assert "愿意就勾上" in without.text
    say(world, link)
    assert say(world, asked(world)).json["error"]["code"] == "contact.twice"
    for row_id, expected in [(row.id, 409 if row.status is State.ACTIVE else 303) for row in links()]:
        note = desk("liaison").post(f"/console/contacts/links/{row_id}/consent")
        assert note.status_code == expected


def test_a_deputy_of_the_city_is_in_touch_with_grassroots_deputies(world: World, desk: At) -> None:
    elected_to(world.deputy, DeputyLevel.MUNICIPAL)
    with transaction():
        near = factories.deputy(world.station, "陈二", level=DeputyLevel.TOWNSHIP)
        world.phones["near"] = factories.phone_of(world.client, account_for(near))
    [found] = world.phone("deputy").get("/api/contacts/candidates?words=陈").json["items"]
    link = world.phone("deputy").post("/api/contacts", {"deputy_id": found["id"]}).json
    assert (link["name"], link["link"], own(world)["least"]) == ("陈二代表", None, 3)
    drain()
    assert titles(world, "near")[0] == "一位代表请您固定联系"
    answer = world.phone("near").post(f"/api/contacts/{link['id']}/answer", {"agrees": True})
    assert answer.json["items"][0]["status"] == "active"
    assert own(world)["counted"] == 1
    assert at_counter(world, desk, other_id=str(near.id)).status_code == 409, "once is enough"


def test_several_visits_of_a_day_are_one_duty_and_what_was_said_is_nobody_elses(world: World) -> None:
    first, second = visit(world), visit(world, who="村口小店")
    assert (first.status_code, second.json["is_on_file"]) == (201, True)
    [duty] = db.session.query(Duty).filter(Duty.deputy_id == world.deputy.id)
    assert (duty.kind.value, duty.status, duty.title) == ("visit_voters", DutyStatus.PENDING, "走访联系选民")
    assert [one["who"] for one in world.phone("deputy").get("/api/contacts/visits").json["items"]] == [
        "村口小店",
        "三幢 402 周大娘家",
    ]
    later = world.phone("deputy").post(
        f"/api/contacts/visits/{first.json['id']}/follow-up", {"text": "物业换了灯。"}
    )
    assert later.json["follow_up"] == "物业换了灯。"
    for who in ("liaison", "street_npc", "npc_staff", "resident"):
        assert world.phone(who).get("/api/contacts/visits").status_code == 403


def test_what_was_heard_becomes_a_letter_of_whoever_said_it(world: World) -> None:
    """R2-22: marked 代提; its author follows and judges it."""
    link = asked(world)
    say(world, link)
    phone = world.phone("deputy")
    at_home = visit(world, link_id=link["id"]).json["id"]
    body = {"content": "楼道的灯坏了半个月，老人上下楼看不见。"}
    made = phone.post(f"/api/contacts/visits/{at_home}/letter", body, key="letter-at-home")
    assert made.status_code == 201, made.text
    letter = world.phone("resident").get(f"/api/messages/{made.json['message_id']}").json
    assert (letter["is_taken_down"], letter["steps"][0]["by"]) == (True, "王明代表 代提")
    assert letter["deputy"]["name"] == "王明"
    again = phone.post(f"/api/contacts/visits/{at_home}/letter", body, key="letter-once-more")
    assert again.json["error"]["code"] == "visit.handed_in"
    outside = visit(world, who="菜场").json["id"]
    path = f"/api/contacts/visits/{outside}/letter"
    unasked = phone.post(path, body | {"name": "老李"}, key="letter-unasked")
    assert set(unasked.json["error"]["fields"]) == {"consent_record"}
    given = phone.post(path, body | {"name": "老李", "consent_record": True}, key="letter-agreed").json
    entered = world.client.post("/api/sessions", json={"number": given["number"], "pin": given["pin"]})
    assert entered.status_code == 201


def test_three_questions_are_told_in_words(world: World) -> None:
    for who in ("resident", "neighbour"):
        say(world, asked(world), who=who)
    in_touch(world, 1)
    phone = world.phone("deputy")
    assert phone.post("/api/contacts/questions").json["items"][0]["told"] == "发给 2 位，0 位答了。"
    assert phone.post("/api/contacts/questions").status_code == 409
    drain()
    assert titles(world, "resident")[0] == "王明代表有三个问题想问您"
    asked_id = mine(world)[0]["questions_id"]
    answers = {"need": "楼道的灯", "idea": "物业一月查一次", "effect": "moving"}
    path = f"/api/contacts/questions/{asked_id}/answer"
    assert world.phone("resident").post(path, answers).json["items"][0]["questions_id"] is None
    assert world.phone("resident").post(path, answers).status_code == 409
    assert world.phone("liaison").get("/api/contacts/questions").status_code == 403
    world.phone("neighbour").post(path, {"effect": "solved"})
    [one] = phone.get("/api/contacts/questions").json["items"]
    assert one["told"] == "发给 2 位，2 位答了；1 位说办好了，1 位说有进展。"
    assert [said["need"] for said in one["answers"]] == ["楼道的灯", ""], "in the order of time"
    door = visit(world).json["id"]
    told = phone.post(f"/api/contacts/visits/{door}/questions", {"need": "停车", "effect": "first"})
    assert told.json["answers"]["need"] == "停车"
    with clock.shifted(timedelta(days=15)):
        assert world.phone("neighbour").post(path, {"effect": "still"}).status_code == 409


def test_it_ends_with_the_office_and_with_the_account(world: World) -> None:
    in_touch(world, 2)
    with transaction():
        service.release(world.deputy.id)
    assert [(row.status, row.name) for row in links()] == [(State.ENDED, "")] * 2


def test_the_database_keeps_the_same_turns(world: World) -> None:
    pairs = {
        (before.value, after.value) for (before, _), after in WORKFLOW.table.items() if before is not after
    }
    kept = db.session.connection().exec_driver_sql("select before, after from contact_turns()")
    assert {tuple(row) for row in kept} == pairs
    assert Action.NOTE in WORKFLOW.actions(State.ASKED)
