"""议而不决: they came, it was talked about, and ten working days later nothing is settled (R2-24)."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select

from server.alerts.models import Level
from server.alerts.registry import Firing, Look, rule, township
from server.areas import settings
from server.areas.catalogue import TALK_DAYS
from server.core import clock, workdays
from server.core.db import db
from server.core.text import day_words
from server.notifications.service import Target
from server.stations.models import Station
from server.visits.kinds import LIST_WORDS
from server.visits.life import VisitStatus
from server.visits.models import Visit, VisitIssue

TALKED = (VisitStatus.HELD, VisitStatus.ISSUES_LISTED)


@rule(
    "R2-24-1",
    name="议而不决：会商过了没有结论",
    level=Level.YELLOW,
    formula="进站会商以后，过了几个工作日，问题还没有列，或者还没有都定下来谁办、哪天办好。",
    audience="列计划的人；没有的，镇街人大",
    mend="去定下来",
    uses=(TALK_DAYS,),
)
def talked_and_not_settled(look: Look) -> Iterator[Firing]:
    known = func.count(VisitIssue.id)
    open_ones = known.filter(VisitIssue.answer == "", VisitIssue.message_id.is_(None))
    found = (
        select(Visit, Station.name, known, open_ones)
        .join(Station, Station.id == Visit.station_id)
        .outerjoin(VisitIssue, VisitIssue.visit_id == Visit.id)
        .where(Visit.status.in_(TALKED), *look.at(Visit.area_code, Visit.id))
        .group_by(Visit.id, Station.name)
    )
    for visit, place, issues, unsettled in db.session.execute(found):
        days = settings.number(visit.area_code, TALK_DAYS)
        held_on = visit.held_on or clock.today()
        gone = workdays.between(held_on, clock.today(), settings.calendar(visit.area_code))
        if gone > days:
            how = _how_far(issues, unsettled)
            yield _fires(visit, place, f"{day_words(held_on)}会商，过了 {gone} 个工作日，{how}")


def _how_far(issues: int, unsettled: int) -> str:
    if not issues:
        return "还没有列问题"
    return f"{issues} 个问题里 {unsettled} 个还没有说法" if unsettled else "说法都有了，还没有定"


def _fires(visit: Visit, place: str, why: str) -> Firing:
    return Firing(
        matter=visit.id.hex,
        shown=f"{LIST_WORDS[visit.kind]}进站，{place}"[:80],
        why=why,
        target=Target("visit", visit.id, ""),
        area_code=visit.area_code,
        posts=() if visit.planned_by else (township(visit.area_code),),
        people=(visit.planned_by,) if visit.planned_by else (),
        station_id=visit.station_id,
    )
