"""承办单位 in and out of sheets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from server.accounts.models import RoleGrant
from server.areas.models import Area
from server.areas.queries import within
from server.core.db import db
from server.departments.models import Department, RoutingRule
from server.registers.cells import Wrong, folded
from server.registers.ledger import Ledger, Places, Trouble, Values


class Departments(Ledger):
    def load(self) -> None:
        self.places = Places(self.area)
        held = select(Department).where(within(Department.area_code, self.area.prefix))
        self.rows = {row.id: row for row in db.session.scalars(held)}
        self.by_key = {(row.area_code, folded(row.name)): row.id for row in self.rows.values()}

    def settle(self, values: Values) -> Trouble:
        """Without a town it is a unit of the area whose register this is."""
        place = self.area
        if "area" in values and folded(values["area"]) != folded(self.area.name):
            try:
                place = self.places.town(values["area"])
            except Wrong as wrong:
                yield "area", wrong
                return
        values["area"], values["area_code"] = place.name, place.code

    def marks(self, values: Values) -> dict[str, Any]:
        if not {"area_code", "name"} <= values.keys():
            return {}
        return {"name": (values["area_code"], folded(values["name"]))}

    def find(self, values: Values) -> UUID | None:
        return self.by_key.get((values["area_code"], folded(values["name"])))

    def now(self, target: UUID) -> Values:
        row = self.rows[target]
        area = self.places.name(row.area_code)
        return {"name": row.name, "area": area, "area_code": row.area_code, "phone": row.phone}

    def add(self, values: Values) -> tuple[UUID, Values]:
        row = Department(
            name=values["name"], area_code=values["area_code"], phone=values.get("phone", ""), closed_on=None
        )
        db.session.add(row)
        return row.id, {}

    def change(self, target: UUID, values: Values) -> None:
        row = self.rows[target]
        row.name = values.get("name", row.name)
        row.phone = values.get("phone", row.phone)

    def used(self, targets: list[UUID]) -> set[UUID]:
        routed = select(RoutingRule.department_id).where(RoutingRule.department_id.in_(targets))
        scopes = {f"department:{target}": target for target in targets}
        granted = select(RoleGrant.scope).where(RoleGrant.scope.in_(scopes))
        return set(db.session.scalars(routed)) | {scopes[scope] for scope in db.session.scalars(granted)}

    def take_back(self, made: dict[UUID, Values]) -> None:
        db.session.execute(delete(Department).where(Department.id.in_(made)))


def lines(area: Area) -> Iterator[Values]:
    """Units of an area in the order of the code, as they stand in a sheet."""
    places = Places(area)
    held = select(Department).where(within(Department.area_code, area.prefix), Department.closed_on.is_(None))
    for row in db.session.scalars(held.order_by(Department.area_code, Department.name)):
        yield {"name": row.name, "area": places.name(row.area_code), "phone": row.phone}
