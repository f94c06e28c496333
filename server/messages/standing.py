"""How a letter stands on its way, as far as this reader may see it."""

from __future__ import annotations

from server.core import clock
from server.core.actor import Actor
from server.core.permissions import Permission
from server.messages import course_queries as queries, forwarding
from server.messages.aside_models import Note, Verdict
from server.messages.guides import GUIDES
from server.messages.life import JUDGED, WORKFLOW, MessageAction, MessageStatus
from server.messages.models import Message
from server.messages.path_schemas import CandidateOut, Further, NeedOut, NoteOut, ProposalOut, RefusalOut
from server.messages.queries import Case
from server.messages.refusals import may_decide

_A = MessageAction
_AUTHORS: dict[MessageAction, Further] = {
    _A.SUPPLEMENT: "supplement",
    _A.RESTORE: "restore",
    _A.WITHDRAW: "withdraw",
    _A.APPEAL: "appeal",
}
_STAFFS: dict[MessageAction, tuple[Further, Permission]] = {
    _A.ASK: ("ask", Permission.MESSAGE_ASK),
    _A.SUPPLEMENT: ("supplement", Permission.MESSAGE_ASK),
    _A.RESTORE: ("restore", Permission.MESSAGE_ASK),
    _A.REJECT: ("reject", Permission.MESSAGE_REFUSE),
    _A.PROGRESS: ("progress", Permission.MESSAGE_REPLY),
    _A.HAND_UP: ("hand_up", Permission.MESSAGE_TRIAGE),
    _A.REOPEN: ("reopen", Permission.MESSAGE_REOPEN),
    _A.FORWARD: ("forward", Permission.MESSAGE_TRIAGE),
}


def steps_for(actor: Actor, message: Message, proposal: ProposalOut | None) -> list[Further]:
    """What the caller may do now beside accepting, answering and rating."""
    possible = WORKFLOW.actions(message.status_now)
    if message.author_id == actor.account_id:
        own = [name for action, name in _AUTHORS.items() if action in possible]
        return [name for name in own if _is_open_to_author(message, name)]
    staff = [
        name for action, (name, permission) in _STAFFS.items() if action in possible and actor.may(permission)
    ]
    doing = [name for name in staff if _is_open_to_staff(actor, message, name)]
    if proposal is None or proposal.is_sent_back:
        return doing
    decides: list[Further] = ["approve", "send_back"] if may_decide(actor, message) else []
    return [*(name for name in doing if name != "reject"), *decides]


def _is_open_to_staff(actor: Actor, message: Message, name: Further) -> bool:
    match name:
        case "restore":
            return message.awaited_until is not None
        case "hand_up":
            # an office gives it to a unit itself
            return message.handed_up_at is None and not actor.may(Permission.MESSAGE_ASSIGN)
        case "reopen":
            return message.status in JUDGED
        case "forward":
            return forwarding.is_open(actor, message)
        case _:
            return True


def _is_open_to_author(message: Message, name: Further) -> bool:
    match name:
        case "restore":
            return message.awaited_until is not None
        case "appeal":
            return message.appealed_at is None
        case _:
            return True


def need_of(case: Case) -> NeedOut | None:
    """What is missing; also of a letter that was put away for it."""
    until = case.message.awaited_until
    if until is None:
        return None
    asked = next(step for step in reversed(case.steps) if step.action is MessageAction.ASK)
    return NeedOut(text=asked.text, at=clock.local(asked.at), by=asked.by, until=until)


def refusal_of(case: Case) -> RefusalOut | None:
    """For everybody who sees the letter, once it is decided."""
    message = case.message
    if message.status is not MessageStatus.REJECTED:
        return None
    found = queries.refused_as(message.id)
    if found is None or found.decided_at is None:
        return None
    guide = GUIDES[found.reason]
    return RefusalOut(
        reason=found.reason,
        text=found.text,
        guide=guide.text,
        call=list(guide.call),
        at=clock.local(found.decided_at),
        by=found.decider,
        is_final=message.appealed_at is not None,
    )


def proposal_of(actor: Actor, case: Case) -> ProposalOut | None:
    """For those who refuse; never for the author, whatever else they are."""
    message = case.message
    may_see = actor.may(Permission.MESSAGE_REFUSE) and message.author_id != actor.account_id
    if not case.has_refusals or not may_see or message.status is not MessageStatus.SUBMITTED:
        return None
    latest = queries.refusals(message.id)[0]
    if latest.verdict not in (None, Verdict.SENT_BACK):
        return None
    return ProposalOut(
        reason=latest.reason,
        text=latest.text,
        at=clock.local(latest.proposed_at),
        by=latest.proposer,
        is_sent_back=latest.verdict is Verdict.SENT_BACK,
        comment=latest.comment or None,
        decider=latest.decider or None,
    )


def candidate_out(one: forwarding.Candidate) -> CandidateOut:
    return CandidateOut(id=one.deputy.id, name=one.deputy.name, title=one.deputy.title, because=one.because)


def note_out(note: Note) -> NoteOut:
    return NoteOut(text=note.text, at=clock.local(note.at), by=note.by)
