"""A letter is watched: by the clock, by an author who was not satisfied, by an office; two and five only by two people.

Taking it lower or back needs a reason; what the unit answers is accepted or refused (domain §5.2).
"""

from __future__ import annotations

from datetime import date

from server.core import audit, clock, limits, outbox
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import Conflict, Forbidden, InvalidInput
from server.messages.life import OPEN
from server.messages.models import Message
from server.messages.service import refuse_author
from server.supervision.models import BY_TWO, LEVEL_WORDS, MAY_OPEN, MEETS, Finding, Meeting, Supervision
from server.supervision.queries import ASKED, open_of

MEDIA, GOVERNMENT, DISCIPLINE = 2, 3, 5
LEAST = 5
"""Characters below which a reason says nothing."""
LATE_FOR_GOVERNMENT, LATE_FOR_CONGRESS = 5, 10
"""Working days late from which the third and the fourth level open by themselves."""
NO_FOR_GOVERNMENT, NO_FOR_CONGRESS = 2, 3
"""How often its author was not satisfied, likewise (O12)."""


def supervise(
    actor: Actor, message: Message, *, level: int, text: str, legal_review: str = "", materials: str = ""
) -> Supervision:
    """By an office, each its own levels; two and five wait for a second person."""
    _refuse_foreign(actor, level)
    if message.status not in OPEN or not message.unit_name:
        raise Conflict("supervision.nothing", "这件事现在没有单位在办，用不着督办。")
    open_levels = {one.level for one in open_of(message.id)}
    if level in open_levels:
        raise Conflict("supervision.open", f"{LEVEL_WORDS[level]}已经开着了。")
    if level == MEDIA and GOVERNMENT not in open_levels:
        raise Conflict("supervision.too_early", "政务督办开着还没有动静，才能请媒体监督。请先开政务督办。")
    _refuse_bare(level, legal_review, materials)
    made = _made(message, level, text, actor)
    made.legal_review = legal_review if level == MEDIA else ""
    made.materials = materials if level == DISCIPLINE else ""
    audit.record(actor, "supervision.opened", "message", message.id, text)
    if not made.waits_for_second:
        outbox.publish("supervision.opened", supervision_id=made.id)
    else:
        outbox.publish("supervision.proposed", supervision_id=made.id)
    return made


def ask(actor: Actor, message: Message, *, text: str) -> None:
    """The deputy or the station ask the offices to look (§4.2, 提请): once a week for each letter, on the log."""
    refuse_author(actor, message)
    if message.status not in OPEN or not message.unit_name:
        raise Conflict("supervision.nothing", "这件事现在没有单位在办，用不着督办。")
    limits.hit("1 per 7 day", "supervision.ask", message.id, "这件事这几天已经有人提请过督办了，等他们看。")
    audit.record(actor, ASKED, "message", message.id, text)
    outbox.publish("supervision.asked", message_id=message.id, at=int(clock.now().timestamp()))


def _refuse_bare(level: int, legal_review: str, materials: str) -> None:
    """The media only after a lawyer has read it; the discipline commission only with what is handed over."""
    fields = {}
    if level == MEDIA and not legal_review:
        fields["legal_review"] = "请写谁做的法律审核、怎么说的"
    if level == DISCIPLINE and not materials:
        fields["materials"] = "请写移送哪些材料，一行一样"
    if fields:
        raise InvalidInput("supervision.bare", "还差一项没有写，写好的都在。", fields=fields)


def second(actor: Actor, supervision: Supervision) -> None:
    """Somebody else of the office agrees: from now on it holds."""
    _refuse_foreign(actor, supervision.level)
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
    if supervision.responded_at is not None and supervision.finding is None:
        raise Conflict("supervision.with_office", "已经回过话了，等督办的人看过再说。")
    supervision.response, supervision.responded_at = text, clock.now()
    supervision.responder, supervision.finding = actor.name, None
    outbox.publish("supervision.responded", supervision_id=supervision.id, at=int(clock.now().timestamp()))


def decide(actor: Actor, supervision: Supervision, *, is_enough: bool, text: str = "") -> None:
    """What the unit answered is enough, and the matter is watched no more; or it is not, and why."""
    _refuse_foreign(actor, supervision.level)
    _refuse_closed(supervision)
    if supervision.responded_at is None or supervision.finding is not None:
        raise Conflict("supervision.unanswered", "单位还没有回话。")
    if not is_enough and len(text) < LEAST:
        raise InvalidInput(
            "supervision.no_reason", "不够，请写还差什么。", fields={"text": "单位照着这句话补"}
        )
    supervision.finding = Finding.ENOUGH if is_enough else Finding.POOR
    supervision.comment, supervision.decider = text, actor.title
    if is_enough:
        supervision.closed_at = clock.now()
    else:
        outbox.publish("supervision.refused", supervision_id=supervision.id, at=int(clock.now().timestamp()))


def lift(actor: Actor, supervision: Supervision, *, text: str) -> None:
    """Watched no more, before the unit has answered: with a reason, on the log."""
    _refuse_foreign(actor, supervision.level)
    _refuse_closed(supervision)
    supervision.closed_at, supervision.comment, supervision.decider = clock.now(), text, actor.title
    audit.record(actor, "supervision.lifted", "message", supervision.message_id, text)


def lower(actor: Actor, supervision: Supervision, message: Message, *, level: int, text: str) -> None:
    """Watched at a lower level from now on: this one ends with the reason, and the lower one stands."""
    if level >= supervision.level or level in BY_TWO:
        raise InvalidInput(
            "supervision.not_lower",
            "只能降到更低的一级。",
            fields={"level": "请选更低的一级，不含要两个人定的"},
        )
    _refuse_foreign(actor, level)
    lift(actor, supervision, text=text)
    if any(one.level == level for one in open_of(message.id)):
        return
    made = _made(message, level, text, actor)
    outbox.publish("supervision.opened", supervision_id=made.id)


def meet(actor: Actor, supervision: Supervision, *, meeting: Meeting, on: date, outcome: str) -> None:
    """The fourth level is held as a meeting: which, when, and what came of it."""
    _refuse_closed(supervision)
    if supervision.level != MEETS:
        raise Conflict("supervision.no_meeting", f"只有{LEVEL_WORDS[MEETS]}要约见、会商或询问。")
    if on > clock.today():
        raise InvalidInput("supervision.not_met", "开过了再记。", fields={"on": "选今天或以前的一天"})
    supervision.meeting, supervision.met_on, supervision.outcome = meeting, on, outcome
    supervision.recorder = actor.title
    audit.record(actor, "supervision.met", "message", supervision.message_id, meeting.value)


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


def _refuse_foreign(actor: Actor, level: int) -> None:
    if level not in MAY_OPEN.get(actor.role, frozenset()):
        raise Forbidden("supervision.level", f"{LEVEL_WORDS[level]}不由您这一级定。")


def _refuse_closed(supervision: Supervision) -> None:
    if supervision.closed_at is not None:
        raise Conflict("supervision.closed", "这件督办已经结束了。")
