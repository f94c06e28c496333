"""From a report to what its deputy, its voters and everybody may see of it."""

from __future__ import annotations

from typing import Any

from server.core import clock
from server.core.actor import Actor
from server.core.errors import Forbidden
from server.core.permissions import Permission
from server.papers.marks import Section, sections as marked
from server.reports import ballots, queries, writing
from server.reports.life import READ, STATUS_WORDS, WAY_WORDS, WORKFLOW, ReportAction
from server.reports.models import Report
from server.reports.queries import Line
from server.reports.schemas import (
    DraftSection,
    KindCount,
    NamedOut,
    OwnReport,
    ReportLine,
    ReportOut,
    ResultOut,
    SectionOut,
)
from server.stations.queries import stations_of

A = ReportAction
OF_STAFF = frozenset({A.SCHEDULE, A.PRESENT, A.PUBLISH})
"""What a station does for its deputy, once the deputy has set a day."""


def line_out(line: Line) -> ReportLine:
    return ReportLine(**_line(line))


def _line(line: Line) -> dict[str, Any]:
    one = line.report
    return {
        "id": one.id,
        "title": one.title,
        "year": one.year,
        "status": one.status,
        "status_words": STATUS_WORDS[one.status],
        "deputy": NamedOut(id=line.deputy.id, name=line.deputy.name),
        "station": NamedOut(id=line.station.id, name=line.station.name),
        "way": one.way,
        "way_words": WAY_WORDS[one.way] if one.way else "",
        "presents_at": clock.local(one.presents_at) if one.presents_at else None,
    }


def line_of(report: Report) -> Line:
    return Line(report, *queries.whose(report))


def sections(report: Report) -> list[Section]:
    return marked(writing.SECTIONS, report.figures["marks"], report.texts, report.first)


def _figures(report: Report) -> dict[str, Any]:
    found = report.figures
    return {
        "months": found["months"],
        "kinds": [KindCount(name=name, count=count) for name, count in found["kinds"]],
        "suggestions": found["suggestions"],
    }


def result_out(report: Report) -> ResultOut | None:
    found = ballots.result(report)
    if found is None:
        return None
    return ResultOut(
        satisfied=found.satisfied, basic=found.basic, unsatisfied=found.unsatisfied, total=found.total
    )


def own_out(actor: Actor, report: Report) -> OwnReport:
    line = line_of(report)
    seats = [NamedOut(id=one.id, name=one.name) for one in stations_of(report.deputy_id) if one.is_open]
    return OwnReport(
        **_line(line),
        **_figures(report),
        sections=[DraftSection.of(one) for one in sections(report)],
        marks=report.figures["marks"],
        place=report.place,
        live_url=report.live_url,
        stations=seats,
        closes_on=report.closes_on,
        questions=len(queries.questions(report.id)),
        result=result_out(report),
        least=ballots.LEAST,
        actions=[action.value for action in actions_for(actor, report)],
    )


def public_out(actor: Actor, report: Report) -> ReportOut:
    """Its words only once it was presented; the result only when it is published with it."""
    line, is_read = line_of(report), report.status in READ
    voter = ballots.place_of(actor.account_id) if actor.account_id else None
    shown = _figures(report) if is_read else {"months": [], "kinds": [], "suggestions": []}
    words = [SectionOut(key=one.key, title=one.title, text=one.text) for one in sections(report)]
    return ReportOut(
        **_line(line),
        **shown,
        deputy_title=line.deputy.title,
        constituency=line.deputy.constituency,
        place=report.place,
        live_url=report.live_url,
        sections=words if is_read else [],
        closes_on=report.closes_on,
        is_open=ballots.is_open(report),
        may_vote=ballots.may_vote(actor, report),
        has_voted=ballots.has_voted(actor, report),
        belongs_to=voter.station_id if voter else None,
        result=result_out(report) if report.shows_result else None,
        least=ballots.LEAST,
    )


def actions_for(actor: Actor, report: Report) -> list[ReportAction]:
    """What this caller may do now; closing is the clock's."""
    found: list[ReportAction] = [one for one in WORKFLOW.actions(report.status) if one is not A.CLOSE]
    if actor.may(Permission.REPORT_OWN):
        return found
    return [action for action in found if action in OF_STAFF] if actor.may(Permission.REPORT_KEEP) else []


def refuse_idle(actor: Actor) -> None:
    """Raises Forbidden for who may read a report and may do nothing with it."""
    if not actor.may(Permission.REPORT_OWN) and not actor.may(Permission.REPORT_KEEP):
        raise Forbidden
