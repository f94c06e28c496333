"""What suggestions, visits and leads add to which number, by the day on which each began or fell due."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Date, and_, cast, func, literal, select

from server.areas.queries import within
from server.dashboard.sources import Found, Grain, Mark, Scope, counted, day, month_of, source, when
from server.leads.life import UNDECIDED
from server.leads.models import Lead
from server.stations.models import Seat
from server.suggestions.life import Status
from server.suggestions.models import (
    Suggestion,
    SuggestionEvaluation,
    SuggestionReply,
    SuggestionUnit,
    Verdict,
)
from server.visits.life import AHEAD
from server.visits.models import Visit, VisitIssue

WRITTEN = (Status.DRAFT, Status.SECONDING, Status.WITHDRAWN)


@source("suggestions", Grain.ALWAYS)
def suggestions(scope: Scope) -> Found:
    """Handed in ones; answered in time is by the main unit's own day, satisfied by the last evaluation."""
    month = month_of(Suggestion.submitted_at)
    signed = _of_last(SuggestionReply.signed_at)
    due = _of_main(SuggestionUnit.due_on)
    verdict = _verdict()
    where: list[Any] = [within(Suggestion.area_code, scope.prefix), Suggestion.status.not_in(WRITTEN)]
    if scope.station:
        where.append(Suggestion.leader_id.in_(select(Seat.deputy_id).where(Seat.station_id == scope.station)))
    marks = [
        Mark("suggestion", month, Suggestion.category),
        Mark("suggestion_due", due),
        Mark("suggestion_in_time", when(day(signed) <= due, due)),
        Mark("suggestion_result", when(signed.is_not(None), month), _of_last(SuggestionReply.result)),
        Mark("suggestion_rated", when(verdict.is_not(None), month)),
        Mark("suggestion_satisfied", when(verdict != Verdict.UNSATISFIED, month)),
    ]
    return counted(Suggestion.__table__, Suggestion.area_code, None, marks, *where)


def _of_last(what: Any) -> Any:
    """Of the last answer that was signed."""
    found = select(what).where(
        SuggestionReply.suggestion_id == Suggestion.id, SuggestionReply.signed_at.is_not(None)
    )
    return found.order_by(SuggestionReply.id.desc()).limit(1).correlate(Suggestion).scalar_subquery()


def _of_main(what: Any) -> Any:
    """Of the unit that has to answer it, while it has it."""
    found = select(what).where(
        SuggestionUnit.suggestion_id == Suggestion.id,
        SuggestionUnit.is_main,
        SuggestionUnit.left_on.is_(None),
    )
    return found.limit(1).correlate(Suggestion).scalar_subquery()


def _verdict() -> Any:
    found = (
        select(SuggestionEvaluation.result)
        .join(SuggestionReply, SuggestionReply.id == SuggestionEvaluation.reply_id)
        .where(SuggestionReply.suggestion_id == Suggestion.id)
    )
    return found.order_by(SuggestionReply.id.desc()).limit(1).correlate(Suggestion).scalar_subquery()


@source("visits", Grain.ALWAYS)
def visits(scope: Scope) -> Found:
    """Planned for a month, and held; one that was moved is asked for on its new day."""
    marks = [
        Mark("visit", cast(func.date_trunc("month", Visit.planned_on), Date), Visit.kind),
        Mark("visit_due", Visit.planned_on),
        Mark("visit_held", when(Visit.status.not_in(AHEAD), Visit.planned_on)),
    ]
    return counted(Visit.__table__, Visit.area_code, None, marks, *_visits(scope))


@source("promises", Grain.ALWAYS)
def promises(scope: Scope) -> Found:
    """What a unit promised on a visit until a day, and kept."""
    rows = Visit.__table__.join(VisitIssue.__table__, VisitIssue.visit_id == Visit.id)
    is_kept = and_(VisitIssue.kept_on.is_not(None), VisitIssue.kept_on <= VisitIssue.due_on)
    marks = [Mark("pledge", VisitIssue.due_on), Mark("pledge_kept", when(is_kept, VisitIssue.due_on))]
    return counted(rows, Visit.area_code, None, marks, *_visits(scope))


def _visits(scope: Scope) -> list[Any]:
    where: list[Any] = [within(Visit.area_code, scope.prefix)]
    return [*where, Visit.station_id == scope.station] if scope.station else where


@source("leads", Grain.ALWAYS)
def leads(scope: Scope) -> Found:
    """Of a place by where its first letter came from; a station has none of its own."""
    month = month_of(Lead.created_at)
    decided = Lead.status.not_in(UNDECIDED)
    where: list[Any] = [within(Lead.area_code, scope.prefix)]
    if scope.station:
        where.append(literal(value=False))
    marks = [
        Mark("lead", month, Lead.kind),
        Mark("lead_due", Lead.due_on),
        Mark("lead_decided", when(decided, Lead.due_on)),
        Mark("lead_answered", when(decided, month)),
        Mark("lead_adopted", when(and_(decided, Lead.adopted.is_(True)), month)),
    ]
    return counted(Lead.__table__, Lead.area_code, None, marks, *where)
