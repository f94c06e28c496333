"""A year of work at two stations, as rows: activities, duties, suggestions, visits, leads, links; drawn, always the same."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

from server.activities.kinds import DutyKind
from server.activities.life import ActivityStatus
from server.activities.models import Activity
from server.contacts.life import State
from server.contacts.models import Arrival, ConsentHow, ContactLink, LinkKind
from server.core import clock
from server.core.db import db
from server.deputies.models import Deputy, DeputyLevel
from server.duties.life import DutyStatus
from server.duties.models import Duty, DutyHow, DutySource
from server.leads.kinds import LeadKind, LeadLevel
from server.leads.life import UNDECIDED, LeadStatus
from server.leads.models import Lead
from server.messages.models import ResultClass
from server.stations.models import Milestone, Station
from server.suggestions.clocks import Level
from server.suggestions.life import Status
from server.suggestions.models import (
    Suggestion,
    SuggestionEvaluation,
    SuggestionReply,
    SuggestionUnit,
    Verdict,
)
from server.visits.kinds import Frequency, VisitList
from server.visits.life import VisitStatus
from server.visits.models import Visit, VisitIssue
from tests import factories
from tests.indicators.letters import NOW

ENDED = (ActivityStatus.FINISHED, ActivityStatus.ARCHIVED)


def plant(stations: list[Station], accounts: list[object]) -> None:
    chance = random.Random(11)
    unit = factories.department()
    deputies = [_deputy(chance, stations[n % 2], n) for n in range(24)]
    db.session.add_all(_activity(chance, stations[n % 2], n) for n in range(90))
    db.session.add_all(_duty(chance, stations[n % 2], chance.choice(deputies[:15]), n) for n in range(160))
    db.session.add_all(Milestone(station_id=one.id, step=1, done_on=date(2026, 3, 1)) for one in stations)
    db.session.add_all(_suggestion(chance, one, n) for n, one in enumerate(deputies))
    db.session.flush()
    for n, one in enumerate(db.session.query(Suggestion).order_by(Suggestion.serial)):
        _answer(chance, one, unit.id, n)
    db.session.add_all(_lead(chance, stations[n % 2], accounts[0], n) for n in range(40))
    visits = [_visit(chance, stations[n % 2]) for n in range(20)]
    db.session.add_all(visits)
    db.session.flush()
    db.session.add_all(_issue(chance, one, unit.id) for one in visits if one.held_on)
    for one in deputies:
        db.session.add_all(_links(chance, one))
    db.session.flush()


def _moment(chance: random.Random) -> datetime:
    """In this year or the last one, never after now."""
    return NOW - timedelta(hours=chance.randrange(1, 24 * 500))


def _deputy(chance: random.Random, at: Station, number: int) -> Deputy:
    since = date(2022, 1, 1) if number % 6 else NOW.date() - timedelta(days=chance.randrange(1, 120))
    until = None if number % 7 else NOW.date() - timedelta(days=chance.randrange(1, 100))
    one = factories.deputy(
        at,
        f"代表{number}",
        level=list(DeputyLevel)[2 + number % 3],
        area_code=at.area_code[:9].ljust(12, "0"),
        term_from=min(since, until or since),
        term_to=until,
    )
    if number % 3:
        db.session.add(
            Arrival(
                deputy_id=one.id,
                term_from=one.term_from,
                on=NOW.date(),
                area_code=one.area_code,
                recorded_by="",
            )
        )
    return one


def _activity(chance: random.Random, at: Station, number: int) -> Activity:
    starts = _moment(chance)
    status = chance.choice([*ENDED, *ENDED, ActivityStatus.PUBLISHED, ActivityStatus.CANCELLED])
    return Activity(
        title="活动",
        kind=chance.choice(
            [DutyKind.RECEIVE_VOTERS, DutyKind.INSPECT, DutyKind.PUBLICITY, DutyKind.TRAINING]
        ),
        station_id=at.id,
        area_code=at.area_code,
        starts_at=starts,
        ends_at=starts + timedelta(hours=2),
        created_at=starts - timedelta(days=7),
        status=status,
        is_online=number % 5 == 0,
        finished_at=starts if status in ENDED else None,
    )


def _duty(chance: random.Random, at: Station, deputy: Deputy, number: int) -> Duty:
    known = (DutyStatus.CONFIRMED, DutyStatus.ARCHIVED)
    source = chance.choice(list(DutySource))
    is_known = source in (DutySource.STAFF, DutySource.IMPORT)
    when = _moment(chance)
    return Duty(
        deputy_id=deputy.id,
        station_id=at.id,
        area_code=at.area_code,
        kind=chance.choice(list(DutyKind)),
        title="履职",
        status=chance.choice(known)
        if is_known
        else chance.choice([*known, DutyStatus.PENDING, DutyStatus.REJECTED]),
        source=source,
        at=when,
        dedupe=f"planted-{number}",
        how=DutyHow.STAFF,
        recorded_at=when,
    )


def _suggestion(chance: random.Random, deputy: Deputy, number: int) -> Suggestion:
    status = chance.choice(
        [Status.DRAFT, Status.SUBMITTED, Status.HANDLING, Status.REPLIED, Status.CONCLUDED]
    )
    is_in = status is not Status.DRAFT
    return Suggestion(
        level=Level.TOWNSHIP,
        area_code=deputy.area_code,
        year=2026 if is_in else None,
        serial=number + 1 if is_in else None,
        leader_id=deputy.id,
        title="建议",
        category=chance.choice(["C01", "C04"]),
        status=status,
        created_at=NOW - timedelta(days=300),
        submitted_at=NOW - timedelta(days=chance.randrange(100, 290)) if is_in else None,
    )


def _answer(chance: random.Random, one: Suggestion, unit_id: object, number: int) -> None:
    if one.status not in (Status.HANDLING, Status.REPLIED, Status.CONCLUDED) or one.submitted_at is None:
        return
    given = clock.local(one.submitted_at).date()
    due = given + timedelta(days=90)
    db.session.add(
        SuggestionUnit(
            suggestion_id=one.id,
            department_id=unit_id,
            is_main=True,
            given_on=given,
            due_on=due,
            return_by=due,
        )
    )
    if one.status is Status.HANDLING:
        return
    reply = SuggestionReply(
        suggestion_id=one.id,
        department_id=unit_id,
        result=chance.choice([ResultClass.A, ResultClass.A, ResultClass.C]),
        text="办了",
        drafted_by="经办",
        drafted_at=one.submitted_at,
        signed_at=one.submitted_at + timedelta(days=chance.choice([60, 89, 95])),
    )
    db.session.add(reply)
    db.session.flush()
    if number % 3:
        verdict = chance.choice(list(Verdict))
        db.session.add(SuggestionEvaluation(reply_id=reply.id, result=verdict, attitude=verdict, at=NOW))


def _lead(chance: random.Random, at: Station, opener: object, number: int) -> Lead:
    status = chance.choice(
        [one for one in LeadStatus if one not in (LeadStatus.FULFILLED, LeadStatus.UNFULFILLED)]
    )
    created = _moment(chance)
    decided = None if status in UNDECIDED else created + timedelta(hours=1)
    return Lead(
        kind=chance.choice(list(LeadKind)),
        level=next(iter(LeadLevel)),
        area_code=at.area_code,
        title="线索",
        content="路灯",
        status=status,
        opened_by=opener,
        opener="站长",
        created_at=created,
        due_on=clock.local(created).date() + timedelta(days=21),
        decided_at=decided,
        adopted=None if decided is None else status is not LeadStatus.NOT_ADOPTED,
    )


def _visit(chance: random.Random, at: Station) -> Visit:
    planned = clock.local(_moment(chance)).date() + timedelta(days=30)
    status = chance.choice([VisitStatus.PLANNED, VisitStatus.HELD, VisitStatus.ISSUES_LISTED])
    is_held = status is not VisitStatus.PLANNED
    return Visit(
        kind=next(one for one in VisitList if one.value != "departments"),
        frequency=next(iter(Frequency)),
        station_id=at.id,
        area_code=at.area_code,
        who="区人大",
        topic="停车",
        planned_on=planned,
        first_planned_on=planned,
        status=status,
        created_at=NOW,
        notified_at=NOW if is_held else None,
        held_on=planned if is_held else None,
        findings="看了" if is_held else "",
    )


def _issue(chance: random.Random, visit: Visit, unit_id: object) -> VisitIssue:
    due = visit.planned_on + timedelta(days=20)
    kept = chance.choice([None, due - timedelta(days=1), due + timedelta(days=3)])
    return VisitIssue(
        visit_id=visit.id,
        serial=1,
        words="停车难",
        answer="三周内划线",
        department_id=unit_id,
        due_on=due,
        kept_on=kept,
        result="划好了" if kept else "",
    )


def _links(chance: random.Random, deputy: Deputy) -> list[ContactLink]:
    made = []
    for _ in range(chance.choice([0, 2, 5, 6])):
        is_active = chance.random() < 0.9
        made.append(
            ContactLink(
                deputy_id=deputy.id,
                kind=LinkKind.VOTER,
                status=State.ACTIVE if is_active else State.ASKED,
                asked_at=NOW,
                asked_by="代表",
                consent=ConsentHow.COUNTER if is_active else None,
                since=NOW.date() if is_active else None,
            )
        )
    return made
