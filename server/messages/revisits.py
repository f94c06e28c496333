"""Four weeks later: what its author called solved is asked about once, and done again if it was not (O23)."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from server.core import clock, jobs, outbox
from server.core.actor import Actor
from server.core.db import db, transaction
from server.core.errors import Conflict
from server.messages import asking, course
from server.messages.author_models import Revisit
from server.messages.life import MessageAction, MessageStatus
from server.messages.models import Message, Rating
from server.messages.service import record
from server.messages.telling import case_of
from server.notifications.service import tell

LATER = timedelta(weeks=4)
STILL_FRESH = timedelta(weeks=6)
"""Whatever is older by the time the timetable comes is not asked about any more."""
NOT_WELL = "四周以后再看，还是没有好。"


def answer(actor: Actor, message: Message, *, is_well: bool, text: str = "") -> None:
    """The author's one word. Not well: it is done again, and whoever answered hears of it (O23)."""
    asking.refuse_others(actor, message)
    asked = db.session.get(Revisit, message.id, with_for_update=True)
    if asked is None or asked.answered_at is not None:
        raise Conflict(
            "message.not_revisited", "这件事现在没有要问您的。又不好了，可以另写一封，或打站里的电话。"
        )
    if not is_well:
        course.advance(message, MessageAction.REOPEN)
        message.concluded_at = None
        course.rework(message)
        step = record(message, actor, MessageAction.REOPEN, text=text or NOT_WELL)
        db.session.flush()
        outbox.publish("message.rated", message_id=message.id, step_id=step.id)
    asked.is_well, asked.answered_at = is_well, clock.now()


def to_ask() -> list[Message]:
    """A batch of what was called solved four weeks ago."""
    known = select(Revisit.message_id).where(Revisit.message_id == Message.id)
    found = (
        select(Message)
        .join(Rating, Rating.message_id == Message.id)
        .where(
            Message.status == MessageStatus.CONCLUDED,
            Message.concluded_at <= clock.now() - LATER,
            Message.concluded_at > clock.now() - STILL_FRESH,
            Rating.solved,
            ~known.exists(),
        )
        .order_by(Message.concluded_at, Message.id)
        .limit(500)
    )
    return list(db.session.scalars(found.with_for_update(of=Message, skip_locked=True)))


@jobs.every(hour=9, minute=10)
def ask() -> None:
    """In batches, each its own transaction; asked is asked, whatever is answered."""
    while True:
        with transaction():
            batch = to_ask()
            for message in batch:
                db.session.add(Revisit(message_id=message.id, asked_at=clock.now()))
                outbox.publish("message.revisited", message_id=message.id)
        if not batch:
            return


@jobs.on("message.revisited")
def tell_asked(message_id: UUID) -> None:
    message = db.session.get_one(Message, message_id)
    tell(
        message.author_id,
        source=f"message-{message.id.hex}-revisited",
        kind="message.revisited",
        title="四周过去了，还好着吗",
        text=f"编号 {message.number}，点开说一声。又不行了，接着给您办；只问这一次。",
        target=case_of(message),
    )
