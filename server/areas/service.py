"""Loading areas from the compressed register that comes with the program."""

from __future__ import annotations

import csv
import lzma
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.dialects.postgresql import insert

from server.areas.models import PREFIX_LENGTHS, Area, AreaLevel
from server.core.db import db
from server.core.errors import InvalidInput

REGISTER = Path(__file__).parent / "data/areas.csv.xz"


def load(prefix: str) -> int:
    """Load every area whose code begins with `prefix`, and the areas above it. Returns how many.

    Loading again updates names and never doubles. Raises InvalidInput when the register holds none.
    """
    rows = [_row(code, name) for code, name in _register() if _belongs(code, prefix)]
    if not any(row["code"].startswith(prefix) for row in rows):
        raise InvalidInput("area.not_in_register", f"名录里没有代码以 {prefix} 开头的地区。")
    for start in range(0, len(rows), 1000):
        statement = insert(Area).values(rows[start : start + 1000])
        changes = {"name": statement.excluded.name, "parent_code": statement.excluded.parent_code}
        db.session.execute(statement.on_conflict_do_update(index_elements=[Area.code], set_=changes))
    return len(rows)


def _belongs(code: str, prefix: str) -> bool:
    """Inside the prefix, or one of the areas above it."""
    if code.startswith(prefix):
        return True
    level = level_of(code)
    above = code[: PREFIX_LENGTHS[level]]
    return len(above) < len(prefix) and prefix.startswith(above)


def level_of(code: str) -> AreaLevel:
    """The level of a full 12-digit code, by its trailing zeros."""
    return next(level for level, length in PREFIX_LENGTHS.items() if not code[length:].strip("0"))


def _row(code: str, name: str) -> dict[str, str]:
    level = level_of(code)
    order = list(PREFIX_LENGTHS)
    above = order[order.index(level) - 1] if level is not AreaLevel.PROVINCE else None
    parent = code[: PREFIX_LENGTHS[above]].ljust(12, "0") if above else None
    return {"code": code, "name": name, "level": level, "parent_code": parent}  # type: ignore[dict-item]


def _register() -> Iterator[tuple[str, str]]:
    with lzma.open(REGISTER, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield row["code"], row["name"]
