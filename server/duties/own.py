"""补登: a deputy puts on file what no code and no feature knows of; it waits for the liaison, and counts the same (F03)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select

from server.activities.kinds import DutyKind
from server.core import clock
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import Conflict, InvalidInput
from server.deputies.models import Deputy
from server.duties import deciding, queries, recording
from server.duties.life import WORKFLOW, DutyAction, DutyStatus
from server.duties.models import Duty, DutyHow, DutySource, DutyUpload
from server.duties.recording import Recorded
from server.stations.models import Station
from server.stations.queries import stations_of
from server.uploads import queries as uploads, service as upload_service

MOST_PICTURES: Final = 3


def enter(
    actor: Actor,
    *,
    kind: DutyKind,
    at: datetime,
    title: str,
    place: str = "",
    station_id: UUID | None = None,
    upload_ids: Sequence[UUID] = (),
    is_draft: bool = False,
) -> Recorded:
    """In one's own words, without a code. The same kind, day and place again gives the record that is there.

    Raises InvalidInput for a day to come, for one of a sealed year, and for a station that is not one's own.
    """
    deputy_id = _deputy(actor)
    _refuse_day(at)
    pictures = uploads.unused(actor, upload_ids)
    station = _station(deputy_id, station_id)
    status = DutyStatus.DRAFT if is_draft else DutyStatus.PENDING
    said = recording.in_words(deputy_id, station, kind, at=at, status=status, title=title, place=place)
    proof = {"source": DutySource.SELF, "how": DutyHow.SELF, "recorded_by": actor.account_id}
    recorded = recording.record(said | proof)
    if not recorded.is_new:
        return recorded
    for position, picture in enumerate(pictures):
        upload_service.use(picture)
        row = DutyUpload(duty_id=recorded.duty.id, upload_id=picture.id, position=position)
        db.session.add(row)
    return recorded


def redraft(
    actor: Actor,
    duty: Duty,
    *,
    kind: DutyKind,
    at: datetime,
    title: str,
    place: str = "",
    station_id: UUID | None = None,
) -> Duty:
    """A draft is written anew. Raises Conflict when it was handed over, or when another record says the same."""
    WORKFLOW.after(duty.status, DutyAction.SUBMIT)
    _refuse_day(at)
    station = _station(_deputy(actor), station_id)
    said = recording.in_words(
        duty.deputy_id, station, kind, at=at, status=duty.status, title=title, place=place
    )
    known = queries.by_cause(duty.deputy_id, str(said["dedupe"]))
    if known is not None and known.id != duty.id:
        raise Conflict("duty.known", "同一天、同一处的这件事已经有一条了，不用再记。")
    for key, value in said.items():
        setattr(duty, key, value)
    return duty


def _deputy(actor: Actor) -> UUID:
    if actor.deputy_id is None:
        raise InvalidInput("duty.not_a_deputy", "只有代表本人能登记履职。")
    return actor.deputy_id


def _refuse_day(at: datetime) -> None:
    if at > clock.now():
        words = "还没到的日子不能补登"
    elif at < deciding.sealed_before(clock.today()):
        words = "那一年已经封存了，请联络员核对后代您登记"
    else:
        return
    raise InvalidInput.at("duty.day", words, "at")


def _station(deputy_id: UUID, station_id: UUID | None) -> Station:
    """Whose liaison confirms it: the named one of the deputy's stations, else the first."""
    if station_id is not None:
        own = next((one for one in stations_of(deputy_id) if one.id == station_id), None)
        if own is None:
            raise InvalidInput.at("duty.not_your_station", "请选您坐的站", "station_id")
        return own
    area_code = db.session.scalars(select(Deputy.area_code).where(Deputy.id == deputy_id)).one()
    found = queries.station_for(deputy_id, area_code)
    if found is None:
        raise InvalidInput("duty.no_station", "您还没有排到哪个站，没有人能核。请先找区人大机关。")
    return found
