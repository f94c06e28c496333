"""One suggestion from the first word to the archive, through the faces that people use: phones and desks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask

from server.core import edge
from server.core.db import db, transaction
from server.suggestions.models import Suggestion
from tests.console.desk import Desk
from tests.factories import World
from tests.messages.path import drain
from tests.suggestions import path
from tests.suggestions.path import COUNTY, TEXT, WORDS


@dataclass
class Cast:
    """Everybody who has to do with one suggestion, each at their own phone or desk."""

    people: Any
    leader: Any
    colleague: Any
    office: Desk
    handler: Desk
    lead: Desk
    helper: Desk


@pytest.fixture
def cast(app: Flask, world: World) -> Cast:
    with transaction():
        people = path.congress(world)
        leader, colleague = (path.phone(world.client, one) for one in (people.leader, people.colleague))
        units = [
            path.phone(world.client, getattr(people, one)).token for one in ("handler", "lead", "helper")
        ]

    def at(token: str) -> Desk:
        client = app.test_client()
        client.set_cookie(edge.COOKIE, token, path="/console")
        return Desk(client, token)

    office = at(world.phone("npc_staff").token)
    return Cast(people, leader, colleague, office, *(at(token) for token in units))


def test_from_the_first_word_to_the_archive(cast: Cast) -> None:
    one = is_written(cast)
    is_seconded_and_handed_in(cast, one)
    page = one.replace("/api/", "/console/")
    is_dispatched_and_answered(cast, one, page)
    is_judged_and_answered_again(cast, one, page)
    assert cast.office.post(f"{page}/archive", {}).status_code == 303
    drain()
    drain()
    assert db.session.get_one(Suggestion, one.rpartition("/")[2]).status.value == "archived"
    people = cast.people
    assert path.told(people.leader) == ["join", "dispatch", "sign_off", "sign_off"]
    assert path.told(people.colleague) == ["invite", "submit", "dispatch", "sign_off", "sign_off"]
    assert path.told(people.helper) == ["dispatch"]
    assert path.told(people.office) == ["submit", "dissatisfy"]
    year = cast.leader.get(f"/api/duties?year={path.clock.today().year}").json
    assert [duty["kind"] for duty in year["items"]] == ["suggest"]


def is_written(cast: Cast) -> str:
    """The address of the draft."""
    leader = cast.leader
    choices = leader.get("/api/suggestions/choices").json
    assert choices["addressees"][0] == {
        "level": "county",
        "area_code": COUNTY,
        "name": "富阳区，区县人大代表建议",
    }
    body: dict[str, Any] = {"level": "county", "area_code": COUNTY, "title": "给坡道装上扶手"}
    begun = leader.post("/api/suggestions", body, key="one-wish-one-draft")
    again = leader.post("/api/suggestions", body, key="one-wish-one-draft")
    assert (begun.status_code, begun.json["id"]) == (201, again.json["id"])
    one = f"/api/suggestions/{begun.json['id']}"
    early = leader.post(f"{one}/submit", {})
    assert (early.status_code, set(early.json["error"]["fields"])) == (400, {"content", "proposal"})
    body |= {"content": WORDS.content, "proposal": WORDS.proposal, "category": "C09"}
    assert leader.put(one, body).json["proposal"] == WORDS.proposal
    return one


def is_seconded_and_handed_in(cast: Cast, one: str) -> None:
    leader, colleague = cast.leader, cast.colleague
    found = leader.get(f"{one}/colleagues?q=李").json["deputies"]
    assert leader.post(f"{one}/invite", {"deputy_ids": [found[0]["id"]]}).json["status"] == "seconding"
    drain()
    assert colleague.get("/api/suggestions").json["waiting"] == 1
    assert "decline" in colleague.post(f"{one}/second", {"joins": True}).json["actions"]
    sent = leader.post(f"{one}/submit", {}).json
    assert (sent["status"], sent["number"]) == ("submitted", f"{path.clock.today().year}年第1号")


DRAFT = {"result": "A", "text": TEXT}


def is_dispatched_and_answered(cast: Cast, one: str, page: str) -> None:
    drain()
    assert "交办还剩 10 天" in cast.office.page(page)
    assert cast.office.post(f"{page}/review", {}).status_code == 303
    units_of = {"main": str(cast.people.main.id), "supporting": str(cast.people.support.id)}
    assert cast.office.post(f"{page}/dispatch", units_of).status_code == 303
    assert cast.handler.post(f"{page}/sign", {}).status_code == 303
    assert cast.helper.post(f"{page}/opinion", {"text": "我局可以补贴一半。"}).status_code == 303
    assert "我局可以补贴一半" in cast.handler.page(page)
    assert cast.handler.post(f"{page}/answer", DRAFT).status_code == 303
    assert cast.handler.post(f"{page}/answer/sign", {}).status_code == 403
    assert TEXT not in cast.leader.get(one).text
    assert cast.lead.post(f"{page}/answer/sign", {}).status_code == 303


def is_judged_and_answered_again(cast: Cast, one: str, page: str) -> None:
    leader = cast.leader
    read = leader.get(one).json
    assert (read["status"], read["answers"][0]["text"], read["waits_for_me"]) == ("replied", TEXT, True)
    assert cast.colleague.get(one).json["answers"][0]["by"] == "承办单位负责人 吴局长"
    said = {"result": "unsatisfied", "attitude": "satisfied"}
    assert leader.post(f"{one}/evaluate", said).json["error"]["fields"] == {
        "text": "哪里不满意，请写几个字（至少 5 个字）"
    }
    assert leader.post(f"{one}/evaluate", said | {"text": "三幢还没有装。"}).json["status"] == "rehandling"
    drain()
    assert "三幢还没有装" in cast.handler.page(page)
    better = DRAFT | {"text": "三幢也装好了，请您再去看看。"}
    assert cast.handler.post(f"{page}/answer", better).status_code == 303
    assert cast.lead.post(f"{page}/answer/sign", {}).status_code == 303
    end = leader.post(f"{one}/evaluate", {"result": "satisfied", "attitude": "basically"}).json
    assert (end["status"], len(end["answers"])) == ("concluded", 2)
