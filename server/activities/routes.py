"""What is planned: for everybody by station, for deputies and station staff with the list."""

from __future__ import annotations

from server.activities import queries, service
from server.activities.case_routes import routes
from server.activities.models import Activity
from server.activities.schemas import ActivityOut, ActivityQuery, ComingLine, ComingQuery, PlanActivity
from server.core.actor import current
from server.core.http import Page
from server.core.permissions import Permission
from server.stations.queries import get as get_station, managed

LIMIT = 100
BACK, AHEAD = 14, 60
"""Days around today that a list shows."""


@routes.get("/coming", permission=Permission.PUBLIC, query=ComingQuery, out=Page[ComingLine])
def coming(query: ComingQuery) -> Page[ComingLine]:
    """What is still to come at a station and who sits there, open to everybody."""
    station = get_station(query.station)
    found = queries.coming(station.id, 5)
    lists = queries.guests([activity.id for activity in found])
    return Page[ComingLine](items=[ComingLine.told(activity, lists[activity.id]) for activity in found])


@routes.get("", permission=Permission.ACTIVITY_READ, query=ActivityQuery, out=Page[ActivityOut])
def box(query: ActivityQuery) -> Page[ActivityOut]:
    """Mine, or my station's, from two weeks ago to two months ahead, with the list of deputies."""
    back = 0 if query.box == "mine" else BACK
    found = queries.around_today(current(), days_back=back, days_ahead=AHEAD, limit=LIMIT)
    return Page[ActivityOut](items=full(found))


@routes.post("", permission=Permission.DUTY_ENTER, body=PlanActivity, out=ActivityOut, status=201)
def plan(body: PlanActivity) -> ActivityOut:
    """Put an activity on my station's calendar: published where I may, otherwise handed in; or kept as a draft."""
    station = managed(current(), body.station_id)
    activity = service.plan(current(), station, **body.model_dump(exclude={"station_id", "as_draft"}))
    if not body.as_draft:
        service.put_up(current(), activity)
    return full([activity])[0]


def full(found: list[Activity]) -> list[ActivityOut]:
    """Activities with their station's name and their lists."""
    lists = queries.guests([activity.id for activity in found])
    names = {station_id: get_station(station_id).name for station_id in {a.station_id for a in found}}
    return [ActivityOut.full(current(), a, names[a.station_id], lists[a.id]) for a in found]
