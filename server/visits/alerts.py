"""W12: nobody came seven days after the planned day, or a promise is not kept on its day (domain §6.5)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from server.alerts.models import Level
from server.alerts.registry import Firing, Look, Post, rule, township
from server.areas import settings
from server.areas.catalogue import VISIT_DAYS
from server.core import clock
from server.core.db import db
from server.core.permissions import Role
from server.core.text import day_words
from server.notifications.service import Target
from server.stations.models import Station
from server.visits.kinds import LIST_WORDS
from server.visits.life import PROMISED, VisitStatus
from server.visits.models import Visit, VisitIssue


@rule(
    "W12",
    name="进站没有落实",
    level=Level.YELLOW,
    formula="打算进站的日子过了几天还没有来；或者进站时答应的日子过了，还没有办好。",
    audience="要来的单位、答应的单位；不是登记的单位的，列计划的人",
    mend="去记下来，或说办好了",
    uses=(VISIT_DAYS,),
)
def not_done(look: Look) -> Iterator[Firing]:
    yield from _not_held(look)
    yield from _not_kept(look)


def _not_held(look: Look) -> Iterator[Firing]:
    today = clock.today()
    found = (
        select(Visit, Station.name)
        .join(Station, Station.id == Visit.station_id)
        .where(Visit.held_on.is_(None), Visit.planned_on < today, *look.at(Visit.area_code, Visit.id))
    )
    for visit, place in db.session.execute(found):
        days = settings.number(visit.area_code, VISIT_DAYS)
        if visit.planned_on + timedelta(days=days) < today:
            why = f"{day_words(visit.planned_on)}打算来，过了 {days} 天还没有来"
            yield _fires(visit, place, visit.id.hex, why, visit.department_id)


def _not_kept(look: Look) -> Iterator[Firing]:
    found = (
        select(Visit, Station.name, VisitIssue)
        .join(Station, Station.id == Visit.station_id)
        .join(VisitIssue, VisitIssue.visit_id == Visit.id)
        .where(Visit.status.in_(PROMISED), VisitIssue.due_on < clock.today(), VisitIssue.kept_on.is_(None))
        .where(*look.at(Visit.area_code, Visit.id))
    )
    for visit, place, issue in db.session.execute(found):
        day = day_words(issue.due_on or clock.today())
        why = f"第 {issue.serial} 个问题，答应 {day}前办好，还没有说办好"
        yield _fires(visit, place, f"{visit.id.hex}-{issue.serial}", why, issue.department_id)


def _fires(visit: Visit, place: str, matter: str, why: str, department_id: UUID | None) -> Firing:
    """To the unit that should come or promised, as far as it was told of the visit; otherwise to who planned it."""
    is_told = department_id is not None and visit.status is not VisitStatus.PLANNED
    unit = f"department:{department_id}"
    posts: tuple[Post, ...] = ()
    if is_told:
        posts = (Post(Role.HANDLER, unit), Post(Role.HANDLER_LEAD, unit))
    elif visit.planned_by is None:
        posts = (township(visit.area_code),)
    return Firing(
        matter=matter,
        shown=f"{LIST_WORDS[visit.kind]}进站，{place}",
        why=why,
        target=Target("visit", visit.id, ""),
        area_code=visit.area_code,
        posts=posts,
        people=(visit.planned_by,) if visit.planned_by and not is_told else (),
        station_id=visit.station_id,
    )
