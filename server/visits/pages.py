"""The desk of visits: the plan of a year, one visit, and each step of it; a unit's own promises."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, flash, url_for

from server.accounts.doors import settings
from server.core.actor import current
from server.core.pages import Pages, go, page
from server.core.parsing import Query, form, query
from server.core.permissions import Permission as P
from server.core.text import day_words
from server.messages import arranging_queries as letters
from server.stations import queries as stations
from server.visits import desk, handing, opening, queries, service
from server.visits.schemas import (
    CloseForm,
    FindVisits,
    HandInForm,
    HoldForm,
    IssueForm,
    KeepForm,
    LinkForm,
    MoveForm,
    NothingMore,
    PlanForm,
    RespondForm,
)

pages = Pages("visits", "server.visits")
ONE = "/visits/<uuid:visit_id>"
ISSUE = f"{ONE}/issues/<uuid:issue_id>"


class ChooseStation(Query):
    station_id: UUID | None = None


@pages.get("/visits", permission=P.VISIT_READ)
def listed() -> str:
    """The five lists, by area code and day."""
    return desk.listed(current(), query(FindVisits))


@pages.get("/visits/new", permission=P.VISIT_PLAN)
def new() -> str:
    return desk.planning(current(), query(ChooseStation).station_id)


@pages.post("/visits", permission=P.VISIT_PLAN)
def plan() -> Response:
    given = desk.given(PlanForm)
    station = stations.managed(current(), given.station_id)
    asked: dict[str, Any] = {"unit_ids": given.unit_ids, "deputy_ids": given.deputy_ids}
    made = service.plan(current(), station, given.plan, **asked)
    return desk.done(made.id, "列进计划了。定了就通知要来的人")


@pages.get(ONE, permission=P.VISIT_READ)
def case(visit_id: UUID) -> str:
    """One visit as a whole page."""
    return desk.opened(current(), queries.get(current(), visit_id))


@pages.post(f"{ONE}/move", permission=P.VISIT_PLAN)
def move(visit_id: UUID) -> Response:
    visit, given = queries.get_for_update(current(), visit_id), form(MoveForm)
    service.move(current(), visit, planned_on=given.planned_on, reason=given.reason)
    return desk.done(visit_id, f"改到 {day_words(given.planned_on)}了")


@pages.post(f"{ONE}/notify", permission=P.VISIT_PLAN)
def notify(visit_id: UUID) -> Response:
    visit, _ = queries.get_for_update(current(), visit_id), form(NothingMore)
    service.notify(current(), visit)
    return desk.done(visit_id, "通知了要来的单位、请的单位和代表")


@pages.post(f"{ONE}/hold", permission=P.VISIT_PLAN)
def hold(visit_id: UUID) -> Response:
    visit, given = queries.get_for_update(current(), visit_id), desk.given(HoldForm)
    service.hold(
        current(), visit, held_on=given.held_on, findings=given.findings, deputy_ids=given.deputy_ids
    )
    return desk.done(visit_id, "记下了。到了的代表各记了一条履职")


@pages.post(f"{ONE}/issues", permission=P.VISIT_PLAN)
def list_issue(visit_id: UUID) -> Response:
    visit, given = queries.get_for_update(current(), visit_id), form(IssueForm)
    issue = service.list_issue(current(), visit, words=given.words)
    return desk.done(visit_id, f"第 {issue.serial} 个问题记下了")


@pages.post(f"{ISSUE}/respond", permission=P.VISIT_PLAN)
def respond(visit_id: UUID, issue_id: UUID) -> Response:
    visit, given = queries.get_for_update(current(), visit_id), form(RespondForm)
    issue = queries.issue_for_update(visit, issue_id)
    service.respond(current(), visit, issue, **given.model_dump())
    return desk.done(visit_id, f"第 {issue.serial} 个问题，记下怎么答的了")


@pages.post(f"{ISSUE}/link", permission=P.VISIT_PLAN)
def link(visit_id: UUID, issue_id: UUID) -> Response:
    visit, given = queries.get_for_update(current(), visit_id), form(LinkForm)
    issue, letter = queries.issue_for_update(visit, issue_id), letters.by_number(current(), given.number)
    service.link(current(), visit, issue, letter)
    return desk.done(visit_id, f"第 {issue.serial} 个问题，按来信 {letter.number} 办")


@pages.post(f"{ISSUE}/letter", permission=P.VISIT_PLAN)
def hand_in(visit_id: UUID, issue_id: UUID) -> str:
    """As a new letter; its number and PIN are told once, for whoever raised it."""
    visit, given = queries.get_for_update(current(), visit_id), form(HandInForm)
    issue = queries.issue_for_update(visit, issue_id)
    case, pin = handing.hand_in(current(), visit, issue, **given.fields)
    return page("messages/slip.html", case=case, pin=pin, site=f"{settings().public_url}/m/")


@pages.post(f"{ONE}/commit", permission=P.VISIT_PLAN)
def commit(visit_id: UUID) -> Response:
    visit, _ = queries.get_for_update(current(), visit_id), form(NothingMore)
    service.commit(current(), visit)
    return desk.done(visit_id, "定下来了，答应的单位收到通知")


@pages.post(f"{ISSUE}/keep", permission=P.VISIT_KEEP)
def keep(visit_id: UUID, issue_id: UUID) -> Response:
    """By the unit itself, or by whoever looks after the plan."""
    visit, given = queries.get_for_update(current(), visit_id), form(KeepForm)
    issue = queries.issue_for_update(visit, issue_id)
    service.keep(current(), visit, issue, result=given.result)
    return desk.done(visit_id, f"第 {issue.serial} 个问题，记下办好了")


@pages.post(f"{ONE}/close", permission=P.VISIT_PLAN)
def close(visit_id: UUID) -> Response:
    visit, given = queries.get_for_update(current(), visit_id), form(CloseForm)
    service.close(current(), visit, text=given.text)
    return desk.done(visit_id, "收尾了")


@pages.post(f"{ONE}/drop", permission=P.VISIT_PLAN)
def drop(visit_id: UUID) -> Response:
    visit, _ = queries.get_for_update(current(), visit_id), form(NothingMore)
    service.drop(current(), visit)
    flash("从计划里拿掉了")
    return go(url_for("visits_pages.listed"))


@pages.post(f"{ONE}/show", permission=P.VISIT_PLAN)
def show(visit_id: UUID) -> Response:
    visit, _ = queries.get_for_update(current(), visit_id), form(NothingMore)
    opening.show(current(), visit)
    return desk.done(visit_id, "居民看得到了")


@pages.post(f"{ONE}/hide", permission=P.VISIT_PLAN)
def hide(visit_id: UUID) -> Response:
    visit, _ = queries.get_for_update(current(), visit_id), form(NothingMore)
    opening.hide(current(), visit)
    return desk.done(visit_id, "收回来了，居民看不到了")


@pages.blueprint.app_context_processor
def around_every_page() -> dict[str, object]:
    """`heard_at(letter)`: the visit where it came up, for those who may read visits."""
    return {"heard_at": lambda message_id: queries.heard_at(current(), message_id)}
