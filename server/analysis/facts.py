"""What the data say of a station's month, beside the indicators: what the letters were about, what stays, where it went."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select

from server.areas.models import Area, AreaLevel, level_of
from server.assignments.models import Assignment
from server.assignments.queries import RUNNING
from server.core import clock
from server.core.db import db
from server.departments.models import Department
from server.indicators.frames import result, stepped
from server.indicators.periods import Period, month_before
from server.messages.kinds import Category, Kind, Urgency
from server.messages.life import OPEN, MessageAction, MessageStatus
from server.messages.models import Message, ResultClass, Step

HOT_DAYS, BEFORE_DAYS, HOT, HOTTER = 30, 90, 5, 2
"""W08: within thirty days five of a kind in one village, and twice the monthly mean of the ninety days before."""
REPEATED = 3
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter of the month or the one before, as far as it is counted."""

    created_at: datetime
    status: MessageStatus
    category: Category | None
    kind: Kind | None
    urgency: Urgency | None
    result: ResultClass | None
    is_answered: bool
    is_converted: bool
    unit_area: str | None


def letters(station_id: UUID, month: Period) -> list[Letter]:
    """Those that came in the month and in the one before."""
    main = and_(Assignment.message_id == Message.id, Assignment.is_main, RUNNING)
    found = (
        select(
            Message.created_at,
            Message.status,
            Message.category,
            Message.kind,
            Message.urgency,
            result(),
            Message.answered_at.is_not(None),
            stepped(MessageAction.CONVERT),
            Department.area_code,
        )
        .outerjoin(Assignment, main)
        .outerjoin(Department, Department.id == Assignment.department_id)
        .where(Message.station_id == station_id, came(month_before(month).since, month.before))
    )
    return [Letter(*row) for row in db.session.execute(found)]


def came(since: datetime, before: datetime) -> ColumnElement[bool]:
    return and_(Message.created_at >= since, Message.created_at < before)


@dataclass(frozen=True, slots=True)
class Matter:
    """What many wrote about: the matter and the place, never a unit or a person."""

    category: Category
    area_code: str
    place: str
    count: int
    before: int

    @property
    def monthly(self) -> float:
        return self.before * HOT_DAYS / BEFORE_DAYS


def hot(station_id: UUID, month: Period) -> list[Matter]:
    """Matters of the last thirty days of the month, by place and category (W08)."""
    since = month.before - timedelta(days=HOT_DAYS)
    lately = func.count().filter(Message.created_at >= since)
    earlier = func.count().filter(Message.created_at < since)
    found = (
        select(Message.category, Message.area_code, func.coalesce(Area.name, ""), lately, earlier)
        .outerjoin(Area, Area.code == Message.area_code)
        .where(
            Message.station_id == station_id,
            came(since - timedelta(days=BEFORE_DAYS), month.before),
            Message.category.is_not(None),
            Message.status != MessageStatus.MERGED,
        )
        .group_by(Message.category, Message.area_code, Area.name)
        .having(and_(lately >= HOT, lately * BEFORE_DAYS >= HOTTER * HOT_DAYS * earlier))
        .order_by(Message.area_code, Message.category)
    )
    # only what has a category was asked for
    return [Matter(*row) for row in db.session.execute(found)]  # type: ignore[arg-type]


def repeated(station_id: UUID, month: Period) -> int:
    """How many matters one person wrote about three times or more in ninety days; who it was is not asked for."""
    same = (
        select(Message.author_id)
        .where(
            Message.station_id == station_id,
            Message.category.is_not(None),
            came(month.before - timedelta(days=BEFORE_DAYS), month.before),
        )
        .group_by(Message.author_id, Message.category)
        .having(func.count() >= REPEATED)
    )
    return db.session.execute(select(func.count()).select_from(same.subquery())).scalar_one()


def course(station_id: UUID, month: Period) -> list[tuple[str, int, int]]:
    """The last twelve months, the oldest first: how many came and how many were concluded."""
    months = [month_before(month, back) for back in range(MONTHS - 1, -1, -1)]
    came_in = _by_month(station_id, Message.created_at, months)
    ended = _by_month(station_id, Message.concluded_at, months)
    return [(one.code, came_in[one.code], ended[one.code]) for one in months]


def _by_month(station_id: UUID, moment: Any, months: Sequence[Period]) -> Counter[str]:
    name = func.to_char(func.timezone(str(clock.ZONE), moment), "YYYY-MM")
    found = select(name, func.count()).where(
        Message.station_id == station_id,
        moment >= months[0].since,
        moment < months[-1].before,
    )
    return Counter({code: count for code, count in db.session.execute(found.group_by(name))})


def promises(station_id: UUID, month: Period) -> tuple[int, int]:
    """What was promised (result B) for a day of the month: how many, and how many of them were kept."""
    for_month = and_(Message.fulfil_on >= month.first, Message.fulfil_on < month.after)
    # one that nobody kept was opened again the night after, and its day with it
    woken = select(Step.message_id).where(
        Step.message_id == Message.id,
        Step.action == MessageAction.WAKE,
        Step.at >= month.since + timedelta(days=1),
        Step.at < month.before + timedelta(days=1),
    )
    kept = func.count().filter(and_(for_month, Message.fulfilled_at.is_not(None)))
    found = select(func.count().filter(or_(for_month, woken.exists())), kept)
    row = db.session.execute(found.where(Message.station_id == station_id)).one()
    return int(row[0]), int(row[1])


WAYS: tuple[tuple[str, Callable[[Letter], bool]], ...] = (
    ("撤回，或并到别件里", lambda one: one.status in (MessageStatus.WITHDRAWN, MessageStatus.MERGED)),
    ("不予受理，写明了该找谁", lambda one: one.status is MessageStatus.REJECTED),
    ("转代表建议、项目线索、议题等", lambda one: one.is_converted),
    ("镇街的单位", lambda one: one.unit_area is not None and _is_low(one.unit_area)),
    ("区县的单位", lambda one: one.unit_area is not None),
    ("站里直接答复", lambda one: one.is_answered),
    ("还在站里", lambda one: True),
)
"""Where a letter went: the first that holds."""


def _is_low(area_code: str) -> bool:
    return level_of(area_code) in (AreaLevel.TOWN, AreaLevel.VILLAGE)


def went(found: Iterable[Letter]) -> list[tuple[str, int]]:
    counted = Counter(next(words for words, holds in WAYS if holds(one)) for one in found)
    return [(words, counted[words]) for words, _ in WAYS if counted[words]]


def is_open(one: Letter) -> bool:
    return one.status in OPEN
