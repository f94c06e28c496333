"""What is missing is asked for and said; a letter put away goes on; its author takes it back; how it stands is told."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from server.core import clock, outbox
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import Conflict, Forbidden
from server.core.permissions import Permission
from server.messages import course
from server.messages.aside_models import Note
from server.messages.course_queries import last_step
from server.messages.life import MessageAction, MessageStatus
from server.messages.models import Message, Step
from server.messages.service import attach, record, refuse_author
from server.uploads import queries as uploads


def ask(actor: Actor, message: Message, *, text: str) -> None:
    """Say what is missing (O4). Time stands still until the author has answered."""
    refuse_author(actor, message)
    course.advance(message, MessageAction.ASK)
    course.pause(message)
    step = record(message, actor, MessageAction.ASK, text=text)
    db.session.flush()
    outbox.publish("message.info_asked", message_id=message.id, step_id=step.id)


def supplement(actor: Actor, message: Message, *, text: str, upload_ids: Sequence[UUID] = ()) -> None:
    """The author says what was missing; or the station writes down what they said by phone (O4)."""
    _refuse_strangers(actor, message)
    course.catch_up(message)
    if message.status is MessageStatus.WITHDRAWN and message.awaited_until is not None:
        raise Conflict("message.shelved", "没等到补充，这件事先收起来了。请点“接着办”，把要补的一起写上。")
    course.advance(message, MessageAction.SUPPLEMENT)
    course.resume(message)
    step = _with_pictures(actor, message, MessageAction.SUPPLEMENT, text, upload_ids)
    outbox.publish("message.supplemented", message_id=message.id, step_id=step.id)


def restore(actor: Actor, message: Message, *, text: str = "", upload_ids: Sequence[UUID] = ()) -> None:
    """What was put away for want of an answer goes on (O18); the days between do not count."""
    _refuse_strangers(actor, message)
    course.catch_up(message)
    if message.status is MessageStatus.WITHDRAWN and message.awaited_until is None:
        raise Conflict("message.taken_back", "这件事是来信人自己撤回的，不能恢复。还想办，请另写一封。")
    course.advance(message, MessageAction.RESTORE)
    course.resume(message)
    message.withdrawn_at = None
    step = _with_pictures(actor, message, MessageAction.RESTORE, text, upload_ids)
    outbox.publish("message.restored", message_id=message.id, step_id=step.id)


def withdraw(actor: Actor, message: Message, *, reason: str = "") -> None:
    """The author takes it back (O16). Whoever had it is told, and goes on where others are in danger."""
    refuse_others(actor, message)
    course.advance(message, MessageAction.WITHDRAW)
    message.withdrawn_at = clock.now()
    message.awaited_since = message.awaited_until = None
    step = record(message, actor, MessageAction.WITHDRAW, text=reason)
    db.session.flush()
    outbox.publish("message.withdrawn", message_id=message.id, step_id=step.id)


def progress(actor: Actor, message: Message, *, text: str) -> None:
    """Tell the author how it stands; nothing ends. The same words twice in a row are said once."""
    refuse_author(actor, message)
    course.advance(message, MessageAction.PROGRESS)
    before = last_step(message.id)
    if before.action is MessageAction.PROGRESS and (before.account_id, before.text) == (
        actor.account_id,
        text,
    ):
        return
    step = record(message, actor, MessageAction.PROGRESS, text=text)
    db.session.flush()
    outbox.publish("message.progressed", message_id=message.id, step_id=step.id)


def note(actor: Actor, message: Message, *, text: str) -> Note:
    """Say something among the staff."""
    refuse_author(actor, message)
    made = Note(message_id=message.id, account_id=actor.own_id(), by=actor.title, text=text, at=clock.now())
    db.session.add(made)
    return made


def refuse_others(actor: Actor, message: Message) -> None:
    if message.author_id != actor.account_id:
        raise Forbidden("message.not_yours", "这一步只有来信人自己能做。")


def _refuse_strangers(actor: Actor, message: Message) -> None:
    if message.author_id != actor.account_id and not actor.may(Permission.MESSAGE_ASK):
        raise Forbidden("message.not_yours", "这一步只有来信人和站里能做。")


def _with_pictures(
    actor: Actor, message: Message, action: MessageAction, text: str, upload_ids: Sequence[UUID]
) -> Step:
    pictures = uploads.unused(actor, upload_ids)
    step = record(message, actor, action, text=text)
    db.session.flush()
    attach(message, pictures, step=step)
    return step
