"""Planning a visit and telling of it, holding it, what came up, what was promised and kept. Nothing here commits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from server.core import audit, clock, outbox
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import Conflict, InvalidInput
from server.messages.models import Message
from server.stations.models import Station
from server.stations.queries import managed_deputy
from server.visits import opening, queries
from server.visits.kinds import Frequency, VisitList
from server.visits.life import WORKFLOW, VisitAction as A, VisitStatus as S
from server.visits.models import Visit, VisitDeputy, VisitIssue, VisitStep, VisitUnit


@dataclass(frozen=True, slots=True)
class Plan:
    """What a line of the yearly plan says."""

    kind: VisitList
    frequency: Frequency
    who: str
    topic: str
    planned_on: date
    content: str = ""
    department_id: UUID | None = None


def plan(
    actor: Actor,
    station: Station,
    given: Plan,
    *,
    unit_ids: Sequence[UUID] = (),
    deputy_ids: Sequence[UUID] = (),
) -> Visit:
    """Put a visit on the plan. A department is one of the register, so that it can be told (W12)."""
    if given.kind is VisitList.DEPARTMENTS and given.department_id is None:
        raise _wrong("department_id", "请选是哪个单位，到时候才能通知它")
    named = [given.department_id] if given.department_id else []
    queries.units_of_county(station.area_code, [*named, *unit_ids])
    made = new_visit(actor.own_id(), station, given)
    db.session.add(made)
    db.session.flush()
    for unit_id in dict.fromkeys(unit_ids):
        db.session.add(VisitUnit(visit_id=made.id, department_id=unit_id))
    for deputy_id in dict.fromkeys(deputy_ids):
        managed_deputy(actor, deputy_id)
        db.session.add(VisitDeputy(visit_id=made.id, deputy_id=deputy_id, came=False))
    _record(made, actor, A.PLAN)
    outbox.publish("visit.planned", visit_id=made.id)
    return made


def new_visit(account_id: UUID | None, station: Station, given: Plan) -> Visit:
    """A planned visit, not yet stored."""
    return Visit(
        kind=given.kind,
        frequency=given.frequency,
        station_id=station.id,
        area_code=station.area_code,
        who=given.who,
        department_id=given.department_id,
        topic=given.topic,
        content=given.content,
        planned_on=given.planned_on,
        first_planned_on=given.planned_on,
        status=S.PLANNED,
        planned_by=account_id,
        created_at=clock.now(),
        findings="",
        is_public=False,
    )


def move(actor: Actor, visit: Visit, *, planned_on: date, reason: str) -> None:
    """Another day, and why; the first one stays, and whoever was told is told anew."""
    was = visit.planned_on
    _advance(actor, visit, A.MOVE, text=f"原定 {was.isoformat()}，改到 {planned_on.isoformat()}：{reason}")
    visit.planned_on = planned_on
    if visit.status is S.NOTIFIED:
        outbox.publish("visit.notified", visit_id=visit.id, day=planned_on.isoformat())


def notify(actor: Actor, visit: Visit) -> None:
    """Whoever comes or is asked to take part hears of the day."""
    _advance(actor, visit, A.NOTIFY)
    visit.notified_at = clock.now()
    outbox.publish("visit.notified", visit_id=visit.id, day=visit.planned_on.isoformat())


def hold(actor: Actor, visit: Visit, *, held_on: date, findings: str, deputy_ids: Sequence[UUID]) -> None:
    """They came: which day, what they found (R1-19), and which deputies were there. Each has it on file by that (F08)."""
    if held_on > clock.today():
        raise _wrong("held_on", "这一天还没到，请填来的那天")
    after = WORKFLOW.after(visit.status, A.HOLD)
    asked = {guest.deputy_id: guest for guest in _guests(visit)}
    for deputy_id in dict.fromkeys(deputy_ids):
        if deputy_id not in asked:
            managed_deputy(actor, deputy_id)
            asked[deputy_id] = VisitDeputy(visit_id=visit.id, deputy_id=deputy_id)
            db.session.add(asked[deputy_id])
        asked[deputy_id].came = True
    visit.held_on, visit.findings, visit.status = held_on, findings, after
    _record(visit, actor, A.HOLD, text=findings)
    outbox.publish("visit.held", visit_id=visit.id)


def list_issue(actor: Actor, visit: Visit, *, words: str) -> VisitIssue:
    """One more matter on the list of what came up."""
    _advance(actor, visit, A.LIST_ISSUES, text=words)
    last = select(func.coalesce(func.max(VisitIssue.serial), 0)).where(VisitIssue.visit_id == visit.id)
    serial = db.session.execute(last).scalar_one() + 1
    made = VisitIssue(visit_id=visit.id, serial=serial, words=words, answer="", result="")
    db.session.add(made)
    opening.look_again(actor, visit)
    return made


def respond(
    actor: Actor,
    visit: Visit,
    issue: VisitIssue,
    *,
    answer: str,
    department_id: UUID | None = None,
    due_on: date | None = None,
) -> None:
    """What was said to it: an answer on the spot, or which unit does it until which day."""
    if (department_id is None) != (due_on is None):
        name = "due_on" if due_on is None else "department_id"
        raise _wrong(name, "答应办的，单位和日子都要写；当场答完的，两样都空着")
    if due_on is not None and due_on < (visit.held_on or clock.today()):
        raise _wrong("due_on", "日子要在进站那天以后")
    if department_id is not None:
        queries.units_of_county(visit.area_code, [department_id])
    _advance(actor, visit, A.RESPOND, text=f"{issue.serial}. {answer}")
    issue.answer, issue.department_id, issue.due_on, issue.message_id = answer, department_id, due_on, None
    opening.look_again(actor, visit)


def link(actor: Actor, visit: Visit, issue: VisitIssue, message: Message) -> None:
    """A resident's letter says the same: one case, which goes the letter's way."""
    if not message.area_code.startswith(visit.area_code[:6]):
        raise _wrong("number", "这封信不在这个区县")
    _advance(actor, visit, A.LINK, text=f"{issue.serial}. 按群众来信办")
    issue.message_id, issue.answer, issue.department_id, issue.due_on = message.id, "", None, None


def commit(actor: Actor, visit: Visit) -> None:
    """Every matter has its answer, its promise or its letter. Where nothing was promised, nothing is left to keep."""
    issues = queries.issues_of([visit.id])
    if visit.status is S.ISSUES_LISTED and (open_ones := [one for one in issues if not one.is_settled]):
        numbers = "、".join(str(one.serial) for one in open_ones)
        raise Conflict("visit.open_issues", f"第 {numbers} 个问题还没有说法。请先答完，再定。")
    _advance(actor, visit, A.COMMIT)
    visit.committed_at = clock.now()
    if any(one.due_on for one in issues):
        outbox.publish("visit.committed", visit_id=visit.id)
    else:
        db.session.flush()  # the database is shown each step
        _advance(actor, visit, A.FULFIL)


def keep(actor: Actor, visit: Visit, issue: VisitIssue, *, result: str) -> None:
    """The unit says that it is done; the last one makes the visit fulfilled."""
    if issue.due_on is None or (actor.department_id and issue.department_id != actor.department_id):
        raise Conflict("visit.not_promised", "这一件不是您单位答应的。")
    if issue.kept_on is not None:
        raise Conflict("visit.kept_before", "这一件已经说过办好了。")
    _advance(actor, visit, A.KEEP, text=f"{issue.serial}. {result}")
    issue.kept_on, issue.result = clock.today(), result
    others = [one for one in queries.issues_of([visit.id]) if one.id != issue.id]
    if all(one.kept_on for one in others if one.due_on):
        _advance(actor, visit, A.FULFIL)
    opening.look_again(actor, visit)
    outbox.publish("visit.kept", visit_id=visit.id, serial=issue.serial)


def lapse(visit: Visit) -> None:
    """A promised day went by."""
    visit.status = WORKFLOW.after(visit.status, A.LAPSE)
    step = VisitStep(visit_id=visit.id, action=A.LAPSE, at=clock.now(), by="系统", text="")
    db.session.add(step)


def close(actor: Actor, visit: Visit, *, text: str) -> None:
    """The end; where a promise was not kept, why. It stays unkept in the figures."""
    if visit.status is S.OVERDUE and not text:
        raise _wrong("text", "还有没办好的，请写明为什么收尾")
    _advance(actor, visit, A.CLOSE, text=text)
    visit.closed_at = clock.now()


def drop(actor: Actor, visit: Visit) -> None:
    """Off the plan again, as long as nobody was told of it."""
    if visit.status is not S.PLANNED:
        raise Conflict("visit.told", "已经通知过了，不能从计划里拿掉。可以改日子。")
    audit.record(actor, "visit.drop", "visit", visit.id, f"{visit.who}：{visit.topic}"[:200])
    db.session.delete(visit)


def _guests(visit: Visit) -> list[VisitDeputy]:
    return list(db.session.scalars(select(VisitDeputy).where(VisitDeputy.visit_id == visit.id)))


def _advance(actor: Actor, visit: Visit, action: A, *, text: str = "") -> None:
    visit.status = WORKFLOW.after(visit.status, action)
    _record(visit, actor, action, text=text)


def _record(visit: Visit, actor: Actor, action: A, *, text: str = "") -> None:
    step = VisitStep(
        visit_id=visit.id, action=action, at=clock.now(), account_id=actor.own_id(), by=actor.title, text=text
    )
    db.session.add(step)


def _wrong(field: str, words: str) -> InvalidInput:
    return InvalidInput.at("visit.field", words, field)
