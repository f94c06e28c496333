"""The registers as sheets of the console: stations, deputies, accounts; filtered, in a fixed order, page by page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from pydantic import Field
from sqlalchemy import Select, func, or_, select

from server.accounts.models import Account, LinkPurpose, OneTimeLink, RoleGrant
from server.accounts.queries import visible_to as accounts_visible
from server.areas.models import Area, AreaLevel
from server.areas.queries import within
from server.core import clock
from server.core.actor import Actor
from server.core.db import db
from server.core.parsing import Query
from server.core.permissions import ROLE_NAMES, Role
from server.core.text import Text, mask_phone
from server.deputies.models import Deputy, DeputyLevel
from server.deputies.queries import in_office
from server.stations.models import Seat, Station
from server.stations.queries import deputies_visible, visible_to
from server.stations.schemas import StationRow, names_for
from server.stations.scopes import words_for

PER_PAGE = 40
Line = TypeVar("Line")
Words = Annotated[Text, Field(max_length=40)]
PageNumber = Annotated[int, Field(ge=1, le=10_000)]


class FindStationSheet(Query):
    town: Annotated[str, Field(pattern=r"^\d{12}$")] | None = None
    q: Words | None = None
    page: PageNumber = 1


class FindDeputySheet(FindStationSheet):
    level: DeputyLevel | None = None
    bound: Annotated[str, Field(pattern="^(yes|no)$")] | None = None


class FindAccountSheet(Query):
    role: Role | None = None
    q: Words | None = None
    page: PageNumber = 1


@dataclass(frozen=True, slots=True)
class Sheet(Generic[Line]):
    """One page of a register. `kept` are the filters in force, as they stand in the address."""

    lines: list[Line]
    total: int
    page: int
    kept: dict[str, Any] = field(default_factory=dict)

    @property
    def first(self) -> int:
        return (self.page - 1) * PER_PAGE + 1

    @property
    def last(self) -> int:
        return self.first + len(self.lines) - 1

    @property
    def has_more(self) -> bool:
        return self.last < self.total


Row = TypeVar("Row")


def sheet_of(
    found: Select[Row], find: Query, page: int, draw: Callable[[Sequence[Any]], list[Line]]
) -> Sheet[Line]:
    """Count, cut one page out, draw its lines."""
    counted = select(func.count()).select_from(found.order_by(None).subquery())
    total = db.session.execute(counted).scalar_one()
    rows = db.session.scalars(found.offset((page - 1) * PER_PAGE).limit(PER_PAGE)).all()
    kept = find.model_dump(mode="json", exclude={"page"}, exclude_none=True)
    return Sheet(draw(rows), total, page, kept)


def by_pinyin(column: Any) -> Any:
    """GB 18030 keeps the common characters in the order of their pinyin, on every PostgreSQL."""
    return func.convert_to(column, "GB18030")


def like(words: str) -> str:
    return "%" + words.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") + "%"


def stations(actor: Actor, find: FindStationSheet) -> Sheet[StationRow]:
    """In the order of the administrative code."""
    found = visible_to(actor).order_by(Station.area_code, Station.kind, Station.name, Station.id)
    if find.town:
        found = found.where(within(Station.area_code, find.town[:9]))
    if find.q:
        found = found.where(or_(Station.name.like(like(find.q)), Station.address.like(like(find.q))))
    return sheet_of(found, find, find.page, _station_lines)


def _station_lines(rows: Sequence[Station]) -> list[StationRow]:
    names = names_for(list(rows))
    return [StationRow.of(row, names) for row in rows]


def towns(actor: Actor) -> list[Area]:
    """The towns one may choose from; a station's staff have but one and choose nothing."""
    prefix = actor.area_prefix
    if not prefix:
        return []
    found = select(Area).where(within(Area.code, prefix), Area.level == AreaLevel.TOWN)
    return list(db.session.scalars(found.order_by(Area.code)))


@dataclass(frozen=True, slots=True)
class DeputyLine:
    deputy: Deputy
    phone: str
    lacks: list[str]
    seats: list[str]
    binding: str


def deputies(actor: Actor, find: FindDeputySheet) -> Sheet[DeputyLine]:
    """Deputies in office, by pinyin (F01: never by a figure)."""
    found = deputies_visible(actor).where(in_office()).order_by(by_pinyin(Deputy.name), Deputy.id)
    if find.level:
        found = found.where(Deputy.level == find.level)
    if find.town:
        seated = select(Seat.deputy_id).join(Station, Station.id == Seat.station_id)
        found = found.where(Deputy.id.in_(seated.where(within(Station.area_code, find.town[:9]))))
    if find.q:
        named = or_(Deputy.name.like(like(find.q)), Deputy.constituency.like(like(find.q)))
        found = found.where(or_(named, Deputy.specialties.any(find.q)))  # type: ignore[arg-type]
    if find.bound:
        is_bound = Deputy.id.in_(_bound())
        found = found.where(is_bound if find.bound == "yes" else ~is_bound)
    return sheet_of(found, find, find.page, deputy_lines)


def _bound() -> Select[UUID | None]:
    """Deputies whose account knows its WeChat person."""
    granted = select(RoleGrant.subject_id).join(Account, Account.id == RoleGrant.account_id)
    return granted.where(RoleGrant.role == Role.DEPUTY, Account.openid_index.is_not(None))


def _invited() -> Select[UUID | None]:
    """Deputies for whom an invitation is out that still works."""
    granted = select(RoleGrant.subject_id).join(OneTimeLink, OneTimeLink.account_id == RoleGrant.account_id)
    return granted.where(
        RoleGrant.role == Role.DEPUTY,
        OneTimeLink.purpose == LinkPurpose.BIND,
        OneTimeLink.used_at.is_(None),
        OneTimeLink.expires_at > clock.now(),
    )


def deputy_lines(rows: Sequence[Deputy]) -> list[DeputyLine]:
    ids = [row.id for row in rows]
    bound = set(db.session.scalars(_bound().where(RoleGrant.subject_id.in_(ids))))
    invited = set(db.session.scalars(_invited().where(RoleGrant.subject_id.in_(ids))))
    seats = _seats(ids)
    return [
        DeputyLine(
            deputy=row,
            phone=mask_phone(row.phone) if row.phone_sealed else "没有登记",
            lacks=lacks(row),
            seats=seats[row.id],
            binding="已绑定" if row.id in bound else "邀请已发" if row.id in invited else "未绑定",
        )
        for row in rows
    ]


def _seats(deputy_ids: list[UUID]) -> dict[UUID, list[str]]:
    rows = db.session.execute(
        select(Seat.deputy_id, Station.name)
        .join(Station, Station.id == Seat.station_id)
        .where(Seat.deputy_id.in_(deputy_ids))
        .order_by(Station.area_code, Station.name)
    )
    seats: dict[UUID, list[str]] = {deputy_id: [] for deputy_id in deputy_ids}
    for deputy_id, name in rows:
        seats[deputy_id].append(name)
    return seats


def lacks(deputy: Deputy) -> list[str]:
    """Which of the three that a deputy shows (identity, duty, promise: R1-03) is not written yet."""
    three = {"身份": deputy.occupation, "职责": deputy.duty, "承诺": deputy.promise}
    return [name for name, written in three.items() if not written]


@dataclass(frozen=True, slots=True)
class AccountLine:
    account: Account
    roles: list[str]
    has_otp: bool


def accounts(actor: Actor, find: FindAccountSheet) -> Sheet[AccountLine]:
    """Accounts with a user name, by that name."""
    found = accounts_visible(actor).order_by(Account.username)
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


def role_words(given: RoleGrant, where: dict[str, str]) -> str:
    """联络员，桂花社区代表联络站."""
    place = where.get(given.scope, "")
    return f"{ROLE_NAMES[given.role]}，{place}" if place else ROLE_NAMES[given.role]
