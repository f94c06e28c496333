"""From a visit to what this reader may see of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from server.core import clock
from server.core.actor import Actor
from server.core.permissions import Permission
from server.core.text import share_words
from server.stations.models import Station
from server.stations.queries import deputies_at
from server.visits import opening, queries
from server.visits.kinds import LIST_WORDS
from server.visits.life import STATUS_WORDS, WORKFLOW, VisitAction as A, VisitStatus
from server.visits.models import Visit, VisitIssue
from server.visits.queries import Rates, Share
from server.visits.schemas import (
    Choice,
    IssueOut,
    PublicIssue,
    PublicVisit,
    PublicVisits,
    VisitChoices,
    VisitLine,
    VisitOut,
    VisitRates,
    VisitShare,
    VisitStepOut,
)

PUBLIC_LIMIT = 30


def actions_for(actor: Actor, visit: Visit) -> list[A]:
    """What this reader may do here; `fulfil` and `lapse` come by themselves."""
    by_themselves = {A.FULFIL, A.LAPSE}
    possible: list[A] = [one for one in WORKFLOW.actions(visit.status) if one not in by_themselves]
    if actor.may(Permission.VISIT_PLAN):
        return possible
    return [A.KEEP] if A.KEEP in possible and actor.may(Permission.VISIT_KEEP) else []


def lines_out(visits: Sequence[Visit]) -> list[VisitLine]:
    names = queries.station_names(visits)
    return [VisitLine(**_line(visit, names)) for visit in visits]


def visit_out(actor: Actor, visit: Visit) -> VisitOut:
    issues = queries.issues_of([visit.id])
    names = queries.unit_names([visit.department_id, *(issue.department_id for issue in issues)])
    numbers = queries.numbers_for(actor, issues)
    return VisitOut(
        **_line(visit, queries.station_names([visit])),
        frequency=visit.frequency,
        content=visit.content or None,
        unit=names.get(visit.department_id) if visit.department_id else None,
        units=[unit.name for unit in queries.units_of(visit.id)],
        deputies=[deputy.name for deputy, came in queries.guests_of(visit.id) if came or not visit.held_on],
        first_planned_on=visit.first_planned_on,
        findings=visit.findings or None,
        is_public=visit.is_public,
        issues=[_issue_out(issue, names, numbers) for issue in issues],
        steps=[
            VisitStepOut(action=step.action, at=clock.local(step.at), by=step.by, text=step.text or None)
            for step in queries.steps_of(visit.id)
        ],
        actions=actions_for(actor, visit),
    )


def choices_out(visit: Visit) -> VisitChoices:
    """Whom the forms of this visit may name."""
    asked = [deputy for deputy, _ in queries.guests_of(visit.id)]
    here = {deputy.id: deputy for deputy in [*asked, *deputies_at(visit.station_id)]}
    units = queries.units_for(visit.area_code)
    return VisitChoices(
        units=[Choice(id=one.id, name=one.name) for one in units],
        deputies=[Choice(id=one.id, name=one.name) for one in here.values()],
    )


def _line(visit: Visit, names: dict[UUID, str]) -> dict[str, Any]:
    return {
        "id": visit.id,
        "kind": visit.kind,
        "who": visit.who,
        "topic": visit.topic,
        "station": names[visit.station_id],
        "area_code": visit.area_code,
        "planned_on": visit.planned_on,
        "held_on": visit.held_on,
        "status": visit.status,
        "status_words": STATUS_WORDS[visit.status],
    }


def _issue_out(issue: VisitIssue, names: dict[UUID, str], numbers: dict[UUID, str]) -> IssueOut:
    return IssueOut(
        id=issue.id,
        serial=issue.serial,
        number=numbers.get(issue.message_id) if issue.message_id else None,
        **_said(issue, names),
    )


def _said(issue: VisitIssue, names: dict[UUID, str]) -> dict[str, Any]:
    return {
        "words": issue.words,
        "answer": issue.answer or None,
        "unit": names.get(issue.department_id) if issue.department_id else None,
        "due_on": issue.due_on,
        "kept_on": issue.kept_on,
        "result": issue.result or None,
        "by_letter": issue.message_id is not None,
    }


def public_out(station: Station) -> PublicVisits:
    """Held visits that were let through, the latest first; none where the county does not open them."""
    if not opening.is_open(station.area_code):
        return PublicVisits(is_open=False, items=[])
    visits = queries.public_at(station.id, PUBLIC_LIMIT)
    issues = queries.issues_of(visit.id for visit in visits)
    names = queries.unit_names(issue.department_id for issue in issues)
    items = [_public(visit, [one for one in issues if one.visit_id == visit.id], names) for visit in visits]
    return PublicVisits(is_open=True, items=items)


def _public(visit: Visit, issues: list[VisitIssue], names: dict[UUID, str]) -> PublicVisit:
    """Before it is settled what becomes of them, the matters are nobody's to read."""
    is_settled = visit.status not in (VisitStatus.HELD, VisitStatus.ISSUES_LISTED)
    assert visit.held_on is not None
    return PublicVisit(
        kind=visit.kind,
        kind_words=LIST_WORDS[visit.kind],
        who=visit.who,
        topic=visit.topic,
        held_on=visit.held_on,
        issues=[PublicIssue(**_said(issue, names)) for issue in issues] if is_settled else [],
    )


def rates_out(found: Rates) -> VisitRates:
    return VisitRates(held=_share(found.held), kept=_share(found.kept))


def _share(share: Share) -> VisitShare:
    return VisitShare(
        done=share.done,
        all=share.all,
        rate=share.done / share.all if share.all else None,
        words=share_words(share.done, share.all),
    )
