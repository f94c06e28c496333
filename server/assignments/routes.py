"""Assignments by JSON: given out by an office, handled by a unit, signed off by its lead."""

from __future__ import annotations

from uuid import UUID

from server.assignments import boxes, drafting, extending, knowing, queries, reviewing, service, views
from server.assignments.boxes import Box
from server.assignments.schemas import (
    AskForTime,
    Assign,
    AssignmentOut,
    AssignmentPage,
    AssignmentQuery,
    Contribute,
    Fulfil,
    GiveBack,
    Inquire,
    KnowAuthor,
    LookBack,
    Nothing,
    RefuseAnswer,
    RefuseTime,
    SendBackDraft,
    SignOff,
    WriteDraft,
)
from server.core.actor import current
from server.core.http import Routes
from server.core.permissions import Permission as P
from server.messages import queries as messages
from server.messages.schemas import IdentityOut

routes = Routes("assignments", "/api/assignments")
ONE = "/<uuid:assignment_id>"


@routes.post("", permission=P.MESSAGE_ASSIGN, body=Assign, out=AssignmentOut, status=201)
def assign(body: Assign) -> AssignmentOut:
    """Give a letter to a main unit and those that help it; its author reads whose it is."""
    message = messages.get_for_update(current(), body.message_id)
    unit, *supporting = queries.units_of(current(), [body.department_id, *body.supporting_ids])
    sorted_as = body.model_dump(include={"kind", "category", "level", "urgency"})
    made = service.assign(current(), message, unit=unit, supporting=supporting, text=body.text, **sorted_as)
    return views.assignment_out(current(), queries.get(current(), made.id))


@routes.get("", permission=P.ASSIGNMENT_READ, query=AssignmentQuery, out=AssignmentPage)
def listing(query: AssignmentQuery) -> AssignmentPage:
    """What one's unit has, or the units of one's area; the least time left first."""
    page = query.cursor or 1
    found = boxes.lines(current(), Box(query.box), page)
    more = str(page + 1) if len(found) > boxes.PER_PAGE else None
    return AssignmentPage(items=[views.line_out(held) for held in found[: boxes.PER_PAGE]], next=more)


@routes.get(ONE, permission=P.ASSIGNMENT_READ, out=AssignmentOut)
def read(assignment_id: UUID) -> AssignmentOut:
    """The matter without its person, what was written so far, and what may be done now."""
    return views.assignment_out(current(), queries.get(current(), assignment_id))


@routes.post(f"{ONE}/sign", permission=P.ASSIGNMENT_HANDLE, body=Nothing, out=AssignmentOut)
def sign(assignment_id: UUID, body: Nothing) -> AssignmentOut:
    """The unit has it."""
    held = queries.get_for_update(current(), assignment_id)
    service.sign(current(), held)
    return views.assignment_out(current(), held)


@routes.post(f"{ONE}/return", permission=P.ASSIGNMENT_HANDLE, body=GiveBack, status=204)
def give_back(assignment_id: UUID, body: GiveBack) -> None:
    """Not this unit's: why, and whose. From then on the unit reads it no more."""
    held = queries.get_for_update(current(), assignment_id)
    better = queries.unit_named(body.better_id, held.message.area_code)
    service.give_back(current(), held, better=better, text=body.text)


@routes.post(f"{ONE}/draft", permission=P.ASSIGNMENT_HANDLE, body=WriteDraft, out=AssignmentOut)
def save(assignment_id: UUID, body: WriteDraft) -> AssignmentOut:
    """Keep what is written so far."""
    held = queries.get_for_update(current(), assignment_id)
    drafting.save(current(), held, **body.model_dump())
    return views.assignment_out(current(), held)


@routes.post(f"{ONE}/hand-up", permission=P.ASSIGNMENT_HANDLE, body=WriteDraft, out=AssignmentOut)
def hand_up(assignment_id: UUID, body: WriteDraft) -> AssignmentOut:
    """The answer is whole; the lead decides."""
    held = queries.get_for_update(current(), assignment_id)
    drafting.hand_up(current(), held, **body.model_dump())
    return views.assignment_out(current(), held)


@routes.post(f"{ONE}/send-back", permission=P.ASSIGNMENT_SIGN_OFF, body=SendBackDraft, out=AssignmentOut)
def send_back(assignment_id: UUID, body: SendBackDraft) -> AssignmentOut:
    """Not good enough yet, and why."""
    held = queries.get_for_update(current(), assignment_id)
    drafting.send_back(current(), held, text=body.text)
    return views.assignment_out(current(), held)


@routes.post(f"{ONE}/sign-off", permission=P.ASSIGNMENT_SIGN_OFF, body=SignOff, out=AssignmentOut)
def sign_off(assignment_id: UUID, body: SignOff) -> AssignmentOut:
    """The answer goes to the author."""
    held = queries.get_for_update(current(), assignment_id)
    drafting.sign_off(current(), held, upload_ids=body.upload_ids)
    return views.assignment_out(current(), held)


@routes.post(f"{ONE}/extension", permission=P.ASSIGNMENT_HANDLE, body=AskForTime, out=AssignmentOut)
def ask_for_time(assignment_id: UUID, body: AskForTime) -> AssignmentOut:
    """More time: once, at most ten working days."""
    held = queries.get_for_update(current(), assignment_id)
    extending.ask(current(), held, days=body.days, text=body.text)
    return views.assignment_out(current(), held)


@routes.post(f"{ONE}/extension/grant", permission=P.ASSIGNMENT_DECIDE, body=Nothing, out=AssignmentOut)
def grant_time(assignment_id: UUID, body: Nothing) -> AssignmentOut:
    """The author is told the new day and the reason."""
    held = queries.get_for_update(current(), assignment_id)
    extending.grant(current(), held)
    return views.assignment_out(current(), held)


@routes.post(f"{ONE}/extension/refuse", permission=P.ASSIGNMENT_DECIDE, body=RefuseTime, out=AssignmentOut)
def refuse_time(assignment_id: UUID, body: RefuseTime) -> AssignmentOut:
    """The promised day stays."""
    held = queries.get_for_update(current(), assignment_id)
    extending.refuse(current(), held, text=body.text)
    return views.assignment_out(current(), held)


@routes.post(f"{ONE}/opinion", permission=P.ASSIGNMENT_HANDLE, body=Contribute, out=AssignmentOut)
def contribute(assignment_id: UUID, body: Contribute) -> AssignmentOut:
    """A helper tells the main unit what it knows."""
    held = queries.get_for_update(current(), assignment_id)
    service.contribute(current(), held, text=body.text)
    return views.assignment_out(current(), held)


@routes.post(f"{ONE}/question", permission=P.ASSIGNMENT_HANDLE, body=Inquire, out=AssignmentOut)
def inquire(assignment_id: UUID, body: Inquire) -> AssignmentOut:
    """Ask the author something, through the station."""
    held = queries.get_for_update(current(), assignment_id)
    service.inquire(current(), held, text=body.text)
    return views.assignment_out(current(), held)


@routes.post(f"{ONE}/fulfil", permission=P.ASSIGNMENT_HANDLE, body=Fulfil, out=AssignmentOut)
def fulfil(assignment_id: UUID, body: Fulfil) -> AssignmentOut:
    """What was promised is done; its author is told."""
    held = queries.get_for_update(current(), assignment_id)
    drafting.fulfil(current(), held, text=body.text)
    return views.assignment_out(current(), held)


@routes.post(f"{ONE}/look-back", permission=P.ASSIGNMENT_HANDLE, body=LookBack, out=AssignmentOut)
def look_back(assignment_id: UUID, body: LookBack) -> AssignmentOut:
    """What could not be done then was looked at again; among the unit and the office."""
    held = queries.get_for_update(current(), assignment_id)
    drafting.look_back(current(), held, **body.model_dump())
    return views.assignment_out(current(), held)


@routes.post(f"{ONE}/review/approve", permission=P.ASSIGNMENT_DECIDE, body=Nothing, out=AssignmentOut)
def approve_answer(assignment_id: UUID, body: Nothing) -> AssignmentOut:
    """The unit's answer will do; its author judges it."""
    held = queries.get_for_update(current(), assignment_id)
    reviewing.approve(current(), held)
    return views.assignment_out(current(), held)


@routes.post(f"{ONE}/review/refuse", permission=P.ASSIGNMENT_DECIDE, body=RefuseAnswer, out=AssignmentOut)
def refuse_answer(assignment_id: UUID, body: RefuseAnswer) -> AssignmentOut:
    """The answer is poor, and why: the unit does it again."""
    held = queries.get_for_update(current(), assignment_id)
    reviewing.refuse(current(), held, text=body.text)
    return views.assignment_out(current(), held)


@routes.post(f"{ONE}/identity", permission=P.ASSIGNMENT_HANDLE, body=KnowAuthor, out=IdentityOut)
def know_author(assignment_id: UUID, body: KnowAuthor) -> IdentityOut:
    """Name and phone, where the author agreed. Written down, and shown to the author."""
    held = queries.get_for_update(current(), assignment_id)
    account = knowing.know_author(current(), held, reason=body.reason)
    return IdentityOut(name=account.name, phone=account.phone)
