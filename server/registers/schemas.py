"""What the pages of imports take in."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from server.areas.models import ConstituencyLevel
from server.core.parsing import Body, Query
from server.core.text import Text
from server.registers.models import LineAction
from server.stations.registers import PageNumber, Words


class FindLines(Query):
    """Which lines of an import are shown: those of one kind, or all."""

    show: LineAction | None = None
    page: PageNumber = 1


class CellForm(Body):
    line: Annotated[int, Field(ge=1, le=10_000_000)]
    field: Annotated[str, Field(max_length=40)]
    value: Annotated[Text, Field(max_length=300)] = ""
    show: LineAction | None = None
    page: PageNumber = 1


class ColumnsForm(Body):
    """Headings and the field that each means, side by side; an empty key means: not taken in."""

    headings: list[Annotated[str, Field(max_length=80)]]
    keys: list[Annotated[str, Field(max_length=40)]]

    @property
    def columns(self) -> dict[str, str]:
        return {heading: key for heading, key in zip(self.headings, self.keys, strict=False) if key}


class ApplyForm(Body):
    skip_wrong: bool = False


class FindConstituencies(Query):
    level: ConstituencyLevel | None = None
    town: Annotated[str, Field(pattern=r"^\d{12}$")] | None = None
    lacking: Annotated[str, Field(pattern="^yes$")] | None = None
    q: Words | None = None
    page: PageNumber = 1
