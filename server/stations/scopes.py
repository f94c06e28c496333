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


def words_for(scopes: Iterable[str]) -> dict[str, str]:
    """Names by scope, in one look-up a kind; `self` and what is not known have none."""
    parts = {scope: scope.partition(":")[::2] for scope in set(scopes)}
    names = _area_names(value for kind, value in parts.values() if kind == "area")
    names |= _names(Station, [value for kind, value in parts.values() if kind == "station"])
    names |= _names(Department, [value for kind, value in parts.values() if kind == "department"])
    return {scope: names.get(value, "") for scope, (_, value) in parts.items()}


def _names(table: type[Station] | type[Department], ids: list[str]) -> dict[str, str]:
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
    """The county whose console this is, by the actor's place; nothing for who has no place."""
    code = actor.area_prefix
    if actor.station_id:
        station = db.session.get(Station, actor.station_id)
        code = station.area_code if station else None
    return _area_names([code[:6]])[code[:6]] if code else ""
