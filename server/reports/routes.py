"""Reports by JSON: the deputy's own, what everybody may read, the voters' answer, a question that becomes a letter."""

from __future__ import annotations

from uuid import UUID

from flask import Response

from server.core import clock
from server.core.actor import current
from server.core.errors import NotFound
from server.core.http import Routes
from server.core.permissions import Permission as P
from server.messages import addresses
from server.reports import ballots, files, queries, service, views
from server.reports.schemas import (
    AskReport,
    Belong,
    CastVote,
    DraftReport,
    EditReport,
    FindReports,
    NamedOut,
    Nothing,
    OwnReport,
    QuestionOut,
    ReportList,
    ReportOut,
    ScheduleReport,
)
from server.stations.queries import get as get_station

routes = Routes("reports", "/api")
ONE = "/reports/<uuid:report_id>"


@routes.post("/reports", permission=P.REPORT_OWN, body=DraftReport, out=OwnReport, status=201, again=200)
def draft(body: DraftReport) -> tuple[OwnReport, int]:
    """Draft a year's report from the file; asked again, it is the same report."""
    report, is_new = service.draft(current(), year=body.year or clock.today().year)
    return views.own_out(current(), report), 201 if is_new else 200


@routes.get("/reports/mine", permission=P.REPORT_OWN, out=ReportList)
def mine() -> ReportList:
    """The deputy's own reports, the latest year first."""
    return ReportList(items=[views.line_out(line) for line in queries.own(current())])


@routes.get(f"{ONE}/own", permission=P.REPORT_OWN, out=OwnReport)
def own(report_id: UUID) -> OwnReport:
    """One of one's own, with the marks that stand for numbers."""
    return views.own_out(current(), queries.get(current(), report_id))


@routes.put(ONE, permission=P.REPORT_OWN, body=EditReport, out=OwnReport)
def edit(report_id: UUID, body: EditReport) -> OwnReport:
    """Other words, or none: then it is read and stays as it is."""
    report = queries.get_for_update(current(), report_id)
    service.edit(current(), report, texts=body.texts)
    return views.own_out(current(), report)


@routes.post(f"{ONE}/restore", permission=P.REPORT_OWN, body=Nothing, out=OwnReport)
def restore(report_id: UUID, body: Nothing) -> OwnReport:
    """The words of the first draft again."""
    report = queries.get_for_update(current(), report_id)
    service.restore(current(), report)
    return views.own_out(current(), report)


@routes.post(f"{ONE}/schedule", permission=P.REPORT_OWN, body=ScheduleReport, out=OwnReport)
def schedule(report_id: UUID, body: ScheduleReport) -> OwnReport:
    """On which day, how, where."""
    report = queries.get_for_update(current(), report_id)
    service.schedule(current(), report, **body.model_dump())
    return views.own_out(current(), report)


@routes.post(f"{ONE}/recall", permission=P.REPORT_OWN, body=Nothing, out=OwnReport)
def recall(report_id: UUID, body: Nothing) -> OwnReport:
    """Back to the desk before its day."""
    report = queries.get_for_update(current(), report_id)
    service.recall(current(), report)
    return views.own_out(current(), report)


@routes.post(f"{ONE}/present", permission=P.REPORT_OWN, body=Nothing, out=OwnReport)
def present(report_id: UUID, body: Nothing) -> OwnReport:
    """It was held, or is sent now; voters may judge it from here on."""
    report = queries.get_for_update(current(), report_id)
    service.present(current(), report)
    return views.own_out(current(), report)


@routes.post(f"{ONE}/publish", permission=P.REPORT_OWN, body=Nothing, out=OwnReport)
def publish(report_id: UUID, body: Nothing) -> OwnReport:
    """For everybody, for good."""
    report = queries.get_for_update(current(), report_id)
    service.publish(current(), report)
    return views.own_out(current(), report)


@routes.get(f"{ONE}/own/<string:kind>", permission=P.REPORT_OWN)
def own_file(report_id: UUID, kind: str) -> Response:
    """One's own as `word` or `pdf`, in any state."""
    report = queries.get(current(), report_id)
    return files.answer(report, views.result_out(report), kind)


@routes.get("/reports", permission=P.PUBLIC, query=FindReports, out=ReportList)
def listing(query: FindReports) -> ReportList:
    """What is announced, presented or published at a station, or by a deputy; the newest first."""
    found = queries.announced(query.station, query.deputy)
    return ReportList(items=[views.line_out(line) for line in found])


@routes.get(ONE, permission=P.PUBLIC, out=ReportOut)
def read(report_id: UUID) -> ReportOut:
    """As voters see it."""
    return views.public_out(current(), queries.public(report_id))


@routes.post(
    f"{ONE}/questions", permission=P.MESSAGE_SUBMIT, body=AskReport, out=QuestionOut, status=201, once=True
)
def ask(report_id: UUID, body: AskReport) -> QuestionOut:
    """A question in one step: it is a letter to the deputy from here on."""
    report = queries.public(report_id)
    to = addresses.find(current(), code=None, station_id=report.station_id, deputy_id=report.deputy_id)
    message, pin = service.ask(current(), report, to, content=body.content)
    return QuestionOut(message_id=message.id, number=message.number, pin=pin)


@routes.put("/voters/own", permission=P.REPORT_RATE, body=Belong, out=NamedOut)
def belong(body: Belong) -> NamedOut:
    """To which station I belong."""
    station = get_station(body.station_id)
    ballots.belong(current(), station)
    return NamedOut(id=station.id, name=station.name)


@routes.post(f"{ONE}/vote", permission=P.REPORT_RATE, body=CastVote, status=204)
def vote(report_id: UUID, body: CastVote) -> None:
    """One vote each, without a name. It cannot be changed, because nobody can find it."""
    report = ballots.for_vote(report_id)
    if report is None:
        raise NotFound("report.unknown", queries.UNKNOWN)
    ballots.cast(current(), report, answer=body.answer)
