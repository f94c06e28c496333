"""A package as its owner sees it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from server.core import clock
from server.core.http import Out
from server.mydata.models import CopyState, DataCopy
from server.mydata.queries import KEPT


class CopyOut(Out):
    id: UUID
    state: CopyState
    done: int
    total: int
    size: int
    asked_at: datetime
    kept_until: date

    @classmethod
    def of(cls, copy: DataCopy) -> CopyOut:
        return cls(
            id=copy.id,
            state=copy.state,
            done=copy.done,
            total=copy.total,
            size=copy.size,
            asked_at=clock.local(copy.created_at),
            kept_until=clock.local(copy.created_at + KEPT).date(),
        )


class LatestCopy(Out):
    """`copy_now` is null for whoever never asked."""

    copy_now: CopyOut | None
