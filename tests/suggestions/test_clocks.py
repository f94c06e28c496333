"""The clocks of the law run by the calendar: over holidays, month ends and the year's end (domain §5.3)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

import pytest
from flask import Flask

from server.core import clock, workdays
from server.core.db import db
from server.core.errors import Conflict, InvalidInput
from server.messages.models import ResultClass
from server.suggestions import clocks, handling, office, queries, service, views
from server.suggestions.clocks import Level
from server.suggestions.handling import Answer
from server.suggestions.jobs import tell_late
from server.suggestions.life import Status
from server.suggestions.models import Suggestion, Verdict
from tests.factories import World
from tests.messages.path import drain
from tests.suggestions import path
from tests.suggestions.path import TEXT, Congress

COUNTY, STREET = Level.COUNTY, Level.STREET_COUNCIL


@contextmanager
def on(year: int, month: int, day: int, hour: int = 10) -> Iterator[None]:
    with clock.frozen(datetime(year, month, day, hour, tzinfo=clock.ZONE)):
        yield


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        ("2026-11-30", 3, "2027-02-28"),  # a month without that day ends on its last
        ("2027-11-29", 3, "2028-02-29"),  # and in a leap year one later
        ("2026-10-31", 1, "2026-11-30"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2026-12-31", 2, "2027-02-28"),
        ("2026-01-31", 12, "2027-01-31"),
    ],
)
def test_months_end_on_the_same_day_or_on_the_last(day: str, months: int, then: str) -> None:
    assert clocks.months_after(date.fromisoformat(day), months) == date.fromisoformat(then)


@pytest.mark.parametrize(
    ("level", "day", "dispatch", "answer", "back"),
    [
        # ten days are ten days, National Day or not; seven working days wait until offices are open
        (COUNTY, "2026-09-28", "2026-10-08", "2026-12-28", "2026-10-13"),
        (Level.TOWNSHIP, "2026-09-28", "2026-10-08", "2026-12-28", "2026-10-13"),
        (STREET, "2026-09-28", "2026-10-28", "2026-11-28", "2026-10-08"),
        # across the year's end
        (COUNTY, "2026-12-25", "2027-01-04", "2027-03-25", "2027-01-05"),
        (STREET, "2026-12-31", "2027-01-31", "2027-02-28", "2027-01-10"),
    ],
)
def test_the_terms_of_each_level(
    app: Flask, level: Level, day: str, dispatch: str, answer: str, back: str
) -> None:
    start = date.fromisoformat(day)
    found = (
        clocks.dispatch_by(level, start),
        clocks.answer_by(level, start),
        clocks.return_by(level, start, path.COUNTY),
    )
    assert [one.isoformat() for one in found] == [dispatch, answer, back]


def test_the_working_days_are_those_of_the_calendar() -> None:
    """An independent count of the first case above: 28 September, seven working days, National Day between."""
    day, left = date(2026, 9, 28), 7
    while left:
        day += timedelta(days=1)
        left -= workdays.is_workday(day)
    assert day == date(2026, 10, 13)


def test_each_step_starts_its_own_clock(world: World) -> None:
    people = path.congress(world)
    with on(2026, 11, 20):
        suggestion = path.submitted(people)
        assert suggestion.due_on == date(2026, 11, 30)
    with on(2026, 11, 27):
        office.review(people.office, suggestion)
        assert suggestion.due_on == date(2026, 11, 30), "reviewing gives no more time"
    with on(2026, 11, 30):
        office.dispatch(people.office, suggestion, main=people.main, supporting=[people.support])
        days = {unit.department.name: unit.given.due_on for unit in queries.units(suggestion.id)}
        assert suggestion.due_on == date(2027, 2, 28)
        assert days == {"住建局": date(2027, 2, 28), "民政局": date(2026, 12, 30)}
    with on(2027, 1, 10):
        handling.sign(people.handler, suggestion)
        path.answer(people, suggestion)
        assert suggestion.due_on is None, "the unit has answered: nobody owes anything"
    with on(2027, 1, 31):
        path.judged(people, suggestion, Verdict.UNSATISFIED)
        assert suggestion.due_on == date(2027, 4, 30), "once more, in the same time as the first"


def test_more_time_is_given_once_before_the_end_and_three_months_at_most(world: World) -> None:
    people = path.congress(world)
    with on(2026, 11, 30):
        suggestion = path.handled(people)
        with pytest.raises(InvalidInput):
            handling.ask_extension(people.handler, suggestion, months=4, reason="要等招标。")
    with on(2027, 2, 28, 23):
        handling.ask_extension(people.handler, suggestion, months=3, reason="要等招标。")
        assert suggestion.due_on == date(2027, 2, 28), "asking gives no time"
        office.decide(people.office, suggestion, is_granted=True)
        assert suggestion.due_on == date(2027, 5, 28)
        with pytest.raises(Conflict, match="extension_once"):
            handling.ask_extension(people.handler, suggestion, months=1, reason="还要等。")


def test_a_refused_extension_may_be_asked_again_but_not_after_the_end(world: World) -> None:
    people = path.congress(world)
    with on(2026, 11, 20):
        suggestion = path.handled(people)
        handling.ask_extension(people.handler, suggestion, months=3, reason="要等招标。")
        office.decide(people.office, suggestion, is_granted=False, comment="先答复能办的。")
        handling.ask_extension(people.handler, suggestion, months=1, reason="招标要一个月。")
        office.decide(people.office, suggestion, is_granted=False, comment="先答复能办的。")
    with on(2027, 2, 21), pytest.raises(Conflict, match="extension_late"):
        handling.ask_extension(people.handler, suggestion, months=1, reason="招标要一个月。")


@pytest.mark.parametrize(("level", "last"), [(COUNTY, (2026, 10, 13)), (STREET, (2026, 10, 8))])
def test_a_unit_sends_back_in_time_or_not_at_all(
    world: World, level: Level, last: tuple[int, int, int]
) -> None:
    people = path.congress(world, level)
    with on(2026, 9, 28):
        suggestion = path.dispatched(people, level)
        db.session.commit()
    with on(*last, 23):
        handling.send_back(people.handler, suggestion, better=people.other, reason="归交通局管。")
        assert suggestion.status is Status.RETURNED
        db.session.rollback()
    with on(last[0], last[1], last[2] + 1, 0):
        db.session.refresh(suggestion)
        with pytest.raises(Conflict, match="return_late"):
            handling.send_back(people.handler, suggestion, better=people.other, reason="归交通局管。")


def test_the_same_unit_goes_on_with_its_time_and_another_begins_anew(world: World) -> None:
    people = path.congress(world)
    with on(2026, 11, 20):
        suggestion = path.dispatched(people)
    with on(2026, 11, 24):
        handling.send_back(people.handler, suggestion, better=people.other, reason="归交通局管。")
        assert suggestion.due_on == date(2027, 2, 20), "while it is looked for whose it is, time runs on"
        office.dispatch(people.office, suggestion, main=people.main)
        assert suggestion.due_on == date(2027, 2, 20)
        handling.send_back(people.handler, suggestion, better=people.other, reason="归交通局管。")
        office.dispatch(people.office, suggestion, main=people.other)
        assert suggestion.due_on == date(2027, 2, 24)
        mover = path.unit_actor(people.other, path.Role.HANDLER, "孙经办")
        with pytest.raises(Conflict, match="returned_twice"):
            handling.send_back(mover, suggestion, better=people.main, reason="归住建局管。")


def test_a_promise_is_followed_to_its_day_and_rolls_on(world: World) -> None:
    people = path.congress(world)
    with on(2026, 11, 20):
        suggestion = path.replied(people, ResultClass.B)
        path.judged(people, suggestion, Verdict.SATISFIED, "")
        assert (suggestion.status, suggestion.due_on) == (Status.FOLLOWUP, date(2026, 12, 30))
        db.session.commit()
    with on(2026, 12, 30):
        tell_late()
        tell_late()
        assert path.told(people.lead).count("late") == 1
        with pytest.raises(InvalidInput):
            handling.roll(people.lead, suggestion, until=date(2026, 12, 30), reason="缺料。")
        handling.roll(people.lead, suggestion, until=date(2027, 3, 31), reason="缺料。")
        assert (suggestion.due_on, suggestion.promised_on) == (date(2027, 3, 31), date(2027, 3, 31))
        db.session.commit()
    with on(2027, 4, 2):
        tell_late()
        assert path.told(people.lead).count("late") == 2, "the new day is told of too"
        handling.fulfil(people.lead, suggestion, text="都装好了。")
        assert (suggestion.status, suggestion.due_on) == (Status.CONCLUDED, None)


def test_a_promise_names_a_day_that_is_still_to_come_when_it_is_signed(world: World) -> None:
    people = path.congress(world)
    with on(2026, 11, 20):
        suggestion = path.handled(people)
        for wrong in (None, date(2026, 11, 20)):
            with pytest.raises(InvalidInput):
                handling.draft(
                    people.handler, suggestion, Answer(result=ResultClass.B, text=TEXT, promised_on=wrong)
                )
        with pytest.raises(InvalidInput):
            answer = Answer(result=ResultClass.C, text=TEXT, promised_on=date(2027, 1, 1))
            handling.draft(people.handler, suggestion, answer)
        answer = Answer(result=ResultClass.B, text=TEXT, promised_on=date(2026, 11, 25))
        handling.draft(people.handler, suggestion, answer)
    with on(2026, 11, 25), pytest.raises(InvalidInput):
        handling.sign_off(people.lead, suggestion)


def test_numbers_count_within_a_year_of_a_congress_and_are_kept(world: World) -> None:
    people = path.congress(world)
    with on(2026, 12, 31, 23):
        first, second = path.submitted(people), path.submitted(people)
        street = path.submitted(people, STREET)
    with on(2027, 1, 1, 0):
        third = path.submitted(people)
        office.send_back(people.office, second, text="请写清是哪几幢。")
        service.submit(people.leader, second)
    numbers = [one.number for one in (first, second, street, third)]
    assert numbers == ["2026年第1号", "2026年第2号", "2026年第1号", "2027年第1号"]
    assert second.due_on == date(2027, 1, 11), "handed in anew, the office has its days anew"


LAMPS = [
    ((2026, 12, 1), "g"),
    ((2027, 2, 5), "y"),
    ((2027, 2, 20), "y"),
    ((2027, 2, 21), "r"),
    ((2027, 3, 2), "b"),
]


@pytest.mark.parametrize(("day", "tone"), LAMPS)
def test_the_lamp_tells_how_much_is_left(world: World, day: tuple[int, int, int], tone: str) -> None:
    people = path.congress(world)
    with on(2026, 11, 20):
        suggestion = path.dispatched(people)
    with on(*day):
        lamp = views.light(suggestion)
        assert lamp is not None
        assert lamp.tone == tone


def test_who_is_late_is_told_once_and_nobody_else(world: World) -> None:
    people = path.congress(world)
    with on(2026, 11, 20):
        suggestion = path.handled(people)
        db.session.commit()
        drain()
    with on(2027, 2, 20):
        tell_late()
        assert "late" not in path.told(people.handler)
    with on(2027, 2, 23):
        tell_late()
        tell_late()
        late = {name: path.told(person).count("late") for name, person in _people(people).items()}
    assert late == {"leader": 0, "colleague": 0, "office": 1, "handler": 1, "lead": 1, "helper": 0}
    assert suggestion.status is Status.HANDLING


def _people(people: Congress) -> dict[str, path.Actor]:
    names = ("leader", "colleague", "office", "handler", "lead", "helper")
    return {name: getattr(people, name) for name in names}


def test_a_suggestion_of_a_street_council_has_other_days(world: World) -> None:
    people = path.congress(world, STREET)
    with on(2026, 12, 31):
        suggestion: Suggestion = path.submitted(people, STREET)
        assert suggestion.due_on == date(2027, 1, 31)
        office.review(people.office, suggestion)
        office.dispatch(people.office, suggestion, main=people.main)
        assert suggestion.due_on == date(2027, 2, 28)
