"""A scope in words: `station:<id>` is the station's name, `area:330111001` is 富春街道."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select

from server.areas import queries as areas
from server.core.actor import Actor
from server.core.db import db
from server.departments.models import Department
from server.stations.models import Station

GROUPINGS = {"", "市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}
"""Names of the statistical code's second level that are not places."""


def words_for(scopes: Iterable[str]) -> dict[str, str]:
    """Names by scope, in one look-up a kind; `self` and what is not known have none."""
    parts = {scope: scope.partition(":")[::2] for scope in set(scopes)}
    names = _area_names(value for kind, value in parts.values() if kind == "area")
    names |= _names(Station, [value for kind, value in parts.values() if kind == "station"])
    names |= _names(Department, [value for kind, value in parts.values() if kind == "department"])
    return {scope: names.get(value, "") for scope, (_, value) in parts.items()}


def _names(table: type[Station] | type[Department], ids: list[str]) -> dict[str, str]:
    if not ids:
        return {}
    rows = db.session.execute(select(table.id, table.name).where(table.id.in_([UUID(i) for i in ids])))
    return {str(row_id): name for row_id, name in rows}


def _area_names(prefixes: Iterable[str]) -> dict[str, str]:
    full = {prefix: prefix.ljust(12, "0") for prefix in prefixes}
    names = areas.names(full.values())
    return {prefix: names.get(code, "") for prefix, code in full.items()}


def words_of(actor: Actor) -> str:
    """Where this actor works, in words; nothing for a scope that is the person alone."""
    return words_for([actor.scope])[actor.scope]


def tenant_of(actor: Actor) -> str:
    """City and county whose console this is, by the actor's place; nothing for who has no place."""
    code = actor.area_prefix
    if actor.station_id:
        station = db.session.get(Station, actor.station_id)
        code = station.area_code if station else None
    if actor.department_id:
        unit = db.session.get(Department, actor.department_id)
        code = unit.area_code if unit else None
    return _county_words(code) if code else ""


def _county_words(code: str) -> str:
    """杭州市富阳区; under a municipality 重庆市渝中区, because 市辖区 is nobody's name for a place."""
    levels = [code[:length] for length in (2, 4, 6) if len(code) >= length]
    names = _area_names(levels)
    if len(levels) < 3:
        return names[levels[-1]]
    province, city, county = (names[level] for level in levels)
    return (province if city in GROUPINGS else city) + county
