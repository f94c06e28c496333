"""Finding without a code: by place, by name, by an address in words, by a point on the map, by specialty."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from heapq import nsmallest
from math import cos, radians
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from server.areas.models import PREFIX_LENGTHS, Area, AreaLevel
from server.areas.queries import county_prefix, prefix_of, town_of, town_prefix, within
from server.core.db import db
from server.deputies.models import Deputy
from server.deputies.queries import BY_PINYIN, in_office
from server.stations import matters
from server.stations.models import LicenceState, Seat, Station, StationKind
from server.stations.registers import by_pinyin, like

PER_PAGE = 50
EARTH_M = 6_371_000
NEAR_DEGREES = 0.5
"""Half the height of the box that is searched around a point: some 55 km."""
ROUNDED_TO_M = 10
MOST_FITTING = 3

Row = TypeVar("Row")
_OPEN = Station.licence == LicenceState.ACTIVE
_VILLAGE, _TOWN, _COUNTY = aliased(Area), aliased(Area), aliased(Area)


def words_of(q: str) -> list[str]:
    """桂花西路 18 号 → 桂花西路, 18: all of them must be there, whichever way blanks and 号 are written."""
    words = re.split(r"[\s,，、;；]+", unicodedata.normalize("NFKC", q))
    found = [re.sub(r"(?<=\d)号$", "", word) for word in words if word not in ("", "号")]
    return found or [q]


def stations(
    *, area: str | None, q: str | None, near: tuple[float, float] | None, after: int
) -> list[tuple[Station, int | None]]:
    """A page of open stations and one more: the nearest first with metres, otherwise in code order."""
    found = _asked(select(Station), area, q)
    if near is None:
        found = found.order_by(Station.area_code, Station.kind, Station.name, Station.id)
        rows = db.session.scalars(found.offset(after).limit(PER_PAGE + 1))
        return [(station, None) for station in rows]
    distance = _distance(*near)
    nearby = found.add_columns(distance).where(_box(*near)).order_by(distance, Station.id)
    lines = db.session.execute(nearby.offset(after).limit(PER_PAGE + 1)).all()
    return [(station, round(metres / ROUNDED_TO_M) * ROUNDED_TO_M) for station, metres in lines]


def without_position(*, area: str | None, q: str | None, around: Iterable[Station]) -> int:
    """Open stations that nearness cannot find: of the area asked for, otherwise of the counties found."""
    left = _asked(select(Station.id), area, q).where(Station.latitude.is_(None) | Station.longitude.is_(None))
    counties = {county_prefix(station.area_code) for station in around}
    if area is None and counties:
        left = left.where(or_(*(within(Station.area_code, county) for county in counties)))
    return db.session.execute(select(func.count()).select_from(left.subquery())).scalar_one()


def home_of(area: str) -> Station | None:
    """The open home of deputies of the town, otherwise one of the county: whom one may ask in any case."""
    prefix = prefix_of(area)
    homes = select(Station).where(_OPEN, Station.kind == StationKind.HOME)
    homes = homes.where(within(Station.area_code, county_prefix(prefix))).order_by(
        within(Station.area_code, town_prefix(prefix)).desc(), Station.area_code, Station.name, Station.id
    )
    return db.session.scalars(homes.limit(1)).first()


def _asked(found: Select[Row], area: str | None, q: str | None) -> Select[Row]:
    """Open stations inside the area whose place, address or name has every word of `q`."""
    found = found.where(_OPEN)
    if area:
        found = found.where(within(Station.area_code, prefix_of(area)))
    if not q:
        return found
    found = (
        found.outerjoin(_VILLAGE, _VILLAGE.code == Station.area_code)
        .outerjoin(_TOWN, _TOWN.code == town_of(Station.area_code))
        .outerjoin(_COUNTY, _COUNTY.code == func.left(Station.area_code, 6) + "000000")
    )
    said = _joined(func.concat(_COUNTY.name, _TOWN.name, _VILLAGE.name, Station.address, "|", Station.name))
    return found.where(*(said.like(like(word)) for word in words_of(q)))


def _joined(text: ColumnElement[str]) -> ColumnElement[str]:
    """Without blanks, and with a village called as people call it: 桂花社区居委会 is 桂花社区."""
    return func.translate(func.replace(text, "居委会", ""), " \u3000", "")


def _box(latitude: float, longitude: float) -> ColumnElement[bool]:
    """What may be near, as ranges, before anything is measured."""
    wide = NEAR_DEGREES / cos(radians(latitude))
    return and_(
        Station.latitude.between(latitude - NEAR_DEGREES, latitude + NEAR_DEGREES),
        Station.longitude.between(longitude - wide, longitude + wide),
    )


def _distance(latitude: float, longitude: float) -> ColumnElement[float]:
    """Metres along the surface, by the haversine formula."""
    down = func.sin(func.radians(Station.latitude - latitude) / 2)
    across = func.sin(func.radians(Station.longitude - longitude) / 2)
    shrunk = cos(radians(latitude)) * func.cos(func.radians(Station.latitude))
    return 2 * EARTH_M * func.asin(func.sqrt(func.least(1.0, down * down + shrunk * across * across)))


def deputies(*, area: str | None, q: str | None, specialty: str | None, after: int) -> list[Deputy]:
    """A page of deputies in office and one more, by pinyin (F01: never by a figure)."""
    found = _serving(select(Deputy), area)
    if specialty:
        found = found.where(Deputy.specialties.contains([specialty]))
    if q:
        told = (
            Deputy.name,
            Deputy.constituency,
            Deputy.occupation,
            func.array_to_string(Deputy.specialties, "|"),
        )
        said = _joined(func.concat_ws("|", *told))
        found = found.where(*(said.like(like(word)) for word in words_of(q)))
    found = found.order_by(*BY_PINYIN)
    return list(db.session.scalars(found.offset(after).limit(PER_PAGE + 1)))


def specialties(area: str | None) -> list[str]:
    """What the deputies in office of the area know about, each once, by pinyin."""
    known = _serving(select(func.unnest(Deputy.specialties).label("name")), area).distinct().subquery()
    return list(db.session.scalars(select(known.c.name).order_by(by_pinyin(known.c.name))))


def seats_of(deputy_ids: Iterable[UUID]) -> dict[UUID, list[Station]]:
    """The open stations where each of these deputies sits, in code order."""
    seats: dict[UUID, list[Station]] = {deputy_id: [] for deputy_id in deputy_ids}
    rows = db.session.execute(
        select(Seat.deputy_id, Station)
        .join(Station, Station.id == Seat.station_id)
        .where(Seat.deputy_id.in_(seats), _OPEN)
        .order_by(Station.area_code, Station.name, Station.id)
    )
    for deputy_id, station in rows:
        seats[deputy_id].append(station)
    return seats


@dataclass(frozen=True, slots=True)
class Fitting:
    """A deputy who knows what a matter is about, and the specialties that say so."""

    deputy: Deputy
    stations: list[Station]
    because: list[str]


def fitting(text: str, *, area: str, station_id: UUID | None = None) -> list[Fitting]:
    """Deputies of the county whose specialties the text speaks of, three at most (R1-12). Nothing is kept.

    First who knows about more of what was said, then who sits nearer, then by pinyin. No figure of the
    person counts: no number of letters, answers or duties (F01).
    """
    place = prefix_of(area)
    heard = matters.hits(text, specialties(county_prefix(place)))
    if not heard:
        return []
    knowing = _serving(select(Deputy), county_prefix(place)).where(Deputy.specialties.overlap(list(heard)))
    chosen = _first_of(knowing, heard, place, station_id)
    rows = {row.id: row for row in db.session.scalars(select(Deputy).where(Deputy.id.in_(chosen)))}
    seats = seats_of(chosen)
    return [
        Fitting(rows[one], seats[one], [name for name in rows[one].specialties if name in heard])
        for one in chosen
    ]


def _first_of(
    knowing: Select[Any], heard: dict[str, set[str]], place: str, station_id: UUID | None
) -> list[UUID]:
    """The ids of the first three. Of the many who know, only what the order needs is read."""
    known = db.session.execute(
        knowing.with_only_columns(Deputy.id, Deputy.name, Deputy.specialties, Deputy.area_code)
    ).all()
    seats = db.session.execute(
        select(Seat.deputy_id, Seat.station_id, Station.area_code)
        .join(Station, Station.id == Seat.station_id)
        .where(_OPEN, Seat.deputy_id.in_(knowing.with_only_columns(Deputy.id)))
    )
    places: dict[UUID, list[str]] = {line.id: [line.area_code] for line in known}
    at_station = set()
    for deputy_id, seat, code in seats:
        places.setdefault(deputy_id, []).append(code)
        if seat == station_id:
            at_station.add(deputy_id)

    def order(line: Any) -> tuple[int, int, bytes, UUID]:
        words = matters.longest(set().union(*(heard.get(name, ()) for name in line.specialties)))
        steps = 0 if line.id in at_station else _steps_away(places[line.id], place)
        return -len(words), steps, line.name.encode("gb18030"), line.id

    return [line.id for line in nsmallest(MOST_FITTING, known, key=order)]


def _steps_away(codes: list[str], place: str) -> int:
    """1 of the same village, 2 of the same town, 3 elsewhere in the county; 0 is left for the station itself."""
    levels = (PREFIX_LENGTHS[AreaLevel.VILLAGE], PREFIX_LENGTHS[AreaLevel.TOWN])
    near = (any(code.startswith(place[:length]) for code in codes) for length in levels)
    return next((step for step, is_near in enumerate(near, 1) if is_near), len(levels) + 1)


def _serving(found: Select[Row], area: str | None) -> Select[Row]:
    """In office, of the area's own register or with a seat at an open station in it."""
    found = found.where(in_office())
    if area is None:
        return found
    prefix = prefix_of(area)
    seated = select(Seat.deputy_id).join(Station, Station.id == Seat.station_id)
    inside = seated.where(_OPEN, within(Station.area_code, prefix))
    return found.where(or_(within(Deputy.area_code, prefix), Deputy.id.in_(inside)))
