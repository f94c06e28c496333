"""Who hears of a visit; the deputies who were there have it on file; promises whose day went by."""

from __future__ import annotations

from uuid import UUID

from server.accounts.queries import account_of
from server.core import jobs
from server.core.db import db, transaction
from server.core.permissions import Role
from server.core.text import day_words
from server.duties import service as duties
from server.notifications.service import Target, tell_all
from server.stations.models import Station
from server.visits import alerts, looking_back, queries, service, undecided
from server.visits.models import Visit

WORK = (alerts, looking_back, undecided)
"""Rules that stand in a file of their own."""
BATCH = 200


@jobs.on("visit.planned")
def tell_planned(visit_id: UUID) -> None:
    """The people of the station get ready; whoever planned it knows."""
    if db.session.get(Visit, visit_id) is None:
        return  # taken off the plan before anybody heard of it
    visit, station = _found(visit_id)
    people = account_of(Role.LIAISON, Role.STATION_HEAD, scope=station.scope)
    _tell(
        [one for one in people if one != visit.planned_by],
        visit,
        "planned",
        f"{day_words(visit.planned_on)}打算来站里进站会商",
        f"议题：{visit.topic}。来的是{visit.who}。日子定了再通知他们。",
    )


@jobs.on("visit.notified")
def tell_notified(visit_id: UUID, day: str) -> None:
    """The unit that comes, and the units and deputies that are asked to take part."""
    visit, station = _found(visit_id)
    units = [visit.department_id, *(unit.id for unit in queries.units_of(visit.id))]
    deputies = [deputy.id for deputy, _ in queries.guests_of(visit.id)]
    people = [one for unit_id in units if unit_id for one in _unit(unit_id)]
    people += [one for deputy_id in deputies for one in account_of(Role.DEPUTY, subject_id=deputy_id)]
    _tell(
        people,
        visit,
        f"notified-{day}",
        f"{day_words(visit.planned_on)}请到{station.name}进站会商",
        f"议题：{visit.topic}。来的是{visit.who}。",
    )


@jobs.on("visit.held")
def log_duties(visit_id: UUID) -> None:
    """D12 for each deputy who was there, and once (F08)."""
    visit, station = _found(visit_id)
    assert visit.held_on is not None
    for deputy, came in queries.guests_of(visit.id):
        if came:
            duties.import_visit(deputy.id, visit_id=visit.id, station=station, on=visit.held_on)


@jobs.on("visit.committed")
def tell_committed(visit_id: UUID) -> None:
    """Each unit hears of what it promised, once."""
    visit, station = _found(visit_id)
    promised: dict[UUID, int] = {}
    for issue in queries.issues_of([visit.id]):
        if issue.department_id:
            promised[issue.department_id] = promised.get(issue.department_id, 0) + 1
    for unit_id, count in promised.items():
        title = f"{station.name}进站会商，您单位答应了 {count} 件事"
        _tell(_unit(unit_id), visit, f"promised-{unit_id.hex[:16]}", title, "日子写在里面，办好了说一声。")


@jobs.on("visit.kept")
def tell_kept(visit_id: UUID, serial: int) -> None:
    visit, station = _found(visit_id)
    title = f"{station.name}进站会商，答应的一件办好了"
    people = [visit.planned_by] if visit.planned_by else []
    _tell(people, visit, f"kept-{serial}", title, f"第 {serial} 个问题，做了什么写在里面。")


@jobs.every(hour=0, minute=50)
def lapse_promises() -> None:
    """A promised day that went by is said so, in batches, each its own transaction."""
    while True:
        with transaction():
            batch = queries.lapsing(BATCH)
            for visit in batch:
                service.lapse(visit)
        if not batch:
            return


def _found(visit_id: UUID) -> tuple[Visit, Station]:
    visit = db.session.get_one(Visit, visit_id)
    return visit, db.session.get_one(Station, visit.station_id)


def _unit(department_id: UUID) -> list[UUID]:
    return account_of(Role.HANDLER, Role.HANDLER_LEAD, scope=f"department:{department_id}")


def _tell(people: list[UUID], visit: Visit, what: str, title: str, text: str) -> None:
    tell_all(
        dict.fromkeys(people),
        source=f"visit-{visit.id.hex}-{what}",
        kind="visit.moved",
        title=title,
        text=text,
        target=Target("visit", visit.id, ""),
    )
