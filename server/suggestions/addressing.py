"""To which congress or council a deputy hands a suggestion, who may second it, and who reviews it there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select

from server.areas.models import Area
from server.areas.queries import county_prefix, names, prefix_of, town_code, town_prefix, within
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import InvalidInput
from server.core.permissions import Role
from server.deputies.models import Deputy, DeputyLevel
from server.deputies.queries import BY_PINYIN, in_office
from server.stations.models import Seat, Station
from server.suggestions.clocks import LEVEL_WORDS, Level
from server.suggestions.models import Suggestion

REVIEWERS = {
    Level.COUNTY: Role.NPC_STAFF,
    Level.TOWNSHIP: Role.STREET_NPC,
    Level.STREET_COUNCIL: Role.STREET_NPC,
}
MOST_FOUND = 20
STREET = "街道"


@dataclass(frozen=True, slots=True)
class Addressee:
    level: Level
    area_code: str
    area_name: str

    @property
    def words(self) -> str:
        return f"{self.area_name}，{LEVEL_WORDS[self.level]}"

    @property
    def key(self) -> str:
        return f"{self.level.value}-{self.area_code}"


def addressees(deputy: Deputy) -> list[Addressee]:
    """The own congress first, then the councils of the streets where the deputy sits, by area code.

    National, provincial and municipal deputies hand theirs to congresses that are not here; they sit in street
    councils like the others.
    """
    towns = _towns_of(deputy)
    found: list[Addressee] = []
    if deputy.level is DeputyLevel.COUNTY:
        county = county_prefix(deputy.area_code).ljust(12, "0")
        found.append(Addressee(Level.COUNTY, county, names([county]).get(county, "")))
    if deputy.level is DeputyLevel.TOWNSHIP:
        found += [Addressee(Level.TOWNSHIP, t.code, t.name) for t in towns if not t.name.endswith(STREET)][:1]
    return found + [Addressee(Level.STREET_COUNCIL, t.code, t.name) for t in towns if t.name.endswith(STREET)]


def _towns_of(deputy: Deputy) -> list[Area]:
    """The town of the register that the deputy stands in, then those of the deputy's stations."""
    seats = select(Station.area_code).join(Seat, Seat.station_id == Station.id)
    sits = db.session.scalars(seats.where(Seat.deputy_id == deputy.id))
    codes = {town_code(code) for code in (deputy.area_code, *sits) if prefix_of(code) != county_prefix(code)}
    own = town_code(deputy.area_code)
    found = db.session.scalars(select(Area).where(Area.code.in_(codes)).order_by(Area.code))
    return sorted(found, key=lambda area: (area.code != own, area.code))


def addressee(deputy: Deputy, level: Level, area_code: str) -> Addressee:
    """Raises InvalidInput for a congress or council that is not the deputy's."""
    for one in addressees(deputy):
        if (one.level, one.area_code) == (level, area_code):
            return one
    words = "请选您所在的人大或街道议事会"
    raise InvalidInput("suggestion.addressee", words + "。", fields={"level": words})


def colleagues(suggestion: Suggestion) -> Select[Deputy]:
    """Deputies in office of the same congress or council, without the leader."""
    found = select(Deputy).where(in_office(), Deputy.id != suggestion.leader_id)
    match suggestion.level:
        case Level.COUNTY:
            own = within(Deputy.area_code, county_prefix(suggestion.area_code))
            return found.where(Deputy.level == DeputyLevel.COUNTY, own)
        case Level.TOWNSHIP:
            return found.where(Deputy.level == DeputyLevel.TOWNSHIP, _is_of(suggestion))
        case Level.STREET_COUNCIL:
            return found.where(_sits_in(suggestion))


def _sits_in(suggestion: Suggestion) -> ColumnElement[bool]:
    seats = select(Seat.deputy_id).join(Station, Station.id == Seat.station_id)
    return Deputy.id.in_(seats.where(within(Station.area_code, town_prefix(suggestion.area_code))))


def _is_of(suggestion: Suggestion) -> ColumnElement[bool]:
    return or_(within(Deputy.area_code, town_prefix(suggestion.area_code)), _sits_in(suggestion))


def found_colleagues(suggestion: Suggestion, words: str) -> list[Deputy]:
    """Those who are called like this, by pinyin (F01); nobody is listed unasked."""
    named = Deputy.name.contains(words, autoescape=True)
    return list(
        db.session.scalars(colleagues(suggestion).where(named).order_by(*BY_PINYIN).limit(MOST_FOUND))
    )


def chosen_colleagues(suggestion: Suggestion, ids: Sequence[UUID]) -> list[Deputy]:
    """Raises InvalidInput for somebody who may not second it."""
    found = list(db.session.scalars(colleagues(suggestion).where(Deputy.id.in_(ids)).order_by(*BY_PINYIN)))
    if len(found) != len(set(ids)):
        words = "只能请同一个人大、现在在任的代表附议"
        raise InvalidInput("suggestion.cosigner", words + "。", fields={"deputy_ids": words})
    return found


def reviews(actor: Actor, suggestion: Suggestion) -> bool:
    """Whether this office decides on it: the township's on its own, the county's on the county's (domain §5.3)."""
    own = prefix_of(suggestion.area_code)
    return actor.role is REVIEWERS[suggestion.level] and actor.area_prefix == own
