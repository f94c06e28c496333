"""How W12 would have fired in the last twelve months: visits that came late or not, promises kept late or not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import cast

from sqlalchemy import select

from server.alerts.trials import Fired, Trial, looks_back_over_a_year, next_day, read
from server.areas.catalogue import VISIT_DAYS
from server.areas.queries import within
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
