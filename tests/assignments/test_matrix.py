"""Every operation on an assignment × every role × its own, another unit's, another county's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import update

from server.assignments.models import Assignment
from server.core.db import db, transaction
from server.core.grants import allows
from server.core.http import PERMISSIONS
from server.core.permissions import Role
from server.messages.models import Message
from tests import factories
from tests.assignments.desk import ANSWER, Given, accepted, give
from tests.factories import World

ROLES = [role for role in Role if role is not Role.VISITOR]
HANDLERS = frozenset({Role.HANDLER, Role.HANDLER_LEAD})
OFFICES = frozenset({Role.STREET_NPC, Role.NPC_STAFF, Role.GOV_DISPATCHER})
# the unit is the county's: the township reads, and does not decide
COUNTY = frozenset({Role.NPC_STAFF, Role.GOV_DISPATCHER})
MORE = {"days": 3, "text": "材料下周才到。"}


@dataclass(frozen=True)
class Row:
    """Who may, how far the letter has come, and what is sent; a GET without a verb."""

    owners: frozenset[Role]
    prepare: tuple[tuple[str, str, dict[str, Any]], ...]
    verb: str = ""
    body: dict[str, Any] | None = None


SIGNED = (("handler", "sign", {}),)
HANDED_UP = (*SIGNED, ("handler", "hand-up", ANSWER))
ANSWERED = (*HANDED_UP, ("handler_lead", "sign-off", {}))
ASKED = (*SIGNED, ("handler", "extension", MORE))
ROWS = {
    "read": Row(HANDLERS | OFFICES | {Role.NPC_LEADER}, ()),
    "sign": Row(HANDLERS, (), "sign", {}),
    "save": Row(HANDLERS, SIGNED, "draft", {"text": "看过了"}),
    "hand_up": Row(HANDLERS, SIGNED, "hand-up", ANSWER),
    "send_back": Row(frozenset({Role.HANDLER_LEAD}), HANDED_UP, "send-back", {"text": "再写清楚"}),
    "sign_off": Row(frozenset({Role.HANDLER_LEAD}), HANDED_UP, "sign-off", {}),
    "ask_for_time": Row(HANDLERS, SIGNED, "extension", MORE),
    "grant_time": Row(COUNTY, ASKED, "extension/grant", {}),
    "refuse_time": Row(COUNTY, ASKED, "extension/refuse", {"text": "先办这件"}),
    "approve_answer": Row(COUNTY, ANSWERED, "review/approve", {}),
    "refuse_answer": Row(COUNTY, ANSWERED, "review/refuse", {"text": "没写哪天办。"}),
    "inquire": Row(HANDLERS, SIGNED, "question", {"text": "围挡在路的哪一侧？"}),
}
BY_OTHER_TESTS = {"assign", "listing", "give_back", "contribute", "fulfil", "look_back", "know_author"}
"""They name further objects, or need a letter of their own: in the tests beside this one."""


@pytest.mark.parametrize("name", ROWS)
def test_each_row_of_the_units_matrix(world: World, name: str) -> None:
    row, foreign = ROWS[name], _elsewhere(world)
    given = give(world, accepted(world))
    for role in ROLES:
        if role in row.owners:
            given = _prepared(world, row) if row.verb else given
            answer = _try(world, role, given.id, row)
            assert answer.status_code == 200, (name, role, answer.text)
        allowed = allows(role, PERMISSIONS[f"assignments.{name}"])
        for other in (foreign, str(uuid4())):
            answer = _try(world, role, other, row)
            assert answer.status_code == (404 if allowed else 403), (name, role, answer.text)


def _prepared(world: World, row: Row) -> Given:
    given = give(world, accepted(world))
    for who, verb, body in row.prepare:
        assert given.act(who, verb, body).status_code == 200
    return given


def _try(world: World, role: Role, assignment_id: str, row: Row) -> Any:
    phone, path = world.phone(role.value), f"/api/assignments/{assignment_id}"
    return phone.post(f"{path}/{row.verb}", row.body) if row.verb else phone.get(path)


def _elsewhere(world: World) -> str:
    """An assignment of another county's unit, about a letter from there."""
    given = give(world, accepted(world))
    with transaction():
        far = factories.department("泉山区城管局", "320311000000")
        moved = update(Message).where(Message.id == UUID(given.message_id))
        db.session.execute(moved.values(area_code="320311001001"))
        taken = update(Assignment).where(Assignment.id == UUID(given.id))
        db.session.execute(taken.values(department_id=far.id))
    return given.id


def test_an_operation_missing_from_the_units_matrix_fails(application: Flask) -> None:
    named = {str(rule.endpoint) for rule in application.url_map.iter_rules()}
    mine = {name.partition(".")[2] for name in named if name.startswith("assignments.")}
    assert mine == set(ROWS) | BY_OTHER_TESTS


def test_lists_hold_what_is_ones_own(world: World, given: Given) -> None:
    for role in ROLES:
        answer = world.phone(role.value).get("/api/assignments?box=sign")
        if allows(role, PERMISSIONS["assignments.listing"]):
            assert [line["id"] for line in answer.json["items"]] == [given.id], role
        else:
            assert answer.status_code == 403
    with transaction():
        stranger = factories.phone_of(
            world.client,
            factories.staff(Role.HANDLER, factories.department("区司法局").scope, "别家"),
        )
    assert stranger.get("/api/assignments?box=all").json["items"] == []
