"""The duty by JSON: what is on today, one tap, the liaison's entry, the own file."""

from __future__ import annotations

from base64 import b64encode
from uuid import UUID

from server.accounts.doors import settings
from server.activities import queries as activities
from server.activities.schemas import ActivityLine, StationName
from server.codes.qr import qr_png
from server.core import clock
from server.core.actor import current
from server.core.errors import InvalidInput
from server.core.permissions import Permission
from server.duties import deciding, files, queries, scanning, service
from server.duties.schemas import (
    DutyOut,
    DutyPage,
    DutyQuery,
    EnterDuty,
    FaceOut,
    LeaveDuty,
    MeetDuty,
    MeetOut,
    OverviewOut,
    ScanDuty,
    TodayActivity,
    TodayOut,
    TodayQuery,
    YearOut,
    YearQuery,
)
from server.duties.verifying_routes import routes
from server.stations.models import Station
from server.stations.queries import get as get_station, managed, managed_deputy

LIMIT = 100
FACE_SIDE = 600


@routes.get("/today", permission=Permission.DUTY_RECORD, query=TodayQuery, out=TodayOut)
def today(query: TodayQuery) -> TodayOut:
    """What is on today where this code hangs; the one that is meant is already chosen."""
    scanned = scanning.read(current(), query.code)
    return _today(scanned.station, scanning.ticket(current(), query.code, scanned))


def _today(station: Station, code: str) -> TodayOut:
    found = activities.choices(current().deputy_id, station.id, clock.now())
    chosen = service.choose(found, clock.now())
    lines = [
        TodayActivity(
            **ActivityLine.of(choice.activity).model_dump(),
            is_chosen=choice is chosen,
            duty_id=choice.place.duty_id if choice.place else None,
        )
        for choice in found
    ]
    return TodayOut(code=code, station=StationName(id=station.id, name=station.name), activities=lines)


@routes.post(
    "", permission=Permission.DUTY_RECORD, body=ScanDuty, out=DutyOut, status=201, again=200, once=True
)
def scan(body: ScanDuty) -> tuple[DutyOut, int]:
    """One tap after the scan: on file. The same activity again answers 200 with the same record."""
    scanned = scanning.read(current(), body.code, scanned_at=body.scanned_at, point=body.point)
    choice = body.model_dump(include={"activity_id", "kind", "nonce"})
    recorded = service.scan(current(), scanned, **choice)
    return DutyOut.of(recorded.duty, scanned.station.name), 201 if recorded.is_new else 200


@routes.get("/face", permission=Permission.DUTY_RECORD, out=FaceOut)
def face() -> FaceOut:
    """The deputy's own code of this half minute, to be scanned by the liaison."""
    code = scanning.face_code(current())
    drawn = b64encode(qr_png(f"{settings().public_url}/c/{code}", FACE_SIDE)).decode()
    return FaceOut(code=code, picture=f"data:image/png;base64,{drawn}", seconds=scanning.seconds_left())


@routes.post("/meetings", permission=Permission.DUTY_ENTER, body=MeetDuty, out=MeetOut, status=201, again=200)
def meet(body: MeetDuty) -> tuple[MeetOut, int]:
    """The liaison scanned the deputy's code: on file at the liaison's station, confirmed by two people."""
    station, deputy_id = _meeting_place(body), scanning.face_of(body.code)
    recorded = service.meet(
        current(), station, deputy_id=deputy_id, nonce=body.code[:64], activity_id=body.activity_id
    )
    out = MeetOut(
        **DutyOut.of(recorded.duty, station.name).model_dump(), deputy=queries.deputy_name(deputy_id)
    )
    return out, 201 if recorded.is_new else 200


def _meeting_place(body: MeetDuty) -> Station:
    station_id = body.station_id or current().station_id
    if station_id is None:
        raise InvalidInput.at("duty.where", "请说明在哪个站", "station_id")
    return managed(current(), station_id)


@routes.post("/<uuid:duty_id>/leave", permission=Permission.DUTY_OWN, body=LeaveDuty, out=DutyOut)
def leave(duty_id: UUID, body: LeaveDuty) -> DutyOut:
    """The deputy scanned a second time on going."""
    duty = queries.get_for_update(current(), duty_id)
    service.depart(duty, scanning.read(current(), body.code))
    return DutyOut.of(duty, get_station(duty.station_id).name)


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
    duty = deciding.confirm(current(), queries.get_for_update(current(), duty_id))
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


@routes.get("/overview", permission=Permission.DUTY_OWN, query=YearQuery, out=OverviewOut)
def overview(query: YearQuery) -> OverviewOut:
    """How far the deputy's own year is with what the area asks of everybody; nobody else is told."""
    return OverviewOut.of(files.own_progress(current(), query.year or clock.today().year))
