"""A year of activities: who was invited, who came, and the duty that went on file for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

from server.activities.kinds import KINDS, DutyKind
from server.activities.life import ActivityStatus
from server.activities.models import Activity, Participant, PlanLine
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
NOT_EVERY_MONTH = 6
"""Of so many points, one has not met this month and the last."""
AHEAD = {
    3: (ActivityStatus.DRAFT, ""),
    5: (ActivityStatus.PENDING_APPROVAL, ""),
    7: (ActivityStatus.POSTPONED, "那天要开村民大会，另定日子"),
    9: (ActivityStatus.CANCELLED, "和镇里的会撞了"),
}
SUMMARIES = (
    "来了几位街坊，说了停车和路灯。能当场答的当场答了，两件记下来转给单位。",
    "去走了一圈，看了工地围挡和积水的地方，拍板先把水沟清了，下个月再来看。",
    "大家坐下来说了一个多钟头，定了三件先做的事，谁去办、哪天回话都记了。",
    "讲了半场、问了半场，问得最多的是看病报销。答不上来的，带回去问了再来说。",
)
"""Invented, as everything here."""
KIND_OF_CODE = {info.code: kind for kind, info in KINDS.items()}


@dataclass(slots=True)
class Year:
    activities: list[Activity] = field(default_factory=list)
    participants: list[Participant] = field(default_factory=list)
    duties: list[Duty] = field(default_factory=list)
    plan: list[PlanLine] = field(default_factory=list)


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
        self._plan_year(town.home)
        self._meet_monthly(town)

    def _plan_year(self, place: Place) -> None:
        """A reception every month, and something else every quarter (R4-05)."""
        every = [(month, DutyKind.RECEIVE_VOTERS) for month in range(1, 13)]
        for month, kind in [*every, *((month, DutyKind.DELIBERATE) for month in (3, 6, 9, 12))]:
            line = PlanLine(station_id=place.station.id, year=self.now.year, month=month, kind=kind, count=1)
            line.id, line.is_online = UUID(int=place.station.id.int ^ month << 8 ^ len(kind)), False
            self.year.plan.append(line)

    def _meet_monthly(self, town: Town) -> None:
        """Most points meet every month, some do not (R4-10); by dice of their own, so that all else stays as it is."""
        before, self.dice = self.dice, Dice(f"months of {town.home.station.id}")
        this_month = self.now.date().replace(day=1)
        for number, place in enumerate(town.points):
            if number % NOT_EVERY_MONTH:
                self._plan(place, _reception(), this_month - timedelta(days=14))
                self._plan(place, _reception(), self.now.date() - timedelta(days=9))
        self.dice = before

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
        on_file = len(self.year.duties)
        for deputy in self.dice.random.sample(there, min(len(there), self.dice.random.randrange(2, 6))):
            self._invite(activity, deputy, place)
        self._settle(activity, somebody_came=len(self.year.duties) > on_file)

    def _settle(self, activity: Activity, *, somebody_came: bool) -> None:
        """Where its life has come to by now."""
        number = len(self.year.activities)
        if activity.starts_at > self.now:
            activity.status, activity.note = AHEAD.get(number % 12, (ActivityStatus.PUBLISHED, ""))
        elif activity.ends_at > self.now:
            activity.status = ActivityStatus.ONGOING
        elif somebody_came:
            activity.summary = SUMMARIES[number % len(SUMMARIES)]
            activity.finished_at = activity.ends_at + timedelta(minutes=30)
            is_new = activity.ends_at > self.now - timedelta(days=4)
            activity.status = ActivityStatus.FINISHED if is_new else ActivityStatus.ARCHIVED
        else:
            activity.status, activity.note = ActivityStatus.CANCELLED, "那天下大雨，没有办成"

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
