"""What authors say of an answer: two questions, changed once (F13); of one answer told to several, each says their own.

A merged letter keeps its own rating, so no author speaks for another and each counts once. A no calls for a second try
of the main letter (O12), once for one answer, however many say it; a yes ends none that somebody else asked for (O25).
"""

from __future__ import annotations

from server.core import clock, outbox
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import Conflict, Forbidden
from server.messages import arranging_queries, course
from server.messages.life import MessageAction, MessageStatus
from server.messages.models import UNSATISFIED, Message, Rating, Step
from server.messages.service import record

TOGETHER = "一起反映的来信人"
"""Who stands beside a step that another author caused; which one is nobody's to know."""
NOT_WELL = "有人说还没有办好，请再办一次。"


def rate(actor: Actor, message: Message, *, reply: int, solved: bool, text: str = "") -> None:
    """The author's two answers; they may be changed once. Unsatisfied never concludes."""
    if message.author_id != actor.account_id:
        raise Forbidden("message.not_yours", "只有来信人自己能说满意不满意。")
    action = MessageAction.DISSATISFY if reply == UNSATISFIED else MessageAction.SATISFY
    main = _judged(message)
    is_turned = _turn(message, main, action)
    _store_rating(message, reply=reply, solved=solved, text=text)
    step = record(message, actor, action, text=text)
    db.session.flush()
    if is_turned:
        turned = step if main is message else _said_by_another(main, action)
        outbox.publish("message.rated", message_id=main.id, step_id=turned.id)


def is_answered(main: Message) -> bool:
    """Whether there is something that the author of a merged letter may judge."""
    return main.status in arranging_queries.ANSWERED


def answered_by(message: Message) -> Message:
    """The letter whose answer it is, held."""
    if message.status is not MessageStatus.MERGED:
        return message
    main_id = arranging_queries.main_of(message.id)
    return db.session.get_one(Message, main_id, with_for_update=True, populate_existing=True)


def _judged(message: Message) -> Message:
    main = answered_by(message)
    if main is not message and not is_answered(main):
        raise Conflict("message.not_answered", "还没有答复。有了答复会告诉您，那时再请您说。")
    return main


def _turn(message: Message, main: Message, action: MessageAction) -> bool:
    """Whether the answer that was told to several is taken up again, or laid down, by what this one says."""
    said = arranging_queries.unsatisfied_of(main.id)
    others_wait = main.status is MessageStatus.REWORKING and bool(said - {message.id})
    if others_wait and (action is MessageAction.SATISFY or message.id not in said):
        return False
    takes_back = main.status is MessageStatus.REWORKING and message.id in said
    if message is not main and action is MessageAction.SATISFY and not takes_back:
        # to conclude is the main letter's author's, or time's
        return False
    course.advance(main, action)
    main.concluded_at = clock.now() if main.status is MessageStatus.CONCLUDED else None
    if main.status is MessageStatus.REWORKING:
        course.rework(main)
    return True


def _said_by_another(main: Message, action: MessageAction) -> Step:
    is_no = action is MessageAction.DISSATISFY
    done = MessageAction.REOPEN if is_no else MessageAction.SATISFY
    return say_on(main, done, NOT_WELL if is_no else "")


def say_on(main: Message, done: MessageAction, text: str) -> Step:
    """Its author and those who answer learn that somebody who wrote about the same is not satisfied, and no more."""
    step = Step(message_id=main.id, action=done, at=clock.now(), by=TOGETHER, text=text)
    db.session.add(step)
    db.session.flush()
    return step


def _store_rating(message: Message, *, reply: int, solved: bool, text: str) -> None:
    rating = db.session.get(Rating, message.id, with_for_update=True)
    if rating is None:
        given = {"reply": reply, "solved": solved, "text": text, "at": clock.now()}
        db.session.add(Rating(message_id=message.id, **given))
        return
    if rating.changed_at:
        raise Conflict("message.rating_final", "您已经改过一次了。还有话要说，可以打站里的电话。")
    rating.reply, rating.solved, rating.text, rating.changed_at = reply, solved, text, clock.now()
