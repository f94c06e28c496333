"""The registers as sheets of the console: stations and deputies; filtered, in a fixed order, page by page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from pydantic import Field
from sqlalchemy import ColumnElement, Select, func, literal, or_, select, union_all
from sqlalchemy.dialects.postgresql import ARRAY, TEXT
from sqlalchemy.orm import aliased

from server.accounts.models import Account, LinkPurpose, OneTimeLink, RoleGrant
from server.areas.models import PREFIX_LENGTHS, Area, AreaLevel
from server.areas.queries import prefix_of, within
from server.core import clock
from server.core.actor import Actor
from server.core.db import db
from server.core.parsing import Query
from server.core.permissions import Role
from server.core.text import Text, grams, mask_phone
from server.deputies.models import Deputy, DeputyLevel
from server.deputies.queries import BY_PINYIN, in_office, shows_all_three
from server.stations.models import LICENCE_NAMES, LicenceState, Seat, Station, StationCategory, StationKind
from server.stations.queries import visible_to
from server.stations.schemas import StationRow, names_for

PER_PAGE = 40
COUNTED = 5_000
"""A longer register is told as "more than": counting all of it on every page would take longer than the page."""
Line = TypeVar("Line")
Words = Annotated[Text, Field(max_length=40)]
PageNumber = Annotated[int, Field(ge=1, le=10_000)]


class FindSheet(Query):
    town: Annotated[str, Field(pattern=r"^\d{12}$")] | None = None
    q: Words | None = None
    page: PageNumber = 1


class FindStationSheet(FindSheet):
    kind: StationKind | None = None
    category: StationCategory | None = None
    licence: LicenceState | None = None


class FindDeputySheet(FindSheet):
    level: DeputyLevel | None = None
    bound: Annotated[str, Field(pattern="^(yes|no)$")] | None = None
    complete: Annotated[str, Field(pattern="^(yes|no)$")] | None = None
    term: Annotated[str, Field(pattern="^(coming|former)$")] | None = None


@dataclass(frozen=True, slots=True)
class Sheet(Generic[Line]):
    """One page of a register. `kept` are the filters in force, as they stand in the address."""

    lines: list[Line]
    total: int
    page: int
    has_more: bool
    kept: dict[str, Any] = field(default_factory=dict)

    @property
    def size(self) -> str:
        return f"{self.total}" if self.total <= COUNTED else f"{COUNTED} 多"

    @property
    def is_of_many(self) -> bool:
        """Whether the register it was cut from is too long to be counted on a page, as this part of it is."""
        return self.total > COUNTED

    @property
    def first(self) -> int:
        return (self.page - 1) * PER_PAGE + 1

    @property
    def last(self) -> int:
        return self.first + len(self.lines) - 1


Row = TypeVar("Row")


def sheet_of(
    found: Select[Row], find: Query, page: int, draw: Callable[[Sequence[Any]], list[Line]]
) -> Sheet[Line]:
    """Cut one page out, draw its lines; and count, unless all are on it."""
    rows = db.session.scalars(found.offset((page - 1) * PER_PAGE).limit(PER_PAGE + 1)).all()
    total = len(rows) if page == 1 and len(rows) <= PER_PAGE else _count(found)
    kept = find.model_dump(mode="json", exclude={"page"}, exclude_none=True)
    return Sheet(draw(rows[:PER_PAGE]), total, page, len(rows) > PER_PAGE, kept)


def _count(found: Select[Row]) -> int:
    some = found.order_by(None).with_only_columns(literal(1)).limit(COUNTED + 1).subquery()
    return db.session.execute(select(func.count()).select_from(some)).scalar_one()


def by_pinyin(column: Any) -> Any:
    """GB 18030 keeps the common characters in the order of their pinyin; the deputies have an index of it."""
    return func.by_pinyin(column)


def like(words: str) -> str:
    return "%" + words.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") + "%"


@dataclass(frozen=True, slots=True)
class StationLine:
    station: Station
    shown: StationRow

    @property
    def licence(self) -> str:
        return LICENCE_NAMES[self.station.licence]


def stations(actor: Actor, find: FindStationSheet) -> Sheet[StationLine]:
    """In the order of the administrative code."""
    found = visible_to(actor).order_by(Station.area_code, Station.kind, Station.name, Station.id)
    chosen = find.model_dump(include={"kind", "category", "licence"}, exclude_none=True)
    found = found.filter_by(**chosen)
    if find.town:
        found = found.where(within(Station.area_code, prefix_of(find.town)))
    if find.q:
        found = found.where(or_(Station.name.like(like(find.q)), Station.address.like(like(find.q))))
    return sheet_of(found, find, find.page, _station_lines)


def _station_lines(rows: Sequence[Station]) -> list[StationLine]:
    names = names_for(list(rows))
    return [StationLine(row, StationRow.of(row, names)) for row in rows]


def kinds(actor: Actor, sheet: Sheet[StationLine]) -> dict[StationKind, int]:
    """How many stations of each kind the register holds, in the order of the kinds (R2-03); nothing of a
    register that is too long to be counted on a page."""
    if sheet.is_of_many:
        return {}
    some = visible_to(actor).with_only_columns(Station.kind).limit(COUNTED + 1).subquery()
    found = db.session.execute(select(some.c.kind, func.count()).group_by(some.c.kind))
    counted = {kind: count for kind, count in found}
    if sum(counted.values()) > COUNTED:
        return {}
    return {kind: counted[kind] for kind in StationKind if kind in counted}


def towns(actor: Actor) -> list[Area]:
    """The towns one may choose from, a city's counties; a station's staff have but one and choose nothing."""
    prefix = actor.area_prefix
    if not prefix:
        return []
    level = AreaLevel.TOWN if len(prefix) >= PREFIX_LENGTHS[AreaLevel.COUNTY] else AreaLevel.COUNTY
    found = select(Area).where(within(Area.code, prefix), Area.level == level)
    return list(db.session.scalars(found.order_by(Area.code)))


@dataclass(frozen=True, slots=True)
class DeputyLine:
    deputy: Deputy
    phone: str
    lacks: list[str]
    seats: list[str]
    binding: str


def _speaks_of(words: str) -> ColumnElement[bool]:
    """Name or constituency with these words in it, or just this specialty; the index finds, `like` makes sure.

    Two look-ups and not one `or`, which would work out the grams of every row again.
    """
    there = aliased(Deputy)
    named = or_(there.name.like(like(words)), there.constituency.like(like(words)))
    indexed = func.grams(there.name, there.constituency, type_=ARRAY(TEXT)).contains(grams(words))
    skilled = there.specialties.contains([words])
    return Deputy.id.in_(union_all(select(there.id).where(indexed, named), select(there.id).where(skilled)))


def _sits_in(prefix: str) -> ColumnElement[bool]:
    """At a station there. Who they are is found first: asked of one deputy after the other, it takes far longer."""
    seats = select(Seat.deputy_id).join(Station, Station.id == Seat.station_id)
    there = seats.where(within(Station.area_code, prefix)).cte("there").prefix_with("MATERIALIZED")
    return Deputy.id.in_(select(there.c.deputy_id))


def deputies(mine: Select[Deputy], find: FindDeputySheet) -> Sheet[DeputyLine]:
    """Of the deputies one may see those in office, unless others are asked for; by pinyin (F01: never by a figure)."""
    found = _by_state(mine, find).order_by(*BY_PINYIN)
    if find.level:
        found = found.where(Deputy.level == find.level)
    if find.town:
        found = found.where(_sits_in(prefix_of(find.town)))
    if find.q:
        found = found.where(_speaks_of(find.q))
    return sheet_of(found, find, find.page, deputy_lines)


def _by_state(found: Select[Deputy], find: FindDeputySheet) -> Select[Deputy]:
    terms = {"coming": Deputy.term_from > clock.today(), "former": Deputy.term_to < clock.today()}
    found = found.where(terms[find.term] if find.term else in_office())
    if find.complete:
        found = found.where(shows_all_three() if find.complete == "yes" else ~shows_all_three())
    if find.bound:
        is_bound = Deputy.id.in_(_bound())
        found = found.where(is_bound if find.bound == "yes" else ~is_bound)
    return found


def complete_of_all(mine: Select[Deputy], sheet: Sheet[DeputyLine]) -> tuple[int, int] | None:
    """How many deputies in office show all three, and how many there are (R1-03); None of a register that is
    too long to be counted on a page."""
    if sheet.is_of_many and "term" not in sheet.kept:
        return None
    found = mine.where(in_office()).with_only_columns(shows_all_three().label("is_complete"))
    some = found.limit(COUNTED + 1).subquery()
    counted = select(func.count().filter(some.c.is_complete), func.count()).select_from(some)
    complete, everybody = db.session.execute(counted).one()
    return (complete, everybody) if everybody <= COUNTED else None


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
