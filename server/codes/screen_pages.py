"""The console's side of a station's screens: set one up, cut one off."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from flask import Response, flash, url_for
from pydantic import Field

from server.accounts.doors import go, settings
from server.codes import screens
from server.core.actor import current
from server.core.pages import Pages, page
from server.core.parsing import Body, form
from server.core.permissions import Permission
from server.core.text import Text
from server.stations.queries import managed

pages = Pages("codes", "server.codes")


class ScreenForm(Body):
    """A screen to be set up, by where it stands."""

    name: Annotated[Text, Field(min_length=1, max_length=30)] = "门口的屏"


@pages.post("/stations/<uuid:station_id>/screens", permission=Permission.SCREEN_MANAGE)
def begin_screen(station_id: UUID) -> str:
    """A pairing code, shown once."""
    found = managed(current(), station_id)
    begun = screens.begin(current(), found, name=form(ScreenForm).name)
    link = f"{settings().public_url}/screen/{begun.text}"
    return page("codes/screen.html", station=found, screen=begun.screen, pairing=begun.text, link=link)


@pages.post(
    "/stations/<uuid:station_id>/screens/<uuid:screen_id>/revoke", permission=Permission.SCREEN_MANAGE
)
def revoke_screen(station_id: UUID, screen_id: UUID) -> Response:
    found = managed(current(), station_id)
    screens.revoke(current(), screens.of_station_for_update(found.id, screen_id))
    flash("这块屏停用了，它显示过的码也都不用了")
    return go(url_for("duties_pages.station", station_id=found.id))
