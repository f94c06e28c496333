"""Every address of visits × everybody, in their own place and another county's: whose it is gets it, nobody else."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from flask import Flask
from werkzeug.test import TestResponse

from server.areas.models import AreaLevel
from server.core import clock
from server.core.db import transaction
from server.core.permissions import Role
from tests import factories
from tests.architecture.test_routes import endpoints
from tests.console.desk import At
from tests.factories import World
from tests.visits.path import FOUND, ISSUE, KEPT, Path, planned

PLANS = {"station_head", "street_npc", "npc_staff"}
KEEPS = PLANS | {"handler", "handler_lead"}
READS = KEEPS | {"liaison", "npc_leader", "deputy"}
MOVE = {"planned_on": str(clock.today()), "reason": "院里开庭"}
PLAN = {"station_id": "{station}", "kind": "deputies", "who": "第一小组", "topic": "路灯"} | {
    "planned_on": str(clock.today())
}
# endpoint → who, path after /api or /console, what is sent; a GET sends nothing
ROWS: dict[str, tuple[set[str], str, dict[str, Any] | None]] = {
    "visits.read": (READS, "visits/{visit}", None),
    "visits.choices": (PLANS, "visits/{visit}/choices", None),
    "visits.notify": (PLANS, "visits/{visit}/notify", {}),
    "visits.hold": (PLANS, "visits/{visit}/hold", FOUND),
    "visits.list_issue": (PLANS, "visits/{visit}/issues", ISSUE),
    "visits.respond": (PLANS, "visits/{visit}/issues/{issue}/respond", {"answer": "修好了。"}),
    "visits.commit": (PLANS, "visits/{visit}/commit", {}),
    "visits.keep": (KEEPS, "visits/{visit}/issues/{issue}/keep", KEPT),
    "visits.close": (PLANS, "visits/{visit}/close", {}),
    "visits_pages.case": (READS, "visits/{visit}", None),
    "visits_pages.move": (PLANS, "visits/{visit}/move", MOVE),
    "visits_pages.notify": (PLANS, "visits/{visit}/notify", {}),
    "visits_pages.hold": (PLANS, "visits/{visit}/hold", FOUND),
    "visits_pages.list_issue": (PLANS, "visits/{visit}/issues", ISSUE),
    "visits_pages.respond": (PLANS, "visits/{visit}/issues/{issue}/respond", {"answer": "修好了。"}),
    "visits_pages.link": (PLANS, "visits/{visit}/issues/{issue}/link", {"number": "{number}"}),
    "visits_pages.hand_in": (
        PLANS - {"npc_staff"},
        "visits/{visit}/issues/{issue}/letter",
        {"content": "路口的灯坏了三天。"},
    ),
    "visits_pages.commit": (PLANS, "visits/{visit}/commit", {}),
    "visits_pages.keep": (KEEPS, "visits/{visit}/issues/{issue}/keep", KEPT),
    "visits_pages.close": (PLANS, "visits/{visit}/close", {}),
    "visits_pages.show": (PLANS, "visits/{visit}/show", {}),
    "visits_pages.hide": (PLANS, "visits/{visit}/hide", {}),
    "visits_pages.drop": (PLANS, "visits/{visit}/drop", {}),
    "visits_pages.new": (PLANS, "visits/new?station_id={station}", None),
    "visits_pages.plan": (PLANS, "visits", PLAN),
}
LISTS = {"visits.listed", "visits.rates", "visits_pages.listed"}
OPEN = {"visits.of_station"}
DONE = (200, 201, 303, 400, 409)
"""What does not come next, or is not filled in: it is known, and one's own to try."""


def test_every_address_stands_in_the_matrix(application: Flask) -> None:
    own = {name for name in endpoints(application) if name.startswith("visits")}
    assert own == set(ROWS) | LISTS | OPEN


def call(world: World, desk: At, who: str, name: str, names: dict[str, str]) -> TestResponse:
    _, path, sent = ROWS[name]
    path = path.format(**names)
    if not name.startswith("visits_pages"):
        phone = world.phone(who)
        key = f"key-{uuid4()}"
        return phone.get(f"/api/{path}") if sent is None else phone.post(f"/api/{path}", sent, key=key)
    body = {
        key: value.format(**names) if isinstance(value, str) else value for key, value in (sent or {}).items()
    }
    at = desk(who)
    return at.get(f"/console/{path}") if sent is None else at.post(f"/console/{path}", body)


def test_who_may_do_what(world: World, desk: At) -> None:
    here = _promised(world, desk, str(world.station.id), "street_npc", str(world.unit_id))
    there = _elsewhere(world, desk)
    for name, (owners, _, _) in ROWS.items():
        for who in sorted(set(world.phones) - {"far"}, key=lambda one: (one in owners, one)):
            answer = call(world, desk, who, name, here)
            wanted = DONE if who in owners else (403, 404)
            assert answer.status_code in wanted, (name, who, answer.status_code, answer.text[:200])
            foreign = call(world, desk, who, name, there)
            assert foreign.status_code in (403, 404), (name, who, "elsewhere", foreign.status_code)


def test_lists_hold_what_is_ones_own_and_nothing_else(world: World, desk: At) -> None:
    here = _promised(world, desk, str(world.station.id), "street_npc", str(world.unit_id))["visit"]
    there = _elsewhere(world, desk)["visit"]
    for who in set(world.phones) - {"far"}:
        listed, page = world.phone(who).get("/api/visits"), desk(who).get("/console/visits")
        found = [one["id"] for one in listed.json.get("items", [])]
        assert found == ([here] if who in READS else []), who
        assert (here in page.text, there in page.text) == (who in READS, False), who
        assert world.phone(who).get("/api/visits/rates").status_code == (200 if who in READS else 403)


def _promised(world: World, desk: At, station: str, office: str, unit: str) -> dict[str, str]:
    """A visit with a promise, to which the deputy was asked."""
    near = {"deputy_ids": [str(world.deputy.id)]} if office == "street_npc" else {}
    path: Path = planned(world, desk, office, station_id=station, department_id=unit, **near)
    for verb, body in (("notify", {}), ("hold", FOUND), ("issues", ISSUE)):
        assert path.post(verb, body, office).status_code == 303
    issue = str(path.issue(1).id)
    with transaction():
        author = factories.resident(world.client)
    letter = {"station_id": station, "content": "电梯停了两个月，下不了楼。"}
    sent = author.post("/api/messages", letter, key=f"letter-{issue}")
    return {"visit": path.id, "issue": issue, "station": station, "number": sent.json["number"]}


def _elsewhere(world: World, desk: At) -> dict[str, str]:
    """Another county with a visit of its own."""
    with transaction():
        factories.area("320311001", "远处街道", AreaLevel.TOWN, factories.OTHER_COUNTY)
        far = factories.station("远处站", "320311001001")
        unit = factories.department("远处局", "320311000000")
        office = factories.staff(Role.STREET_NPC, "area:320311001", "远处老李")
        world.phones["far"] = factories.phone_of(world.client, office)
    return _promised(world, desk, str(far.id), "far", str(unit.id))
