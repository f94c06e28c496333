"""Which letters a new one is compared with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import and_, or_, select

from server.core import clock
from server.core.db import db
from server.messages.life import MessageStatus
from server.messages.models import Message, Publication, Visibility

RECENT = timedelta(days=90)
MOST = 200
OPEN = tuple(
    set(MessageStatus)
    - {MessageStatus.REJECTED, MessageStatus.WITHDRAWN, MessageStatus.CONCLUDED, MessageStatus.CONVERTED}
)


@dataclass(frozen=True, slots=True)
class Told:
    """A letter, and the summary under which everybody may read of it."""

    message: Message
    summary: str | None


def told_to(station_id: UUID, *, but_not_by: UUID) -> list[Told]:
    """The newest open letters of a station, and those that were released, by other people."""
    is_public = and_(Publication.id.is_not(None), Message.visibility != Visibility.PRIVATE)
    found = (
        select(Message, Publication.summary)
        .outerjoin(
            Publication, and_(Publication.message_id == Message.id, Publication.withdrawn_at.is_(None))
        )
        .where(
            Message.station_id == station_id,
            Message.author_id != but_not_by,
            Message.created_at > clock.now() - RECENT,
            or_(Message.status.in_(OPEN), is_public),
        )
        .order_by(Message.created_at.desc(), Message.id.desc())
        .limit(MOST)
    )
    return [
        Told(message, None if message.visibility is Visibility.PRIVATE else summary)
        for message, summary in db.session.execute(found)
    ]


def waiting_since(moment_ago: timedelta) -> list[Message]:
    """Letters of the last time that nobody has taken on yet."""
    found = select(Message).where(
        Message.status == MessageStatus.SUBMITTED, Message.created_at > clock.now() - moment_ago
    )
    return list(db.session.scalars(found.order_by(Message.created_at)))
