"""Alerts in and out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from server.alerts.queries import Box
from server.alerts.reading import Line
from server.alerts.service import LONGEST
from server.core import clock
from server.core.http import Out
from server.core.parsing import Body, Query
from server.core.text import Reason


class FindAlerts(Query):
    """`rule` is a code such as W02."""

    box: Box = Box.MINE
    rule: Annotated[str, Field(max_length=12)] | None = None
    page: Annotated[int, Field(ge=1, le=1000)] = 1


class QuietAlert(Body):
    days: Annotated[int, Field(ge=1, le=LONGEST)]
    reason: Reason


class AlertOut(Out):
    """`target_type` and `target_id` lead to where it is mended; `id` is null while it stands in no table yet."""

    id: UUID | None
    rule: str
    name: str
    level: str
    shown: str
    why: str
    mend: str
    target_type: str
    target_id: UUID | None
    since: datetime
    is_mine: bool
    quiet_until: date | None

    @classmethod
    def of(cls, line: Line) -> AlertOut:
        return cls(
            id=line.id,
            rule=line.rule.code,
            name=line.rule.name,
            level=line.level,
            shown=line.shown,
            why=line.why,
            mend=line.rule.mend,
            target_type=line.target_type,
            target_id=line.target_id,
            since=clock.local(line.since),
            is_mine=line.is_mine,
            quiet_until=line.quiet_until,
        )
