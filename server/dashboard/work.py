"""What duties and activities add to which number: what was done, where, and whether a station met in its month."""

from __future__ import annotations

from sqlalchemy import and_, case, distinct, func

from server.activities.alerts import counting
from server.activities.life import ActivityStatus
from server.activities.models import Activity
from server.areas.queries import within
from server.dashboard.sources import Found, Grain, Mark, Scope, counted, day, month_of, source, start_of, when
from server.duties.life import COUNTED
from server.duties.models import Duty
from server.stations.models import Station, StationKind


@source("duties", Grain.MONTH)
def duties(scope: Scope) -> Found:
    """Confirmed and sealed ones, by kind and by how they came to be known (F03: all are worth the same)."""
    month = month_of(Duty.at)
    where = [within(Duty.area_code, scope.prefix), *scope.began(Duty.at), Duty.status.in_(COUNTED)]
    if scope.station:
        where.append(Duty.station_id == scope.station)
    marks = [Mark("duty", month, Duty.kind), Mark("duty_source", month, Duty.source)]
    return counted(Duty.__table__, Duty.area_code, month, marks, *where)


@source("activities", Grain.QUARTER)
def activities(scope: Scope) -> Found:
    """On file by kind, and by day for the calendar; what is done and not on file yet is told apart."""
    month = month_of(Activity.starts_at)
    is_filed = Activity.status == ActivityStatus.ARCHIVED
    place = case((Activity.is_online, "online"), else_="offline")
    marks = [
        Mark("activity", when(is_filed, month), Activity.kind),
        Mark("activity_place", when(is_filed, month), place),
        Mark("activity_day", when(is_filed, day(Activity.starts_at))),
        Mark("unfiled", when(Activity.status == ActivityStatus.FINISHED, month)),
    ]
    cohort = start_of("quarter", Activity.starts_at)
    return counted(Activity.__table__, Activity.area_code, cohort, marks, *_activities(scope))


@source("meetings", Grain.QUARTER)
def meetings(scope: Scope) -> Found:
    """Stations that met: a home by the quarter, the others by the month (R4-10). Each counts once."""
    is_home = Station.kind == StationKind.HOME
    is_asked = Station.kind.not_in((StationKind.HOME, StationKind.OBSERVATION_POINT))
    rows = Activity.__table__.join(Station.__table__, Station.id == Activity.station_id)
    marks = [
        Mark("met", when(is_home, start_of("quarter", Activity.starts_at)), _word("home")),
        Mark("met", when(is_asked, month_of(Activity.starts_at)), _word("station")),
    ]
    cohort = start_of("quarter", Activity.starts_at)
    where = [*_activities(scope), and_(*counting())]
    number = func.count(distinct(Station.id))
    return counted(rows, Activity.area_code, cohort, marks, *where, number=number)


def _word(word: str) -> object:
    return case((Station.id.is_not(None), word), else_="")


def _activities(scope: Scope) -> list[object]:
    where = [within(Activity.area_code, scope.prefix), *scope.began(Activity.starts_at)]
    return [*where, Activity.station_id == scope.station] if scope.station else list(where)
