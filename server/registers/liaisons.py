"""联络员 and 站长 in and out of sheets: an account and its office at a station. Nobody is given a password."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, delete, func, select

from server.accounts import service as accounts
from server.accounts.models import Account, OneTimeLink, RoleGrant, Session
from server.accounts.queries import not_over
from server.core import audit, clock
from server.core.db import db
from server.core.permissions import Role
from server.registers.belonging import SeatsOfArea
from server.registers.cells import Wrong, folded
from server.registers.ledger import Ledger, Trouble, Values
from server.stations.models import Station
from server.stations.service import name_staff
from server.stations.staff import OFFICES

Office = tuple[UUID, Role, str]
"""Account, role, scope: what one line is about."""


class Liaisons(Ledger):
    def load(self) -> None:
        self.stations = SeatsOfArea(self.area)
        self.scopes = {row.scope: row for row in self.stations.stations.values()}
        held = select(RoleGrant).where(holds_an_office_of(self.scopes))
        self.rows = {grant.id: grant for grant in db.session.scalars(held)}
        ids = {grant.account_id for grant in self.rows.values()}
        self.accounts = {
            row.id: row for row in db.session.scalars(select(Account).where(Account.id.in_(ids)))
        }
        self.phones = {row.id: row.phone for row in self.accounts.values()}
        self.by_phone: dict[str, set[UUID]] = defaultdict(set)
        self.by_username = {row.username: row.id for row in self.accounts.values() if row.username}
        for account_id, phone in self.phones.items():
            if phone:
                self.by_phone[phone].add(account_id)
        self.by_office: dict[Office, UUID] = {
            (grant.account_id, grant.role, grant.scope): grant.id for grant in self.rows.values()
        }
        self.touched: set[tuple[str, Role]] = set()
        used = select(func.lower(Account.username)).where(Account.username.is_not(None))
        self.taken = set(db.session.scalars(used))

    def settle(self, values: Values) -> Trouble:
        if "station" in values:
            try:
                station = self.stations.named(values["station"])
                values["station"], values["scope"] = station.name, station.scope
            except Wrong as wrong:
                yield "station", wrong
        if "username" in values and self._is_foreign(values["username"]):
            yield "username", Wrong("这个账号名已经有人用了，请换一个")

    def _is_foreign(self, username: str) -> bool:
        """Somebody has this name who is no liaison here: such an account is never touched."""
        return username in self.taken and username not in self.by_username

    def marks(self, values: Values) -> dict[str, Any]:
        """One person may serve at several stations, with a line for each."""
        if not {"phone", "scope", "role"} <= values.keys():
            return {}
        return {"phone": (values["phone"], values["scope"], values["role"])}

    def find(self, values: Values) -> UUID | None:
        account = self._person(values)
        if account is None:
            return None
        return self.by_office.get((account, Role(values["role"]), values["scope"]))

    def _person(self, values: Values) -> UUID | None:
        """By the account's name, otherwise by phone."""
        if values.get("username") in self.by_username:
            return self.by_username[values["username"]]
        found = self.by_phone.get(values["phone"], set())
        named = {one for one in found if folded(self.accounts[one].display_name) == folded(values["name"])}
        if found and not named:
            raise Wrong("这个手机号是另一位的，姓名不一样，请核对")
        if len(named) > 1:
            raise Wrong("有几个账号是这个手机号，请写上账号名分清")
        known = next(iter(named), None)
        if known and values.get("username", self.accounts[known].username) != self.accounts[known].username:
            raise Wrong(f"这个人的账号名是 {self.accounts[known].username}，请写这个或空着")
        return known

    def now(self, target: UUID) -> Values:
        grant = self.rows[target]
        account = self.accounts[grant.account_id]
        return {
            "name": account.display_name,
            "role": grant.role.value,
            "station": self.scopes[grant.scope].name,
            "scope": grant.scope,
            "phone": self.phones[account.id],
            "username": account.username,
        }

    def add(self, values: Values) -> tuple[UUID, Values]:
        account_id, is_new = self._person(values), False
        if account_id is None:
            account_id, is_new = self._enrol(values), True
        role = Role(values["role"])
        given = accounts.grant(self.accounts[account_id], role, values["scope"])
        self.touched.add((values["scope"], role))
        audit.record(self.actor, "role.give", "account", account_id, f"{role.value} {values['scope']}")
        return given.id, {"account_made": str(account_id) if is_new else ""}

    def _enrol(self, values: Values) -> UUID:
        """An account that waits for its one-time link."""
        username = values.get("username") or self._free_name()
        account = accounts.create_account(display_name=values["name"], username=username)
        account.phone = self.phones[account.id] = values["phone"]
        self.accounts[account.id] = account
        self.by_phone[values["phone"]].add(account.id)
        self.by_username[username] = account.id
        audit.record(self.actor, "account.open", "account", account.id, username)
        return account.id

    def _free_name(self) -> str:
        while True:
            name = f"z{self.area.code[4:6]}{secrets.randbelow(10**6):06d}"
            if name not in self.taken and name not in self.by_username:
                return name

    def change(self, target: UUID, values: Values) -> None:
        account = self.accounts[self.rows[target].account_id]
        account.display_name = values.get("name", account.display_name)
        if "phone" in values and values["phone"] != self.phones[account.id]:
            account.phone = self.phones[account.id] = values["phone"]
        self.touched.add((self.rows[target].scope, self.rows[target].role))

    def finish(self) -> None:
        """The names at the doors follow."""
        db.session.flush()
        for scope, role in sorted(self.touched):
            name_staff(self.scopes[scope], role)

    def used(self, targets: list[UUID]) -> set[UUID]:
        """Whose account has a password, or was signed in to."""
        signed_in = select(Session.grant_id).where(Session.grant_id.in_(targets))
        held = select(RoleGrant.id).join(Account, Account.id == RoleGrant.account_id)
        opened = held.where(RoleGrant.id.in_(targets), Account.password_hash.is_not(None))
        return set(db.session.scalars(signed_in.union(opened)))

    def take_back(self, made: dict[UUID, Values]) -> None:
        enrolled = [UUID(values["account_made"]) for values in made.values() if values.get("account_made")]
        self.touched |= {(self.rows[grant_id].scope, self.rows[grant_id].role) for grant_id in made}
        db.session.execute(delete(RoleGrant).where(RoleGrant.id.in_(made)))
        db.session.execute(delete(OneTimeLink).where(OneTimeLink.account_id.in_(enrolled)))
        db.session.execute(delete(Account).where(Account.id.in_(enrolled)))


def holds_an_office_of(scopes: Iterable[str]) -> ColumnElement[bool]:
    """At these stations, now or later, without those who only stand in."""
    return and_(
        RoleGrant.scope.in_(scopes),
        RoleGrant.role.in_(OFFICES),
        RoleGrant.delegated_by.is_(None),
        not_over(clock.today()),
    )


def lines(found: Select[Station], stations: SeatsOfArea) -> Iterator[Values]:
    """Who holds the offices of the stations that were found, in the order of the code."""
    scopes = {row.scope: row for row in db.session.scalars(found)}
    held = (
        select(RoleGrant, Account)
        .join(Account, Account.id == RoleGrant.account_id)
        .where(holds_an_office_of(scopes), Account.disabled_at.is_(None))
    )
    known = [(scopes[grant.scope], grant, account) for grant, account in db.session.execute(held)]
    for station, grant, account in sorted(known, key=lambda line: _place(*line)):
        yield {
            "name": account.display_name,
            "role": grant.role.value,
            "station": stations.called(station),
            "phone": account.phone,
            "username": account.username or "",
        }


def _place(station: Station, grant: RoleGrant, account: Account) -> tuple[str, str, str, str]:
    return station.area_code, station.name, grant.role.value, account.display_name
