"""What a deputy, a voter and a liaison do with contacts, on the phone and at the desk."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import update
from werkzeug.test import TestResponse

from server.contacts import service
from server.contacts.models import ContactLink
from server.core import clock
from server.core.actor import Actor
from server.core.db import db, transaction
from server.core.permissions import Role
from server.deputies.models import Deputy, DeputyLevel
from tests.console.desk import At
from tests.factories import World

NAME, PHONE = "周大娘", "13812345678"


def asked(world: World, **body: Any) -> Any:
    """The deputy asks a voter: the link with its invitation."""
    answer = world.phone("deputy").post("/api/contacts", {"name": NAME, "phone": PHONE} | body)
    assert answer.status_code == 201, answer.text
    return answer.json


def invitation(link: Any) -> str:
    return str(link["link"]).split("invitation=")[1]


def say(world: World, link: Any, *, agrees: bool = True, who: str = "resident") -> TestResponse:
    body = {"invitation": invitation(link), "agrees": agrees}
    return world.phone(who).post("/api/contacts/answers", body)


def at_counter(world: World, desk: At, **form: Any) -> TestResponse:
    """The liaison notes what somebody said at the counter."""
    return desk("liaison").post(
        f"/console/contacts/{world.deputy.id}", {"name": "老陈", "consent": "on"} | form
    )


def in_touch(world: World, count: int) -> list[UUID]:
    """So many voters more who agreed at the counter."""
    liaison = Actor(Role.LIAISON, world.station.scope, world.phone("liaison").account_id, name="小林")
    with transaction():
        deputy = db.session.get_one(Deputy, world.deputy.id)
        made = [service.note_at_counter(liaison, deputy, consent=True, name=f"街坊{n}") for n in range(count)]
        return [link.id for link in made]


def visit(world: World, **body: Any) -> TestResponse:
    told = {"who": "三幢 402 周大娘家", "on": str(clock.today()), "said": "楼道的灯坏了半个月。"} | body
    return world.phone("deputy").post("/api/contacts/visits", told, key=f"visit-{uuid4()}")


def elected_to(deputy: Deputy, level: DeputyLevel) -> None:
    with transaction():
        db.session.execute(update(Deputy).where(Deputy.id == deputy.id).values(level=level))


def links() -> list[ContactLink]:
    return list(db.session.query(ContactLink).order_by(ContactLink.asked_at))
