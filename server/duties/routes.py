"""The duty by JSON: what is on today, one tap, the liaison's entry, the own file."""

from __future__ import annotations

from uuid import UUID

from server.activities import queries as activities
from server.activities.schemas import ActivityLine, StationName
from server.codes.models import CodeKind
from server.codes.queries import of_kind
from server.core import clock
from server.core.actor import current
from server.core.http import Routes
from server.core.permissions import Permission
from server.duties import queries, service
from server.duties.schemas import (
    DutyOut,
    DutyPage,
    DutyQuery,
    EnterDuty,
    ScanDuty,
    TodayActivity,
    TodayOut,
    TodayQuery,
    YearOut,
)
from server.stations.models import Station
from server.stations.queries import get as get_station, managed_deputy

routes = Routes("duties", "/api/duties")
LIMIT = 100


@routes.get("/today", permission=Permission.DUTY_RECORD, query=TodayQuery, out=TodayOut)
def today(query: TodayQuery) -> TodayOut:
    """What is on today where this code hangs; the one that is meant is already chosen."""
    _, station = of_kind(query.code, CodeKind.DUTY)
    return _today(station, current().deputy_id)


def _today(station: Station, deputy_id: UUID | None) -> TodayOut:
    found = activities.choices(deputy_id, station.id, clock.now())
    chosen = service.choose(found, clock.now())
    lines = [
        TodayActivity(
            **ActivityLine.of(choice.activity).model_dump(),
            is_chosen=choice is chosen,
            duty_id=choice.place.duty_id if choice.place else None,
        )
        for choice in found
    ]
    return TodayOut(station=StationName(id=station.id, name=station.name), activities=lines)


@routes.post(
    "", permission=Permission.DUTY_RECORD, body=ScanDuty, out=DutyOut, status=201, again=200, once=True
)
def scan(body: ScanDuty) -> tuple[DutyOut, int]:
    """One tap after the scan: on file. The same activity again answers 200 with the same record."""
    _, station = of_kind(body.code, CodeKind.DUTY)
    recorded = service.scan(current(), station, **body.model_dump(exclude={"code"}))
    return DutyOut.of(recorded.duty, station.name), 201 if recorded.is_new else 200


@routes.post("/entries", permission=Permission.DUTY_ENTER, body=EnterDuty, out=DutyOut, status=201, again=200)
def enter(body: EnterDuty) -> tuple[DutyOut, int]:
    """The liaison enters it for a deputy who did not scan."""
    activity = activities.get(current(), body.activity_id)
    deputy = managed_deputy(current(), body.deputy_id)
    recorded = service.enter(current(), activity, deputy_id=deputy.id)
    out = DutyOut.of(recorded.duty, get_station(activity.station_id).name)
    return out, 201 if recorded.is_new else 200


@routes.post("/<uuid:duty_id>/confirm", permission=Permission.DUTY_ENTER, out=DutyOut)
def confirm(duty_id: UUID) -> DutyOut:
    """The liaison confirms a record that waited."""
    duty = service.confirm(queries.get_for_update(current(), duty_id))
    return DutyOut.of(duty, get_station(duty.station_id).name)


@routes.get("", permission=Permission.DUTY_OWN, query=DutyQuery, out=DutyPage)
def file(query: DutyQuery) -> DutyPage:
    """The duty file of a year, newest first, with the year told in words."""
    year = query.year or clock.today().year
    skip = int(query.cursor or 0)
    everything = queries.in_year(current(), year)
    shown = everything[skip : skip + LIMIT]
    names = {station_id: get_station(station_id).name for station_id in {d.station_id for d in shown}}
    return DutyPage(
        items=[DutyOut.of(duty, names[duty.station_id]) for duty in shown],
        next=str(skip + LIMIT) if len(everything) > skip + LIMIT else None,
        year=YearOut.of(year, queries.year_of(everything)),
    )
