"""A letter is watched: by the clock, by an author who was not satisfied, by an office; two and five only by two people.

Taking it lower or back needs a reason; what the unit answers is accepted or refused (domain §5.2).
"""

from __future__ import annotations

from server.core import audit, clock, outbox
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import Conflict, Forbidden
from server.core.permissions import Role
from server.messages.life import OPEN
from server.messages.models import Message
from server.supervision.models import LEVEL_WORDS, Finding, Supervision
from server.supervision.queries import open_of

MAY_OPEN = {Role.STREET_NPC: frozenset({1}), Role.NPC_STAFF: frozenset(LEVEL_WORDS)}
LATE_FOR_GOVERNMENT, LATE_FOR_CONGRESS = 5, 10
"""Working days late from which the third and the fourth level open by themselves."""
NO_FOR_GOVERNMENT, NO_FOR_CONGRESS = 2, 3
"""How often its author was not satisfied, likewise (O12)."""


def supervise(actor: Actor, message: Message, *, level: int, text: str) -> Supervision:
    """By an office: the township the first level, the county's office all; two and five wait for a second person."""
    if level not in MAY_OPEN.get(actor.role, frozenset()):
        raise Forbidden("supervision.level", f"{LEVEL_WORDS[level]}不由您这一级开。")
    if message.status not in OPEN or not message.unit_name:
        raise Conflict("supervision.nothing", "这件事现在没有单位在办，用不着督办。")
    if any(one.level == level for one in open_of(message.id)):
        raise Conflict("supervision.open", f"{LEVEL_WORDS[level]}已经开着了。")
    made = _made(message, level, text, actor)
    audit.record(actor, "supervision.opened", "message", message.id, text)
    if not made.waits_for_second:
        outbox.publish("supervision.opened", supervision_id=made.id)
    else:
        outbox.publish("supervision.proposed", supervision_id=made.id)
    return made


def second(actor: Actor, supervision: Supervision) -> None:
    """Somebody else of the office agrees: from now on it holds."""
    _refuse_closed(supervision)
    if not supervision.waits_for_second:
        raise Conflict("supervision.seconded", "这件督办不用第二个人同意，或已经同意了。")
    if supervision.opened_by == actor.account_id:
        raise Forbidden("supervision.same_person", "要另一位同事同意，不能自己同意自己提的。")
    supervision.seconded_at, supervision.seconded_by = clock.now(), actor.own_id()
    supervision.seconder = actor.title
    audit.record(actor, "supervision.seconded", "message", supervision.message_id, supervision.reason)
    outbox.publish("supervision.opened", supervision_id=supervision.id)


def respond(actor: Actor, supervision: Supervision, *, text: str) -> None:
    """The unit's lead says why it is so and what comes next."""
    _refuse_closed(supervision)
    supervision.response, supervision.responded_at = text, clock.now()
    supervision.responder, supervision.finding = actor.name, None
    outbox.publish("supervision.responded", supervision_id=supervision.id, at=int(clock.now().timestamp()))


def decide(actor: Actor, supervision: Supervision, *, is_enough: bool, text: str = "") -> None:
    """What the unit answered is enough, and the matter is watched no more; or it is not, and why."""
    _refuse_closed(supervision)
    if supervision.responded_at is None:
        raise Conflict("supervision.unanswered", "单位还没有回话。")
    supervision.finding = Finding.ENOUGH if is_enough else Finding.POOR
    supervision.comment, supervision.decider = text, actor.title
    if is_enough:
        supervision.closed_at = clock.now()
    else:
        outbox.publish("supervision.refused", supervision_id=supervision.id, at=int(clock.now().timestamp()))


def lift(actor: Actor, supervision: Supervision, *, text: str) -> None:
    """Watched no more, before the unit has answered: with a reason, on the log."""
    _refuse_closed(supervision)
    supervision.closed_at, supervision.comment, supervision.decider = clock.now(), text, actor.title
    audit.record(actor, "supervision.lifted", "message", supervision.message_id, text)


def rise(message: Message, *, late: int) -> None:
    """What follows by itself from being late and from being found unsatisfactory; never two and five."""
    open_levels = {one.level for one in open_of(message.id)}
    if late > LATE_FOR_CONGRESS or message.reworks >= NO_FOR_CONGRESS:
        wanted, reason = 4, f"逾期 {late} 个工作日" if late > 0 else f"来信人第 {message.reworks} 次不满意"
    elif late > LATE_FOR_GOVERNMENT or message.reworks >= NO_FOR_GOVERNMENT:
        wanted, reason = 3, f"逾期 {late} 个工作日" if late > 0 else f"来信人第 {message.reworks} 次不满意"
    elif late > 0:
        wanted, reason = 1, f"逾期 {late} 个工作日"
    else:
        return
    if not any(level >= wanted for level in open_levels):
        made = _made(message, wanted, reason, None)
        outbox.publish("supervision.opened", supervision_id=made.id)


def _made(message: Message, level: int, text: str, actor: Actor | None) -> Supervision:
    made = Supervision(
        message_id=message.id,
        level=level,
        reason=text,
        opened_at=clock.now(),
        opened_by=actor.own_id() if actor else None,
        opener=actor.title if actor else "系统",
    )
    db.session.add(made)
    db.session.flush()
    return made


def _refuse_closed(supervision: Supervision) -> None:
    if supervision.closed_at is not None:
        raise Conflict("supervision.closed", "这件督办已经结束了。")
