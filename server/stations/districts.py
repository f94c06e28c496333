"""In whose district somebody acts: so that an optional feature rests there and nowhere else (F15)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from server.areas import offered
from server.areas.queries import county_prefix
from server.core.actor import Actor
from server.core.db import db
from server.core.optional import OPTIONAL
from server.core.permissions import Permission
from server.departments.models import Department
from server.deputies.models import Deputy
from server.stations.models import Station

NOTHING: frozenset[Permission] = frozenset()


def resting_rights(actor: Actor) -> frozenset[Permission]:
    """What this actor may not do here at the moment, because it rests in their district. Mostly nothing, and no
    statement then."""
    where = offered.resting()
    if not where or not actor.is_signed_in:
        return NOTHING
    names = where.get(county_prefix(_code(actor)), ())
    return NOTHING.union(*(OPTIONAL[name].rights for name in names if name in OPTIONAL))


def require_awake(endpoint: str, arguments: Mapping[str, Any]) -> None:
    """Whoever asks, a resident and a visitor too: what an address names must lie where the feature is in use."""
    if not offered.resting():
        return
    for one in OPTIONAL.values():
        if one.serves(endpoint):
            for name, (key, area) in one.at.items():
                if name in arguments:
                    code = db.session.scalar(select(area).where(key == arguments[name]))
                    offered.require(one.name, code or "")


def _code(actor: Actor) -> str:
    """The area code of the place where the actor acts; nothing for a resident, who belongs to none."""
    if actor.area_prefix:
        return actor.area_prefix
    if actor.station_id:
        return _of(Station, actor.station_id)
    if actor.department_id:
        return _of(Department, actor.department_id)
    return _of(Deputy, actor.deputy_id) if actor.deputy_id else ""


def _of(table: type[Station] | type[Department] | type[Deputy], row_id: UUID) -> str:
    return db.session.scalar(select(table.area_code).where(table.id == row_id)) or ""
