"""代表 in and out of sheets: who they are, where they were elected, where they sit, and a code for each (R4-18)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import delete, or_, select, union, update
from sqlalchemy.dialects.postgresql import array

from server.accounts.models import RoleGrant
from server.accounts.queries import not_over
from server.activities.models import CalendarAddress, Participant
from server.areas.queries import within
from server.codes.models import Code, CodeKind, CodeReport, CodeStatus, PrintPart
from server.codes.service import issue_many
from server.core import clock, crypto
from server.core.db import db
from server.core.permissions import Role
from server.deputies.models import Deputy, DeputyLevel
from server.deputies.service import give_phone
from server.duties.models import Duty
from server.messages.models import Message
from server.registers.belonging import Elections, Groups, SeatsOfArea
from server.registers.cells import Wrong, folded
from server.registers.ledger import Ledger, Trouble, Values
from server.stations.models import Seat

PLAIN = ("name", "occupation", "duty", "promise")
DAYS = ("term_from", "term_to")


class Deputies(Ledger):
    def load(self) -> None:
        self.elections = Elections(self.area)
        self.seats = SeatsOfArea(self.area)
        self.groups = Groups(self.area)
        seated = select(Seat.deputy_id).where(Seat.station_id.in_(select(self.seats.found.subquery().c.id)))
        held = select(Deputy).where(or_(within(Deputy.area_code, self.area.prefix), Deputy.id.in_(seated)))
        self.rows = {row.id: row for row in db.session.scalars(held)}
        self.by_phone: dict[bytes, list[Deputy]] = defaultdict(list)
        self.by_key: dict[tuple[str, str, str], list[Deputy]] = defaultdict(list)
        for row in self.rows.values():
            self.by_key[self._key(row.name, row.level, row.constituency)].append(row)
            if row.phone_index:
                self.by_phone[bytes(row.phone_index)].append(row)
        self.without_code: list[UUID] = []
        self.changed: list[UUID] = []

    @staticmethod
    def _key(name: str, level: str, constituency: str) -> tuple[str, str, str]:
        return folded(name), str(level), folded(constituency)

    def settle(self, values: Values) -> Trouble:
        yield from self.elections.settle(values)
        yield from self.seats.settle(values)
        yield from self.groups.settle(values)
        if values.get("term_to", "9") < values.get("term_from", ""):
            yield "term_to", Wrong("任期止比任期起早，请核对")

    def marks(self, values: Values) -> dict[str, Any]:
        if "phone" in values:
            return {"phone": values["phone"]}
        if not {"name", "level"} <= values.keys():
            return {}
        return {"name": self._key(values["name"], values["level"], values.get("constituency", ""))}

    def find(self, values: Values) -> UUID | None:
        """By phone; otherwise by name, level and constituency."""
        found = self._of_the_phone(values)
        key = self._key(values["name"], values["level"], values.get("constituency", ""))
        found = found or self.by_key.get(key, [])
        if len(found) > 1:
            raise Wrong(f"名册里有 {len(found)} 位同名的代表，请填手机分清是哪一位")
        if not found:
            return None
        self._refuse_what_is_not_ours(found[0], values)
        return found[0].id

    def _refuse_what_is_not_ours(self, row: Deputy, values: Values) -> None:
        """Nobody changes here who has left, or who stands in the register of the area above."""
        now = self.now(row.id)
        if all(now.get(key) == value for key, value in values.items()):
            return
        if row.left_at is not None:
            raise Wrong("这位代表已经离任，资料不再改。又当选的，请到他的页面点“重新任职”")
        if not row.area_code.startswith(self.area.prefix):
            raise Wrong("这位代表登记在区县的名册里，要改请区县人大来改")

    def _of_the_phone(self, values: Values) -> list[Deputy]:
        if "phone" not in values:
            return []
        found = self.by_phone.get(crypto.ring().index("phone", values["phone"]), [])
        if found and all(folded(row.name) != folded(values["name"]) for row in found):
            raise Wrong(f"这个手机号在名册里是{found[0].name[:1]}**的。要改名，请到这位代表的页面改")
        return found

    def now(self, target: UUID) -> Values:
        row = self.rows[target]
        plain = {key: getattr(row, key) for key in PLAIN}
        days = {key: day.isoformat() if (day := getattr(row, key)) else None for key in DAYS}
        return (
            plain
            | days
            | {
                "level": row.level.value,
                "constituency": row.constituency,
                "constituency_id": row.constituency_id and str(row.constituency_id),
                "phone": row.phone,
                "specialties": sorted(row.specialties),
                "stations": sorted(str(place) for place in self.seats.of[target]),
                "groups": self.groups.names_of(target),
            }
        )

    def add(self, values: Values) -> tuple[UUID, Values]:
        row = Deputy(
            name=values["name"],
            level=DeputyLevel(values["level"]),
            area_code=self.elections.register_of(values),
            term_from=date.fromisoformat(values["term_from"]),
            term_to=None,
            occupation="",
            duty="",
            promise="",
            specialties=[],
            constituency="",
        )
        db.session.add(row)
        self.rows[row.id] = row
        self._set(row, values)
        made = self.groups.set(row.id, values)
        self.without_code.append(row.id)
        return row.id, {"groups_made": made}

    def change(self, target: UUID, values: Values) -> None:
        row = self.rows[target]
        self._set(row, values)
        self.groups.set(target, values)
        self.without_code.append(target)
        self.changed.append(target)

    def _set(self, row: Deputy, values: Values) -> None:
        for key in PLAIN:
            setattr(row, key, values.get(key, getattr(row, key)))
        for key in DAYS:
            if key in values:
                setattr(row, key, values[key] and date.fromisoformat(values[key]))
        if "level" in values:
            row.level = DeputyLevel(values["level"])
        if "constituency" in values:
            given = values.get("constituency_id")
            row.constituency, row.constituency_id = values["constituency"], given and UUID(given)
        if "specialties" in values:
            row.specialties = values["specialties"]
        if "phone" in values and values["phone"] != row.phone:
            give_phone(row, values["phone"])
        self.seats.set(row.id, values)

    def finish(self) -> None:
        """Everybody who sits somewhere and has no code in force is given one; roles end with the terms."""
        db.session.flush()
        asked = [deputy_id for deputy_id in self.without_code if self.seats.of[deputy_id]]
        in_force = select(Code.deputy_id).where(
            Code.deputy_id.in_(asked), Code.kind == CodeKind.DEPUTY, Code.status == CodeStatus.ACTIVE
        )
        have = set(db.session.scalars(in_force))
        wanted = [self.rows[one] for one in asked if one not in have and self.rows[one].is_in_office]
        issue_many(self.actor, [(self.seats.first(row.id), CodeKind.DEPUTY, row, "") for row in wanted])
        self._end_roles_with_the_term()

    def _end_roles_with_the_term(self) -> None:
        in_force = not_over(clock.today())
        theirs = RoleGrant.subject_id == Deputy.id, Deputy.id.in_(self.changed)
        ending = update(RoleGrant).where(RoleGrant.role == Role.DEPUTY, in_force, *theirs)
        db.session.execute(
            ending.values(until=Deputy.term_to), execution_options={"synchronize_session": False}
        )

    def used(self, targets: list[UUID]) -> set[UUID]:
        """Who was written to, came somewhere, was invited to sign in, or whose code was printed."""
        tables: tuple[Any, ...] = (Message, Duty, Participant, CalendarAddress)
        asked = [select(table.deputy_id).where(table.deputy_id.in_(targets)) for table in tables]
        granted = select(RoleGrant.subject_id).where(RoleGrant.subject_id.in_(targets))
        found = {one for one in db.session.scalars(union(*asked, granted)) if one}
        return found | _printed(targets)

    def take_back(self, made: dict[UUID, Values]) -> None:
        theirs = select(Code.id).where(Code.deputy_id.in_(made))
        self.groups.leave(made)
        for statement in (
            delete(Seat).where(Seat.deputy_id.in_(made)),
            delete(CodeReport).where(CodeReport.code_id.in_(theirs)),
            delete(Code).where(Code.deputy_id.in_(made)),
            delete(Deputy).where(Deputy.id.in_(made)),
        ):
            db.session.execute(statement)


def _printed(deputy_ids: Iterable[UUID]) -> set[UUID]:
    theirs = dict(
        db.session.execute(select(Code.id, Code.deputy_id).where(Code.deputy_id.in_(deputy_ids)))
        .tuples()
        .all()
    )
    if not theirs:
        return set()
    on_paper = select(PrintPart.code_ids).where(PrintPart.code_ids.has_any(array([str(i) for i in theirs])))
    printed = {code_id for part in db.session.scalars(on_paper) for code_id in part}
    return {owner for code_id, owner in theirs.items() if owner and str(code_id) in printed}
