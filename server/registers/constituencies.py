"""选区 in and out of sheets (R2-01): a county's belongs to the county, a township's to its town."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from server.areas.models import PREFIX_LENGTHS, Area, AreaLevel, Constituency, ConstituencyLevel
from server.areas.queries import get as get_area, within
from server.core.db import db
from server.deputies.models import Deputy
from server.registers.cells import Wrong, folded
from server.registers.ledger import Ledger, Places, Trouble, Values


class Constituencies(Ledger):
    def load(self) -> None:
        self.places = Places(self.area)
        held = select(Constituency).where(within(Constituency.area_code, self.area.prefix))
        self.rows = {row.id: row for row in db.session.scalars(held)}
        self.by_key = {self._key(row.level, row.area_code, row.name): row.id for row in self.rows.values()}

    @staticmethod
    def _key(level: str, area_code: str, name: str) -> tuple[str, str, str]:
        return str(level), area_code, folded(name)

    def settle(self, values: Values) -> Trouble:
        try:
            place = self._place(values)
        except Wrong as wrong:
            yield "area", wrong
            return
        if place is not None:
            values["area"], values["area_code"] = place.name, place.code

    def _place(self, values: Values) -> Area | None:
        """Whose constituency it is; None when the level is not known."""
        if values.get("level") == ConstituencyLevel.TOWNSHIP:
            if "area" not in values and self.area.level is AreaLevel.TOWN:
                return self.area
            if "area" not in values:
                raise Wrong("乡镇的选区要写是哪个镇")
            return self.places.town(values["area"])
        if values.get("level") == ConstituencyLevel.COUNTY:
            if self.area.level is not AreaLevel.COUNTY:
                raise Wrong("区县的选区归区县管，请用区县的账号导入")
            return self.area
        return None

    def marks(self, values: Values) -> dict[str, Any]:
        if not {"level", "area_code", "name"} <= values.keys():
            return {}
        return {"name": self._key(values["level"], values["area_code"], values["name"])}

    def find(self, values: Values) -> UUID | None:
        return self.by_key.get(self._key(values["level"], values["area_code"], values["name"]))

    def now(self, target: UUID) -> Values:
        row = self.rows[target]
        return {
            "name": row.name,
            "level": row.level.value,
            "area": self.places.name(row.area_code),
            "area_code": row.area_code,
        }

    def add(self, values: Values) -> tuple[UUID, Values]:
        level = ConstituencyLevel(values["level"])
        row = Constituency(level=level, name=values["name"], area_code=values["area_code"])
        db.session.add(row)
        return row.id, {}

    def change(self, target: UUID, values: Values) -> None:
        self.rows[target].name = values.get("name", self.rows[target].name)

    def used(self, targets: list[UUID]) -> set[UUID]:
        held = select(Deputy.constituency_id).where(Deputy.constituency_id.in_(targets))
        return {found for found in db.session.scalars(held) if found}

    def take_back(self, made: dict[UUID, Values]) -> None:
        db.session.execute(delete(Constituency).where(Constituency.id.in_(made)))


def lines(area: Area) -> Iterator[Values]:
    """Every constituency of an area in the order of the code, as it stands in a sheet."""
    places = Places(area)
    held = select(Constituency).where(
        within(Constituency.area_code, area.prefix), Constituency.closed_on.is_(None)
    )
    for row in db.session.scalars(held.order_by(Constituency.area_code, Constituency.name)):
        yield {"name": row.name, "level": row.level.value, "area": places.name(row.area_code)}


def around(area: Area) -> Area:
    """The county that an area lies in; the area itself when it is one or larger."""
    length = PREFIX_LENGTHS[AreaLevel.COUNTY]
    return get_area(area.code[:length]) if len(area.prefix) > length else area
