"""What a scan shows: all of it in one line."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Row as Line, bindparam, func, literal, null, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import aliased

from server.areas.models import Area
from server.areas.queries import town_of
from server.codes.models import Code, CodeKind, CodeStatus
from server.codes.queries import active
from server.core import crypto
from server.core.db import Question, db
from server.core.errors import NotFound
from server.deputies.models import Deputy
from server.deputies.queries import in_office
from server.stations.models import LicenceState, Seat, Station
from server.stations.queries import way_on as nearest_open

_VILLAGE, _TOWN = aliased(Area), aliased(Area)
_CARD = func.json_build_object(
    *("id", Deputy.id, "name", Deputy.name, "level", Deputy.level, "occupation", Deputy.occupation),
    *("promise", Deputy.promise, "specialties", Deputy.specialties),
)
_CARDS = (
    select(func.json_agg(aggregate_order_by(_CARD, Deputy.name, Deputy.id)))
    .select_from(Seat)
    .join(Deputy, Deputy.id == Seat.deputy_id)
    .where(Seat.station_id == Station.id, in_office())
    .correlate(Station)
    .scalar_subquery()
)
_PLACE = (
    *(Station.id, Station.kind, Station.name, Station.area_code, Station.address, Station.open_hours),
    *(Station.phone, Station.liaison, Station.category, Station.licence),
    *(Station.reception_days, Station.brand),
    *(Station.is_demo, _VILLAGE.name.label("village"), _TOWN.name.label("town"), _CARDS.label("cards")),
)
_SHOWN = Question(
    select(Code.kind.label("code_kind"), Code.deputy_id, *_PLACE)
    .join(Station, Station.id == Code.station_id)
    .outerjoin(_VILLAGE, _VILLAGE.code == Station.area_code)
    .outerjoin(_TOWN, _TOWN.code == town_of(Station.area_code))
    .where(Code.token_digest == bindparam("digest"), Code.status == CodeStatus.ACTIVE)
)
_AT_SCREEN = (
    select(literal(CodeKind.DUTY, Code.kind.type).label("code_kind"), null().label("deputy_id"), *_PLACE)
    .select_from(Station)
    .outerjoin(_VILLAGE, _VILLAGE.code == Station.area_code)
    .outerjoin(_TOWN, _TOWN.code == town_of(Station.area_code))
    .where(Station.id == bindparam("station_id"))
)


def behind(text: str) -> Line[Any]:
    """All that a scan shows, in one line: the code's kind, its station with the names of its area, and the
    cards of the deputies in office who sit there (F01: by name). Raises as `active`."""
    line: Line[Any] | None = _SHOWN.first(digest=crypto.digest(text[:200]))
    if line is None:
        active(text)
        raise NotFound
    return line


def at_screen(station_id: UUID) -> Line[Any]:
    """As `behind`, for the changing code of a screen."""
    return db.session.execute(_AT_SCREEN, {"station_id": station_id}).one()


def way_on(line: Line[Any]) -> Station | None:
    """Where a scan leads instead, when the station of what `behind` found is not open."""
    if line.licence is LicenceState.ACTIVE:
        return None
    return nearest_open(line.id, line.area_code, line.deputy_id)
