"""A station's page with its calendar and who came, a deputy's page with the year, and entering for who did not scan."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from server.accounts.doors import settings
from server.activities.calendar import PLANNED
from server.activities.desk import TONES
from server.activities.life import STATUS_WORDS as ACTIVITY_WORDS
from server.activities.service import earliest_day
from server.codes import screen_lines
from server.codes.sheets import at_station
from server.core import clock
from server.core.actor import current
from server.core.pages import page
from server.core.permissions import Permission
from server.deputies import queries as deputies, service as deputy_service
from server.deputies.models import Deputy
from server.duties import files, odd
from server.duties.case_pages import pages
from server.duties.schemas import HOW_WORDS, STATUS_WORDS
from server.messages.queries import count_open
from server.stations import keeping
from server.stations.models import Station
from server.stations.queries import deputies_at, managed, managed_deputy, stations_of
from server.stations.registers import deputy_lines
from server.stations.schemas import StationOut
from server.uploads.schemas import UploadOut


@pages.get("/stations/<uuid:station_id>", permission=Permission.REGISTER_READ)
def station(station_id: UUID) -> str:
    return page("duties/station.html", **_station(managed(current(), station_id)))


def _station(found: Station) -> dict[str, Any]:
    actor = current()
    may_see = actor.may(Permission.ACTIVITY_READ)
    calendar = files.calendar_of(actor, found) if may_see else files.Calendar([], [])
    return {
        "station": StationOut.of(found),
        "keeping": keeping.of(found),
        "deputies": deputy_lines(deputies_at(found.id)),
        "codes": at_station(actor, found.id) if actor.may(Permission.CODE_MANAGE) else [],
        "screens": screen_lines.of_station(found.id) if actor.may(Permission.SCREEN_MANAGE) else [],
        "coming": calendar.coming,
        "past": calendar.past,
        "waiting": files.waiting(actor, found) if actor.may(Permission.DUTY_ENTER) else [],
        "odd": odd.at_station(found) if actor.may(Permission.DUTY_ENTER) else [],
        "status_words": STATUS_WORDS,
        "kind_words": files.kind_words,
        "how": files.how,
        "kinds": PLANNED,
        "today": clock.today(),
        "notice_day": earliest_day(found.area_code),
        "activity_words": ACTIVITY_WORDS,
        "status_tones": TONES,
    }


@pages.get("/deputies/<uuid:deputy_id>", permission=Permission.REGISTER_READ)
def deputy(deputy_id: UUID) -> str:
    return page("duties/deputy.html", **_deputy(managed_deputy(current(), deputy_id)))


def _deputy(found: Deputy) -> dict[str, Any]:
    actor = current()
    stations = stations_of(found.id)
    year, duties = files.year_in_words(actor, found.id)
    return {
        "line": deputy_lines([found])[0],
        "deputy": found,
        "groups": deputies.groups_of(found.id),
        "photo": _photo(found),
        "is_kept": actor.may(Permission.REGISTER_MANAGE) and deputies.is_kept_by(actor, found),
        "open_letters": count_open(found.id),
        "today": clock.today(),
        "stations": stations,
        "own": files.own_stations(actor, stations),
        "year": year if actor.may(Permission.DUTY_READ) else None,
        "duties": duties,
        "progress": files.progress_at(actor, found, year.year) if actor.may(Permission.DUTY_READ) else [],
        "kind_words": files.kind_words,
        "how_words": HOW_WORDS,
        "status_words": STATUS_WORDS,
    }


def _photo(found: Deputy) -> str:
    """A signed address: the register's readers see it before and after the office too."""
    upload = deputies.photo_of(found)
    return UploadOut.of(upload).url if upload else ""


@pages.post("/deputies/<uuid:deputy_id>/invitation", permission=Permission.INVITATION_CREATE)
def invite(deputy_id: UUID) -> str:
    """A one-time invitation by which the deputy binds a WeChat person; shown once."""
    found = managed_deputy(current(), deputy_id)
    invitation, expires_at = deputy_service.invite(current(), found)
    link = f"{settings().public_url}/m/deputy/bind/index?invitation={invitation}"
    values = {"invitation": invitation, "link": link, "expires_at": expires_at}
    return page("duties/invitation.html", deputy=found, **values)
