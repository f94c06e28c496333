"""Points in and out: one person's, never two."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from server.core.http import Out
from server.core.parsing import Body
from server.core.text import Text
from server.points.counting import Sum
from server.points.service import Papers

Short = Annotated[Text, Field(max_length=60)]


class SwitchForm(Body):
    """Nothing is required here: what is missing is said by the verb, which writes the attempt down."""

    document_no: Short = ""
    approved_by: Short = ""
    approved_on: date | None = None
    ends_on: date | None = None

    @property
    def papers(self) -> Papers:
        return Papers(self.document_no, self.approved_by, self.approved_on, self.ends_on)


class OffForm(Body):
    """Nothing to fill in."""


class WeightForm(Body):
    item: Annotated[Text, Field(max_length=60)]
    weight: int
    cap: int


class PointsLine(Out):
    words: str
    count: int
    weight: int
    cap: int
    counted: int


class PointsOut(Out):
    """S = Σ min(cap, n · w). There is no pass mark, no grade and nobody to compare with."""

    year: int
    document_no: str
    ends_on: date
    total: int
    lines: list[PointsLine]

    @classmethod
    def of(cls, found: Sum) -> PointsOut:
        lines = [
            PointsLine(words=one.words, count=one.count, weight=one.weight, cap=one.cap, counted=one.counted)
            for one in found.lines
        ]
        return cls(
            year=found.year,
            document_no=found.switch.document_no,
            ends_on=found.switch.ends_on,
            total=found.total,
            lines=lines,
        )
