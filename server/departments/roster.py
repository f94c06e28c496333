"""Who is called when a letter cannot wait: the chain, who may stand in the roster, and a fortnight of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from server.accounts import places
from server.accounts.models import Account, Block, RoleGrant
from server.accounts.queries import account_of, held_on
from server.areas.queries import areas_above, county_prefix, county_scope
from server.core import clock
from server.core.db import db
from server.core.errors import InvalidInput
from server.core.permissions import Role
from server.departments.models import OnCall

STAFF = (
    Role.LIAISON,
    Role.STATION_HEAD,
    Role.STREET_NPC,
    Role.NPC_STAFF,
    Role.HANDLER,
    Role.HANDLER_LEAD,
)
FORTNIGHT = 14


def on_call(area_code: str, at: datetime | None = None, *, station: str = "") -> list[UUID]:
    """The accounts to call for an urgent letter (U1) from a place, one after the other, each once.

    The roster of its area by turn, then of the areas above up to the county; then the head of the `station`
    (its scope); then the county's office. Who is disabled, blocked or without an office is skipped.
    """
    moment = at or clock.now()
    heads = account_of(Role.STATION_HEAD, scope=station) if station else []
    office = account_of(Role.NPC_STAFF, scope=county_scope(area_code))
    called = [*_on_the_roster(area_code, moment), *sorted(heads), *sorted(office)]
    able = set(db.session.scalars(select(Account.id).where(Account.id.in_(called), is_able(moment))))
    return [account_id for account_id in dict.fromkeys(called) if account_id in able]


def _on_the_roster(area_code: str, moment: datetime) -> list[UUID]:
    above = [code for code in areas_above(area_code) if county_prefix(code)[-2:] != "00"]
    found = select(OnCall.account_id).where(
        OnCall.area_code.in_(above), OnCall.starts_at <= moment, OnCall.ends_at > moment
    )
    return list(db.session.scalars(found.order_by(func.array_position(above, OnCall.area_code), OnCall.turn)))


def is_able(moment: datetime) -> ColumnElement[bool]:
    """The account is in use, nobody has blocked it, and it holds an office on that day."""
    day = clock.local(moment).date()
    held = exists().where(
        RoleGrant.account_id == Account.id,
        RoleGrant.role.in_(STAFF),
        held_on(day),
    )
    blocked = exists().where(Block.account_id == Account.id, Block.lifted_at.is_(None), Block.until > moment)
    return and_(Account.disabled_at.is_(None), held, ~blocked)


def candidates(area_code: str) -> list[Account]:
    """Who may stand in the roster of an area: its staff and that of the county around it, by name."""
    prefix = county_prefix(area_code)
    scope = or_(
        RoleGrant.scope.like(f"area:{prefix}%"),
        RoleGrant.scope.in_(places.known().inside("station", prefix)),
        RoleGrant.scope.in_(places.known().inside("department", prefix)),
    )
    holders: Select[UUID] = select(RoleGrant.account_id).where(RoleGrant.role.in_(STAFF), scope)
    found = select(Account).where(
        Account.id.in_(holders), Account.username.is_not(None), is_able(clock.now())
    )
    return list(db.session.scalars(found.order_by(Account.display_name, Account.username)))


def candidate(area_code: str, account_id: UUID) -> Account:
    """Raises InvalidInput for whoever may not stand in this area's roster."""
    found = next((one for one in candidates(area_code) if one.id == account_id), None)
    if found is None:
        words = "只能排本区县在职、在用的工作人员。"
        raise InvalidInput("on_call.person", words, fields={"account_id": "从名单里选一位"})
    return found


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of one day: who is called in it, or nobody."""

    begins: datetime
    ends: datetime
    span: OnCall | None
    name: str = ""
    is_able: bool = True

    @property
    def hours(self) -> str:
        """08:30–24:00."""
        ends = clock.local(self.ends)
        return f"{clock.local(self.begins):%H:%M}–{'24:00' if ends.time() == time() else f'{ends:%H:%M}'}"


@dataclass(frozen=True, slots=True)
class Day:
    """One line of the roster; the first turn shows its gaps, a second one need not be there."""

    day: date
    first: list[Stretch]
    more: list[Stretch]


def fortnight(area_code: str) -> list[Day]:
    """Today and the next thirteen days of one area's roster."""
    first = clock.midnight(clock.today())
    last = first + timedelta(days=FORTNIGHT)
    # the names of those who can still be called; who cannot is shown as such
    able = is_able(clock.now()).label("able")
    found = (
        select(OnCall, Account.display_name, able)
        .join(Account, Account.id == OnCall.account_id)
        .where(OnCall.area_code == area_code, OnCall.starts_at < last, OnCall.ends_at > first)
        .order_by(OnCall.starts_at, OnCall.turn)
    )
    rows = [
        Stretch(span.starts_at, span.ends_at, span, name, able)
        for span, name, able in db.session.execute(found)
    ]
    return [_day(rows, first + timedelta(days=number)) for number in range(FORTNIGHT)]


def _day(rows: list[Stretch], begins: datetime) -> Day:
    ends = begins + timedelta(days=1)
    inside = [
        Stretch(max(row.begins, begins), min(row.ends, ends), row.span, row.name, row.is_able)
        for row in rows
        if row.begins < ends and row.ends > begins
    ]
    first = [row for row in inside if row.span and row.span.turn == 1]
    return Day(begins.date(), with_gaps(first, begins, ends), [row for row in inside if row not in first])


def with_gaps(stretches: list[Stretch], begins: datetime, ends: datetime) -> list[Stretch]:
    """The stretches of one turn in their order, and between them those in which nobody is called."""
    whole: list[Stretch] = []
    reached = begins
    for stretch in stretches:
        if stretch.begins > reached:
            whole.append(Stretch(reached, stretch.begins, None))
        whole.append(stretch)
        reached = max(reached, stretch.ends)
    return [*whole, Stretch(reached, ends, None)] if reached < ends else whole
