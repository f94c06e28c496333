"""An analysis as JSON: what its paper says, without the pictures."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from server.analysis import queries
from server.analysis.models import Analysis, Point
from server.analysis.paper import Part, Reading
from server.analysis.schemas import (
    AnalysisOut,
    AnalysisPage,
    AnalysisRow,
    FindAnalyses,
    PointOut,
    RateOut,
    SectionOut,
    TableOut,
)
from server.core import clock
from server.core.actor import Actor


def page_out(actor: Actor, find: FindAnalyses) -> AnalysisPage:
    lines = queries.listed(actor, month=find.month, page=find.page)
    more = str(find.page + 1) if len(lines) > queries.PER_PAGE else None
    items = [
        AnalysisRow(**_line(one.analysis, one.station_name, one.points, one.answered))
        for one in lines[: queries.PER_PAGE]
    ]
    return AnalysisPage(items=items, next=more)


def analysis_out(paper: Reading) -> AnalysisOut:
    answered = sum(one.answered_at is not None for one in paper.points)
    return AnalysisOut(
        **_line(paper.analysis, paper.station.name, len(paper.points), answered),
        as_of=paper.as_of,
        sender=paper.analysis.sender or None,
        rates=[RateOut(name=one["name"], shown=one["shown"], parts=one["parts"]) for one in paper.rates],
        sections=[_section(one) for one in paper.parts],
        passed_up=[_point(one) for one in paper.points],
        definitions=paper.definitions,
    )


def _line(analysis: Analysis, station: str, points: int, answered: int) -> dict[str, Any]:
    return {
        "id": analysis.id,
        "station_id": analysis.station_id,
        "station": station,
        "month": analysis.month,
        "title": analysis.title,
        "state": analysis.state,
        "forwarded": points,
        "answered": answered,
        "sent_at": _local(analysis.sent_at),
    }


def _section(part: Part) -> SectionOut:
    read = part.section
    return SectionOut(
        key=read.key,
        title=read.title,
        paragraphs=read.paragraphs,
        is_edited=read.is_edited,
        matters=part.matters,
        tables=[
            TableOut(title=one.title, headings=list(one.headings), rows=[list(row) for row in one.rows])
            for one in part.tables
        ],
    )


def _point(one: Point) -> PointOut:
    return PointOut(
        id=one.id,
        to=one.addressee,
        text=one.text,
        outcome=one.outcome or None,
        answered_by=one.answered_by or None,
        answered_at=_local(one.answered_at),
    )


def _local(at: datetime | None) -> datetime | None:
    return clock.local(at) if at else None
