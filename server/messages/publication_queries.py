"""Released cases: one for the desk, a station's for everybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, or_, select

from server.accounts.models import Account
from server.core.db import db
from server.messages.models import Attachment, Message, Publication, Visibility


@dataclass(frozen=True, slots=True)
class Published:
    publication: Publication
    message: Message
    author: Account


def public(station_id: UUID, *, before: tuple[datetime, UUID] | None = None, limit: int) -> list[Published]:
    """The newest first; `before` is the last one of the page above. A private letter is left out once more."""
    found = (
        select(Publication, Message, Account)
        .join(Message, Message.id == Publication.message_id)
        .join(Account, Account.id == Message.author_id)
        .where(
            Publication.station_id == station_id,
            Publication.withdrawn_at.is_(None),
            Message.visibility != Visibility.PRIVATE,
        )
        .order_by(Publication.at.desc(), Publication.id.desc())
        .limit(limit)
    )
    if before:
        at, publication_id = before
        same = and_(Publication.at == at, Publication.id < publication_id)
        found = found.where(or_(Publication.at < at, same))
    return [Published(*row) for row in db.session.execute(found)]


def of(message_id: UUID) -> Publication | None:
    """Also one that was withdrawn."""
    return db.session.scalar(select(Publication).where(Publication.message_id == message_id))


def live(message_id: UUID) -> Publication | None:
    found = of(message_id)
    return found if found is not None and found.withdrawn_at is None else None


def own_photos(message_id: UUID) -> list[UUID]:
    """The photos of the letter itself, not those of an answer."""
    found = select(Attachment.upload_id).where(
        Attachment.message_id == message_id, Attachment.step_id.is_(None)
    )
    return list(db.session.scalars(found.order_by(Attachment.position)))
