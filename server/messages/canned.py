"""常用答复: kept by a head for the station, by a street for its area; offered where they fit, edited before they go."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Select, false, func, literal, or_, select

from server.core import audit, clock
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import Conflict, NotFound
from server.core.text import day_words
from server.messages.canned_models import CannedReply
from server.messages.kinds import Category
from server.messages.life import MessageStatus
from server.messages.models import Message
from server.stations.models import Station

MOST = 60
BLANKS = {
    "{编号}": "这封信的编号",
    "{站点}": "站点的名字",
    "{站点电话}": "站里的电话",
    "{答应的日期}": "答应来信人的日子",
}
"""Filled in by themselves; what each becomes."""


def visible_to(actor: Actor) -> Select[CannedReply]:
    """What the actor keeps: a head the station's, a street its area's."""
    found = select(CannedReply)
    if actor.station_id:
        return found.where(CannedReply.station_id == actor.station_id)
    if actor.area_prefix:
        return found.where(CannedReply.area_prefix == actor.area_prefix)
    return found.where(false())


def kept(actor: Actor) -> list[CannedReply]:
    """In the order they were made."""
    found = visible_to(actor).order_by(CannedReply.created_at, CannedReply.id)
    return list(db.session.scalars(found))


def get_for_update(actor: Actor, reply_id: UUID) -> CannedReply:
    reply = db.session.scalar(visible_to(actor).where(CannedReply.id == reply_id).with_for_update())
    if reply is None:
        raise NotFound("canned.unknown", "没有找到这条常用答复，可能已经去掉了。")
    return reply


def write(
    actor: Actor,
    reply: CannedReply | None = None,
    *,
    title: str,
    text: str,
    status: MessageStatus | None = None,
    category: Category | None = None,
) -> CannedReply:
    """A new one, or another wording of one that is kept."""
    if reply is None:
        reply = _new(actor)
    reply.title, reply.text, reply.status, reply.category = title, text, status, category
    reply.by = actor.title
    audit.record(actor, "canned.written", "canned_reply", reply.id, title)
    return reply


def _new(actor: Actor) -> CannedReply:
    count = visible_to(actor).with_only_columns(func.count())
    if db.session.execute(count).scalar_one() >= MOST:
        raise Conflict("canned.too_many", f"最多留 {MOST} 条。先去掉不用的，再写新的。")
    made = CannedReply(
        station_id=actor.station_id,
        area_prefix=None if actor.station_id else actor.area_prefix,
        created_at=clock.now(),
    )
    db.session.add(made)
    return made


def drop(actor: Actor, reply: CannedReply) -> None:
    """Letters that were answered with it keep their words."""
    audit.record(actor, "canned.dropped", "canned_reply", reply.id, reply.title)
    db.session.delete(reply)


def fitting(message: Message) -> list[tuple[CannedReply, str]]:
    """What may be said here, each filled in: of its station and of every area above, for its state and category."""
    above = func.starts_with(literal(message.area_code), CannedReply.area_prefix)
    found = select(CannedReply).where(
        or_(CannedReply.station_id == message.station_id, above),
        or_(CannedReply.status.is_(None), CannedReply.status == message.status_now),
    )
    if message.category is not None:
        found = found.where(or_(CannedReply.category.is_(None), CannedReply.category == message.category))
    found = found.order_by(CannedReply.station_id.is_(None), CannedReply.created_at, CannedReply.id)
    station = db.session.get_one(Station, message.station_id)
    replies = db.session.scalars(found.limit(2 * MOST))
    return [(reply, filled(reply.text, message, station)) for reply in replies]


def filled(text: str, message: Message, station: Station) -> str:
    """What is not known stays a blank, which a person fills in before it can be sent."""
    known = {
        "{编号}": message.number,
        "{站点}": station.name,
        "{站点电话}": station.phone,
        "{答应的日期}": day_words(message.promised_on),
    }
    for blank, words in known.items():
        text = text.replace(blank, words or blank)
    return text
