"""Loading areas from the compressed register that comes with the program."""

from __future__ import annotations

import csv
import lzma
from collections.abc import Iterator, Mapping
from pathlib import Path

from sqlalchemy.dialects.postgresql import insert

from server.areas.models import PREFIX_LENGTHS, Area, level_of as level_of
from server.core.db import db
from server.core.errors import InvalidInput

REGISTER = Path(__file__).parent / "data/areas.csv.xz"


def load(prefix: str) -> int:
    """Load every area whose code begins with `prefix`, and the areas above it. Returns how many.

    Loading again updates names and never doubles. Raises InvalidInput when the register holds none.
    """
    register = dict(_register())
    rows = [_row(code, name, register) for code, name in register.items() if _belongs(code, prefix)]
    if not any(code.startswith(prefix) for code in register):
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


def _row(code: str, name: str, register: Mapping[str, str]) -> dict[str, object]:
    """The parent is the nearest area above that there is: 重庆's districts lie right below the city itself."""
    level = level_of(code)
    above = [code[:length].ljust(12, "0") for length in PREFIX_LENGTHS.values()]
    parents = [parent for parent in above if parent != code and parent < code and parent in register]
    return {"code": code, "name": name, "level": level, "parent_code": parents[-1] if parents else None}


def _register() -> Iterator[tuple[str, str]]:
    with lzma.open(REGISTER, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield row["code"], row["name"]
