"""Reports as they come from the console's forms."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from server.core import clock
from server.core.parsing import Body, Query
from server.core.text import Reason, Text
from server.reports.life import Way
from server.reports.schemas import EditReport, Link, Year

__all__ = ["Draft", "EditReport", "FindReports", "Schedule", "StrikeForm"]


class FindReports(Query):
    year: Year | None = None
    page: Annotated[int, Field(ge=1, le=10_000)] = 1


class StrikeForm(Body):
    reason: Reason


class Draft(Body):
    year: Year


class Schedule(Body):
    way: Way
    on: date
    at: time = time(9)
    station_id: UUID | None = None
    place: Annotated[Text, Field(max_length=120)] = ""
    live_url: Link = ""

    @property
    def asked(self) -> dict[str, Any]:
        """As the verb takes it."""
        moment = datetime.combine(self.on, self.at, clock.ZONE)
        return self.model_dump(exclude={"on", "at"}) | {"presents_at": moment}
