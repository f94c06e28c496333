"""More time: asked for once, at most ten working days, decided by an office, told to the author with the reason (O10)."""

from __future__ import annotations

from datetime import date

from server.areas import settings
from server.areas.catalogue import EXTEND_DAYS
from server.assignments import queries
from server.assignments.models import Extension, Verdict
from server.assignments.queries import Held
from server.assignments.service import refuse_ended
from server.core import clock, outbox, workdays
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import Conflict, Forbidden, InvalidInput
from server.messages import units
from server.messages.life import WORKFLOW, MessageAction


def ask(actor: Actor, held: Held, *, days: int, text: str) -> Extension:
    """The main unit, while the time has not run out."""
    refuse_ended(held)
    WORKFLOW.after(held.message.status, MessageAction.EXTEND)
    _refuse_second(held)
    most = settings.number(held.message.area_code, EXTEND_DAYS)
    if days > most:
        raise InvalidInput("extension.too_long", f"最多延 {most} 个工作日。", fields={"days": f"1 到 {most}"})
    asked = Extension(
        assignment_id=held.assignment.id, days=days, text=text, asker=actor.name, asked_at=clock.now()
    )
    db.session.add(asked)
    db.session.flush()
    outbox.publish("extension.asked", assignment_id=held.assignment.id, extension_id=asked.id)
    return asked


def grant(actor: Actor, held: Held) -> None:
    """The author is told the new day and why."""
    asked = _waiting(actor, held)
    _decide(actor, asked, Verdict.AGREED, "")
    units.extend(actor, held.message, until=until(held, asked.days), text=asked.text)


def refuse(actor: Actor, held: Held, *, text: str) -> None:
    """The promised day stays; the unit reads why."""
    asked = _waiting(actor, held)
    _decide(actor, asked, Verdict.SENT_BACK, text)
    outbox.publish("extension.refused", assignment_id=held.assignment.id, extension_id=asked.id)


def until(held: Held, days: int) -> date:
    """The new day: so many working days after the promised one, or after today where that has passed."""
    message = held.message
    first = max(message.promised_on, clock.today())
    return workdays.after(first, days, settings.calendar(message.area_code))


def _refuse_second(held: Held) -> None:
    if not held.assignment.is_main:
        raise Conflict("assignment.helps", "您是协办单位，期限是主办单位的。")
    made = queries.extensions(held.assignment.id)
    if any(asked.verdict is None for asked in made):
        raise Conflict("extension.waits", "已经申请过了，正等着批。")
    if any(asked.verdict is Verdict.AGREED for asked in made):
        raise Conflict("extension.once", "已经延过一次，不能再延。")


def _waiting(actor: Actor, held: Held) -> Extension:
    if not queries.is_above(actor, held.unit):
        raise Forbidden("extension.not_yours", "这个单位的延期由它的上级定。")
    asked = next((one for one in queries.extensions(held.assignment.id) if one.verdict is None), None)
    if asked is None:
        raise Conflict("extension.none", "现在没有等批的延期，也许同事已经定了。")
    return asked


def _decide(actor: Actor, asked: Extension, verdict: Verdict, comment: str) -> None:
    asked.verdict, asked.comment = verdict, comment
    asked.decider, asked.decided_at = actor.title, clock.now()
