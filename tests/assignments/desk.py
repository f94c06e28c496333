"""What the people around a unit do with a letter, by JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from werkzeug.test import TestResponse

from server.core.db import transaction
from tests import factories
from tests.factories import World

ANSWER = {"text": "已经现场看过，围挡这周内移开。", "result": "A"}


@dataclass
class Given:
    """One assignment with the people who act on it; each verb gives the answer."""

    world: World
    id: str
    message_id: str

    def act(self, who: str, verb: str, body: dict[str, Any] | None = None) -> TestResponse:
        return self.world.phone(who).post(f"/api/assignments/{self.id}/{verb}", body or {})

    def handler(self, verb: str, body: dict[str, Any] | None = None) -> TestResponse:
        return self.act("handler", verb, body)

    def lead(self, verb: str, body: dict[str, Any] | None = None) -> TestResponse:
        return self.act("handler_lead", verb, body)

    def seen(self, who: str = "handler") -> dict[str, Any]:
        answer = self.world.phone(who).get(f"/api/assignments/{self.id}")
        assert answer.status_code == 200, answer.text
        read: dict[str, Any] = answer.json
        return read

    def letter(self, who: str = "resident") -> dict[str, Any]:
        read: dict[str, Any] = self.world.phone(who).get(f"/api/messages/{self.message_id}").json
        return read

    def answered(self, **draft: Any) -> TestResponse:
        """Drafted by the handler, signed off by the lead."""
        assert self.handler("hand-up", ANSWER | draft).status_code == 200
        return self.lead("sign-off")

    def rate(self, reply: int, *, solved: bool = False) -> TestResponse:
        return self.world.phone("resident").post(
            f"/api/messages/{self.message_id}/rate", {"reply": reply, "solved": solved}
        )


def with_unit(world: World) -> World:
    with transaction():
        factories.department(id=world.unit_id)
    return world


def accepted(world: World, **fields: Any) -> str:
    message_id: str = world.submit(**fields).json["id"]
    world.phone("liaison").post(f"/api/messages/{message_id}/accept", {})
    return message_id


def assign(
    world: World, message_id: str, unit_id: UUID, who: str = "npc_staff", **fields: Any
) -> TestResponse:
    body = {"message_id": message_id, "department_id": str(unit_id), "kind": "complaint"} | fields
    return world.phone(who).post("/api/assignments", body)


def give(world: World, message_id: str, **fields: Any) -> Given:
    answer = assign(world, message_id, world.unit_id, **fields)
    assert answer.status_code == 201, answer.text
    return Given(world, answer.json["id"], message_id)
