"""The console's register of codes: issue one for a placement, look at it, print its sheet, withdraw it."""

from __future__ import annotations

from urllib.parse import quote
from uuid import UUID

from flask import Response, flash, url_for

from server.accounts.doors import go
from server.codes import formats, printing, progress, queries, service, sheets
from server.codes.screen_pages import pages
from server.core.actor import current
from server.core.pages import page
from server.core.parsing import form, query
from server.core.permissions import Permission
from server.gateways.registry import gateways
from server.stations.models import Station
from server.stations.queries import deputies_at, managed
from server.stations.registers import towns


@pages.get("/codes", permission=Permission.CODE_MANAGE)
def codes() -> str:
    find = query(sheets.FindCodeSheet)
    station = _one_station(find)
    deputies = deputies_at(station.id) if station else []
    sheet = sheets.codes(current(), find)
    values = {"find": find, "station": station, "deputies": deputies, "kinds": sheets.KIND_WORDS}
    reports = sheets.open_reports(current(), find.station)
    return page("codes/codes.html", sheet=sheet, reports=reports, formats=formats.FORMATS, **values)


def _one_station(find: sheets.FindCodeSheet) -> Station | None:
    """The station that was chosen, or the only one that the reader has: there a code may be issued."""
    station_id = find.station or current().station_id
    return managed(current(), station_id) if station_id else None


@pages.post("/stations/<uuid:station_id>/codes", permission=Permission.CODE_MANAGE)
def issue(station_id: UUID) -> Response:
    """A new code for one placement."""
    station, given = managed(current(), station_id), form(sheets.IssueForm)
    deputy = sheets.chosen_deputy(given, station)
    service.issue(current(), station, given.kind, deputy=deputy, placement=given.placement)
    flash(f"发好了一枚{sheets.KIND_WORDS[given.kind]}，可以打印了")
    return go(url_for("codes_pages.codes", station=station_id))


@pages.post("/codes/<uuid:code_id>/revoke", permission=Permission.CODE_MANAGE)
def revoke(code_id: UUID) -> Response:
    code = service.revoke(current(), queries.get_for_update(current(), code_id))
    flash("这枚码停用了，扫到它的人会被带去这个站的新页面")
    return go(url_for("codes_pages.codes", station=code.station_id))


@pages.get("/codes/<uuid:code_id>/qr.png", permission=Permission.CODE_MANAGE)
def picture(code_id: UUID) -> Response:
    """The code as a picture, to try it from the screen."""
    return Response(sheets.picture_of(queries.get(current(), code_id)), mimetype="image/png")


@pages.get("/codes/<uuid:code_id>/poster.pdf", permission=Permission.CODE_MANAGE)
def poster(code_id: UUID) -> Response:
    """One code on the sheet that was chosen: for the wall, the table, the badge."""
    code, given = queries.get(current(), code_id), query(sheets.PosterQuery)
    (content,) = sheets.contents_of([code])
    name = f"{content.station}-{content.deputy or sheets.KIND_WORDS[code.kind]}.pdf"
    return _pdf(formats.compose(given.format, [content], content.station), name)


def _pdf(made: bytes, name: str) -> Response:
    return _file(Response(made, mimetype="application/pdf"), name)


def _file(response: Response, name: str) -> Response:
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


@pages.post("/codes/<uuid:code_id>/replace", permission=Permission.CODE_MANAGE)
def replace(code_id: UUID) -> Response:
    """A fresh code for the same place."""
    fresh = service.replace(current(), queries.get_for_update(current(), code_id))
    flash("换好了。请打印新的贴上去，把旧的揭下来")
    return go(url_for("codes_pages.codes", station=fresh.station_id))


@pages.post("/codes/reports/<uuid:report_id>/settle", permission=Permission.CODE_MANAGE)
def settle(report_id: UUID) -> Response:
    service.settle(current(), queries.report_for_update(current(), report_id))
    flash("记下了，这枚码看过了")
    return go(url_for("codes_pages.codes"))


@pages.get("/prints", permission=Permission.CODE_MANAGE)
def prints() -> str:
    """What was ordered, and ordering more."""
    choices = {"kinds": sheets.KIND_WORDS, "formats": formats.FORMATS, "towns": towns(current())}
    return page("codes/prints.html", orders=progress.orders(current()), **choices)


@pages.post("/prints", permission=Permission.CODE_MANAGE)
def order_print() -> Response:
    given = form(sheets.PrintForm)
    printing.order(current(), given.kind, given.format, area=given.area)
    flash("开始做了，可以离开这一页，做好了会提醒您")
    return go(url_for("codes_pages.prints"))


@pages.get("/prints/<uuid:job_id>", permission=Permission.CODE_MANAGE)
def print_progress(job_id: UUID) -> str:
    """How far it is: the card alone, asked for again and again."""
    return page("codes/parts/print.html", order=progress.progress(queries.print_job(current(), job_id)))


@pages.post("/prints/<uuid:job_id>/stop", permission=Permission.CODE_MANAGE)
def stop_print(job_id: UUID) -> Response:
    printing.stop(current(), queries.print_job(current(), job_id, for_update=True))
    flash("停下了，做好的仍可下载")
    return go(url_for("codes_pages.prints"))


@pages.post("/prints/<uuid:job_id>/resume", permission=Permission.CODE_MANAGE)
def resume_print(job_id: UUID) -> Response:
    printing.resume(current(), queries.print_job(current(), job_id, for_update=True))
    flash("接着做了")
    return go(url_for("codes_pages.prints"))


@pages.get("/prints/parts/<uuid:part_id>.pdf", permission=Permission.CODE_MANAGE)
def print_part(part_id: UUID) -> Response:
    job, part = queries.print_part(current(), part_id)
    return _pdf(gateways().storage.get(str(part.id)), f"{job.title}-{progress.file_name(part)}")


@pages.get("/prints/<uuid:job_id>.zip", permission=Permission.CODE_MANAGE)
def print_zip(job_id: UUID) -> Response:
    """Everything that is done, streamed."""
    order = progress.progress(queries.print_job(current(), job_id))
    stream = progress.zipped(order.job, order.finished)
    return _file(Response(stream, mimetype="application/zip"), f"{progress.folder_name(order.job)}.zip")
