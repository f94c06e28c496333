"""The register of accounts as a sheet of the console: filtered, by user name, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, select

from server.accounts.giving import visible_to
from server.accounts.models import Account, RoleGrant
from server.accounts.places import role_words
from server.core import clock
from server.core.actor import Actor
from server.core.db import db
from server.core.parsing import Query
from server.core.permissions import Role
from server.stations.registers import PageNumber, Sheet, Words, like, sheet_of
from server.stations.scopes import words_for


class FindAccountSheet(Query):
    role: Role | None = None
    q: Words | None = None
    page: PageNumber = 1


@dataclass(frozen=True, slots=True)
class AccountLine:
    account: Account
    roles: list[str]
    has_otp: bool


def accounts(actor: Actor, find: FindAccountSheet) -> Sheet[AccountLine]:
    """Accounts with a user name, by that name."""
    found = visible_to(actor).order_by(Account.username)
    if find.q:
        named = or_(Account.username.like(like(find.q)), Account.display_name.like(like(find.q)))
        found = found.where(named)
    if find.role:
        found = found.where(Account.id.in_(select(RoleGrant.account_id).where(RoleGrant.role == find.role)))
    return sheet_of(found, find, find.page, _account_lines)


def _account_lines(rows: Sequence[Account]) -> list[AccountLine]:
    held = select(RoleGrant).where(RoleGrant.account_id.in_([row.id for row in rows]))
    today = clock.today()
    grants = [given for given in db.session.scalars(held) if given.until is None or given.until >= today]
    where = words_for(given.scope for given in grants)
    roles: dict[UUID, list[str]] = {row.id: [] for row in rows}
    for given in grants:
        roles[given.account_id].append(role_words(given, where))
    return [AccountLine(row, roles[row.id], row.otp_sealed is not None) for row in rows]
