"""How the rules of visits would have fired in the last twelve months: late or not at all, promised and not kept, talked
about and not settled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import cast

from sqlalchemy import func, select

from server.alerts.trials import Fired, Trial, looks_back_over_a_year, next_day, read
from server.areas import settings
from server.areas.catalogue import TALK_DAYS, VISIT_DAYS
from server.areas.queries import within
from server.core import clock, workdays
from server.visits.models import Visit, VisitIssue


@looks_back_over_a_year("W12", leaves_out="改过日子的，按最后定的日子算。")
def not_done(trial: Trial) -> Iterator[Fired]:
    here = within(Visit.area_code, trial.area)
    planned = select(Visit.area_code, Visit.planned_on, Visit.held_on).where(
        here, Visit.planned_on >= trial.first - timedelta(days=60), Visit.planned_on < trial.today
    )
    for code, day, held in cast(Sequence[tuple[str, date, date | None]], read(planned)):
        on = next_day(day, trial.number(code, VISIT_DAYS) + 1)
        if on <= (held or trial.today):
            yield Fired(on)
    promised = (
        select(VisitIssue.due_on, VisitIssue.kept_on)
        .join(Visit, Visit.id == VisitIssue.visit_id)
        .where(here, VisitIssue.due_on >= trial.first - timedelta(days=1), VisitIssue.due_on < trial.today)
    )
    for due, kept in cast(Sequence[tuple[date, date | None]], read(promised)):
        if kept is None or kept > due:
            yield Fired(next_day(due))


@looks_back_over_a_year("R2-24-1", leaves_out="后来又改过说法的，按最后定下来的那天算。")
def not_settled(trial: Trial) -> Iterator[Fired]:
    held = select(Visit.area_code, Visit.held_on, func.coalesce(Visit.committed_at, Visit.closed_at)).where(
        within(Visit.area_code, trial.area), Visit.held_on >= trial.first - timedelta(days=120)
    )
    for code, day, settled_at in cast(Sequence[tuple[str, date, datetime | None]], read(held)):
        on = workdays.after(day, trial.number(code, TALK_DAYS) + 1, settings.calendar(code))
        if on <= (clock.local(settled_at).date() if settled_at else trial.today):
            yield Fired(on)
