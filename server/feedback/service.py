"""Saying what is wrong with the app, and answering it."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import update

from server.core import audit, clock, limits, outbox
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import Conflict
from server.feedback.models import Feedback
from server.stations.models import Station


def say(actor: Actor, *, page: str, version: str, text: str, station_id: UUID | None = None) -> Feedback:
    limits.hit(
        "5 per 10 minute; 20 per day", "feedback", actor.own_id(), "说得太勤了，歇一会儿再说。写的字都在。"
    )
    station = db.session.get(Station, station_id) if station_id else None
    said = Feedback(
        account_id=actor.own_id(),
        area_code=station.area_code if station else "",
        page=page,
        version=version,
        text=text,
        created_at=clock.now(),
        answer="",
        answered_by="",
    )
    db.session.add(said)
    return said


def answer(actor: Actor, said: Feedback, *, text: str) -> None:
    """Once; whoever said it finds the answer in the app."""
    if said.answered_at is not None:
        raise Conflict("feedback.answered", "这条意见已经答复过了。")
    said.answer, said.answered_by, said.answered_at = text, actor.title, clock.now()
    audit.record(actor, "feedback.answer", "feedback", said.id)
    if said.account_id is not None:
        outbox.publish("feedback.answered", feedback_id=said.id, account_id=said.account_id)


def move(account_id: UUID, into_id: UUID | None) -> None:
    """A person became one with another account, or left for good: then it is nobody's."""
    mine = update(Feedback).where(Feedback.account_id == account_id)
    db.session.execute(mine.values(account_id=into_id))
