"""The turns of a letter's path by JSON: ask for more, refuse, take back, tell how it stands."""

from __future__ import annotations

from uuid import UUID

from server.core.actor import current
from server.core.http import Page, Routes
from server.core.permissions import Permission
from server.messages import (
    asking,
    course_queries,
    forwarding,
    handing,
    queries,
    refusals,
    service,
    standing,
    views,
)
from server.messages.path_schemas import (
    AppealMessage,
    ApproveRefusal,
    AskMessage,
    CandidateOut,
    ForwardMessage,
    HandUpMessage,
    NoteMessage,
    NoteOut,
    ProgressMessage,
    RejectMessage,
    ReopenMessage,
    RestoreMessage,
    SendBackRefusal,
    SupplementMessage,
    WithdrawMessage,
)
from server.messages.schemas import MessageOut

routes = Routes("messages", "/api")
ONE = "/messages/<uuid:message_id>"


@routes.post(f"{ONE}/ask", permission=Permission.MESSAGE_ASK, body=AskMessage, out=MessageOut)
def ask(message_id: UUID, body: AskMessage) -> MessageOut:
    """Say what is missing; time stands still until the author has answered."""
    message = queries.get_for_update(current(), message_id)
    asking.ask(current(), message, text=body.text)
    return views.message_out(current(), message)


@routes.post(f"{ONE}/supplement", permission=Permission.MESSAGE_READ, body=SupplementMessage, out=MessageOut)
def supplement(message_id: UUID, body: SupplementMessage) -> MessageOut:
    """The author says what was missing; the station may write down what they said by phone."""
    message = queries.get_for_update(current(), message_id)
    asking.supplement(current(), message, **body.model_dump())
    return views.message_out(current(), message)


@routes.post(f"{ONE}/restore", permission=Permission.MESSAGE_READ, body=RestoreMessage, out=MessageOut)
def restore(message_id: UUID, body: RestoreMessage) -> MessageOut:
    """Go on with a letter that was put away because nobody said what was missing."""
    message = queries.get_for_update(current(), message_id)
    asking.restore(current(), message, **body.model_dump())
    return views.message_out(current(), message)


@routes.post(f"{ONE}/withdraw", permission=Permission.MESSAGE_OWN, body=WithdrawMessage, out=MessageOut)
def withdraw(message_id: UUID, body: WithdrawMessage) -> MessageOut:
    """The author takes it back."""
    message = queries.get_for_update(current(), message_id)
    asking.withdraw(current(), message, reason=body.reason)
    return views.message_out(current(), message)


@routes.post(f"{ONE}/progress", permission=Permission.MESSAGE_REPLY, body=ProgressMessage, out=MessageOut)
def progress(message_id: UUID, body: ProgressMessage) -> MessageOut:
    """Tell the author how it stands; nothing ends."""
    message = queries.get_for_update(current(), message_id)
    asking.progress(current(), message, text=body.text)
    return views.message_out(current(), message)


@routes.post(f"{ONE}/hand-up", permission=Permission.MESSAGE_TRIAGE, body=HandUpMessage, out=MessageOut)
def hand_up(message_id: UUID, body: HandUpMessage) -> MessageOut:
    """Ask the township to give it to a unit."""
    message = queries.get_for_update(current(), message_id)
    handing.hand_up(current(), message, text=body.text)
    return views.message_out(current(), message)


@routes.get(f"{ONE}/deputies", permission=Permission.MESSAGE_TRIAGE, out=Page[CandidateOut])
def deputies(message_id: UUID) -> Page[CandidateOut]:
    """To whom it may be given: up to three who know what it is about, then the others of the station."""
    message = queries.get(current(), message_id)
    service.refuse_author(current(), message)
    return Page[CandidateOut](items=[standing.candidate_out(one) for one in forwarding.candidates(message)])


@routes.post(f"{ONE}/forward", permission=Permission.MESSAGE_TRIAGE, body=ForwardMessage, out=MessageOut)
def forward(message_id: UUID, body: ForwardMessage) -> MessageOut:
    """Give it to another deputy of the station; its author reads who has it now, and why."""
    message = queries.get_for_update(current(), message_id)
    forwarding.forward(current(), message, **body.model_dump())
    return views.message_out(current(), message)


@routes.post(f"{ONE}/reopen", permission=Permission.MESSAGE_REOPEN, body=ReopenMessage, out=MessageOut)
def reopen(message_id: UUID, body: ReopenMessage) -> MessageOut:
    """The answer is poor: whoever answered does it again."""
    message = queries.get_for_update(current(), message_id)
    handing.reopen(current(), message, text=body.text)
    return views.message_out(current(), message)


@routes.post(f"{ONE}/reject", permission=Permission.MESSAGE_REFUSE, body=RejectMessage, out=MessageOut)
def reject(message_id: UUID, body: RejectMessage) -> MessageOut:
    """Say where else to go. By a head it is decided at once; by a liaison it waits for one."""
    message = queries.get_for_update(current(), message_id)
    refusals.refuse(current(), message, reason=body.reason, text=body.text)
    return views.message_out(current(), message)


@routes.post(
    f"{ONE}/reject/approve", permission=Permission.MESSAGE_DECIDE, body=ApproveRefusal, out=MessageOut
)
def approve(message_id: UUID, body: ApproveRefusal) -> MessageOut:
    """Agree to what was proposed; its author is told."""
    message = queries.get_for_update(current(), message_id)
    refusals.approve(current(), message)
    return views.message_out(current(), message)


@routes.post(
    f"{ONE}/reject/send-back", permission=Permission.MESSAGE_DECIDE, body=SendBackRefusal, out=MessageOut
)
def send_back(message_id: UUID, body: SendBackRefusal) -> MessageOut:
    """Do not agree to what was proposed, and say why."""
    message = queries.get_for_update(current(), message_id)
    refusals.send_back(current(), message, text=body.text)
    return views.message_out(current(), message)


@routes.post(f"{ONE}/appeal", permission=Permission.MESSAGE_OWN, body=AppealMessage, out=MessageOut)
def appeal(message_id: UUID, body: AppealMessage) -> MessageOut:
    """The author does not agree to a refusal: once."""
    message = queries.get_for_update(current(), message_id)
    refusals.appeal(current(), message, text=body.text)
    return views.message_out(current(), message)


@routes.get(f"{ONE}/notes", permission=Permission.MESSAGE_NOTE, out=Page[NoteOut])
def notes(message_id: UUID) -> Page[NoteOut]:
    """What the staff said among themselves, the newest first."""
    message = queries.get(current(), message_id)
    service.refuse_author(current(), message)
    return Page[NoteOut](items=[standing.note_out(note) for note in course_queries.notes(message.id)])


@routes.post(f"{ONE}/notes", permission=Permission.MESSAGE_NOTE, body=NoteMessage, out=NoteOut, status=201)
def note(message_id: UUID, body: NoteMessage) -> NoteOut:
    """Say something among the staff; its author never reads it."""
    message = queries.get_for_update(current(), message_id)
    return standing.note_out(asking.note(current(), message, text=body.text))
