"""Visits on the console: the five lists of a year, one visit with what may be done, and the form of the plan."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, flash, request, url_for
from sqlalchemy import Select

from server.core import clock
from server.core.actor import Actor
from server.core.db import db
from server.core.pages import go, page
from server.core.parsing import B, form
from server.core.permissions import Permission
from server.stations import queries as stations
from server.stations.models import Station
from server.stations.registers import Sheet, sheet_of
from server.visits import opening, queries, views
from server.visits.kinds import FREQUENCY_WORDS, LIST_HINTS, LIST_WORDS
from server.visits.life import STATUS_WORDS, VisitAction as A, VisitStatus as S
from server.visits.models import Visit
from server.visits.schemas import FindVisits, VisitLine

TONES = {
    S.PLANNED: "",
    S.NOTIFIED: "info",
    S.HELD: "info",
    S.ISSUES_LISTED: "info",
    S.COMMITTED: "warn",
    S.FULFILLED: "ok",
    S.OVERDUE: "bad",
    S.CLOSED: "",
}
STEP_WORDS = {
    A.PLAN: "列进计划",
    A.MOVE: "改了日子",
    A.NOTIFY: "通知了",
    A.HOLD: "来过了",
    A.LIST_ISSUES: "记下一个问题",
    A.RESPOND: "答了一个问题",
    A.LINK: "按来信办",
    A.COMMIT: "定下来了",
    A.KEEP: "办好一件",
    A.FULFIL: "答应的都办好了",
    A.LAPSE: "有答应的事过了日子",
    A.CLOSE: "收尾",
}
LISTS = ("unit_ids", "deputy_ids")
MOST_STATIONS = 500


def asked(actor: Actor, find: FindVisits) -> Select[Visit]:
    """What the filters say, of what this reader may see."""
    found = queries.visible_to(actor)
    found = found.where(Visit.kind == find.kind) if find.kind else found
    found = found.where(Visit.status == find.status) if find.status else found
    return queries.in_year(found, find.year) if find.year else found


def sheet(actor: Actor, find: FindVisits) -> Sheet[VisitLine]:
    in_order = queries.in_order(asked(actor, find))
    return sheet_of(in_order, find, find.page, lambda rows: views.lines_out(list(rows)))


def words() -> dict[str, Any]:
    """The tables of words that the templates look things up in."""
    return {
        "lists": LIST_WORDS,
        "hints": LIST_HINTS,
        "frequencies": FREQUENCY_WORDS,
        "states": STATUS_WORDS,
        "tones": TONES,
        "step_words": STEP_WORDS,
        "today": clock.today(),
    }


def listed(actor: Actor, find: FindVisits) -> str:
    """This year's unless another is asked for; a unit and a deputy see whatever is theirs."""
    if find.year is None and not actor.department_id:
        find = find.model_copy(update={"year": clock.today().year})
    return page(
        "visits/list.html",
        sheet=sheet(actor, find),
        find=find,
        years=queries.years(actor),
        rates=views.rates_out(queries.rates(asked(actor, find))),
        **words(),
    )


def opened(actor: Actor, visit: Visit) -> str:
    actions = views.actions_for(actor, visit)
    is_office = actor.may(Permission.VISIT_PLAN)
    guests, issues = queries.guests_of(visit.id), queries.issues_of([visit.id])
    return page(
        "visits/case.html",
        one=views.visit_out(actor, visit),
        visit=visit,
        can={action.value for action in actions},
        own_unit=actor.department_id,
        promises={issue.id: issue.department_id for issue in issues},
        letters={issue.id: issue.message_id for issue in issues},
        may_hand_in=A.LINK in actions and actor.may(Permission.MESSAGE_TAKE_DOWN),
        seated=stations.deputies_at(visit.station_id) if A.LINK in actions else [],
        units=queries.units_for(visit.area_code) if A.RESPOND in actions else [],
        guests=guests,
        others=_others(visit, {deputy.id for deputy, _ in guests}) if A.HOLD in actions else [],
        may_show=is_office and visit.held_on is not None and opening.is_open(visit.area_code),
        may_drop=is_office and visit.status is S.PLANNED,
        **words(),
    )


def _others(visit: Visit, known: set[UUID]) -> list[Any]:
    """Who sits at the station and was not asked, but may have come."""
    return [deputy for deputy in stations.deputies_at(visit.station_id) if deputy.id not in known]


def planning(actor: Actor, station_id: UUID | None) -> str:
    """The form of one line of the plan: first the station, then who sits there and which units its county has."""
    mine = stations.visible_to(actor).order_by(Station.area_code, Station.name, Station.id)
    choices = list(db.session.scalars(mine.limit(MOST_STATIONS)))
    wanted = station_id or (choices[0].id if len(choices) == 1 else None)
    station = stations.managed(actor, wanted) if wanted else None
    return page(
        "visits/plan.html",
        choices=choices,
        station=station,
        units=queries.units_for(station.area_code) if station else [],
        deputies=stations.deputies_at(station.id) if station else [],
        **words(),
    )


def given(model: type[B]) -> B:
    """A form of the console, with those of its fields that may be ticked several times."""
    ticked = {name: request.form.getlist(name) for name in LISTS if name in model.model_fields}
    return form(model, **ticked)


def done(visit_id: UUID, said: str) -> Response:
    """Back to its page, with what happened said once."""
    flash(said)
    return go(url_for("visits_pages.case", visit_id=visit_id))
