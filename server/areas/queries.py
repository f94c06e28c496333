"""Areas by code, and the condition "inside this area" that every scope is made of."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import BindParameter, ColumnElement, String, and_, bindparam, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from server.areas.models import PREFIX_LENGTHS, Area, AreaLevel, level_of
from server.core.db import db
from server.core.errors import NotFound


def within(column: InstrumentedAttribute[str], prefix: str) -> ColumnElement[bool]:
    """Rows whose area code begins with `prefix`, as a range that an index serves."""
    first, behind = _range(prefix)
    return and_(column >= first, column < behind)


def outside(column: InstrumentedAttribute[str], prefix: str) -> ColumnElement[bool]:
    """The others, as the two ranges beside it."""
    first, behind = _range(prefix)
    return or_(column < first, column >= behind)


def _range(prefix: str) -> tuple[BindParameter[str], BindParameter[str]]:
    """Written into the statement: a village and a province want different plans, and a plan that was made
    without knowing the area serves neither."""
    return _written(prefix), _written(prefix + ":")


def _written(code: str) -> BindParameter[str]:
    return bindparam(None, code, String, unique=True, literal_execute=True)


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


def prefix_of(code: str) -> str:
    """What the codes of all places inside an area share: 330111001000 → 330111001; a prefix stays as it is."""
    full = code.ljust(12, "0")
    return full[: PREFIX_LENGTHS[level_of(full)]]


def county_prefix(code: str) -> str:
    """What the codes of a place's county share; of a bigger area all there is of it."""
    return code[: PREFIX_LENGTHS[AreaLevel.COUNTY]]


def town_prefix(code: str) -> str:
    """What the codes of a place's town share; of a bigger area all there is of it."""
    return code[: PREFIX_LENGTHS[AreaLevel.TOWN]]


def town_scope(code: str) -> str:
    """The scope of whoever answers for a place's town; of a bigger area, for all there is of it."""
    return f"area:{prefix_of(town_prefix(code))}"


def county_scope(code: str) -> str:
    """The scope of whoever answers for a place's county."""
    return f"area:{county_prefix(code)}"


def areas_above(code: str) -> list[str]:
    """The full codes of an area and of those that hold it, the smallest first."""
    codes = (code[:length].ljust(12, "0") for length in sorted(PREFIX_LENGTHS.values(), reverse=True))
    return list(dict.fromkeys(codes))


def town_code(code: str) -> str:
    return code[:9] + "000"


def town_of(column: InstrumentedAttribute[str]) -> ColumnElement[str]:
    """`town_code` of a column, inside a statement."""
    return func.left(column, 9) + "000"


def count(prefix: str, level: AreaLevel) -> int:
    """How many areas of `level` lie inside `prefix`."""
    found = select(func.count()).where(within(Area.code, prefix), Area.level == level)
    return db.session.execute(found).scalar_one()
