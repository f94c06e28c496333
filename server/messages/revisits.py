"""Four weeks later: what its author called solved is asked about once, and done again if it was not (O23).

Of letters that were merged each author who called it solved is asked, and each speaks for themselves (O25).
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select

from server.core import clock, jobs, outbox
from server.core.actor import Actor
from server.core.db import db, transaction
from server.core.errors import Conflict
from server.messages import asking, course
from server.messages.arranging_queries import below
from server.messages.author_models import Revisit
from server.messages.life import MessageAction, MessageStatus
from server.messages.models import Message, Rating
from server.messages.rating import answered_by, say_on
from server.messages.service import record
from server.messages.telling import case_of
from server.notifications.service import tell

LATER = timedelta(weeks=4)
STILL_FRESH = timedelta(weeks=6)
"""Whatever is older by the time the timetable comes is not asked about any more."""
ASKABLE = (MessageStatus.CONCLUDED, MessageStatus.REWORKING)
"""While it is done again already, the others who were asked still say how it is with them."""
NOT_WELL = "四周以后再看，还是没有好。"


def answer(actor: Actor, message: Message, *, is_well: bool, text: str = "") -> None:
    """The author's one word. Not well: it is done again, and whoever answered hears of it (O23).

    Of several who wrote, the first no has it done again; the others' words are kept beside it."""
    asking.refuse_others(actor, message)
    asked = db.session.get(Revisit, message.id, with_for_update=True)
    main = answered_by(message)
    if asked is None or asked.answered_at is not None or main.status not in ASKABLE:
        raise Conflict(
            "message.not_revisited", "这件事现在没有要问您的。又不好了，可以另写一封，或打站里的电话。"
        )
    asked.is_well, asked.answered_at = is_well, clock.now()
    if not is_well:
        _do_again(actor, message, main, text or NOT_WELL)


def _do_again(actor: Actor, message: Message, main: Message, text: str) -> None:
    step = record(message, actor, MessageAction.REOPEN, text=text)
    if main.status is not MessageStatus.REWORKING:
        course.advance(main, MessageAction.REOPEN)
        main.concluded_at = None
        course.rework(main)
        turned = step if main is message else say_on(main, MessageAction.REOPEN, NOT_WELL)
        db.session.flush()
        outbox.publish("message.rated", message_id=main.id, step_id=turned.id)


def to_ask() -> list[Message]:
    """A batch of what was called solved, and concluded four weeks ago."""
    known = select(Revisit.message_id).where(Revisit.message_id == Message.id)
    solved = (
        select(Message).join(Rating, Rating.message_id == Message.id).where(Rating.solved, ~known.exists())
    )
    own = solved.where(*_is_time(Message)).order_by(Message.concluded_at)
    return _batch(own) or _batch(solved.where(Message.id.in_(below(*_is_time(Message)))))


def _is_time(letter: type[Message]) -> tuple[ColumnElement[bool], ...]:
    now = clock.now()
    is_ended = letter.status == MessageStatus.CONCLUDED
    return is_ended, letter.concluded_at <= now - LATER, letter.concluded_at > now - STILL_FRESH


def _batch(found: Select[Message]) -> list[Message]:
    held = found.order_by(Message.id).limit(500).with_for_update(of=Message, skip_locked=True)
    return list(db.session.scalars(held))


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
