"""Two thousand letters over a year: to which stations, by whom, and how far the latest have got."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from server.core import outbox
from server.demo import handled, turns
from server.demo.heroes import Heroes
from server.demo.letters import Mailbag, Writer
from server.demo.life import Until
from server.demo.people import Resident
from server.demo.places import Place, Town
from server.departments.models import Department
from server.messages.life import MessageStatus
from server.messages.models import Message
from server.messages.numbers import next_number

MESSAGES = 2_000
LATELY, LATELY_SHARE = 21, 0.2
POINT, HOME, OWN_STATION = 2, 10, 70
"""How often a letter goes to a village's point, a town's home, the demonstration's own station."""
STAYS_OPEN = 0.06
ANNOUNCED = timedelta(days=3)

# days ago and how far it got: what a visitor finds at the demonstration's own station
INBOX = (
    (0, Until.SUBMITTED),
    (0, Until.SUBMITTED),
    (1, Until.SUBMITTED),
    (1, Until.SUBMITTED),
    (1, Until.SUBMITTED),
    (6, Until.SUBMITTED),
    (2, Until.ACCEPTED),
    (2, Until.ACCEPTED),
    (3, Until.ACCEPTED),
    (5, Until.ACCEPTED),
    (12, Until.ACCEPTED),
    (9, Until.ANSWERED),
    (11, Until.ANSWERED),
)
# what the resident of the demonstration has written
OWN = (
    (240, Until.END),
    (120, Until.END),
    (60, Until.END),
    (10, Until.ANSWERED),
    (5, Until.ACCEPTED),
    (1, Until.SUBMITTED),
)


@dataclass(frozen=True, slots=True)
class Turning:
    """Letters that go on by the verbs of the service, once they are stored."""

    aside: list[Message]
    handled: list[Message]


def deliver(
    writer: Writer,
    towns: list[Town],
    folk: dict[str, list[Resident]],
    heroes: Heroes,
    departments: list[Department],
) -> Turning:
    """Write every letter and number them by the order in which they came. Returns those that are still to turn.

    The two residents whom a visitor plays write nothing by chance.
    """
    own, played = towns[0], (heroes.resident, heroes.other_resident)
    others = {code: [one for one in there if one not in played] for code, there in folk.items()}
    authors = others[own.area.code]
    # first, because they are about one thing and nobody writes the same again
    given = handled.write(writer, own.home, authors, departments)
    for days_ago, until in OWN:
        writer.write(own.home, heroes.resident, _moment(writer, days_ago), until)
    for days_ago, until in INBOX:
        author = writer.dice.pick(others[own.area.code])
        writer.write(own.home, author, _moment(writer, days_ago), until)
    turning = Turning(turns.write(writer, own.home, authors, _moment(writer, 2)), given)
    places = [(town, place) for town in towns for place in town.places]
    weights = [_weight(town, place, own) for town, place in places]
    for town, place in writer.dice.random.choices(places, weights, k=MESSAGES - len(writer.bag.messages)):
        days_ago = _days_ago(writer)
        until = Until.ACCEPTED if days_ago < 12 and writer.dice.chance(STAYS_OPEN) else Until.END
        writer.write(place, writer.dice.pick(others[town.area.code]), _moment(writer, days_ago), until)
    number(writer.bag.messages, writer.now.date())
    return turning


def _weight(town: Town, place: Place, own: Town) -> int:
    if place is not town.home:
        return POINT
    return OWN_STATION if town is own else HOME


def _days_ago(writer: Writer) -> int:
    """Evenly over the year, with more of the last weeks, so that there is something to do."""
    return writer.dice.random.randrange(LATELY if writer.dice.chance(LATELY_SHARE) else 365)


def _moment(writer: Writer, days_ago: int) -> datetime:
    """An hour of writing on that day; what would lie ahead was written in the last hours instead."""
    moment = writer.dice.at_home(writer.now.date() - timedelta(days=days_ago))
    ago = timedelta(seconds=writer.dice.random.randrange(60, 7_200))
    return moment if moment < writer.now else writer.now - ago


def number(messages: list[Message], today: date) -> None:
    """Dense numbers within each past day; today's come from where everybody's come from."""
    messages.sort(key=lambda message: message.created_at)
    counts: dict[date, int] = defaultdict(int)
    for message in messages:
        day = message.created_at.date()
        counts[day] += 1
        message.number = next_number() if day == today else f"{day:%y%m%d}-{counts[day]:04d}"


def is_news(message: Message, now: datetime) -> bool:
    return message.created_at > now - ANNOUNCED and message.status is MessageStatus.SUBMITTED


def announce(bag: Mailbag, now: datetime) -> None:
    """The latest arrivals are facts like any other: whoever waits for them finds a notice."""
    for message in bag.messages:
        if is_news(message, now):
            outbox.publish("message.submitted", message_id=message.id)
