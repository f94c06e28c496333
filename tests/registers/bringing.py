"""Sheets as offices write them, with two deputies to stand in them; checked, or brought in."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from sqlalchemy import func, select

from server.core.actor import Actor
from server.core.db import db, transaction
from server.core.permissions import Role
from server.registers import service
from server.registers.keeping import lines_of
from server.registers.models import Import, RegisterKind
from tests import factories

COUNTY = Actor(Role.NPC_STAFF, f"area:{factories.COUNTY}", name="何主任")
TOWN = Actor(Role.STREET_NPC, f"area:{factories.TOWN}", name="老郑")
HEADINGS = ("姓名", "层级", "选区或选举单位", "站点", "手机", "任期起")
WANG = ("王明", "区", "富春第 1 选区", "桂花社区代表联络站", "13812342046", "2022-01")
LI = ("李芳", "区", "富春第 2 选区", "桂花社区代表联络站", "13912340412", "2022-01")


def xlsx(*rows: Sequence[Any], title: str = "名册") -> bytes:
    """A workbook of one sheet with these rows."""
    book = Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(list(row))
    return saved(book)


def saved(book: Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def check(register: RegisterKind, *rows: tuple[object, ...], actor: Actor = COUNTY) -> Import:
    with transaction():
        return service.check(actor, register, file_name="表.xlsx", content=xlsx(*rows))


def bring(register: RegisterKind, *rows: tuple[object, ...], actor: Actor = COUNTY) -> Import:
    made = check(register, *rows, actor=actor)
    with transaction():
        service.apply(actor, made)
    return made


def errors(made: Import) -> dict[int, dict[str, str]]:
    return {line.number: line.errors for line in lines_of(made) if line.errors}


def count(table: type) -> int:
    return db.session.execute(select(func.count()).select_from(table)).scalar_one()
