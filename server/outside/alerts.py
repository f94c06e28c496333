"""Soon and late for what came from outside: to the unit that has it, and when late to who gave it out (R2-26)."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import ColumnElement, Row, Select, select

from server.alerts.models import Level
from server.alerts.registry import Firing, Look, Post, rule
from server.areas import settings
from server.areas.catalogue import OUTSIDE_DAYS
from server.core import clock, workdays
from server.core.db import db
from server.core.permissions import Role
from server.core.text import day_words
from server.departments.models import Department
from server.messages.lights import SOON
from server.notifications.service import Target
from server.outside.life import ItemState
from server.outside.models import OutsideItem

Given = Row[OutsideItem, Department]


@rule(
    "R2-26-1",
    name="再办快到期",
    level=Level.YELLOW,
    formula="交给单位再办的，剩下的工作日不多于 1 个，或不多于期限的五分之一，还没有写做了什么。",
    audience="承办单位的经办人和负责人",
    mend="去办",
)
def due_soon(look: Look) -> Iterator[Firing]:
    today = clock.today()
    for row in db.session.execute(_given(look, OutsideItem.due_on >= today)):
        item, unit = row
        due = item.due_on or today
        left = workdays.between(today, due, settings.calendar(item.area_code))
        if left <= max(1, SOON * settings.number(item.area_code, OUTSIDE_DAYS)):
            words = f"还剩 {left} 个工作日" if left else "今天到期"
            why = f"{words}，{day_words(due)}前写做了什么"
            yield _fires(row, why, Post(Role.HANDLER, unit.scope), Post(Role.HANDLER_LEAD, unit.scope))


@rule(
    "R2-26-2",
    name="再办逾期",
    level=Level.RED,
    formula="交给单位再办的，日子过了，还没有写做了什么。",
    audience="承办单位负责人、交办的人",
    mend="去办",
)
def late(look: Look) -> Iterator[Firing]:
    today = clock.today()
    for row in db.session.execute(_given(look, OutsideItem.due_on < today)):
        item, unit = row
        due = item.due_on or today
        days = workdays.between(due, today, settings.calendar(item.area_code))
        words = f"晚了 {days} 个工作日" if days else "过了日子"
        why = f"{day_words(due)}前该写做了什么，{words}"
        yield _fires(row, why, Post(Role.HANDLER_LEAD, unit.scope), giver=True)


def _given(look: Look, *conditions: ColumnElement[bool]) -> Select[OutsideItem, Department]:
    return (
        select(OutsideItem, Department)
        .join(Department, Department.id == OutsideItem.department_id)
        .where(OutsideItem.status == ItemState.ASSIGNED, *conditions)
        .where(*look.at(OutsideItem.area_code, OutsideItem.id))
    )


def _fires(row: Given, why: str, *posts: Post, giver: bool = False) -> Firing:
    item, unit = row
    people = (item.assigner_id,) if giver and item.assigner_id else ()
    return Firing(
        matter=item.id.hex,
        shown=f"{item.platform} {item.number}，{unit.name}"[:80],
        why=why,
        target=Target("outside_item", item.id, ""),
        area_code=item.area_code,
        posts=posts,
        people=people,
    )
