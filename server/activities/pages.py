"""Putting an activity on a station's calendar from the console."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, request, url_for

from server.accounts.doors import go
from server.activities import service
from server.activities.calendar import PlanForm
from server.core.actor import current
from server.core.pages import Pages
from server.core.parsing import form
from server.core.permissions import Permission
from server.stations.queries import managed

pages = Pages("activities", "server.activities")


@pages.post("/stations/<uuid:station_id>/activities", permission=Permission.DUTY_ENTER)
def plan(station_id: UUID) -> Response:
    station = managed(current(), station_id)
    given = form(PlanForm, deputy_ids=request.form.getlist("deputy_ids"))
    activity = service.plan(current(), station, **given.plan())  # type: ignore[arg-type]
    flash(f"排好了：{activity.title}")
    return go(url_for("duties_pages.station", station_id=station_id))
