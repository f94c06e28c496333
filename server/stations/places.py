"""Where a role may lie: stations, departments and areas, by name and by area code (for accounts)."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, cast, literal, select

from server.accounts.places import MOST, Place
from server.areas.models import PREFIX_LENGTHS, Area
from server.areas.queries import within
from server.core.db import db
from server.departments.models import Department
from server.stations.models import Station
from server.stations.scopes import words_for


class KnownPlaces:
    """The places that accounts ask for."""

    def words(self, scopes: Iterable[str]) -> dict[str, str]:
        return words_for(scopes)

    def code(self, scope: str) -> str | None:
        kind, _, value = scope.partition(":")
        if kind == "area":
            return self._area(value)
        table = {"station": Station, "department": Department}.get(kind)
        try:
            found = db.session.get(table, UUID(value)) if table else None
        except ValueError:
            return None
        return found.area_code if isinstance(found, Station | Department) else None

    def _area(self, prefix: str) -> str | None:
        if len(prefix) not in PREFIX_LENGTHS.values() or not prefix.isdigit():
            return None
        return db.session.scalar(select(Area.code).where(Area.code == prefix.ljust(12, "0")))

    def inside(self, kind: str, prefix: str) -> Select[str]:
        table, scope = _columns(kind)
        return select(scope).where(within(table.area_code, prefix))

    def find(self, kind: str, prefix: str, words: str) -> list[Place]:
        if kind == "area":
            return _areas(prefix, words)
        table, scope = _columns(kind)
        found = select(scope, table.name).where(table.name.contains(words, autoescape=True))
        found = found.where(within(table.area_code, prefix)) if prefix else found
        rows = db.session.execute(found.order_by(table.area_code, table.name).limit(MOST))
        return [Place(row[0], row[1]) for row in rows]


def _columns(kind: str) -> tuple[type[Station] | type[Department], ColumnElement[str]]:
    table: type[Station] | type[Department] = Station if kind == "station" else Department
    return table, literal(f"{kind}:").concat(cast(table.id, String))


def _areas(prefix: str, words: str) -> list[Place]:
    found = select(Area).where(Area.name.contains(words, autoescape=True))
    found = found.where(within(Area.code, prefix)) if prefix else found
    rows = db.session.scalars(found.order_by(Area.code).limit(MOST))
    return [Place(f"area:{area.prefix}", area.name) for area in rows]
