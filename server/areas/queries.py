"""Areas by code, and the condition "inside this area" that every scope is made of."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import InstrumentedAttribute

from server.areas.models import Area, AreaLevel
from server.core.db import db
from server.core.errors import NotFound


def within(column: InstrumentedAttribute[str], prefix: str) -> ColumnElement[bool]:
    """Rows whose area code begins with `prefix`, as a range that an index serves."""
    return and_(column >= prefix, column < prefix + ":")


def get(code: str) -> Area:
    """The area with this code, full or as its short prefix. Raises NotFound."""
    area = db.session.get(Area, code.ljust(12, "0")) if code.isdigit() and len(code) <= 12 else None
    if area is None:
        raise NotFound("area.unknown", "没有这个地区。请从省、市、区县一级一级选。")
    return area


def children(area: Area) -> list[Area]:
    """The areas directly below, in code order."""
    return list(db.session.scalars(select(Area).where(Area.parent_code == area.code).order_by(Area.code)))


def names(codes: Iterable[str]) -> dict[str, str]:
    """Names by code, for codes that are known."""
    rows = db.session.execute(select(Area.code, Area.name).where(Area.code.in_(set(codes))))
    return {code: name for code, name in rows}


def town_code(code: str) -> str:
    return code[:9] + "000"


def town_of(column: InstrumentedAttribute[str]) -> ColumnElement[str]:
    """`town_code` of a column, inside a statement."""
    return func.left(column, 9) + "000"


def count(prefix: str, level: AreaLevel) -> int:
    """How many areas of `level` lie inside `prefix`."""
    found = select(func.count()).where(within(Area.code, prefix), Area.level == level)
    return db.session.execute(found).scalar_one()
