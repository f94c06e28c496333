"""Activities in the console: one of them with its list and its steps; a station's plan, drafts and rhythm."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, request, url_for

from server.accounts.doors import go
from server.activities import desk, queries, rhythm, service
from server.activities.calendar import PLANNED, PlanForm
from server.activities.life import STATUS_WORDS
from server.core import clock
from server.core.actor import current
from server.core.db import db
from server.core.pages import Pages, page
from server.core.parsing import form, query
from server.core.permissions import Permission as P
from server.stations.queries import get_for_update as station_for_update, managed

pages = Pages("activities", "server.activities")
ONE = "/activities/<uuid:activity_id>"
AGENDA = "/stations/<uuid:station_id>/agenda"


@pages.post("/stations/<uuid:station_id>/activities", permission=P.DUTY_ENTER)
def plan(station_id: UUID) -> Response:
    given = form(PlanForm, deputy_ids=request.form.getlist("deputy_ids"))
    activity = service.plan(current(), managed(current(), station_id), **given.plan())  # type: ignore[arg-type]
    if not given.as_draft:
        service.put_up(current(), activity)
    flash(f"排好了：{activity.title}，{STATUS_WORDS[activity.status]}")
    return go(url_for("activities_pages.read", activity_id=activity.id))


@pages.get(ONE, permission=P.ACTIVITY_READ)
def read(activity_id: UUID) -> str:
    """One activity: who is on the list, what was said of it, what may be done now."""
    sheet = desk.sheet_of(current(), queries.get(current(), activity_id))
    return page("activities/activity.html", sheet=sheet, kinds=PLANNED, **desk.WORDS)


@pages.post(ONE, permission=P.DUTY_ENTER)
def revise(activity_id: UUID) -> Response:
    """Another day, another name; of a draft or of what was put off."""
    given, activity = form(desk.ReviseForm), queries.get_for_update(current(), activity_id)
    service.revise(current(), activity, **given.said())  # type: ignore[arg-type]
    flash("改好了")
    return go(url_for("activities_pages.read", activity_id=activity.id))


@pages.post(f"{ONE}/guests", permission=P.DUTY_ENTER)
def invite(activity_id: UUID) -> Response:
    given = form(desk.GuestsForm, deputy_ids=request.form.getlist("deputy_ids"))
    activity = queries.get_for_update(current(), activity_id)
    service.invite(current(), activity, given.deputy_ids)
    flash("名单改好了")
    return go(url_for("activities_pages.read", activity_id=activity.id))


@pages.post(f"{ONE}/steps", permission=P.DUTY_ENTER)
def take(activity_id: UUID) -> Response:
    """Publish, hand in, send back, put off, call off, write minutes, archive."""
    given, activity = form(desk.StepForm), queries.get_for_update(current(), activity_id)
    flash(desk.take(current(), activity, given))
    return go(url_for("activities_pages.read", activity_id=activity.id))


@pages.get(AGENDA, permission=P.ACTIVITY_READ)
def agenda(station_id: UUID) -> str:
    """The year's plan, what waits, and the rhythm of week, month, quarter and year."""
    station, year = managed(current(), station_id), query(desk.AgendaQuery).year or clock.today().year
    return page("activities/agenda.html", **desk.agenda_of(current(), station, year))


@pages.post(f"{AGENDA}/lines", permission=P.DUTY_ENTER)
def add_line(station_id: UUID) -> Response:
    given = form(desk.PlanLineForm, months=request.form.getlist("months"))
    desk.add_line(current(), station_for_update(current(), station_id), given)
    flash("写进计划了。每月 25 日自己排成下个月的草稿")
    return go(url_for("activities_pages.agenda", station_id=station_id, year=given.year))


@pages.post(f"{AGENDA}/lines/<uuid:line_id>/remove", permission=P.DUTY_ENTER)
def remove_line(station_id: UUID, line_id: UUID) -> Response:
    """Drafts that it already gave stay; they may be called off one by one."""
    line = desk.line_of(station_for_update(current(), station_id), line_id)
    db.session.delete(line)
    flash("从计划里去掉了，已经排出的草稿还在")
    return go(url_for("activities_pages.agenda", station_id=station_id, year=line.year))


@pages.post(f"{AGENDA}/drafts", permission=P.DUTY_ENTER)
def draft(station_id: UUID) -> Response:
    """Not wait for the 25th."""
    year = form(desk.AgendaQuery).year or clock.today().year
    made = desk.draft_now(station_for_update(current(), station_id), year)
    flash(f"排出了 {made} 个草稿，看过再发布" if made else "计划里的都排过了")
    return go(url_for("activities_pages.agenda", station_id=station_id, year=year))


@pages.post(f"{AGENDA}/notes", permission=P.DUTY_ENTER)
def note(station_id: UUID) -> Response:
    given, station = form(desk.NoteForm), managed(current(), station_id)
    rhythm.note(current(), station, **given.model_dump())
    flash(f"{rhythm.WORDS[given.period]}，记下了")
    return go(url_for("activities_pages.agenda", station_id=station_id))
