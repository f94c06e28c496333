"""外部转来的不满意事项 in and out of sheets: what came from outside follows its platform, what was done here stays (R2-26)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, select

from server.areas.models import Area
from server.areas.queries import county_prefix, town_prefix, within
from server.core import clock
from server.core.db import db
from server.departments.queries import unit_for
from server.outside.life import ItemState
from server.outside.models import OutsideItem, OutsideStep
from server.outside.queries import in_order
from server.registers.cells import Wrong, folded
from server.registers.ledger import Ledger, Places, Trouble, Values

OTHERWISE = "C99"
PLAIN = ("content", "place", "category")
Key = tuple[str, str]


class OutsideItems(Ledger):
    """Found by platform and number, in the whole county: another town's is refused, not doubled."""

    def load(self) -> None:
        self.places = Places(self.area)
        county = select(OutsideItem).where(within(OutsideItem.area_code, county_prefix(self.area.code)))
        held = list(db.session.scalars(county))
        self.rows = {row.id: row for row in held if row.area_code.startswith(self.area.prefix)}
        self.by_key = {_key(row.platform, row.number): row.id for row in held}
        self.units: dict[Key, UUID | None] = {}

    def settle(self, values: Values) -> Trouble:
        """Without a town it is somewhere in the area whose pool this is."""
        if values.get("received_on", "") > clock.today().isoformat():
            yield "received_on", Wrong("这一天还没到，请核对")
        if "town" not in values:
            if "village" in values:
                yield "village", Wrong("写了村社区，也要写镇街")
            return
        try:
            town = self.places.town(values["town"])
            place = self.places.village(values["village"], town) if "village" in values else town
        except Wrong as wrong:
            yield "town", wrong
            return
        values["area_code"], values["town"] = place.code, town.name
        if "village" in values:
            values["village"] = place.name

    def marks(self, values: Values) -> dict[str, Any]:
        if not {"platform", "number"} <= values.keys():
            return {}
        return {"number": _key(values["platform"], values["number"])}

    def find(self, values: Values) -> UUID | None:
        found = self.by_key.get(_key(values["platform"], values["number"]))
        if found is not None and found not in self.rows:
            raise Wrong("这个编号在本区县别的镇街已经有了，请区县人大来改")
        if found is not None:
            # written a little differently it is still the same
            values["platform"], values["number"] = self.rows[found].platform, self.rows[found].number
        return found

    def now(self, target: UUID) -> Values:
        row = self.rows[target]
        return _values(row, self.places) | {
            "area_code": row.area_code,
            "name": f"{row.platform} {row.number}",
        }

    def add(self, values: Values) -> tuple[UUID, Values]:
        category, area_code = values.get("category", OTHERWISE), values.get("area_code", self.area.code)
        row = OutsideItem(
            platform=values["platform"],
            number=values["number"],
            area_code=area_code,
            place=values.get("place", ""),
            content=values["content"],
            category=category,
            received_on=date.fromisoformat(values["received_on"]),
            created_at=clock.now(),
            status=ItemState.OPEN,
            department_id=self._unit(category, area_code),
            result="",
        )
        db.session.add(row)
        return row.id, {}

    def change(self, target: UUID, values: Values) -> None:
        """Only the platform's own columns."""
        row = self.rows[target]
        for key in PLAIN:
            setattr(row, key, values.get(key, getattr(row, key)))
        wanted = values.get("area_code", row.area_code)
        if "village" in values or town_prefix(wanted) != town_prefix(row.area_code):
            row.area_code = wanted
        if "received_on" in values:
            row.received_on = date.fromisoformat(values["received_on"])

    def used(self, targets: list[UUID]) -> set[UUID]:
        """Whatever was given to a unit once."""
        worked_on = select(OutsideStep.item_id).where(OutsideStep.item_id.in_(targets))
        return set(db.session.scalars(worked_on))

    def take_back(self, made: dict[UUID, Values]) -> None:
        db.session.execute(delete(OutsideItem).where(OutsideItem.id.in_(made)))

    def _unit(self, category: str, area_code: str) -> UUID | None:
        """Whose it is by the rules of today; asked once for each category and place."""
        key = category, area_code
        if key not in self.units:
            unit = unit_for(category, area_code)
            self.units[key] = unit.id if unit else None
        return self.units[key]


def _key(platform: str, number: str) -> Key:
    return folded(platform), folded(number)


def _values(row: OutsideItem, places: Places) -> Values:
    town, village = places.town_and_village(row.area_code)
    plain = {key: getattr(row, key) for key in PLAIN}
    return {
        "platform": row.platform,
        "number": row.number,
        "received_on": row.received_on.isoformat(),
        "town": town,
        "village": village,
        **plain,
    }


def lines(area: Area, found: Select[OutsideItem]) -> Iterator[Values]:
    """What was received first stands first."""
    places = Places(area)
    for row in db.session.scalars(in_order(found)):
        yield _values(row, places)
