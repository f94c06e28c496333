"""When things happen to a letter: read, answered, rated, in the hours in which people do such things."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from server.core import workdays
from server.demo.dice import Dice

LAPSES_AFTER = timedelta(days=15)
ACCEPTS_LATE, ANSWERS_LATE, RATES, CHANGES_MIND = 0.04, 0.06, 0.65, 0.5

# (satisfied 3, fair 2, not 1) and how often the problem counts as solved, by result class
_RATINGS = {
    "A": ((78, 16, 6), 0.93),
    "B": ((45, 45, 10), 0.25),
    "C": ((28, 44, 28), 0.04),
    "D": ((40, 48, 12), 0.15),
    "": ((80, 16, 4), 0.85),
}


class Until(StrEnum):
    """How far a letter is allowed to get; what the clock has not reached does not happen anyway."""

    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    ANSWERED = "answered"
    END = "end"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The author's two answers (reply 1 to 3) and when they were given."""

    at: datetime
    reply: int
    solved: bool


@dataclass(frozen=True, slots=True)
class Life:
    """Moments of one letter; None did not happen (yet). A second verdict is the one change of mind."""

    created: datetime
    accepted: datetime | None = None
    answered: datetime | None = None
    verdicts: tuple[Verdict, ...] = ()
    lapsed: datetime | None = None


def live(dice: Dice, created: datetime, now: datetime, *, urgency: str, result: str, until: Until) -> Life:
    """The life of a letter of this urgency (U1 to U4) whose answer has this result class."""
    accepted = _accept(dice, created, urgency)
    if accepted > now or until is Until.SUBMITTED:
        return Life(created)
    answered = _answer(dice, accepted, urgency)
    if answered > now or until is Until.ACCEPTED:
        return Life(created, accepted)
    if until is Until.ANSWERED or not dice.chance(RATES):
        lapsed = _next_night(answered + LAPSES_AFTER)
        return Life(created, accepted, answered, lapsed=lapsed if lapsed < now else None)
    return Life(created, accepted, answered, _verdicts(dice, answered, now, result))


def _accept(dice: Dice, created: datetime, urgency: str) -> datetime:
    """An emergency within two hours, an urgent matter within a day, else within a working day (O3)."""
    if urgency == "U1":
        return created + timedelta(seconds=dice.random.randrange(150, 6_600))
    if urgency == "U2":
        return created + timedelta(seconds=dice.random.randrange(900, 72_000))
    if workdays.is_workday(created.date()) and 8 <= created.hour < 16 and dice.chance(0.7):
        return created + timedelta(seconds=dice.random.randrange(600, 5_400))
    extra = dice.random.randrange(1, 3) if dice.chance(ACCEPTS_LATE) else 0
    return dice.at_work(workdays.after(created.date(), 1 + extra))


def _answer(dice: Dice, accepted: datetime, urgency: str) -> datetime:
    """An emergency the same day, else up to three working days later (O6)."""
    if urgency == "U1":
        return accepted + timedelta(seconds=dice.random.randrange(1_800, 18_000))
    if urgency == "U2":
        return accepted + timedelta(seconds=dice.random.randrange(7_200, 100_000))
    extra = dice.random.randrange(1, 4) if dice.chance(ANSWERS_LATE) else 0
    return dice.at_work(workdays.after(accepted.date(), dice.random.randrange(1, 4) + extra))


def _verdicts(dice: Dice, answered: datetime, now: datetime, result: str) -> tuple[Verdict, ...]:
    weights, solved_share = _RATINGS[result]
    reply = dice.random.choices((3, 2, 1), weights)[0]
    first = Verdict(_at_home_after(dice, answered, 9), reply, reply > 1 and dice.chance(solved_share))
    if first.at > now:
        return ()
    if reply == 1 and dice.chance(CHANGES_MIND):
        second = Verdict(_at_home_after(dice, first.at, 12), dice.pick((2, 3)), dice.chance(0.6))
        return (first, second) if second.at < now else (first,)
    return (first,)


def _at_home_after(dice: Dice, moment: datetime, days: int) -> datetime:
    """A moment at home, after `moment`, within some days."""
    day: date = moment.date() + timedelta(days=dice.random.randrange(1, days))
    return dice.at_home(day)


def _next_night(moment: datetime) -> datetime:
    """When the nightly job comes round."""
    return (moment + timedelta(days=1)).replace(hour=1, minute=10, second=0, microsecond=0)
