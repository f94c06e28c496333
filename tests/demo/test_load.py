"""`flask demo load`: a district that could be real, that obeys the rules of the house and is the same every time."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text

from server import demo
from server.accounts import passwords
from server.activities.queries import of_station_on
from server.config import SettingsError
from server.core import clock
from server.core.db import db
from server.demo import card, heroes, seed
from server.demo.dice import Dice
from server.deputies.models import Deputy
from tests.demo.conftest import Loaded

pytestmark = pytest.mark.usefixtures("changing")


def test_loading_again_changes_nothing_and_keeps_the_passwords(loaded: Loaded) -> None:
    def state() -> dict[str, object]:
        tables = ("accounts", "stations", "deputies", "codes", "messages", "activities", "duties", "outbox")
        counts = {name: db.session.scalar(text(f"select count(*) from {name}")) for name in tables}
        return counts | {"card": loaded.card}

    before = state()
    assert not demo.load(loaded.settings)
    assert state() == before


def test_a_later_day_finds_its_activity_too(loaded: Loaded) -> None:
    with clock.frozen(clock.now() + timedelta(days=40)):
        station = heroes.own_station()
        assert "代表在站接待日" not in [one.title for one in of_station_on(station.id, clock.now())]
        assert not demo.load(loaded.settings)
        assert "代表在站接待日" in [one.title for one in of_station_on(station.id, clock.now())]


def test_a_card_that_was_lost_is_written_anew_with_passwords_that_work(loaded: Loaded) -> None:
    before = loaded.card["accounts"][0]["password"]
    card.path(loaded.settings).unlink()
    demo.load(loaded.settings)
    after = loaded.card["accounts"][0]
    assert after["password"] != before
    assert passwords.sign_in(after["username"], after["password"], None, "127.0.0.2")


def test_the_same_seed_gives_the_same_people_and_letters(loaded: Loaded) -> None:
    def build() -> list[object]:
        world = seed.World.build(Dice(seed.SEED), clock.now(), lambda line: None)
        letters = [(m.content, m.place, m.created_at, m.status) for m in world.writer.bag.messages]
        meetings = [(a.title, a.starts_at) for a in world.planner.year.activities]
        return [[d.name for d in world.benches.deputies], letters, meetings]

    with clock.frozen(clock.now()):
        first, second = build(), build()
    assert first == second


def test_another_seed_gives_other_people(loaded: Loaded) -> None:
    with clock.frozen(clock.now()):
        other = seed.World.build(Dice("another"), clock.now(), lambda line: None)
    names = set(db.session.scalars(select(Deputy.name)))
    assert len(names & {deputy.name for deputy in other.benches.deputies}) < 100


def test_production_refuses_the_demonstration(loaded: Loaded) -> None:
    with pytest.raises(SettingsError):
        demo.load(dataclasses.replace(loaded.settings, env="production"))


def test_the_commands_say_in_chinese_what_they_did(loaded: Loaded, application: Flask) -> None:
    runner = application.test_cli_runner()
    assert "示范数据已经在了" in runner.invoke(args=["demo", "load"]).output
    assert loaded.card["accounts"][0]["password"] in runner.invoke(args=["demo", "show"]).output
    assert "已经有 2000 封来信了" in runner.invoke(args=["scale", "2000"]).output
