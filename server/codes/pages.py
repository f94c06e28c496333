"""The console's register of codes: issue one for a placement, look at it, print its sheet, withdraw it."""

from __future__ import annotations

from urllib.parse import quote
from uuid import UUID

from flask import Response, flash, url_for

from server.accounts.doors import go
from server.codes import queries, service, sheets
from server.codes.posters import compose_poster
from server.core.actor import current
from server.core.pages import Pages, page
from server.core.parsing import form, query
from server.core.permissions import Permission
from server.stations.models import Station
from server.stations.queries import deputies_at, get as get_station, managed

pages = Pages("codes", "server.codes")


@pages.get("/codes", permission=Permission.CODE_MANAGE)
def codes() -> str:
    find = query(sheets.FindCodeSheet)
    station = _one_station(find)
    deputies = deputies_at(station.id) if station else []
    sheet = sheets.codes(current(), find)
    values = {"find": find, "station": station, "deputies": deputies, "kinds": sheets.KIND_WORDS}
    return page("codes/codes.html", sheet=sheet, **values)


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
    return Response(sheets.picture_of(sheets.one(current(), code_id)), mimetype="image/png")


@pages.get("/codes/<uuid:code_id>/poster.pdf", permission=Permission.CODE_MANAGE)
def poster(code_id: UUID) -> Response:
    """The sheet for the wall, one A4 page."""
    code = sheets.one(current(), code_id)
    content = sheets.poster_of(code, get_station(code.station_id))
    name = quote(f"{content.station}-{content.deputy or sheets.KIND_WORDS[code.kind]}.pdf")
    response = Response(compose_poster(content), mimetype="application/pdf")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response
