"""Every page and step of the units' desk × every role × one's own, another unit's, nobody's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import update

from server.assignments.models import Assignment
from server.core.db import db, transaction
from server.core.grants import allows
from server.core.http import PERMISSIONS
from server.core.permissions import Role
from server.messages.models import Message
from tests import factories
from tests.assignments.desk import ANSWER, Given, accepted, assign, give
from tests.console.desk import At
from tests.factories import World

ROLES = [role for role in Role if role is not Role.VISITOR]
HANDLERS = frozenset({Role.HANDLER, Role.HANDLER_LEAD})
LEAD = frozenset({Role.HANDLER_LEAD})
# the unit is the county's: the township reads, and does not decide
COUNTY = frozenset({Role.NPC_STAFF, Role.GOV_DISPATCHER})
MORE = {"days": 3, "text": "材料下周才到。"}


@dataclass(frozen=True)
class Row:
    """Who may, how far the letter has come, where to, and what is sent; without a form it is a page."""

    owners: frozenset[Role]
    prepare: tuple[tuple[str, str, dict[str, Any]], ...] = ()
    path: str = ""
    form: dict[str, str] | None = None


SIGNED = (("handler", "sign", {}),)
HANDED_UP = (*SIGNED, ("handler", "hand-up", ANSWER))
ANSWERED = (*HANDED_UP, ("handler_lead", "sign-off", {}))
ASKED = (*SIGNED, ("handler", "extension", MORE))
ROWS = {
    "case": Row(HANDLERS | COUNTY | {Role.STREET_NPC, Role.NPC_LEADER}),
    "author": Row(HANDLERS, (), "/author"),
    "know_author": Row(HANDLERS, (("", "agreed", {}),), "/identity", {"reason": "约上门看现场"}),
    "approve_answer": Row(COUNTY, ANSWERED, "/review/approve", {}),
    "refuse_answer": Row(COUNTY, ANSWERED, "/review/refuse", {"text": "没写哪天办。"}),
    "sign": Row(HANDLERS, (), "/sign", {}),
    "give_back": Row(HANDLERS, (), "/return", {"better_id": "{better}", "text": "归那边养护。"}),
    "save": Row(HANDLERS, SIGNED, "/draft", {"text": "看过了"}),
    "hand_up": Row(HANDLERS, SIGNED, "/hand-up", ANSWER),
    "send_back": Row(LEAD, HANDED_UP, "/send-back", {"text": "再写清楚"}),
    "sign_off": Row(LEAD, HANDED_UP, "/sign-off", {}),
    "ask_for_time": Row(HANDLERS, SIGNED, "/extension", {"days": "3", "text": "材料下周才到。"}),
    "grant_time": Row(COUNTY, ASKED, "/extension/grant", {}),
    "refuse_time": Row(COUNTY, ASKED, "/extension/refuse", {"text": "先办这件"}),
    "contribute": Row(HANDLERS, (("", "helps", {}),), "/opinion", {"text": "那一段的灯归我们。"}),
    "inquire": Row(HANDLERS, SIGNED, "/question", {"text": "围挡在路的哪一侧？"}),
    "fulfil": Row(HANDLERS, (("", "promised", {}),), "/fulfil", {"text": "围挡移开了。"}),
    "look_back": Row(HANDLERS, (("", "refused", {}),), "/look-back", {"text": "路面还没有交付。"}),
}


@pytest.mark.parametrize("name", ROWS)
def test_each_row_of_the_desks_matrix(world: World, desk: At, name: str) -> None:
    row, stage = ROWS[name], Stage(world)
    made = stage.prepared(row)
    for role in ROLES:
        at = desk(role.value)

        def step(one: str, at: Any = at) -> int:
            path = f"/console/assignments/{one}{row.path}"
            if row.form is None:
                return int(at.get(path).status_code)
            sent = {key: value.format(better=stage.better) for key, value in row.form.items()}
            return int(at.post(path, sent).status_code)

        allowed = allows(role, PERMISSIONS[f"assignments_pages.{name}"])
        for other in (stage.foreign, str(uuid4())):
            assert step(other) == (404 if allowed else 403), (name, role)
        if role in row.owners:
            assert step(made.id) in (200, 303), (name, role)
            made = stage.prepared(row) if row.form is not None else made
        else:
            assert step(made.id) in (403, 404), (name, role)


class Stage:
    """Letters with the unit of the world, and one with a unit of another county."""

    def __init__(self, world: World) -> None:
        self.world = world
        with transaction():
            self.better = factories.department("区住建局").id
        self.foreign = self._elsewhere()

    def prepared(self, row: Row) -> Given:
        first = row.prepare[0][1] if row.prepare else ""
        if first == "helps":
            return self._helping()
        if first == "agreed":
            return self._agreed()
        made = give(self.world, accepted(self.world))
        if first in ("promised", "refused"):
            return self._answered(made, first)
        for who, verb, body in row.prepare:
            assert made.act(who, verb, body).status_code == 200
        return made

    def _helping(self) -> Given:
        """The unit of the world helps another one."""
        message_id = accepted(self.world)
        answer = assign(self.world, message_id, self.better, supporting_ids=[str(self.world.unit_id)])
        assert answer.status_code == 201, answer.text
        found = db.select(Assignment.id).where(
            Assignment.message_id == UUID(message_id), Assignment.department_id == self.world.unit_id
        )
        return Given(self.world, str(db.session.scalars(found).one()), message_id)

    def _agreed(self) -> Given:
        """Its author agreed that the unit may know them."""
        made = give(self.world, accepted(self.world, consent_share_identity=True), kind="help")
        made.handler("sign")
        return made

    def _answered(self, made: Given, how: str) -> Given:
        made.handler("sign")
        later = {"promised": {"result": "B", "fulfil_on": "2099-01-04"}}
        made.answered(**later.get(how, {"result": "C", "look_on": "2099-01-04"}))
        return made

    def _elsewhere(self) -> str:
        made = give(self.world, accepted(self.world))
        with transaction():
            unit = factories.department("邻县住建局", factories.OTHER_COUNTY.ljust(12, "0"))
            moved = update(Assignment).where(Assignment.id == UUID(made.id)).values(department_id=unit.id)
            db.session.execute(moved)
            away = {"area_code": "320311001001"}
            db.session.execute(update(Message).where(Message.id == UUID(made.message_id)).values(**away))
        return made.id
