"""Calendars to subscribe to, and a deputy's own address."""

from __future__ import annotations

from urllib.parse import urlsplit
from uuid import UUID

from flask import Response

from server.accounts.doors import settings
from server.activities import feeds
from server.activities.schemas import CalendarAddressOut, HasCalendarOut
from server.core.actor import current
from server.core.http import Routes
from server.core.permissions import Permission
from server.stations.queries import get as get_station

routes = Routes("activities", "/api/activities")
MEDIA = "text/calendar"


@routes.get("/calendars/stations/<uuid:station_id>.ics", permission=Permission.PUBLIC, media=(MEDIA,))
def station_calendar(station_id: UUID) -> Response:
    """What a station plans for everybody, to be subscribed to (RFC 5545). No personal data is in it."""
    return _file(feeds.of_station(get_station(station_id), _host()), kept=900)


@routes.get("/calendars/deputies/<secret>.ics", permission=Permission.PUBLIC, media=(MEDIA,))
def deputy_calendar(secret: str) -> Response:
    """What the deputy with this secret address is invited to. No personal data is in it."""
    return _file(feeds.of_deputy(secret, _host()), kept=0)


@routes.get("/calendars/own", permission=Permission.CALENDAR_OWN, out=HasCalendarOut)
def own_calendar() -> HasCalendarOut:
    """Whether I have an address; it was told once, when it was made."""
    return HasCalendarOut(has_address=feeds.has_address(current()))


@routes.post("/calendars/own", permission=Permission.CALENDAR_OWN, out=CalendarAddressOut, status=201)
def give_calendar() -> CalendarAddressOut:
    """A secret address of my own calendar; an earlier one ends."""
    secret = feeds.give_address(current())
    return CalendarAddressOut(
        address=f"{settings().public_url}/api/activities/calendars/deputies/{secret}.ics"
    )


@routes.delete("/calendars/own", permission=Permission.CALENDAR_OWN, status=204)
def take_back_calendar() -> None:
    """Nobody reads my calendar by its address any more."""
    feeds.take_back(current())


def _host() -> str:
    return urlsplit(settings().public_url).hostname or "localhost"


def _file(made: bytes, *, kept: int) -> Response:
    answer = Response(made, content_type=f"{MEDIA}; charset=utf-8")
    answer.headers["Cache-Control"] = f"public, max-age={kept}" if kept else "no-store"
    return answer
