"""Every address of leads × everybody, in their own place and another county's: whose it is gets it, nobody else."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from flask import Flask
from werkzeug.test import TestResponse

from server.core.db import transaction
from tests import factories
from tests.architecture.test_routes import endpoints
from tests.console.desk import At
from tests.factories import World
from tests.leads.path import OWN, accepted, turned

TURNS = {"deputy", "station_head", "street_npc", "npc_staff"}
READS = TURNS | {"liaison", "npc_leader"}
OFFICE = {"street_npc"}
AUTHOR = {"resident"}
BODY = {"kind": "topic", "title": "修好路灯", "content": "路口的路灯坏了。"} | OWN["topic"]
# endpoint → who, path after /api or /console, what is sent; a GET sends nothing
ROWS: dict[str, tuple[set[str], str, dict[str, Any] | None]] = {
    "leads.asked": (AUTHOR, "messages/{turned}/lead/consent", None),
    "leads.agree": (AUTHOR, "messages/{turned}/lead/consent", {"consent": False}),
    "leads.read": (READS, "leads/{lead}", None),
    "leads_pages.case": (READS, "leads/{lead}", None),
    "leads.offer": (TURNS, "messages/{letter}/lead", None),
    "leads_pages.turn": (TURNS, "messages/{letter}/lead", None),
    "leads.review": (OFFICE, "leads/{lead}/review", {}),
    "leads_pages.review": (OFFICE, "leads/{lead}/review", {}),
    "leads.decide": (OFFICE, "leads/{lead}/decide", {"action": "adopt"}),
    "leads_pages.decide": (OFFICE, "leads/{lead}/decide", {"action": "adopt"}),
    "leads.pass_on": (OFFICE, "leads/{lead}/pass", {"text": "跨了两个镇街，要一起定。"}),
    "leads_pages.pass_on": (OFFICE, "leads/{lead}/pass", {"text": "跨了两个镇街，要一起定。"}),
    "leads.finish": (OFFICE, "leads/{lead}/finish", {"action": "fulfil"}),
    "leads_pages.finish": (OFFICE, "leads/{lead}/finish", {"action": "fulfil"}),
    "leads.join": (TURNS, "leads/{lead}/join", {"message_id": "{letter}"}),
    "leads_pages.join": (TURNS, "messages/{letter}/lead/join", {"lead_id": "{lead}"}),
    "leads.turn": (TURNS, "messages/{letter}/lead", BODY),
    "leads_pages.open_lead": (TURNS, "messages/{letter}/lead", BODY),
}
LISTS = {"leads.listed", "leads_pages.listed"}
DONE = (200, 201, 303, 409)
"""A wish that is not one, a second review: it is known, and one's own to try."""


def test_every_address_stands_in_the_matrix(application: Flask) -> None:
    own = {name for name in endpoints(application) if name.startswith("leads")}
    assert own == set(ROWS) | LISTS


def call(world: World, desk: At, who: str, name: str, names: dict[str, str]) -> TestResponse:
    _, path, sent = ROWS[name]
    path = path.format(**names)
    body = {
        key: str(value).format(**names) if key.endswith("_id") else value
        for key, value in (sent or {}).items()
    }
    if name.startswith("leads_pages"):
        at = desk(who)
        return at.get(f"/console/{path}") if sent is None else at.post(f"/console/{path}", body)
    phone = world.phone(who)
    return (
        phone.get(f"/api/{path}") if sent is None else phone.post(f"/api/{path}", body, key=f"key-{uuid4()}")
    )


def test_who_may_do_what(world: World, desk: At) -> None:
    """Those who may not are tried first, so that nothing has changed when those who may come."""
    here = _names(
        world,
        accepted(world, deputy_id=str(world.deputy.id)),
        accepted(world, deputy_id=str(world.deputy.id)),
    )
    there = _elsewhere(world)
    for name, (owners, _, _) in ROWS.items():
        for who in sorted(world.phones, key=lambda one: (one in owners, one)):
            answer = call(world, desk, who, name, here)
            wanted = DONE if who in owners else (403, 404)
            assert answer.status_code in wanted, (name, who, answer.status_code, answer.text[:200])
            foreign = call(world, desk, who, name, there)
            assert foreign.status_code in (403, 404), (name, who, "elsewhere", foreign.status_code)


def test_lists_hold_what_is_ones_own_and_nothing_else(world: World, desk: At) -> None:
    here = _names(world, accepted(world, deputy_id=str(world.deputy.id)), "")["lead"]
    there = _elsewhere(world)["lead"]
    for who in world.phones:
        listed, page = world.phone(who).get("/api/leads"), desk(who).get("/console/leads")
        found = [one["id"] for one in listed.json.get("items", [])]
        assert found == ([here] if who in READS else []), who
        assert (here in page.text, there in page.text) == (who in READS, False), who


def _names(world: World, letter: str, other: str) -> dict[str, str]:
    lead = turned(world, letter, "topic").json["id"]
    return {"turned": letter, "lead": lead, "letter": other}


def _elsewhere(world: World) -> dict[str, str]:
    """Another county with a letter and a lead of its own."""
    with transaction():
        far = factories.station("远处站", "320311001001")
        factories.area("320311001", "远处街道", factories.AreaLevel.TOWN, factories.OTHER_COUNTY)
        office = factories.staff(factories.Role.STREET_NPC, "area:320311001", "远处老李")
        author = factories.resident(world.client)
        phones = {"far": factories.phone_of(world.client, office)}
    sent = []
    for number in range(2):
        body = {"station_id": str(far.id), "content": "远处的路灯坏了。"}
        sent.append(author.post("/api/messages", body, key=f"foreign-{number}").json["id"])
        phones["far"].post(f"/api/messages/{sent[-1]}/accept", {})
    made = phones["far"].post(f"/api/messages/{sent[0]}/lead", BODY, key="foreign-lead")
    assert made.status_code == 201, made.text
    return {"turned": sent[0], "lead": made.json["id"], "letter": sent[1]}
