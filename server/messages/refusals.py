"""A letter that is not taken on: proposed with a reason, decided by a head, appealed against once (O5, O19)."""

from __future__ import annotations

from server.areas import settings
from server.areas.catalogue import ACCEPT_DAYS
from server.core import clock, outbox
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import Conflict, Forbidden, InvalidInput
from server.core.permissions import Permission, Role
from server.messages import course
from server.messages.aside_models import Refusal, RefusalReason, Verdict
from server.messages.asking import refuse_others
from server.messages.course_queries import open_refusal
from server.messages.life import WORKFLOW, MessageAction
from server.messages.models import Message
from server.messages.service import record, refuse_author

DANGER = "危险的事从不拒收：先请来信人打 110、119 或 120，同时照常受理。"


def refuse(actor: Actor, message: Message, *, reason: RefusalReason, text: str) -> None:
    """Say where else to go. By a head it is decided at once; by a liaison it waits for one, and its author sees nothing."""
    refuse_author(actor, message)
    if reason is RefusalReason.J7:
        raise InvalidInput("refusal.danger", DANGER, fields={"reason": "危险的事不能拒收"})
    course.catch_up(message)
    WORKFLOW.after(message.status, MessageAction.REJECT)
    if may_decide(actor, message):
        course.drop_proposal(message)
    elif open_refusal(message.id) is not None:
        raise Conflict("refusal.waits", "已经提过了，正等着批。")
    refusal = _propose(actor, message, reason, text)
    if may_decide(actor, message):
        _send(actor, message, refusal)
    else:
        outbox.publish("message.refusal_proposed", message_id=message.id, refusal_id=refusal.id)


def approve(actor: Actor, message: Message) -> None:
    """A head agrees: its author is told, in the words that were proposed."""
    _send(actor, message, _waiting(actor, message))


def send_back(actor: Actor, message: Message, *, text: str) -> None:
    """A head does not agree, and says why. The letter stays where it is."""
    refusal = _waiting(actor, message)
    _decide(actor, refusal, Verdict.SENT_BACK)
    refusal.comment = text
    outbox.publish("message.refusal_sent_back", message_id=message.id, refusal_id=refusal.id)


def appeal(actor: Actor, message: Message, *, text: str) -> None:
    """The author does not agree (O19): once, and then somebody of the township looks at it."""
    refuse_others(actor, message)
    after = WORKFLOW.after(message.status, MessageAction.APPEAL)
    if message.appealed_at is not None:
        raise Conflict("message.already_appealed", "已经申诉过一次，镇街人大看过了。该找谁写在里面。")
    message.status, message.rejected_at, message.appealed_at = after, None, clock.now()
    message.promised_on = settings.due(message.area_code, ACCEPT_DAYS)
    step = record(message, actor, MessageAction.APPEAL, text=text)
    db.session.flush()
    outbox.publish("message.appealed", message_id=message.id, step_id=step.id)


def may_decide(actor: Actor, message: Message) -> bool:
    """After an appeal only the township decides: it was the station that refused."""
    is_enough = message.appealed_at is None or actor.role is Role.STREET_NPC
    return is_enough and actor.may(Permission.MESSAGE_DECIDE)


def _propose(actor: Actor, message: Message, reason: RefusalReason, text: str) -> Refusal:
    made = Refusal(
        message_id=message.id,
        reason=reason,
        text=text,
        proposed_by=actor.own_id(),
        proposer=actor.title,
        proposed_at=clock.now(),
    )
    db.session.add(made)
    db.session.flush()
    return made


def _waiting(actor: Actor, message: Message) -> Refusal:
    refuse_author(actor, message)
    if not may_decide(actor, message):
        raise Forbidden("refusal.township", "来信人申诉过，这一次要由镇街人大定。")
    found = open_refusal(message.id)
    if found is None:
        raise Conflict("refusal.none", "这封信现在没有等批的意见，也许同事已经批过了。")
    return found


def _decide(actor: Actor, refusal: Refusal, verdict: Verdict) -> None:
    refusal.verdict, refusal.decided_at = verdict, clock.now()
    refusal.decided_by, refusal.decider = actor.account_id, actor.title


def _send(actor: Actor, message: Message, refusal: Refusal) -> None:
    _decide(actor, refusal, Verdict.REFUSED)
    db.session.flush()
    course.advance(message, MessageAction.REJECT)
    message.rejected_at = clock.now()
    step = record(message, actor, MessageAction.REJECT, text=refusal.text)
    db.session.flush()
    outbox.publish("message.rejected", message_id=message.id, step_id=step.id)
