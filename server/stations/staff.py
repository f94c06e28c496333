"""Who holds the offices of a station by their accounts, and who stands in while somebody is away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Row as Line, Select, or_, select

from server.accounts.models import Account, RoleGrant
from server.core import clock
from server.core.db import db
from server.core.permissions import ROLE_NAMES, Role
from server.core.text import day_words
from server.stations.models import Station

OFFICES = {Role.STATION_HEAD: "head", Role.LIAISON: "liaison"}
"""By office, the field of a station that names its holders to the public."""
LONGEST = 40

Held = Line[RoleGrant, str]


@dataclass(frozen=True, slots=True)
class Cover:
    """Somebody stands in for a time."""

    name: str
    since: date
    until: date

    @property
    def words(self) -> str:
        """11月20日到27日由小周代."""
        first, last = day_words(self.since), day_words(self.until)
        if self.until.year != self.since.year:
            last = f"{self.until.year}年{last}"
        elif self.until.month == self.since.month:
            last = f"{self.until.day}日"
        days = first if self.since == self.until else f"{first}到{last}"
        return f"{days}由{self.name}代"


@dataclass(frozen=True, slots=True)
class Holder:
    role: Role
    name: str
    covers: list[Cover]

    @property
    def title(self) -> str:
        return ROLE_NAMES[self.role]


def names(station: Station, role: Role) -> str:
    """Those who hold the office today, longest first, as many as fit at the door."""
    today = clock.today()
    found = _held(station, role).where(RoleGrant.since <= today, RoleGrant.delegated_by.is_(None))
    called = list(dict.fromkeys(name for _, name in db.session.execute(found) if name))
    while len("、".join(called)) > LONGEST:
        called.pop()
    return "、".join(called)


def holders(station: Station) -> list[Holder]:
    """Head before liaisons; with each of them who stands in now or is going to."""
    found = db.session.execute(_held(station, *OFFICES)).all()
    standing = [line for line in found if line.RoleGrant.delegated_by is None]
    known = [
        Holder(given.role, name, _covers(found, given.role, given.account_id)) for given, name in standing
    ]
    return sorted(known, key=lambda holder: list(OFFICES).index(holder.role))


def _covers(found: Sequence[Held], role: Role, account_id: UUID) -> list[Cover]:
    """Such a grant always ends; the day is asked for all the same."""
    return [
        Cover(name, given.since, given.until)
        for given, name in found
        if given.role is role and given.delegated_by == account_id and given.until
    ]


def _held(station: Station, *roles: Role) -> Select[RoleGrant, str]:
    """Grants of these offices that have not ended, with the names of accounts that may still sign in."""
    return (
        select(RoleGrant, Account.display_name)
        .join(Account, Account.id == RoleGrant.account_id)
        .where(
            RoleGrant.scope == station.scope,
            RoleGrant.role.in_(roles),
            or_(RoleGrant.until.is_(None), RoleGrant.until >= clock.today()),
            Account.disabled_at.is_(None),
        )
        .order_by(RoleGrant.since, Account.display_name, RoleGrant.id)
    )
