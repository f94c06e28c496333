"""代录 in the console: a page with few fields, and a slip with number and PIN that is shown once."""

from __future__ import annotations

from flask import request

from server.accounts.doors import settings
from server.core.actor import current
from server.core.pages import page
from server.core.parsing import form
from server.core.permissions import Permission
from server.messages import walkins
from server.messages.book import pages
from server.messages.desk import HOW_WORDS
from server.messages.walkin_schemas import WalkInForm
from server.stations.queries import open_to


@pages.get("/walk-in", permission=Permission.MESSAGE_TAKE_DOWN)
def walk_in() -> str:
    """An empty sheet; a street chooses the station."""
    chosen = request.args.get("station_id", "")
    return page("messages/walk_in.html", stations=open_to(current()), chosen=chosen, how_words=HOW_WORDS)


@pages.post("/walk-in", permission=Permission.MESSAGE_TAKE_DOWN)
def take_down() -> str:
    given = form(WalkInForm)
    station = walkins.station_for(current(), given.station_id)
    case, pin = walkins.take_down(current(), station, **given.fields)
    return page("messages/slip.html", case=case, pin=pin, site=f"{settings().public_url}/m/")
