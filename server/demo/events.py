"""A year of activities: who was invited, who came, and the duty that went on file for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from server.activities.kinds import KINDS, DutyKind
from server.activities.models import Activity, Participant
from server.activities.queries import of_station_on
from server.core import clock, workdays
from server.core.clock import ZONE
from server.core.db import db
from server.core.permissions import Role
from server.demo import heroes
from server.demo.benches import Benches
from server.demo.dice import Dice
from server.demo.library import Meeting, meetings
from server.demo.people import Register
from server.demo.places import Place, Town
from server.deputies.models import Deputy
from server.duties.models import Duty, DutyHow, DutySource, DutyStatus
from server.stations.models import Station

OPEN_DAY, OPEN_DAYS = "代表在站接待日", 7
FIXED_DAY = 5
"""联系群众固定日: every month, at every home (R2-02)."""
DAYS_BACK, DAYS_AHEAD = 365, 35
CAME, SCANNED = 0.88, 0.7
KIND_OF_CODE = {info.code: kind for kind, info in KINDS.items()}


@dataclass(slots=True)
class Year:
    activities: list[Activity] = field(default_factory=list)
    participants: list[Participant] = field(default_factory=list)
    duties: list[Duty] = field(default_factory=list)


@dataclass(slots=True)
class Planner:
    dice: Dice
    now: datetime
    benches: Benches
    register: Register
    year: Year = field(default_factory=Year)

    def plan_town(self, town: Town) -> None:
        """The home opens on every fixed day and meets once or twice a month; a point three or four times a year."""
        for day in _fixed_days(self.now.date()):
            self._plan(town.home, _reception(), day)
        for _ in range(self.dice.random.randrange(14, 20)):
            self._plan(town.home, self.dice.pick(meetings()), self._some_day())
        for place in town.points:
            for _ in range(self.dice.random.randrange(3, 5)):
                self._plan(place, self.dice.pick(meetings()), self._some_day())

    def _some_day(self) -> date:
        ahead = self.dice.random.randrange(-DAYS_BACK, DAYS_AHEAD)
        return self.now.date() + timedelta(days=ahead or 1)

    def _plan(self, place: Place, meeting: Meeting, day: date) -> None:
        starts = self._hour(day)
        activity = Activity(
            id=self.dice.id(),
            title=meeting.title,
            kind=KIND_OF_CODE[meeting.kind],
            station_id=place.station.id,
            area_code=place.station.area_code,
            place=place.station.address,
            starts_at=starts,
            ends_at=starts + timedelta(minutes=self.dice.pick((90, 120, 150))),
            created_at=starts - timedelta(days=self.dice.random.randrange(4, 12)),
        )
        self.year.activities.append(activity)
        there = self.benches.at[place.station.id]
        for deputy in self.dice.random.sample(there, min(len(there), self.dice.random.randrange(2, 6))):
            self._invite(activity, deputy, place)

    def _hour(self, day: date) -> datetime:
        """A morning or an afternoon of a working day, sometimes an evening for those who work."""
        while not workdays.is_workday(day) or day == self.now.date():
            day += timedelta(days=1)
        hour = self.dice.pick((time(9), time(9), time(9, 30), time(14), time(14, 30), time(19)))
        return datetime.combine(day, hour, ZONE)

    def _invite(self, activity: Activity, deputy: Deputy, place: Place) -> None:
        guest = Participant(activity_id=activity.id, deputy_id=deputy.id)
        self.year.participants.append(guest)
        if activity.ends_at < self.now and self.dice.chance(CAME):
            duty = self._duty(activity, deputy, place)
            guest.duty_id, guest.came_by = duty.id, duty.source.value
            self.year.duties.append(duty)

    def _duty(self, activity: Activity, deputy: Deputy, place: Place) -> Duty:
        """Most scan, the others are entered by the liaison: both count the same (F03)."""
        has_scanned = self.dice.chance(SCANNED)
        liaison = self.register.of[Role.LIAISON, place.station.scope]
        own = self.register.of[Role.DEPUTY, str(deputy.id)]
        return Duty(
            id=self.dice.id(),
            deputy_id=deputy.id,
            activity_id=activity.id,
            station_id=activity.station_id,
            area_code=activity.area_code,
            kind=activity.kind,
            title=activity.title,
            status=DutyStatus.CONFIRMED,
            source=DutySource.SCAN if has_scanned else DutySource.STAFF,
            how=DutyHow.STATIC if has_scanned else DutyHow.STAFF,
            at=activity.starts_at,
            dedupe=f"activity-{activity.id}",
            recorded_at=activity.starts_at + timedelta(minutes=self.dice.random.randrange(2, 60)),
            recorded_by=own.id if has_scanned else liaison.id,
        )


def _reception() -> Meeting:
    return next(meeting for meeting in meetings() if meeting.title.startswith("固定日"))


def _fixed_days(today: date) -> list[date]:
    days = (today + timedelta(days=ahead) for ahead in range(-DAYS_BACK, DAYS_AHEAD))
    return [day for day in days if day.day == FIXED_DAY]


def keep_open_today() -> None:
    """The demonstration's own station is open today and this week, so that a scan always finds something to do."""
    deputies = [heroes.deputy_of(openid) for openid in (heroes.DEPUTY, heroes.SECOND_DEPUTY)]
    station = heroes.own_station()
    for ahead in range(OPEN_DAYS):
        day = clock.today() + timedelta(days=ahead)
        if not _is_open(station, day):
            activity = _open_day(station, day)
            db.session.add(activity)
            db.session.flush()
            db.session.add_all(Participant(activity_id=activity.id, deputy_id=one) for one in deputies)


def _is_open(station: Station, day: date) -> bool:
    noon = datetime.combine(day, time(12), ZONE)
    return any(activity.title == OPEN_DAY for activity in of_station_on(station.id, noon))


def _open_day(station: Station, day: date) -> Activity:
    return Activity(
        title=OPEN_DAY,
        kind=DutyKind.RECEIVE_VOTERS,
        station_id=station.id,
        area_code=station.area_code,
        place=station.address,
        starts_at=datetime.combine(day, time(9), ZONE),
        ends_at=datetime.combine(day, time(21), ZONE),
        created_at=clock.now() - timedelta(days=4),
    )
