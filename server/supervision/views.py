"""From a supervision to what this reader may see of it and do with it."""

from __future__ import annotations

from server.core import clock
from server.core.actor import Actor
from server.core.permissions import Permission
from server.supervision.models import BY_TWO, MAY_OPEN, MEETS, Supervision
from server.supervision.queries import SEES_PROPOSED
from server.supervision.schemas import Doing, SupervisionOut


def supervision_out(actor: Actor, one: Supervision) -> SupervisionOut:
    is_ours = actor.role in SEES_PROPOSED
    return SupervisionOut(
        id=one.id,
        level=one.level,
        reason=one.reason,
        opener=one.opener,
        opened_at=clock.local(one.opened_at),
        waits_for_second=one.waits_for_second,
        seconder=one.seconder or None,
        # the People's Congress's own papers
        legal_review=(one.legal_review or None) if is_ours else None,
        materials=(one.materials or None) if is_ours else None,
        response=one.response or None,
        responder=one.responder or None,
        finding=one.finding,
        comment=one.comment or None,
        meeting=one.meeting,
        met_on=one.met_on,
        outcome=one.outcome or None,
        closed_at=clock.local(one.closed_at) if one.closed_at else None,
        actions=actions_for(actor, one),
    )


def actions_for(actor: Actor, one: Supervision) -> list[Doing]:
    """What this caller may do now."""
    if one.closed_at is not None:
        return []
    is_office = one.level in MAY_OPEN.get(actor.role, frozenset())
    if one.waits_for_second:
        seconds = is_office and one.opened_by != actor.account_id
        return [*(["second"] if seconds else []), *(["lift"] if is_office else [])]  # type: ignore[list-item]
    doing: list[Doing] = []
    is_answered = one.responded_at is not None and one.finding is None
    if not is_answered and actor.may(Permission.ASSIGNMENT_SIGN_OFF):
        doing.append("respond")
    if is_office and is_answered:
        doing.append("decide")
    if one.level == MEETS and actor.may(Permission.SUPERVISION_MEET):
        doing.append("meet")
    if is_office:
        doing += ["lower", "lift"] if lower_levels(actor, one) else ["lift"]
    return doing


def lower_levels(actor: Actor, one: Supervision) -> list[int]:
    """To which it may be brought down, the nearest first; never to one that two people decide."""
    open_to = MAY_OPEN.get(actor.role, frozenset()) - BY_TWO
    return sorted((level for level in open_to if level < one.level), reverse=True)
