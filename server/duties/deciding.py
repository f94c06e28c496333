"""What is decided about a record: confirmed, refused with a reason, appealed once, corrected, sealed (domain §5.4)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import select, update

from server.activities.kinds import DutyKind
from server.activities.service import forget_coming
from server.core import audit, clock, outbox
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import Conflict, Forbidden, InvalidInput
from server.duties import queries, recording
from server.duties.life import COUNTED, WAITING, WORKFLOW, DutyAction, DutyStatus
from server.duties.models import Duty, DutyStep

APPEAL_WITHIN: Final = timedelta(days=10)
OPEN_AGAIN_FOR: Final = timedelta(days=30)
"""A record that was unsealed stays open that long, and is sealed again by itself."""
SEALED_AT_ONCE: Final = 2000
LONG_AGO: Final = datetime(2000, 1, 1, tzinfo=clock.ZONE)


def submit(actor: Actor, duty: Duty) -> Duty:
    """A draft is handed to the liaison."""
    _move(actor, duty, DutyAction.SUBMIT)
    return duty


def confirm(actor: Actor, duty: Duty) -> Duty:
    """It happened: a scan off the list, one told late, or one's own words now count."""
    _refuse_own(actor, duty)
    _move(actor, duty, DutyAction.CONFIRM)
    recording.note(duty)
    return duty


def settle(actor: Actor, recorded: recording.Recorded) -> recording.Recorded:
    """Whoever enters what already waits confirms it by that.

    Raises Conflict for what was refused or sealed otherwise, with the way on.
    """
    duty = recorded.duty
    if duty.status is DutyStatus.DRAFT:
        _move(actor, duty, DutyAction.SUBMIT)
    if duty.status in WAITING:
        action = DutyAction.CONFIRM if duty.status is DutyStatus.PENDING else DutyAction.GRANT
        _move(actor, duty, action)
        recording.note(duty)
    elif duty.status not in COUNTED:
        WORKFLOW.after(duty.status, DutyAction.CONFIRM)
    return recorded


def reject(actor: Actor, duty: Duty, *, reason: str) -> Duty:
    """It cannot be confirmed, and the deputy reads why; they may appeal once."""
    _refuse_own(actor, duty)
    _move(actor, duty, DutyAction.REJECT, reason)
    return duty


def appeal(actor: Actor, duty: Duty, *, reason: str) -> Duty:
    """Once, within ten days. Raises Conflict when it is too late."""
    WORKFLOW.after(duty.status, DutyAction.APPEAL)
    said = queries.last_step(duty.id, DutyAction.REJECT)
    if said is not None and clock.now() - said.at > APPEAL_WITHIN:
        raise Conflict("duty.appeal_late", "过了 10 天，不能申诉了。确实做了的，请联络员核对后代您登记。")
    _move(actor, duty, DutyAction.APPEAL, reason)
    return duty


def decide(actor: Actor, duty: Duty, *, is_granted: bool, reason: str) -> Duty:
    """A head or an office decides the appeal; whoever refused it first does not."""
    _refuse_own(actor, duty)
    said = queries.last_step(duty.id, DutyAction.REJECT)
    if said is not None and said.account_id == actor.account_id and duty.status is DutyStatus.APPEALED:
        raise Forbidden("duty.own_decision", "这条是您先前没有核实的，申诉请站里另一位或镇街来定。")
    _move(actor, duty, DutyAction.GRANT if is_granted else DutyAction.REFUSE, reason)
    if is_granted:
        recording.note(duty)
    return duty


def correct(
    actor: Actor,
    duty: Duty,
    *,
    reason: str,
    kind: DutyKind | None = None,
    title: str | None = None,
    at: datetime | None = None,
    place: str | None = None,
) -> Duty:
    """Written anew; what stood before is kept in the step, and the deputy sees both."""
    WORKFLOW.after(duty.status, DutyAction.CORRECT)
    given = {"kind": kind, "title": title, "at": at, "place": place}
    changed = {key: value for key, value in given.items() if value not in (None, getattr(duty, key) or "")}
    if not changed:
        raise InvalidInput("duty.nothing_new", "和原来写的一样，没有要改的。", fields={"title": "没有改动"})
    if at is not None:
        refuse_day(at, "at")
    _move(actor, duty, DutyAction.CORRECT, reason, was={key: _said(duty, key) for key in changed})
    for key, value in changed.items():
        setattr(duty, key, value)
    return duty


def refuse_day(at: datetime, field: str) -> None:
    """Raises InvalidInput for a moment to come, and for one before there was anything to record."""
    if at > clock.now():
        raise InvalidInput("duty.future", "时间还没到，请核对。", fields={field: "不能写以后的时间"})
    if at < LONG_AGO:
        raise InvalidInput("duty.long_ago", "这一天太早了，请核对年份。", fields={field: "请核对年份"})


def _said(duty: Duty, key: str) -> str:
    value = getattr(duty, key)
    return clock.local(value).isoformat() if isinstance(value, datetime) else str(value or "")


def strike(actor: Actor, duty: Duty, *, reason: str) -> Duty:
    """It was another person, or it never was: the record no longer counts, and stays to be read with the reason."""
    _move(actor, duty, DutyAction.STRIKE, reason)
    _set_free(duty)
    if duty.activity_id is not None:
        forget_coming(duty.activity_id, duty.deputy_id)
    audit.record(actor, "duty.strike", "duty", duty.id, reason)
    return duty


def revoke(actor: Actor, duty: Duty) -> Duty:
    """The deputy takes back a draft, or what nobody has looked at yet."""
    _move(actor, duty, DutyAction.REVOKE)
    _set_free(duty)
    return duty


def unseal(actor: Actor, duty: Duty, *, reason: str) -> Duty:
    """A sealed record is opened for a month, because something in it has to be put right."""
    _move(actor, duty, DutyAction.UNSEAL, reason)
    duty.unsealed_at = clock.now()
    audit.record(actor, "duty.unseal", "duty", duty.id, reason)
    return duty


def sealed_before(today: date) -> datetime:
    """Records before this moment are sealed: from 31 January on, those of the year before."""
    year = today.year if (today.month, today.day) >= (1, 31) else today.year - 1
    return datetime(year, 1, 1, tzinfo=clock.ZONE)


def seal_some(today: date) -> int:
    """Seal a batch of the years that are over; how many. Nobody decided anything, so no step is written."""
    due = Duty.unsealed_at.is_(None) | (Duty.unsealed_at < clock.now() - OPEN_AGAIN_FOR)
    over = select(Duty.id).where(Duty.status == DutyStatus.CONFIRMED, Duty.at < sealed_before(today), due)
    batch = over.order_by(Duty.at).limit(SEALED_AT_ONCE).with_for_update(skip_locked=True)
    sealed = update(Duty).where(Duty.id.in_(batch)).values(status=DutyStatus.ARCHIVED).returning(Duty.id)
    return len(db.session.execute(sealed.execution_options(synchronize_session=False)).all())


def _refuse_own(actor: Actor, duty: Duty) -> None:
    """One person's word is confirmed by another one."""
    if duty.recorded_by is not None and duty.recorded_by == actor.account_id and duty.status in WAITING:
        raise Forbidden("duty.own_record", "这是您自己记的，请站里另一位或镇街来核。")


def _set_free(duty: Duty) -> None:
    """The same thing may be put on file again."""
    duty.dedupe = f"revoked-{duty.id}"


def _move(
    actor: Actor, duty: Duty, action: DutyAction, reason: str = "", was: dict[str, str] | None = None
) -> None:
    before, duty.status = duty.status, WORKFLOW.after(duty.status, action)
    step = DutyStep(
        duty_id=duty.id,
        action=action,
        before=before,
        after=duty.status,
        account_id=actor.account_id,
        by=actor.title[:60],
        reason=reason,
        was=was,
        at=clock.now(),
    )
    db.session.add(step)
    db.session.flush()
    outbox.publish("duty.moved", duty_id=duty.id, step_id=step.id)
