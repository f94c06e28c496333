"""家站点 in and out of sheets (R2-03). How far a station has come (R4-04) is taken from the sheet only when it is new;
a new one of which the sheet says nothing is only planned."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, select, union

from server.accounts.models import RoleGrant
from server.activities.models import Activity, PlanLine, RhythmNote
from server.areas.models import PREFIX_LENGTHS, Area, AreaLevel
from server.areas.queries import town_prefix, within
from server.codes.models import Code
from server.core import clock
from server.core.db import db
from server.duties.models import Duty
from server.messages.models import Message
from server.registers.cells import Wrong, folded
from server.registers.ledger import Ledger, Places, Trouble, Values
from server.stations.models import (
    LICENCE_NAMES,
    LicenceState,
    Milestone,
    Seat,
    Station,
    StationCategory,
    StationKind,
)

PLAIN = ("address", "open_hours", "reception_days", "phone", "head", "liaison", "brand")
POSITION = ("latitude", "longitude")


class Stations(Ledger):
    def load(self) -> None:
        self.places = Places(self.area)
        held = select(Station).where(within(Station.area_code, self.area.prefix))
        self.rows = {row.id: row for row in db.session.scalars(held)}
        self.by_key: dict[tuple[str, str], list[UUID]] = defaultdict(list)
        for row in self.rows.values():
            self.by_key[self._key(row.area_code, row.name)].append(row.id)

    @staticmethod
    def _key(area_code: str, name: str) -> tuple[str, str]:
        """A name is a station's within its town."""
        return area_code[: PREFIX_LENGTHS[AreaLevel.TOWN]], folded(name)

    def settle(self, values: Values) -> Trouble:
        if "town" not in values:
            return
        try:
            place = self.places.town(values["town"])
            values["town"] = place.name
        except Wrong as wrong:
            yield "town", wrong
            return
        if "village" in values:
            try:
                place = self.places.village(values["village"], place)
                values["village"] = place.name
            except Wrong as wrong:
                yield "village", wrong
        values["area_code"] = place.code
        if ("latitude" in values) != ("longitude" in values):
            yield "longitude", Wrong("纬度和经度要一起填，或都空着")
        yield from self._refuse_a_leap(values)

    def _refuse_a_leap(self, values: Values) -> Trouble:
        """A station that is known goes on step by step, with a reason and in the audit, not by a sheet."""
        known = [self.rows[one].licence for one in self._called(values)]
        if known and values.get("licence", known[0]) not in known:
            words = f"这个站现在是“{LICENCE_NAMES[known[0]]}”，这一格请空着，状态请到它的页面一步一步改"
            yield "licence", Wrong(words)

    def _called(self, values: Values) -> list[UUID]:
        return self.by_key.get(self._key(values["area_code"], values.get("name", "")), [])

    def marks(self, values: Values) -> dict[str, Any]:
        if not {"area_code", "name"} <= values.keys():
            return {}
        return {"name": self._key(values["area_code"], values["name"])}

    def find(self, values: Values) -> UUID | None:
        found = self._called(values)
        if len(found) > 1:
            raise Wrong(f"名册里有 {len(found)} 个站叫这个名字，请先在站点页面改名")
        return found[0] if found else None

    def now(self, target: UUID) -> Values:
        row = self.rows[target]
        return _values(row, self.places) | {"area_code": row.area_code}

    def add(self, values: Values) -> tuple[UUID, Values]:
        row = Station(
            name=values["name"],
            kind=StationKind(values["kind"]),
            licence=LicenceState(values.get("licence", LicenceState.PLANNED)),
            area_code=values["area_code"],
            created_at=clock.now(),
        )
        _set(row, values)
        db.session.add(row)
        return row.id, {}

    def change(self, target: UUID, values: Values) -> None:
        row = self.rows[target]
        row.name = values.get("name", row.name)
        row.kind = StationKind(values.get("kind", row.kind))
        if "village" in values or town_prefix(values.get("area_code", "")) != town_prefix(row.area_code):
            row.area_code = values.get("area_code", row.area_code)
        _set(row, values)

    def used(self, targets: list[UUID]) -> set[UUID]:
        """Whoever sits there, works there, wrote there, or hangs there."""
        tables: tuple[Any, ...] = (Seat, Code, Message, Activity, Duty, Milestone, PlanLine, RhythmNote)
        asked = [select(table.station_id).where(table.station_id.in_(targets)) for table in tables]
        found = set(db.session.scalars(union(*asked)))
        scopes = {f"station:{target}": target for target in targets}
        granted = select(RoleGrant.scope).where(RoleGrant.scope.in_(scopes))
        return found | {scopes[scope] for scope in db.session.scalars(granted)}

    def take_back(self, made: dict[UUID, Values]) -> None:
        db.session.execute(delete(Station).where(Station.id.in_(made)))


def _set(row: Station, values: Values) -> None:
    if "category" in values:
        row.category = StationCategory(values["category"])
    for key in (*PLAIN, *POSITION):
        if key in values:
            setattr(row, key, values[key])


def _values(row: Station, places: Places) -> Values:
    town, village = places.town_and_village(row.area_code)
    plain = {key: getattr(row, key) for key in (*PLAIN, *POSITION)}
    return {
        "name": row.name,
        "kind": row.kind.value,
        "town": town,
        "village": village,
        "category": row.category.value,
        "licence": row.licence.value,
        **plain,
    }


def lines(area: Area, found: Select[Station]) -> Iterator[Values]:
    """Stations in the order of the code, as they stand in a sheet."""
    places = Places(area)
    for row in db.session.scalars(found.order_by(Station.area_code, Station.kind, Station.name, Station.id)):
        yield _values(row, places)
