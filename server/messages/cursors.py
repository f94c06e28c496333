"""Where a page of letters ends: the moment and the id of its last line, as they stand in an address."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from server.core.errors import InvalidInput

Before = tuple[datetime, UUID]
Cursor = Annotated[str, Field(max_length=100)]


def written(at: datetime, row_id: UUID) -> str:
    return f"{at.isoformat()}_{row_id}"


def read(cursor: str | None) -> Before | None:
    """Raises InvalidInput for what never was one of ours."""
    if not cursor:
        return None
    at, _, row_id = cursor.partition("_")
    try:
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is None:
            raise ValueError("a moment has its zone")
        return moment, UUID(row_id)
    except ValueError:
        raise InvalidInput("request.cursor", "翻页的位置不对，请从第一页看起。") from None
