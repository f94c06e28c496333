"""Which optional features rest in which county (F15): a row of its settings like any other, so its history stays."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute

from server.areas.models import Setting
from server.areas.queries import county_prefix, outside
from server.core import clock
from server.core.db import READING, db
from server.core.optional import OPTIONAL

KEPT = 5.0
"""Seconds that this process may go on with what it read, as with every setting."""
PREFIX = "offered."
_kept: tuple[float, Mapping[str, frozenset[str]]] | None = None


def resting() -> Mapping[str, frozenset[str]]:
    """County prefix → what rests there. One statement for the whole country, then none for a while."""
    global _kept
    if _kept is None or time.monotonic() - _kept[0] > KEPT:
        _kept = (time.monotonic(), _read())
    return _kept[1]


def rests(name: str, area_code: str) -> bool:
    return name in resting().get(county_prefix(area_code), ())


def require(name: str, area_code: str) -> None:
    """Raises Gone, with what to do instead, where the feature rests."""
    if rests(name, area_code):
        raise OPTIONAL[name].refusal()


def awake(name: str, code: InstrumentedAttribute[str]) -> list[ColumnElement[bool]]:
    """For jobs: only what lies where the feature is in use."""
    return [outside(code, county) for county, names in sorted(resting().items()) if name in names]


def history(name: str, county: str) -> list[Setting]:
    """How often it went off and on here, the newest first."""
    found = select(Setting).where(Setting.area_code == county, Setting.key == PREFIX + name)
    return list(db.session.scalars(found.order_by(Setting.id.desc())))


def forget() -> None:
    """Read anew: it was switched, or the tables were exchanged under this process (a restore, a test)."""
    global _kept
    _kept = None


def _read() -> dict[str, frozenset[str]]:
    # only what is committed may be kept, so the question goes past the session
    said = (
        select(Setting.area_code, Setting.key, Setting.value)
        .where(Setting.key.startswith(PREFIX), Setting.effective_on <= clock.today())
        .order_by(Setting.effective_on, Setting.id)
    )
    with db.engines[READING].connect() as connection:
        rows = connection.execute(said).all()
    last: dict[tuple[str, str], Any] = {(county_prefix(code), key): value for code, key, value in rows}
    found: dict[str, set[str]] = {}
    for (county, key), value in last.items():
        if value is False:
            found.setdefault(county, set()).add(key.removeprefix(PREFIX))
    return {county: frozenset(names) for county, names in found.items()}
