"""The quick ways through the busiest routes give, field by field, what the plain ways give."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import inspect, select

from server.core.actor import Actor
from server.core.db import db, transaction
from server.core.permissions import Role
from server.messages import addresses, queries
from server.messages.addresses import Address
from server.messages.models import Message, Step
from tests.factories import World


def fields(row: Any) -> dict[str, Any]:
    """What stands in the columns of a row."""
    return {} if row is None else {c.key: getattr(row, c.key) for c in inspect(type(row)).column_attrs}


def written(message_id: str, *, but: set[str]) -> list[dict[str, Any]]:
    """A letter and its steps as they are stored."""
    with transaction():
        rows = [
            db.session.get_one(Message, UUID(message_id), populate_existing=True),
            *db.session.scalars(select(Step).where(Step.message_id == UUID(message_id))),
        ]
        return [{key: value for key, value in fields(row).items() if key not in but} for row in rows]


def test_a_letter_by_code_is_the_letter_by_station(world: World) -> None:
    """By code everything is asked at once; by station one after the other."""
    asked = {
        "content": "路灯坏了三天了。",
        "deputy_id": str(world.deputy.id),
        "latitude": 30.05,
        "longitude": 119.95,
    }
    phone = world.phone("resident")
    by_code = world.submit(**asked).json
    body = asked | {"station_id": str(world.station.id)}
    by_station = phone.post("/api/messages", body, key=f"key-{uuid4()}").json
    own = {"id", "number", "created_at", "message_id", "at"}
    assert written(by_code["id"], but=own) == written(by_station["id"], but=own)
    assert {k: v for k, v in by_code.items() if k not in own | {"steps"}} == {
        k: v for k, v in by_station.items() if k not in own | {"steps"}
    }


def test_what_is_said_at_once_is_what_is_read_later(world: World) -> None:
    sent = world.submit(deputy_id=str(world.deputy.id)).json
    assert world.phone("resident").get(f"/api/messages/{sent['id']}").json == sent


def test_ones_own_letter_in_one_line_is_the_case_in_many(world: World) -> None:
    sent = world.submit(deputy_id=str(world.deputy.id)).json
    liaison, resident = world.phone("liaison"), world.phone("resident")
    liaison.post(f"/api/messages/{sent['id']}/accept", {})
    liaison.post(f"/api/messages/{sent['id']}/reply", {"text": "修好了。", "result": "A"})
    resident.post(f"/api/messages/{sent['id']}/rate", {"reply": 3, "solved": True})
    actor = Actor(Role.RESIDENT, account_id=resident.account_id)
    quick = queries.opened(actor, UUID(sent["id"]))
    plain = queries.case(quick.message)
    assert len(quick.steps) >= 4
    for one, other in zip(quick.steps, plain.steps, strict=True):
        assert fields(one) == fields(other)
    for name in ("message", "station", "deputy", "rating"):
        assert fields(getattr(quick, name)) == fields(getattr(plain, name))
    for name in ("pictures", "was_identity_read", "is_published", "has_refusals", "has_voice", "followers"):
        assert getattr(quick, name) == getattr(plain, name)


@pytest.mark.parametrize("deputy", [True, False])
def test_a_number_is_drawn_only_where_the_letter_can_be_taken_in(world: World, deputy: bool) -> None:
    actor = Actor(Role.RESIDENT, account_id=world.phone("resident").account_id)
    wanted = world.deputy.id if deputy else uuid4()
    found = addresses.find(actor, code=world.station_code.token, station_id=None, deputy_id=wanted)
    assert isinstance(found, Address)
    assert (found.serial is not None, found.deputy is not None) == (deputy, deputy)


def test_what_leads_nowhere_does_not_count_as_a_letter(world: World) -> None:
    phone = world.phone("resident")
    for number in range(6):
        unknown = {"code": f"s1.{number:022d}", "content": "路灯坏了三天了。"}
        assert phone.post("/api/messages", unknown, key=f"key-{uuid4()}").status_code == 404
    assert [world.submit().status_code for _ in range(6)] == [201] * 5 + [429]
