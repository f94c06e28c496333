"""Loads the demonstration of 富阳区 once; a second call only brings today's activity and the key card up to date."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from server.accounts.models import Account
from server.areas import queries as areas, service as area_service
from server.areas.models import AreaLevel
from server.config import Settings, SettingsError
from server.core import clock
from server.core.db import db, transaction
from server.core.permissions import Role
from server.demo import (
    benches,
    building,
    bulk,
    card,
    contacts,
    events,
    filed,
    handled,
    months,
    opinions,
    people,
    photos,
    places,
    post,
    records,
    reports,
    signs,
    talks,
    turns,
    units,
    visited,
    wards,
)
from server.demo.benches import Benches
from server.demo.dice import Dice
from server.demo.events import Planner
from server.demo.heroes import Heroes, appoint
from server.demo.letters import Writer
from server.demo.people import Register, Resident
from server.demo.places import AREA, Town
from server.demo.publications import Publisher
from server.demo.wards import Wards
from server.departments.models import Department
from server.stations.models import Station

SEED = "富阳示范"
HISTORY = timedelta(days=400)
"""Accounts and stations are older than the year of letters and activities."""

Progress = Callable[[str], None]


def load(settings: Settings, progress: Progress = print, *, seed: str = SEED) -> bool:
    """Build the demonstration with its areas. True when it was built now, False when it was there already.

    Raises SettingsError in production.
    """
    if settings.is_production:
        raise SettingsError("正式环境不装示范数据")
    with transaction():
        is_new = not is_loaded()
        if is_new:
            bulk.take_time()
            _load_areas(progress)
            World.build(Dice(seed), clock.now(), progress).store(progress)
        events.keep_open_today()
        if is_new:
            records.put_down()
        units.keep_on_call()
    if is_new:
        handled.tell_what_is_late()
    with transaction():
        card.write(settings)
    card.introduce_people(settings)
    return is_new


def _load_areas(progress: Progress) -> None:
    if not areas.count(AREA, AreaLevel.VILLAGE):
        progress(f"示范数据：{area_service.load(AREA)} 个地区")


def is_loaded() -> bool:
    return db.session.scalar(select(Station.id).where(Station.is_demo).limit(1)) is not None


@dataclass(slots=True)
class World:
    """Everything that is built before any of it is stored."""

    dice: Dice
    now: datetime
    towns: list[Town]
    benches: Benches
    wards: Wards
    register: Register
    departments: list[Department]
    folk: dict[str, list[Resident]]
    heroes: Heroes
    planner: Planner
    writer: Writer
    turning: post.Turning

    @classmethod
    def build(cls, dice: Dice, now: datetime, progress: Progress) -> World:
        towns = places.build(dice, now - HISTORY)
        bench = benches.build(dice, towns, now.date())
        progress(
            f"示范数据：{len(towns)} 个代表之家，{sum(len(town.points) for town in towns)} 个联络点，{len(bench.deputies)} 位代表"
        )
        register = Register(dice, now - HISTORY)
        people.enrol_staff(register, towns)
        for deputy in bench.deputies:
            register.enrol(deputy.name, Role.DEPUTY, subject_id=deputy.id)
        departments = people.departments(register, towns)
        folk = {town.area.code: people.residents(register) for town in towns}
        heroes = appoint(register, towns[0], bench, folk[towns[0].area.code], departments)
        planner = Planner(dice, now, bench, register)
        writer = Writer(dice, now, bench, register)
        drawn = wards.draw(towns, bench)
        for town in towns:
            planner.plan_town(town)
        turning = post.deliver(writer, towns, folk, heroes, departments)
        return cls(
            dice, now, towns, bench, drawn, register, departments, folk, heroes, planner, writer, turning
        )

    def store(self, progress: Progress) -> None:
        """In the order in which rows refer to each other."""
        stations = [place.station for town in self.towns for place in [*town.places, *town.more]]
        # a station that was never open has no code on its wall
        hung = [station for station in stations if station.licence in building.WERE_OPEN]
        bag, year = self.writer.bag, self.planner.year
        first = self.towns[0].home.station
        publisher = Publisher(self.dice, self.now, self.register, bag, first.id)
        publisher.open_own()
        progress(f"示范数据：{len(year.activities)} 场活动，{len(bag.messages)} 封来信")
        for rows in (
            self.register.accounts,
            self.register.grants,
            self.departments,
            units.rules(self.departments, (self.now - HISTORY).date(), self.now.date()),
            units.settings(self.now - HISTORY, self.now.date()),
            units.roster(self.register, self.towns, self.now),
            stations,
            building.milestones(stations),
            self.wards.constituencies,
            photos.hang(self.benches.deputies, self._office(), self.now - HISTORY),
            self.benches.deputies,
            self.wards.groups,
            self.wards.members,
            self.benches.seats,
            signs.codes(hung, self.benches, self.now - HISTORY),
            year.activities,
            year.plan,
            [*year.duties, *bag.duties],
            year.participants,
            contacts.links(Dice("联系示范"), self.benches.deputies, self.register, self.now),
            contacts.arrivals(self.benches.deputies),
            bag.messages,
            [step for message in bag.messages for step in bag.steps[message.id]],
            bag.ratings,
            publisher.checks(),
            publisher.publications(),
        ):
            bulk.copy(rows)
        self._live()

    def _live(self) -> None:
        """What happens by the verbs of the services, after everything is there."""
        first, bag = self.towns[0].home.station, self.writer.bag
        post.announce(bag, self.now)
        turns.turn(self.turning.aside, self.register, first.scope, f"area:{self.towns[0].area.prefix}")
        handled.play(self.turning.handled, self.register, self.now)
        months.write(self.towns, self.register, self.now)
        contacts.play(self.register, self.heroes, self.now)
        town = self.towns[0]
        reports.write(town, self.folk[town.area.code], self.register, self.now)
        talks.play(self.register, self.towns[0], self.heroes.deputy, self.departments, self.now)
        visited.play(self.register, self.towns[0], self.heroes.deputy, self.departments, self.now)
        opinions.play(self.register, self.towns[0], self.heroes, self.departments, self.now)
        filed.write(self.towns[0], self.now)

    def _office(self) -> Account:
        """Who keeps the register, and so gave in the pictures."""
        return self.register.of[Role.NPC_STAFF, f"area:{AREA}"]
