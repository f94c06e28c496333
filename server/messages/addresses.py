"""Where a letter goes: the code that was scanned, its station, the deputy, and a number where it can be taken in."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Uuid, and_, bindparam, case, func, null, or_, select

from server.codes.models import Code, CodeKind, CodeStatus
from server.codes.queries import checked
from server.core import crypto, limits
from server.core.actor import Actor
from server.core.db import Question
from server.deputies.models import Deputy
from server.deputies.queries import in_office
from server.messages.models import NUMBERS
from server.stations.models import LicenceState, Seat, Station
from server.stations.queries import get as get_station, seated

MAY_SUBMIT = "5 per 10 minute; 20 per day"


@dataclass(frozen=True, slots=True)
class Address:
    """`deputy` is who `deputy_id` names, when they sit at the station today; `serial` was drawn on the way."""

    station: Station
    deputy_id: UUID | None = None
    deputy: Deputy | None = None
    serial: int | None = None


_WANTED = func.coalesce(bindparam("deputy_id", type_=Uuid()), Code.deputy_id)
_OPEN = and_(
    Code.status == CodeStatus.ACTIVE,
    Code.kind != CodeKind.DUTY,
    Station.licence == LicenceState.ACTIVE,
    or_(_WANTED.is_(None), Deputy.id.is_not(None)),
)
_BEHIND_CODE = Question(
    select(Code, Station, Deputy, case((_OPEN, NUMBERS.next_value()), else_=null()).label("serial"))
    .join(Station, Station.id == Code.station_id)
    .outerjoin(Seat, and_(Seat.station_id == Code.station_id, Seat.deputy_id == _WANTED))
    .outerjoin(Deputy, and_(Deputy.id == Seat.deputy_id, in_office()))
    .where(Code.token_digest == bindparam("digest"))
)


def find(actor: Actor, *, code: str | None, station_id: UUID | None, deputy_id: UUID | None) -> Address:
    """A deputy's code addresses that deputy, unless another one at the station was chosen.

    Asked only so often, because a number is drawn on the way; one that is not used leaves a gap, which harms nobody.
    What leads nowhere does not count.
    """
    limits.hit(MAY_SUBMIT, "message.submit", actor.own_id(), "您写得太勤了，歇一会儿再发。写好的字都在。")
    try:
        return _of_code(code, deputy_id) if code is not None else _of_station(station_id, deputy_id)
    except Exception:
        limits.forgive(MAY_SUBMIT, "message.submit", actor.own_id())
        raise


def _of_station(station_id: UUID | None, deputy_id: UUID | None) -> Address:
    station = get_station(station_id or UUID(int=0))
    return Address(station, deputy_id, seated(station.id, deputy_id) if deputy_id else None)


def _of_code(code: str, deputy_id: UUID | None) -> Address:
    row = _BEHIND_CODE.first(digest=crypto.digest(code[:200]), deputy_id=deputy_id)
    found, station = checked(row and row[:2], CodeKind.STATION, CodeKind.DEPUTY)
    return Address(station, deputy_id or found.deputy_id, row.Deputy, row.serial)
