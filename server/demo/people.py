"""Everybody with an account: the staff of each station and town, the district's people, the residents."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from server.accounts.models import Account, RoleGrant
from server.core import crypto
from server.core.permissions import Role
from server.demo.dice import Dice
from server.demo.library import words
from server.demo.places import AREA, Place, Town
from server.departments.models import Department

RESIDENTS_OF_A_TOWN = 60


@dataclass(slots=True)
class Register:
    """Accounts and their roles as they are made; `of` finds them again by role and scope."""

    dice: Dice
    now: datetime
    accounts: list[Account] = field(default_factory=list)
    grants: list[RoleGrant] = field(default_factory=list)
    of: dict[tuple[Role, str], Account] = field(default_factory=dict)

    def enrol(self, name: str, role: Role, scope: str = "self", *, subject_id: UUID | None = None) -> Account:
        account = Account(id=self.dice.id(), display_name=name, created_at=self.now, otp_last_step=0)
        grant = RoleGrant(
            id=self.dice.id(),
            account_id=account.id,
            role=role,
            scope=scope,
            subject_id=subject_id,
            since=self.now.date(),
        )
        self.accounts.append(account)
        self.grants.append(grant)
        self.of[role, scope if scope != "self" else str(subject_id or account.id)] = account
        return account


def give_openid(account: Account, openid: str) -> None:
    """Make the account that of a WeChat person of the sandbox."""
    account.openid = openid
    account.openid_index = crypto.ring().index("openid", openid)


OFFICES = (Role.NPC_STAFF, Role.NPC_LEADER, Role.GOV_DISPATCHER, Role.CPPCC_STAFF)
"""Of the district."""


def enrol_staff(register: Register, towns: list[Town]) -> None:
    """A liaison for every station, a head for every home, the town's own officer, the district's people."""
    dice = register.dice
    for town in towns:
        for place in [*town.places, *town.more]:
            _enrol_liaison(register, place)
        head = register.enrol(dice.name(), Role.STATION_HEAD, town.home.station.scope)
        town.home.station.head = head.display_name
        register.enrol(dice.name(), Role.STREET_NPC, f"area:{town.area.prefix}")
    # a colleague: what needs two people is proposed by one and agreed to by the other
    register.enrol(dice.name(), Role.NPC_STAFF, f"area:{AREA}")
    for role in OFFICES:
        register.enrol(dice.name(), role, f"area:{AREA}")
    administrator = register.enrol(dice.name(), Role.SYS_ADMIN)
    register.of[Role.SYS_ADMIN, "self"] = administrator


def _enrol_liaison(register: Register, place: Place) -> None:
    """Liaisons are called by their neighbours' name for them: 小林."""
    name = "小" + register.dice.name()[0]
    register.enrol(name, Role.LIAISON, place.station.scope)
    place.station.liaison = name


def departments(register: Register, towns: list[Town]) -> list[Department]:
    """The district's offices and each town's; the first one has a handler and somebody who signs."""
    known, dice = words("departments"), register.dice
    made = [_department(dice, name, AREA.ljust(12, "0")) for name in known["district"]]
    for role in (Role.HANDLER, Role.HANDLER_LEAD):
        register.enrol(dice.name(), role, f"department:{made[0].id}")
    for town in towns:
        made += [_department(dice, town.area.name + name, town.area.code) for name in known["town"]]
    return made


def _department(dice: Dice, name: str, area_code: str) -> Department:
    return Department(id=dice.id(), name=name, area_code=area_code, phone="0571-6300 0000")


@dataclass(frozen=True, slots=True)
class Resident:
    """Somebody who writes. A guest has left neither name nor phone."""

    account: Account

    @property
    def is_guest(self) -> bool:
        return self.account.is_guest


def residents(register: Register) -> list[Resident]:
    """The people of one town: three of four known by name, the others guests."""
    return [_resident(register, is_guest=position % 4 == 3) for position in range(RESIDENTS_OF_A_TOWN)]


def _resident(register: Register, *, is_guest: bool) -> Resident:
    dice = register.dice
    account = register.enrol("", Role.RESIDENT)
    account.is_guest = is_guest
    if not is_guest:
        account.name, account.phone = dice.name(), dice.phone()
        give_openid(account, f"oDemo-{account.id.hex[:22]}")
    return Resident(account)
