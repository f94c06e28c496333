"""What codes do by themselves: kept answers are dropped, sheets are printed, scans are noted."""

from __future__ import annotations

import logging
from datetime import date
from itertools import groupby
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.exc import SQLAlchemyError

from server.areas.models import PREFIX_LENGTHS
from server.areas.queries import get as get_area, within
from server.codes import printing, progress, queries, screens, service
from server.codes.models import Code
from server.core import cache, jobs, outbox
from server.core.db import transaction
from server.core.errors import OutOfSpace
from server.gateways.registry import gateways
from server.stations.models import Seat, Station

log = logging.getLogger(__name__)
AT_ONCE = 500
NO_ROOM = "我们这边放不下了，已经在处理。请过一会儿再试。"
NOT_MADE = "这一份没有做成，已经记下来了。请再试一次。"


@jobs.every(hour=3, minute=20)
def change_secrets() -> None:
    """A fresh secret behind the changing codes every 90 days; the last one is taken for two more steps."""
    with transaction():
        screens.rotate_when_due()


@jobs.task("codes.forget")
def forget(code_id: UUID) -> None:
    """A revoked code must not live on in the cache."""
    _forget(Code.id == code_id)


@jobs.task("codes.forget_station")
def forget_station(station_id: UUID) -> None:
    _forget(Code.station_id == station_id)


@jobs.task("codes.forget_deputy")
def forget_deputy(deputy_id: UUID) -> None:
    """Their own code, and every code of a station where they sit: all of them show the card."""
    seats = select(Seat.station_id).where(Seat.deputy_id == deputy_id)
    _forget(or_(Code.deputy_id == deputy_id, Code.station_id.in_(seats)))


@jobs.task("codes.forget_area")
def forget_area(area_code: str) -> None:
    area = get_area(area_code)
    _forget(within(Station.area_code, area.code[: PREFIX_LENGTHS[area.level]]))


def _forget(condition: ColumnElement[bool]) -> None:
    with transaction():
        keys = queries.kept_answers(condition)
    for start in range(0, len(keys), AT_ONCE):
        cache.forget(*keys[start : start + AT_ONCE])


@jobs.on("deputy.changed")
def deputy_changed(deputy_id: UUID, **_: object) -> None:
    outbox.assign("codes.forget_deputy", deputy_id=deputy_id)


@jobs.on("deputy.left")
def deputy_left(deputy_id: UUID, **_: object) -> None:
    outbox.assign("codes.forget_deputy", deputy_id=deputy_id)


@jobs.on("station.changed")
def station_changed(station_id: UUID, **_: object) -> None:
    outbox.assign("codes.forget_station", station_id=station_id)


@jobs.on("register.imported")
def register_imported(area_code: str, **_: object) -> None:
    outbox.assign("codes.forget_area", area_code=area_code)


@jobs.task("codes.print")
def print_part(part_id: UUID) -> None:
    """Make one part. Killed in the middle, it is handed over again; done twice, it counts once."""
    with transaction():
        if not printing.is_wanted(part_id):
            return
    try:
        _make(part_id)
    except SQLAlchemyError:
        raise
    except Exception as error:
        log.exception("a part was not printed", extra={"part": str(part_id)})
        with transaction():
            printing.fail(part_id, NO_ROOM if isinstance(error, OutOfSpace) else NOT_MADE)


def _make(part_id: UUID) -> None:
    with transaction():
        taken = printing.take(part_id)
        if taken is not None:
            job, part = taken
            made = progress.compose(job, part)
            gateways().storage.put(str(part.id), made)
            printing.finish(part, len(made))


@jobs.every(hour=3, minute=40)
def clear_prints() -> None:
    """What was printed a week ago can be printed again."""
    with transaction():
        gone = printing.forget_old()
    for part_id in gone:
        gateways().storage.delete(str(part_id))


@jobs.every(minute="*/10")
def note_scans() -> None:
    """W20: that a code was scanned today reaches its row within ten minutes; Valkey may lose it."""
    while marks := cache.taken(queries.SCANNED, AT_ONCE):
        for day, of_day in groupby(sorted(mark.decode().split("|") for mark in marks), lambda mark: mark[0]):
            with transaction():
                service.note_scans([bytes.fromhex(digest) for _, digest in of_day], date.fromisoformat(day))
