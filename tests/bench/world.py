"""What the measurement meets: a city's stations, people, codes and letters, put there by COPY before any clock runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from random import Random
from typing import Self
from uuid import UUID

from sqlalchemy import func, select

from server.activities.kinds import DutyKind
from server.activities.models import Activity, Participant
from server.areas import service as area_service
from server.areas.models import Area, AreaLevel
from server.codes.models import PREFIXES, Code, CodeKind, CodeStatus
from server.core import clock, crypto
from server.core.db import db, transaction
from server.core.permissions import Role
from server.demo import bulk
from server.demo.mill import COLUMNS, Mill, Seat as MillSeat
from server.deputies.models import Deputy, DeputyLevel
from server.messages.models import Message
from server.stations.models import Seat, Station, StationKind
from tests.bench.people import People

AREA = "330111"
SEATS = 4
"""Deputies who sit at a station; a deputy sits at as many stations."""
BATCH = 20_000


@dataclass(frozen=True, slots=True)
class Size:
    """How large the world is. Every station has a deputy of its own and one activity today with `guests` deputies."""

    messages: int = 100_000
    authors: int = 10_000
    stations: int = 4_000
    guests: int = 10


@dataclass(frozen=True, slots=True)
class World:
    """What requests are made of: codes that residents scan, all codes, tokens of authors, scans still to be made
    (a deputy's token and the duty code), and letters with the token of their author."""

    addresses: list[str]
    codes: list[str]
    authors: list[str]
    scans: list[tuple[str, str]]
    letters: list[tuple[UUID, str]]

    @classmethod
    def build(cls, size: Size) -> Self:
        """Fill an empty, migrated database; two worlds of one size differ in their random tokens only."""
        with transaction():
            bulk.connection().execute("set local statement_timeout = 0")
            area_service.load(AREA)
            people, city = People(), _City()
            city.build(people, size)
            authors = [people.resident(number) for number in range(size.authors)]
            people.store()
            city.store()
            with bulk.words_aside():
                pour(Mill(Random(7), clock.today(), city.mill_seats, authors, first_serial=0), size.messages)
        with transaction():
            bulk.connection().execute("set local statement_timeout = 0; analyze")
            rows = db.session.execute(select(Message.id, Message.author_id)).all()
        letters = [(message_id, people.tokens[author_id]) for message_id, author_id in rows]
        tokens = [people.tokens[author_id] for author_id in authors]
        addresses = city.texts[CodeKind.STATION] + city.texts[CodeKind.DEPUTY]
        duty_codes = city.texts[CodeKind.DUTY]
        scans = [(token, duty_codes[at]) for at, guests in enumerate(city.guests) for token in guests]
        return cls(addresses, addresses + duty_codes, tokens, scans, letters)


def count_messages() -> int:
    with transaction():
        return db.session.scalar(select(func.count()).select_from(Message)) or 0


@dataclass(slots=True)
class _City:
    stations: list[Station] = field(default_factory=list)
    deputies: list[Deputy] = field(default_factory=list)
    seats: list[Seat] = field(default_factory=list)
    codes: list[Code] = field(default_factory=list)
    activities: list[Activity] = field(default_factory=list)
    participants: list[Participant] = field(default_factory=list)
    mill_seats: list[MillSeat] = field(default_factory=list)
    texts: dict[CodeKind, list[str]] = field(default_factory=lambda: {kind: [] for kind in CodeKind})
    guests: list[list[str]] = field(default_factory=list)
    """By station: the tokens of the deputies on today's list."""

    def build(self, people: People, size: Size) -> None:
        villages = db.session.scalars(select(Area.code).where(Area.level == AreaLevel.VILLAGE)).all()
        for number in range(size.stations):
            self.stations.append(_station(number, villages[number % len(villages)]))
            self.deputies.append(_deputy(number))
        accounts = [_bound(people, deputy) for deputy in self.deputies]
        tokens = [people.tokens[account_id] for account_id in accounts]
        for number, station in enumerate(self.stations):
            liaison = people.enrol(station.liaison, Role.LIAISON, station.scope)
            people.enrol("老周", Role.STATION_HEAD, station.scope)
            here = [(number + step) % size.stations for step in range(size.guests)]
            deputy = self.deputies[number]
            signs = (liaison.id, station.liaison, deputy.id, accounts[number], deputy.name)
            self.mill_seats.append(MillSeat(station.id, station.area_code, *signs))
            self._furnish(station, [self.deputies[at] for at in here])
            self.guests.append([tokens[at] for at in here])

    def _furnish(self, station: Station, deputies: list[Deputy]) -> None:
        """Seats, a code of each kind, and an activity today with these deputies on its list."""
        self.seats += [Seat(station_id=station.id, deputy_id=one.id) for one in deputies[:SEATS]]
        for kind in CodeKind:
            self._issue(kind, station, deputies[0] if kind is CodeKind.DEPUTY else None)
        activity = activity_today(station)
        self.activities.append(activity)
        self.participants += [Participant(activity_id=activity.id, deputy_id=one.id) for one in deputies]

    def _issue(self, kind: CodeKind, station: Station, deputy: Deputy | None) -> None:
        text = PREFIXES[kind] + crypto.token(16)
        self.texts[kind].append(text)
        self.codes.append(issued(kind, text, station, deputy))

    def store(self) -> None:
        """In the order in which rows refer to each other."""
        for rows in (
            self.stations,
            self.deputies,
            self.seats,
            self.codes,
            self.activities,
            self.participants,
        ):
            bulk.copy(rows)


def issued(kind: CodeKind, text: str, station: Station, deputy: Deputy | None = None) -> Code:
    return Code(
        kind=kind,
        token_digest=crypto.digest(text),
        token=text,
        station_id=station.id,
        deputy_id=deputy.id if deputy else None,
        status=CodeStatus.ACTIVE,
        issued_at=clock.now(),
    )


def _station(number: int, area_code: str) -> Station:
    return Station(
        kind=StationKind.POINT,
        name=f"第{number + 1}代表联络点",
        area_code=area_code,
        address=f"桂花西路 {number + 1} 号",
        open_hours="工作日 8:30–17:00",
        phone="0571-63000000",
        liaison="小林",
        created_at=clock.now(),
    )


def _deputy(number: int) -> Deputy:
    return Deputy(
        name=f"王明{number + 1}",
        level=DeputyLevel.COUNTY,
        occupation="社区医生",
        duty="联系选民，反映意见。",
        promise="老人看病的难处，跟我说。",
        specialties=["看病", "养老"],
        constituency="富春街道第1选区",
        area_code=AREA.ljust(12, "0"),
        term_from=date(2022, 1, 1),
    )


def _bound(people: People, deputy: Deputy) -> UUID:
    """The deputy's account, signed in on a phone."""
    account = people.enrol(deputy.name, Role.DEPUTY, subject_id=deputy.id)
    people.sign_in(account)
    return account.id


def activity_today(station: Station) -> Activity:
    today = clock.today()
    return Activity(
        title="在联络点接待街坊",
        kind=DutyKind.RECEIVE_VOTERS,
        station_id=station.id,
        area_code=station.area_code,
        place=station.name,
        starts_at=datetime.combine(today, time(9), clock.ZONE),
        ends_at=datetime.combine(today, time(17), clock.ZONE),
        created_at=clock.now(),
    )


def pour(mill: Mill, count: int) -> None:
    for start in range(0, count, BATCH):
        for table, lines in mill.grind(min(BATCH, count - start), start).items():
            bulk.pour(table, COLUMNS[table], lines)
