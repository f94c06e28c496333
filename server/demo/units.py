"""Whose which letters are in the demonstration, who is called at night, and what the district has set for itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import select

from server.areas.models import Setting
from server.areas.queries import within
from server.core import clock
from server.core.clock import ZONE
from server.core.db import db
from server.core.permissions import ROLE_NAMES, Role
from server.demo.dice import Dice
from server.demo.people import Register
from server.demo.places import AREA, PHONE, Town
from server.departments.models import Department, OnCall, RoutingRule

DISTRICT = {
    "C01": "区住房和城乡建设局",
    "C02": "区水务局",
    "C03": "区供电公司",
    "C04": "区交通运输局",
    "C05": "区生态环境分局",
    "C06": "区城市管理局",
    "C07": "区教育局",
    "C08": "区卫生健康局",
    "C09": "区民政局",
    "C10": "区人力资源和社会保障局",
    "C11": "区农业农村局",
    "C12": "区经济和信息化局",
    "C13": "区应急管理局",
    "C14": "区民政局",
    "C15": "区文化和广电旅游体育局",
    "C16": "区市场监督管理局",
    "C17": "区司法局",
    "C99": "区民政局",
}
TOWN = {
    "C02": "城建办",
    "C06": "综合执法队",
    "C09": "民政和社会事务办",
    "C11": "农业农村办",
    "C13": "平安法治办",
    "C14": "党政综合办",
}
COMING = ("C03", "区住房和城乡建设局")
"""From the first of next month another unit's, so that the table has something to come."""
AROUND = timedelta(days=14)
ONE_DAY = timedelta(days=1)
ARTICLES = (
    "联系选区群众，听取意见",
    "按时进站接待选民",
    "参加视察、调研和执法检查",
    "提出建议，跟踪办理",
    "向原选区选民报告履职",
)


def next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def rules(departments: list[Department], since: date, today: date) -> list[RoutingRule]:
    """All eighteen categories of the district; of each town those that it sees to itself."""
    dice, made = Dice("分派规则"), []
    units = {(unit.area_code, unit.name): unit for unit in departments}
    district = AREA.ljust(12, "0")
    changes = next_month(today)
    for category, name in DISTRICT.items():
        until = changes - ONE_DAY if category == COMING[0] else None
        made.append(_rule(dice, units[district, name], category, since, until))
    made.append(_rule(dice, units[district, COMING[1]], COMING[0], changes, None))
    for unit in departments:
        for category, name in TOWN.items():
            if unit.area_code != district and unit.name.endswith(name):
                made.append(_rule(dice, unit, category, since, None))
    return made


def _rule(dice: Dice, unit: Department, category: str, since: date, until: date | None) -> RoutingRule:
    return RoutingRule(
        id=dice.id(),
        category=category,
        area_code=unit.area_code,
        department_id=unit.id,
        since=since,
        until=until,
        reason="按机构职责",
        created_at=datetime.combine(since, time(9), ZONE),
    )


def roster(register: Register, towns: list[Town], now: datetime) -> list[OnCall]:
    """A fortnight back and ahead, from eight to eight: each town's officer and its home's head, and the district's."""
    dice, made = Dice("值守"), []
    office = register.of[Role.NPC_STAFF, f"area:{AREA}"]
    turns = [(AREA.ljust(12, "0"), 1, office.id)]
    for town in towns:
        officer = register.of[Role.STREET_NPC, f"area:{town.area.prefix}"]
        head = register.of[Role.STATION_HEAD, town.home.station.scope]
        turns += [(town.area.code, 1, officer.id), (town.area.code, 2, head.id)]
    gap = (towns[0].area.code, now.date() + timedelta(days=5))
    for area_code, turn, account_id in turns:
        for day in _days(now.date() - AROUND, now.date() + AROUND):
            if turn > 1 or (area_code, day) != gap:
                made.append(_span(dice, area_code, turn, account_id, day, now))
    return made


def _days(first: date, last: date) -> Iterator[date]:
    while first < last:
        yield first
        first += ONE_DAY


def _span(dice: Dice, area_code: str, turn: int, account_id: UUID, day: date, now: datetime) -> OnCall:
    begins = datetime.combine(day, time(8), ZONE)
    values = {"starts_at": begins, "ends_at": begins + ONE_DAY, "created_at": now}
    return OnCall(id=dice.id(), area_code=area_code, turn=turn, account_id=account_id, **values)


def keep_on_call() -> None:
    """The roster of the demonstration goes on: the same people, up to a fortnight from today."""
    last = (
        select(OnCall)
        .where(within(OnCall.area_code, AREA))
        .distinct(OnCall.area_code, OnCall.turn)
        .order_by(OnCall.area_code, OnCall.turn, OnCall.ends_at.desc())
    )
    dice = Dice(f"值守{clock.today()}")
    for span in db.session.scalars(last).all():
        first = max(clock.local(span.ends_at).date(), clock.today() - ONE_DAY)
        for day in _days(first, clock.today() + AROUND):
            db.session.add(_span(dice, span.area_code, span.turn, span.account_id, day, clock.now()))


def settings(since: datetime, today: date) -> list[Setting]:
    """The district's own words: some since long ago, one from next month."""
    given = (
        ("contact.platform_phone", PHONE, since.date(), "开通时登记"),
        ("dictionary.duty_articles", list(ARTICLES), since.date(), "开通时登记"),
        ("station.visits_public", True, since.date(), "主任会议定的，让街坊看得到"),
        ("station.inactive_scan_days", 60, next_month(today), "早一点去看墙上的码"),
    )
    by = f"{ROLE_NAMES[Role.NPC_STAFF]} 示范"
    return [
        Setting(
            area_code=AREA.ljust(12, "0"),
            key=key,
            value=value,
            effective_on=day,
            reason=reason,
            set_by_name=by,
            set_at=since,
        )
        for key, value, day, reason in given
    ]
