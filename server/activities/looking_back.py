"""How W04 would have fired in the last twelve months: periods in which a station had not met by a day (R4-10)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import cast
from uuid import UUID

from sqlalchemy import Date, cast as sql_cast, func, select

from server.activities.alerts import PERIODS, counting, days_of
from server.activities.models import Activity
from server.activities.rhythm import Period, span
from server.alerts.models import Level
from server.alerts.trials import Fired, Trial, looks_back_over_a_year, next_day, read
from server.areas.queries import within
from server.core import clock
from server.stations.models import LicenceState, Station

Row = tuple[UUID, str, date]
Met = dict[date, date]
"""By the first day of a period: the first day on which something that counts was over."""


@looks_back_over_a_year(
    "W04",
    leaves_out="现在运行的站；归档按活动结束登记的那天算，归档晚了几天的看不出来。连着几期没有办，算一次。",
)
def had_not_met(trial: Trial) -> Iterator[Fired]:
    for period, (kinds, key, _, _) in PERIODS.items():
        since = func.coalesce(
            Station.licensed_on, sql_cast(func.timezone(clock.ZONE.key, Station.created_at), Date)
        )
        stations = select(Station.id, Station.area_code, since).where(
            within(Station.area_code, trial.area),
            Station.licence == LicenceState.ACTIVE,
            Station.kind.in_(kinds),
        )
        rows, met = cast(Sequence[Row], read(stations)), _met(trial, period)
        for station_id, code, opened in rows:
            days, its = trial.number(code, key), met[station_id]
            judged = [_judged(one, opened, days, its, period) for one in _periods(trial, period)]
            yield from (one for one in _episodes(judged) if one.on <= trial.today)


def _episodes(judged: Sequence[Fired | None]) -> Iterator[Fired]:
    """Periods one after the other without a meeting are one alert that grows worse."""
    begun: Fired | None = None
    for fired in (*judged, None):
        if begun and (fired is None or fired.worst is None):
            yield begun
            begun = None
        if fired:
            begun = Fired(begun.on, fired.worst) if begun else fired


def _periods(trial: Trial, period: Period) -> Iterator[tuple[date, date]]:
    first, last = span(period, trial.first)
    while first <= trial.today:
        yield first, last
        first, last = span(period, next_day(last))


def _met(trial: Trial, period: Period) -> dict[UUID, Met]:
    found = select(Activity.station_id, Activity.starts_at, Activity.finished_at).where(
        within(Activity.area_code, trial.area),
        Activity.starts_at >= trial.since - timedelta(days=100),
        Activity.finished_at.is_not(None),
        *counting(),
    )
    met: dict[UUID, Met] = defaultdict(dict)
    for station_id, starts_at, over_at in cast(Sequence[tuple[UUID, datetime, datetime]], read(found)):
        first, over = span(period, clock.local(starts_at).date())[0], clock.local(over_at).date()
        met[station_id][first] = min(over, met[station_id].get(first, over))
    return met


def _judged(bounds: tuple[date, date], opened: date, days: int, met: Met, period: Period) -> Fired | None:
    """Orange from the first day on when the period before had nothing, else yellow so many days before the last."""
    first, last = bounds
    if opened >= first:
        return None
    over, before = met.get(first), days_of(period, first).before
    if before not in met and opened < before:
        return None if over == first else Fired(first, Level.ORANGE)
    on = last - timedelta(days=days)
    return Fired(on) if over is None or over > on else None
