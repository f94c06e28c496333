"""What the pages of the archive take in: nothing but what to look for, and why a report is written anew (F08)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from server.core.parsing import Body, Query
from server.core.text import Reason

Kind = Literal["stations", "six_standards", "suggestions", "analysis", "report"]


class FindFilings(Query):
    kind: Kind | None = None
    year: Annotated[int, Field(ge=2020, le=2099)] | None = None
    page: Annotated[int, Field(ge=1, le=1000)] = 1


class WriteAgain(Body):
    """Not a single figure: they come from the data."""

    reason: Reason
