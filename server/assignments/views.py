"""From an assignment to what this reader may see of it."""

from __future__ import annotations

from typing import Any

from server.assignments import queries, reviewing
from server.assignments.drafting import refused_for_now
from server.assignments.models import Draft, Extension
from server.assignments.queries import Held
from server.assignments.schemas import (
    AssignmentLine,
    AssignmentOut,
    Doing,
    DraftOut,
    ExtensionOut,
    HelperOut,
)
from server.core import clock
from server.core.actor import Actor
from server.core.permissions import Permission
from server.core.text import summary
from server.messages.author_views import may_know_author
from server.messages.life import WITH_UNIT, WORKFLOW, MessageAction, MessageStatus
from server.messages.queries import pictures_of
from server.uploads.schemas import UploadOut


def line_out(held: Held) -> AssignmentLine:
    return AssignmentLine(**_line(held))


def assignment_out(actor: Actor, held: Held) -> AssignmentOut:
    assignment, message = held.assignment, held.message
    drafts, extensions = queries.drafts(assignment.id), queries.extensions(assignment.id)
    return AssignmentOut(
        **_line(held),
        content=message.content,
        place=message.place,
        kind=message.kind,
        category=message.category,
        level=message.level,
        attachments=[UploadOut.of(upload) for upload in pictures_of(message.id)],
        text=assignment.text,
        assigner=assignment.assigner,
        assigned_at=clock.local(assignment.assigned_at),
        is_designated=assignment.is_designated,
        sign_by=assignment.sign_by,
        return_by=assignment.return_by,
        signed_at=clock.local(assignment.signed_at) if assignment.signed_at else None,
        signer=assignment.signer or None,
        may_know_author=may_know_author(message),
        fulfil_on=message.fulfil_on if message.fulfilled_at is None else None,
        # an answer on its way is the unit's alone
        drafts=[_draft(draft) for draft in drafts] if actor.role in queries.UNITS else [],
        looked_back=_looked_back(drafts),
        extensions=[_extension(asked) for asked in extensions],
        helpers=_helpers(held),
        actions=actions_for(actor, held, drafts, extensions),
    )


def _looked_back(drafts: list[Draft]) -> str | None:
    """For the unit and the office, although a draft is the unit's alone."""
    last = drafts[-1] if drafts else None
    return f"{last.looker}：{last.looked_text}" if last and last.looked_text else None


def actions_for(actor: Actor, held: Held, drafts: list[Draft], extensions: list[Extension]) -> list[Doing]:
    """What this caller may do now."""
    if not held.assignment.is_running:
        return []
    doing: list[Doing] = []
    if actor.may(Permission.ASSIGNMENT_HANDLE):
        doing += _units(held, drafts, extensions)
    if actor.may(Permission.ASSIGNMENT_SIGN_OFF) and _waits(drafts) and _has(held, MessageAction.SIGN_OFF):
        doing += ["send_back", "sign_off"]
    asked = any(one.verdict is None for one in extensions)
    if asked and actor.may(Permission.ASSIGNMENT_DECIDE) and queries.is_above(actor, held.unit):
        doing.append("grant")
    if reviewing.waits(actor, held):
        doing.append("review")
    return doing


def _units(held: Held, drafts: list[Draft], extensions: list[Extension]) -> list[Doing]:
    assignment, status = held.assignment, held.message.status
    if status not in (*WITH_UNIT, MessageStatus.REWORKING):
        is_promised = held.message.fulfil_on is not None and held.message.fulfilled_at is None
        if not assignment.is_main or not _has(held, MessageAction.FULFIL):
            return []
        return ["fulfil"] if is_promised else ["look_back"] if refused_for_now(drafts) else []
    doing: list[Doing] = ["sign"] if assignment.signed_at is None else []
    can_return = not assignment.is_main or _has(held, MessageAction.UNIT_RETURN)
    if can_return and not assignment.is_designated and assignment.return_by >= clock.today():
        doing.append("give_back")
    if not assignment.is_main:
        return [*doing, "contribute", "inquire"]
    if not _waits(drafts):
        doing += ["save", "hand_up"] if assignment.signed_at else ["save"]
    if assignment.signed_at and may_know_author(held.message):
        doing.append("know_author")
    has_time = any(one.verdict is None or one.verdict == "agreed" for one in extensions)
    if _has(held, MessageAction.EXTEND) and not has_time:
        doing.append("extend")
    return [*doing, "inquire"]


def _waits(drafts: list[Draft]) -> bool:
    return bool(drafts) and not drafts[-1].is_open and drafts[-1].verdict is None


def _has(held: Held, action: MessageAction) -> bool:
    return action in WORKFLOW.actions(held.message.status)


def _line(held: Held) -> dict[str, Any]:
    message = held.message
    return {
        "id": held.assignment.id,
        "message_id": message.id,
        "number": message.number,
        "status": message.status,
        "summary": summary(message.content),
        "station": held.station.name,
        "unit": held.unit.name,
        "is_main": held.assignment.is_main,
        "promised_on": message.promised_on,
        "urgency": message.urgency,
    }


def _draft(draft: Draft) -> DraftOut:
    return DraftOut(
        serial=draft.serial,
        text=draft.text,
        result=draft.result,
        fulfil_on=draft.fulfil_on,
        look_on=draft.look_on,
        writer=draft.writer,
        saved_at=clock.local(draft.saved_at),
        handed_up_at=clock.local(draft.handed_up_at) if draft.handed_up_at else None,
        verdict=draft.verdict,
        comment=draft.comment or None,
        decider=draft.decider or None,
    )


def _extension(asked: Extension) -> ExtensionOut:
    return ExtensionOut(
        days=asked.days,
        text=asked.text,
        asker=asked.asker,
        asked_at=clock.local(asked.asked_at),
        verdict=asked.verdict,
        comment=asked.comment or None,
        decider=asked.decider or None,
    )


def _helpers(held: Held) -> list[HelperOut]:
    return [
        HelperOut(
            unit=unit.name,
            is_main=other.is_main,
            signed_at=clock.local(other.signed_at) if other.signed_at else None,
            opinion=other.opinion or None,
        )
        for other, unit in queries.of_message(held.message.id)
        if other.id != held.assignment.id and other.is_running
    ]
