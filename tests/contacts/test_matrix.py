"""Every address of contacts × everybody, in their own place and another county's: whose it is gets it, nobody else."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from flask import Flask
from werkzeug.test import TestResponse

from server.contacts.models import ContactLink
from server.core import clock
from server.core.db import db, transaction
from server.deputies.service import account_for
from tests import factories
from tests.architecture.test_routes import endpoints
from tests.console.desk import At
from tests.contacts.path import NAME, PHONE, asked, in_touch, say, visit
from tests.factories import World

DEPUTY, VOTER, KEEPERS = {"deputy"}, {"resident"}, {"liaison", "station_head"}
PEOPLE = {"resident", "neighbour", "deputy", "former_deputy"}
THREE = {"effect": "first"}
# endpoint → who, path after /api or /console, what is sent; a GET sends nothing
ROWS: dict[str, tuple[set[str], str, dict[str, Any] | None]] = {
    "contacts.own": (DEPUTY, "contacts", None),
    "contacts.candidates": (DEPUTY, "contacts/candidates?words=王", None),
    "contacts.ask": (DEPUTY, "contacts", {"name": "老李"}),
    "contacts.invite": (DEPUTY, "contacts/{asked}/invitation", {}),
    "contacts.asked": (PEOPLE, "contacts/asked?invitation=none-of-these-was-given", None),
    "contacts.answer_invitation": (
        PEOPLE,
        "contacts/answers",
        {"invitation": "none-of-these-was-given", "agrees": True},
    ),
    "contacts.mine": (PEOPLE, "contacts/mine", None),
    "contacts.answer": (VOTER, "contacts/{link}/answer", {"agrees": True}),
    "contacts.visits": (DEPUTY, "contacts/visits", None),
    "contacts.write": (DEPUTY, "contacts/visits", {"who": "菜场", "on": str(clock.today())}),
    "contacts.follow_up": (DEPUTY, "contacts/visits/{visit}/follow-up", {"text": "换好了。"}),
    "contacts.ask_on_visit": (DEPUTY, "contacts/visits/{visit}/questions", THREE),
    "contacts.hand_in": (DEPUTY, "contacts/visits/{visit}/letter", {"content": "楼道的灯坏了半个月。"}),
    "contacts.questions": (DEPUTY, "contacts/questions", None),
    "contacts.send": (DEPUTY, "contacts/questions", {}),
    "contacts.answer_three": (VOTER, "contacts/questions/{questions}/answer", THREE),
    "contacts.arrive": (DEPUTY, "contacts/arrival", {}),
    "contacts_pages.own": (DEPUTY, "contacts/own", None),
    "contacts_pages.ask_own": (DEPUTY, "contacts/own", {"name": "三幢的陈阿姨"}),
    "contacts_pages.deputy": (KEEPERS, "contacts/{deputy}", None),
    "contacts_pages.ask": (KEEPERS, "contacts/{deputy}", {"name": "老陈", "consent": "on"}),
    "contacts_pages.arrive": (KEEPERS, "contacts/{deputy}/arrival", {}),
    "contacts_pages.reveal": (KEEPERS, "contacts/links/{noted}/identity", {"reason": "约走访"}),
    "contacts_pages.note": (KEEPERS, "contacts/links/{asked}/consent", {}),
    "contacts_pages.end": (KEEPERS, "contacts/links/{noted}/end", {}),
    "contacts.end": (DEPUTY | VOTER, "contacts/{link}/end", {}),
}
LISTS = {"contacts_pages.listed"}
DONE = (200, 201, 204, 303, 409, 410)
"""Asked twice, ended before, an invitation of nobody: it is one's own to try."""
OF_A_PLACE = ("{link}", "{asked}", "{noted}", "{visit}", "{questions}", "{deputy}")
GONE = {"contacts_pages.end", "contacts.end"}
"""The second of two who may end it finds it ended, or no longer theirs."""


def test_every_address_stands_in_the_matrix(application: Flask) -> None:
    own = {name for name in endpoints(application) if name.startswith("contacts")}
    assert own == set(ROWS) | LISTS


def call(world: World, desk: At, who: str, name: str, names: dict[str, str]) -> TestResponse:
    _, path, sent = ROWS[name]
    path = path.format(**names)
    if name.startswith("contacts_pages"):
        at = desk(who)
        return at.get(f"/console/{path}") if sent is None else at.post(f"/console/{path}", sent)
    phone = world.phone(who)
    return (
        phone.get(f"/api/{path}") if sent is None else phone.post(f"/api/{path}", sent, key=f"key-{uuid4()}")
    )


def _names(world: World) -> dict[str, str]:
    """One who agreed on the phone, one who was asked, one noted at the counter, a visit and the questions."""
    link, noted = asked(world), in_touch(world, 1)[0]
    say(world, link)
    sent = world.phone("deputy").post("/api/contacts/questions").json["items"][0]["id"]
    return {
        "link": link["id"],
        "asked": asked(world)["id"],
        "noted": str(noted),
        "visit": visit(world).json["id"],
        "questions": sent,
        "deputy": str(world.deputy.id),
    }


def _elsewhere(world: World) -> dict[str, str]:
    """The same in another county."""
    with transaction():
        factories.area("320311001", "远处街道", factories.AreaLevel.TOWN, factories.OTHER_COUNTY)
        station = factories.station("远处站", "320311001001")
        deputy = factories.deputy(station, "远明", area_code="320311000000")
        phones = {
            "deputy": factories.phone_of(world.client, account_for(deputy)),
            "liaison": factories.phone_of(
                world.client, factories.staff(factories.Role.LIAISON, station.scope, "远处小李")
            ),
            "resident": factories.resident(world.client),
        }
    codes = world.station_code, world.deputy_code, world.duty_code
    return _names(World(world.client, station, deputy, *codes, phones))


def test_who_may_do_what(world: World, desk: At) -> None:
    """Those who may not are tried first, so that nothing has changed when those who may come."""
    there, here = _elsewhere(world), _names(world)
    for name, (owners, path, _) in ROWS.items():
        for who in sorted(world.phones, key=lambda one: (one in owners, one)):
            answer = call(world, desk, who, name, here)
            wanted = DONE + ((404,) if name in GONE else ()) if who in owners else (403, 404)
            assert answer.status_code in wanted, (name, who, answer.status_code, answer.text[:300])
            if any(part in path for part in OF_A_PLACE):
                foreign = call(world, desk, who, name, there)
                assert foreign.status_code in (403, 404), (name, who, "elsewhere", foreign.status_code)
    held = db.session.query(ContactLink).filter(ContactLink.id.in_([there["link"], there["noted"]]))
    assert {row.status.value for row in held} == {"active"}


def test_nobody_else_reads_a_name(world: World, desk: At) -> None:
    """Hidden on every page of the console, and of an office there are numbers alone."""
    say(world, asked(world))
    for who in world.phones:
        seat = desk(who)
        page = seat.get("/console/contacts")
        keeps = who in KEEPERS
        reads = keeps or who in {"street_npc", "npc_staff", "npc_leader"}
        assert page.status_code == (200 if reads else 403), who
        shown = page.text + seat.get(f"/console/contacts/{world.deputy.id}").text
        shown += seat.get(f"/console/search?q={NAME}").text.replace(f'value="{NAME}"', "")
        assert PHONE not in shown, who
        assert ("王明" in page.text) is keeps, who
        assert "周**" in shown or "周*" in shown if keeps else True, who
