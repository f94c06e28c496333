"""What stands already: each step is judged by the registers, or by somebody's word where there is nothing to count."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import aliased

from server.accounts.models import Account, RoleGrant
from server.accounts.queries import held_on
from server.areas.models import Area, AreaLevel
from server.areas.queries import count, within
from server.codes.models import Code, CodeKind, CodeStatus
from server.core import clock
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import NotFound
from server.core.permissions import Role
from server.departments.models import Department
from server.departments.queries import is_open
from server.deputies.models import Deputy
from server.deputies.queries import in_office
from server.messages.models import Message
from server.onboarding.models import Setup, SetupKey, SetupState, SetupStep
from server.stations.models import KIND_NAMES, LicenceState, Seat, Station


@dataclass(frozen=True, slots=True)
class Found:
    """What a step's register holds, in words, and whether that is enough."""

    words: str
    is_enough: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the guide. `minutes` is what one person needs for a district like 富阳."""

    key: SetupKey
    number: int
    title: str
    minutes: int
    found: Found
    is_done: bool
    is_skipped: bool


TITLES: dict[SetupKey, tuple[str, int]] = {
    SetupKey.AREAS: ("核对行政区划", 1),
    SetupKey.SETTINGS: ("本区参数", 3),
    SetupKey.STATIONS: ("导入家站点", 7),
    SetupKey.DEPUTIES: ("导入代表", 5),
    SetupKey.DEPARTMENTS: ("承办单位", 4),
    SetupKey.ACCOUNTS: ("发账号", 3),
    SetupKey.CODES: ("印码", 2),
    SetupKey.WALK: ("自己走一遍", 2),
}


def visible_to(actor: Actor) -> str:
    """The prefix of the area whose first day this is. Raises NotFound for who has no area."""
    if actor.area_prefix is None:
        raise NotFound
    return actor.area_prefix


def steps(prefix: str) -> list[Step]:
    """All eight, in their order."""
    said = {step.key: step.state for step in db.session.scalars(_said(prefix))}
    made = []
    for number, (key, (title, minutes)) in enumerate(TITLES.items(), start=1):
        found = FINDERS[key](prefix)
        is_done = found.is_enough or said.get(key) is SetupState.DONE
        is_skipped = not is_done and said.get(key) is SetupState.SKIPPED
        made.append(Step(key, number, title, minutes, found, is_done, is_skipped))
    return made


def current(all_steps: list[Step]) -> Step:
    """The first that is neither done nor skipped; then the first skipped one; then the last."""
    for is_next in (lambda s: not s.is_done and not s.is_skipped, lambda s: s.is_skipped):
        if (step := next(filter(is_next, all_steps), None)) is not None:
            return step
    return all_steps[-1]


def started_at(prefix: str) -> datetime | None:
    setup = db.session.get(Setup, prefix.ljust(12, "0"))
    return setup.started_at if setup else None


def minutes_taken(prefix: str) -> int:
    """Whole minutes since the first day was opened; at most a day is told."""
    since = started_at(prefix)
    return int(min(clock.now() - since, timedelta(days=1)).total_seconds() // 60) if since else 0


def towns(prefix: str) -> list[tuple[Area, int]]:
    """The towns with the number of their villages, in code order."""
    village = aliased(Area)
    found = (
        select(Area, func.count(village.code))
        .outerjoin(village, village.parent_code == Area.code)
        .where(within(Area.code, prefix), Area.level == AreaLevel.TOWN)
        .group_by(Area.code)
        .order_by(Area.code)
    )
    return [(area, number) for area, number in db.session.execute(found)]


@dataclass(frozen=True, slots=True)
class Walk:
    """The test letter: what has been seen of it since the first day began."""

    station: Station | None
    code: Code | None
    message: Message | None

    @property
    def was_accepted(self) -> bool:
        return self.message is not None and self.message.accepted_at is not None

    @property
    def was_answered(self) -> bool:
        return self.message is not None and self.message.answered_at is not None


def walk(prefix: str, station_id: UUID | None = None) -> Walk:
    """The station that is tried (the first with a code of its own when none is named) and its newest letter."""
    found = (
        select(Station, Code)
        .join(Code, Code.station_id == Station.id)
        .where(_open_in(prefix), Code.kind == CodeKind.STATION, Code.status == CodeStatus.ACTIVE)
        .order_by(Station.area_code, Station.kind, Station.name, Code.issued_at)
    )
    found = found.where(Station.id == station_id) if station_id else found
    row = db.session.execute(found.limit(1)).first()
    if row is None:
        return Walk(None, None, None)
    station, code = row
    letters = _letters(prefix).where(Message.station_id == station.id)
    return Walk(station, code, db.session.scalar(letters.order_by(Message.created_at.desc()).limit(1)))


def _letters(prefix: str) -> Select[Message]:
    """Letters of the area since its first day began."""
    since = started_at(prefix) or clock.now()
    return select(Message).where(within(Message.area_code, prefix), Message.created_at >= since)


def stations_to_try(prefix: str) -> list[Station]:
    """Stations with a code of their own, in code order."""
    coded = select(Code.station_id).where(Code.kind == CodeKind.STATION, Code.status == CodeStatus.ACTIVE)
    found = select(Station).where(_open_in(prefix), Station.id.in_(coded))
    return list(db.session.scalars(found.order_by(Station.area_code, Station.kind, Station.name).limit(400)))


@dataclass(frozen=True, slots=True)
class Codes:
    """How many stations want both codes and how many deputies theirs, and how many of them lack one."""

    stations: int
    deputies: int
    stations_without: int
    deputies_without: int


def codes(prefix: str) -> Codes:
    active = select(Code.id).where(Code.status == CodeStatus.ACTIVE)
    has_both = and_(
        *(
            active.where(Code.station_id == Station.id, Code.kind == kind).exists()
            for kind in (CodeKind.STATION, CodeKind.DUTY)
        )
    )
    badge = active.where(Code.deputy_id == Deputy.id, Code.kind == CodeKind.DEPUTY).exists()
    seated = _seated(prefix)
    return Codes(
        stations=_number(select(Station).where(_open_in(prefix))),
        deputies=_number(seated),
        stations_without=_number(select(Station).where(_open_in(prefix), ~has_both)),
        deputies_without=_number(seated.where(~badge)),
    )


def _seated(prefix: str) -> Select[Deputy]:
    """Deputies in office who sit at an open station of the area: only they can be found by a code."""
    seats = select(Seat.deputy_id).join(Station, Station.id == Seat.station_id).where(_open_in(prefix))
    return select(Deputy).where(in_office(), Deputy.id.in_(seats))


def _open_in(prefix: str) -> Any:
    return within(Station.area_code, prefix) & (Station.licence == LicenceState.ACTIVE)


def _said(prefix: str) -> Select[SetupStep]:
    return select(SetupStep).where(SetupStep.area_code == prefix.ljust(12, "0"))


def _number(found: Select[Any]) -> int:
    return db.session.execute(select(func.count()).select_from(found.order_by(None).subquery())).scalar_one()


def _areas(prefix: str) -> Found:
    towns_here, villages = count(prefix, AreaLevel.TOWN), count(prefix, AreaLevel.VILLAGE)
    return Found(f"{towns_here} 个镇街，{villages} 个村社区")


def _settings(prefix: str) -> Found:
    return Found("期限、固定日、工作日")


def _stations(prefix: str) -> Found:
    rows = db.session.execute(
        select(Station.kind, func.count()).where(within(Station.area_code, prefix)).group_by(Station.kind)
    )
    numbers = {kind: number for kind, number in rows}
    words = "，".join(f"{numbers[kind]} 个{name}" for kind, name in KIND_NAMES.items() if kind in numbers)
    return Found(words or "还没有站点", bool(numbers))


def _deputies(prefix: str) -> Found:
    number = _number(select(Deputy).where(within(Deputy.area_code, prefix), in_office()))
    return Found(f"在任 {number} 人" if number else "还没有代表", number > 0)


def _departments(prefix: str) -> Found:
    number = _number(select(Department).where(within(Department.area_code, prefix), is_open(clock.today())))
    return Found(f"{number} 个单位" if number else "还没有单位", number > 0)


def _accounts(prefix: str) -> Found:
    """Stations whose letters somebody finds: a liaison or a head with an account."""
    scope = "station:" + func.cast(Station.id, RoleGrant.scope.type)
    held = select(RoleGrant.id).join(Account, Account.id == RoleGrant.account_id)
    staffed = held.where(
        RoleGrant.scope == scope,
        RoleGrant.role.in_((Role.LIAISON, Role.STATION_HEAD)),
        held_on(clock.today()),
        Account.disabled_at.is_(None),
    ).exists()
    without = _number(select(Station).where(_open_in(prefix), ~staffed))
    all_open = _number(select(Station).where(_open_in(prefix)))
    if not all_open:
        return Found("先有站点，再发账号")
    return Found(f"{all_open - without} 个站有联络员，{without} 个还没有", without == 0)


def _codes(prefix: str) -> Found:
    state = codes(prefix)
    missing = state.stations_without + state.deputies_without
    words = f"站点码 {state.stations - state.stations_without}/{state.stations}，代表码 {state.deputies - state.deputies_without}/{state.deputies}"
    return Found(words, state.stations > 0 and missing == 0)


def _walk(prefix: str) -> Found:
    """At whichever station it was tried."""
    answered = _letters(prefix).where(Message.answered_at.is_not(None)).limit(1)
    return Found("扫码、留言、受理、答复", db.session.scalar(answered) is not None)


FINDERS: dict[SetupKey, Callable[[str], Found]] = {
    SetupKey.AREAS: _areas,
    SetupKey.SETTINGS: _settings,
    SetupKey.STATIONS: _stations,
    SetupKey.DEPUTIES: _deputies,
    SetupKey.DEPARTMENTS: _departments,
    SetupKey.ACCOUNTS: _accounts,
    SetupKey.CODES: _codes,
    SetupKey.WALK: _walk,
}
