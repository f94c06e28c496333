"""A letter that may become public, and what is known about it."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from uuid import UUID

from sqlalchemy import select

from server.core import outbox
from server.core.db import db, transaction
from server.safety.models import Check, Part
from tests.factories import Phone, World
from tests.gateways.corpus import jpeg
from tests.messages.path import drain


def open_letter(world: World, photos: int = 0, **fields: Any) -> UUID:
    """A letter whose author let it be public without a name; nobody was asked about it yet."""
    taken = [_upload(world.phone("resident")) for _ in range(photos)]
    answer = world.submit(visibility="anonymous_public", upload_ids=taken, **fields)
    assert answer.status_code == 201, answer.json
    return UUID(answer.json["id"])


def _upload(phone: Phone) -> str:
    data = {"file": (BytesIO(jpeg()), "a.jpg")}
    sent = phone.client.post("/api/uploads", data=data, headers=phone.headers)
    assert sent.status_code == 201, sent.json
    return str(sent.json["id"])


def checks(message_id: UUID, part: Part | None = None) -> list[Check]:
    with transaction():
        db.session.expunge_all()
        found = select(Check).where(Check.subject_id == message_id).order_by(Check.part, Check.id)
        all_parts = db.session.scalars(found).all()
        db.session.expunge_all()
    return [check for check in all_parts if part in (None, check.part)]


def text_of(message_id: UUID) -> Check:
    (check,) = checks(message_id, Part.TEXT)
    return check


def photo_of(message_id: UUID) -> Check:
    (check,) = checks(message_id, Part.PHOTO)
    return check


def pushed(trace_id: str | None, suggest: str, label: int = 100) -> None:
    """The platform tells what it found, as the callback would state it."""
    with transaction():
        outbox.publish("platform.media_checked", trace_id=trace_id, suggest=suggest, label=label)
    drain()
