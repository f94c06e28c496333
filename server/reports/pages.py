"""Reports in the console: a year's list, the paper with what may be done, and the files."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, flash, url_for

from server.core import clock
from server.core.actor import Actor, current
from server.core.errors import NotFound
from server.core.pages import Pages, go, page
from server.core.parsing import form, query
from server.core.permissions import Permission as P
from server.duties.coverage import coverage
from server.reports import files, forms, paper, queries, rolls, service, views
from server.reports.life import STATUS_WORDS, WAY_WORDS, ReportStatus
from server.reports.models import Report
from server.stations.queries import stations_of

pages = Pages("reports", "server.reports")
ONE = "/reports/<uuid:report_id>"
TONES = {ReportStatus.SCHEDULED: "info", ReportStatus.PRESENTED: "warn", ReportStatus.PUBLISHED: "ok"}


@pages.get("/reports", permission=P.REPORT_READ)
def listed() -> str:
    """A year's reports by pinyin; for an office how many took part, without a name."""
    find = query(forms.FindReports)
    return page("reports/list.html", **_list(current(), find.year or clock.today().year, find.page))


def _list(actor: Actor, year: int, number: int) -> dict[str, Any]:
    lines = queries.listed(actor, year, number)
    this = clock.today().year
    return {
        "lines": lines[: queries.PER_PAGE],
        "has_more": len(lines) > queries.PER_PAGE,
        "number": number,
        "year": year,
        "years": range(this, this - 5, -1),
        "coverage": coverage(actor.area_prefix, year) if actor.area_prefix else None,
        "status_words": STATUS_WORDS,
        "way_words": WAY_WORDS,
        "tones": TONES,
    }


@pages.get("/voters", permission=P.REPORT_KEEP)
def voters() -> str:
    """Who says they belong to this station; checked before votes open, never while one is open."""
    find = query(forms.FindReports)
    return page("reports/voters.html", roll=rolls.roll(current(), find.page))


@pages.post("/voters/<uuid:account_id>/strike", permission=P.REPORT_KEEP)
def strike(account_id: UUID) -> Response:
    rolls.strike(current(), rolls.get_for_update(current(), account_id), reason=form(forms.StrikeForm).reason)
    flash("不算在本站了，已经告诉他；说错了随时放回来")
    return go(url_for("reports_pages.voters"))


@pages.post("/voters/<uuid:account_id>/put-back", permission=P.REPORT_KEEP)
def put_back(account_id: UUID) -> Response:
    rolls.put_back(current(), rolls.get_for_update(current(), account_id))
    flash("放回来了，又能评了")
    return go(url_for("reports_pages.voters"))


@pages.get(ONE, permission=P.REPORT_READ)
def read(report_id: UUID) -> str:
    return page("reports/report.html", **_report(current(), queries.get(current(), report_id)))


def _report(actor: Actor, report: Report) -> dict[str, Any]:
    deputy, station = queries.whose(report)
    is_own = actor.may(P.REPORT_OWN)
    return {
        "report": report,
        "deputy": deputy,
        "station": station,
        "sections": views.sections(report),
        "actions": [action.value for action in views.actions_for(actor, report)],
        "result": views.result_out(report) if is_own or report.shows_result else None,
        "questions": queries.questions(report.id),
        "stations": [one for one in stations_of(deputy.id) if one.is_open],
        "captions": {"months": paper.MONTHS, "kinds": paper.KINDS},
        "definition": paper.DEFINITION,
        "local": clock.local,
        "status_words": STATUS_WORDS,
        "way_words": WAY_WORDS,
        "tones": TONES,
        "today": clock.today(),
    }


@pages.get(f"{ONE}/chart/<string:name>", permission=P.REPORT_READ)
def chart(report_id: UUID, name: str) -> Response:
    if name not in ("months", "kinds"):
        raise NotFound("report.no_chart", "没有这张图。")
    return Response(paper.chart(queries.get(current(), report_id), name), mimetype="image/png")


@pages.get(f"{ONE}/file/<string:kind>", permission=P.REPORT_READ)
def download(report_id: UUID, kind: str) -> Response:
    report = queries.get(current(), report_id)
    shows = current().may(P.REPORT_OWN) or report.shows_result
    return files.answer(report, views.result_out(report) if shows else None, kind)


@pages.post("/reports", permission=P.REPORT_OWN)
def draft() -> Response:
    report, _ = service.draft(current(), year=form(forms.Draft).year)
    return go(url_for("reports_pages.read", report_id=report.id))


@pages.post(f"{ONE}/text", permission=P.REPORT_OWN)
def edit(report_id: UUID) -> Response:
    given, report = form(forms.EditReport), queries.get_for_update(current(), report_id)
    service.edit(current(), report, texts=given.texts)
    flash("记下了。数还是档案里的数")
    return _back(report)


@pages.post(f"{ONE}/restore", permission=P.REPORT_OWN)
def restore(report_id: UUID) -> Response:
    report = queries.get_for_update(current(), report_id)
    service.restore(current(), report)
    flash("恢复成初稿的文字了")
    return _back(report)


@pages.post(f"{ONE}/schedule", permission=P.REPORT_READ)
def schedule(report_id: UUID) -> Response:
    """By the deputy; another day also by the station."""
    given, report = form(forms.Schedule), queries.get_for_update(current(), report_id)
    views.refuse_idle(current())
    service.schedule(current(), report, **given.asked)
    flash("日子定了，站里的选民会收到通知")
    return _back(report)


@pages.post(f"{ONE}/recall", permission=P.REPORT_OWN)
def recall(report_id: UUID) -> Response:
    report = queries.get_for_update(current(), report_id)
    service.recall(current(), report)
    flash("收回来了，可以接着改")
    return _back(report)


@pages.post(f"{ONE}/present", permission=P.REPORT_READ)
def present(report_id: UUID) -> Response:
    report = queries.get_for_update(current(), report_id)
    views.refuse_idle(current())
    service.present(current(), report)
    flash("记好了，选民可以看、可以评了")
    return _back(report)


@pages.post(f"{ONE}/publish", permission=P.REPORT_READ)
def publish(report_id: UUID) -> Response:
    report = queries.get_for_update(current(), report_id)
    views.refuse_idle(current())
    service.publish(current(), report)
    flash("公布了")
    return _back(report)


def _back(report: Report) -> Response:
    return go(url_for("reports_pages.read", report_id=report.id))
