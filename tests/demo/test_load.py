"""`flask demo load`: a district that could be real, that obeys the rules of the house and is the same every time."""

from __future__ import annotations

import dataclasses
from collections import Counter, defaultdict
from datetime import timedelta
from itertools import pairwise
from uuid import UUID

import pyotp
import pytest
from flask import Flask
from sqlalchemy import func, select, text

from server import demo
from server.accounts import passwords
from server.accounts.models import Account
from server.activities.models import Activity
from server.activities.queries import guests, of_station_on
from server.areas.models import Constituency
from server.codes.models import CodeKind
from server.codes.queries import active
from server.config import SettingsError
from server.core import clock, workdays
from server.core.actor import Actor
from server.core.db import db
from server.core.permissions import SECOND_FACTOR, Role
from server.demo import building, card, heroes, library, seed
from server.demo.dice import Dice
from server.deputies.models import Deputy, DeputyGroup, DeputyLevel, GroupMember
from server.deputies.queries import in_office
from server.duties.models import Duty
from server.messages import service
from server.messages.models import WORKFLOW, Message, MessageAction, MessageStatus, Step
from server.stations.models import LicenceState, Milestone, Seat, Station, StationCategory, StationKind
from tests.demo.conftest import Loaded
from tests.wechat.support import running_sandbox


def test_every_town_has_a_home_and_every_village_a_point_all_labelled(loaded: Loaded) -> None:
    stations = db.session.scalars(select(Station)).all()
    assert Counter(station.kind for station in stations) == {
        StationKind.HOME: 24,
        StationKind.POINT: 350,
        StationKind.STATION: 4,
        StationKind.ACTIVITY_STATION: 1,
        StationKind.OBSERVATION_POINT: 1,
    }
    assert all(station.is_demo and station.address and station.liaison for station in stations)
    assert len({station.area_code for station in stations}) == 374
    assert any("24 个代表之家，350 个联络点，288 位代表" in line for line in loaded.told)


def test_stations_of_every_category_stand_at_every_step_and_near_their_town(loaded: Loaded) -> None:
    stations = db.session.scalars(select(Station)).all()
    assert {station.category for station in stations} == set(StationCategory)
    assert {station.licence for station in stations} == set(LicenceState) - {LicenceState.CLOSED}
    assert Counter(station.licence for station in stations)[LicenceState.SUSPENDED] == 2
    assert all(station.head for station in stations if station.kind is StationKind.HOME)
    assert all(station.reception_days for station in stations)
    assert all(29.8 < (s.latitude or 0) < 30.3 and 119.7 < (s.longitude or 0) < 120.2 for s in stations)
    steps = Counter(db.session.scalars(select(Milestone.step)))
    opened = sum(station.licence in building.WERE_OPEN for station in stations)
    assert (steps[1], steps[2]) == (opened, opened)
    assert 0 < steps[3] < opened


def test_288_deputies_of_five_levels_are_in_office_and_every_station_has_one(loaded: Loaded) -> None:
    deputies = db.session.scalars(select(Deputy).where(in_office())).all()
    assert Counter(deputy.level for deputy in deputies) == {
        DeputyLevel.NATIONAL: 1,
        DeputyLevel.PROVINCIAL: 3,
        DeputyLevel.MUNICIPAL: 24,
        DeputyLevel.COUNTY: 200,
        DeputyLevel.TOWNSHIP: 60,
    }
    assert all(d.promise and d.duty and d.specialties and d.constituency and d.occupation for d in deputies)
    assert len({deputy.name for deputy in deputies}) == 288
    is_open = Station.licence == LicenceState.ACTIVE
    seated = select(Seat.station_id).join(Deputy, Deputy.id == Seat.deputy_id).where(in_office())
    assert db.session.scalar(select(func.count()).where(is_open, Station.id.not_in(seated))) == 0


def test_streets_have_no_deputies_of_a_congress_they_do_not_have(loaded: Loaded) -> None:
    homes = select(Station.area_code).where(Station.kind == StationKind.HOME, Station.name.like("%街道%"))
    here = select(Deputy).where(Deputy.level == DeputyLevel.TOWNSHIP, Deputy.area_code.in_(homes))
    assert db.session.scalars(here).all() == []


def test_the_directly_elected_have_a_constituency_of_their_level_and_one_has_nobody(loaded: Loaded) -> None:
    constituencies = {one.id: one for one in db.session.scalars(select(Constituency))}
    deputies = db.session.scalars(select(Deputy)).all()
    taken = Counter(d.constituency_id for d in deputies if d.constituency_id)
    for deputy in deputies:
        if deputy.is_direct:
            chosen = constituencies[deputy.constituency_id]
            assert (chosen.name, chosen.level.value) == (deputy.constituency, deputy.level.value)
            assert chosen.area_code == (
                deputy.area_code if chosen.level.value == "township" else "330111000000"
            )
        else:
            assert deputy.constituency_id is None
    assert [one.level.value for one in constituencies.values() if one.id not in taken] == ["county"]


def test_every_deputy_works_in_one_of_the_two_or_three_groups_of_the_town(loaded: Loaded) -> None:
    per_town = Counter(db.session.scalars(select(DeputyGroup.area_code)))
    assert len(per_town) == 24
    assert set(per_town.values()) <= {2, 3}
    assert len(set(db.session.scalars(select(GroupMember.deputy_id)))) == 288
    assert db.session.scalar(select(func.count()).select_from(GroupMember)) == 288


def test_two_thousand_letters_in_every_state_with_hundreds_of_texts(loaded: Loaded) -> None:
    messages = db.session.scalars(select(Message)).all()
    assert len(messages) == 2_000
    assert {message.status for message in messages} == set(MessageStatus)
    assert any(message.is_flagged for message in messages)
    written = "\n".join(message.content for message in messages)
    assert sum(letter.text in written for letter in library.letters()) >= 300


def test_every_letter_went_the_way_of_the_workflow(loaded: Loaded) -> None:
    stories: dict[UUID, list[Step]] = defaultdict(list)
    for step in db.session.scalars(select(Step).order_by(Step.id)):
        stories[step.message_id].append(step)
    for message in db.session.scalars(select(Message)):
        first, *rest = stories[message.id]
        assert (first.action, first.by) == (MessageAction.SUBMIT, "来信人")
        status = MessageStatus.SUBMITTED
        for step in rest:
            status = WORKFLOW.after(status, step.action)
        assert status is message.status
        assert message.is_flagged == (rest != [] and rest[-1].action is MessageAction.DISSATISFY)
        assert all(one.at < other.at for one, other in pairwise(stories[message.id]))
        assert stories[message.id][-1].at <= clock.now()


def test_what_can_wait_is_accepted_in_office_hours(loaded: Loaded) -> None:
    urgent = [letter.text for letter in library.letters() if letter.urgency in ("U1", "U2")]
    for message in db.session.scalars(select(Message).where(Message.accepted_at.is_not(None))):
        accepted = clock.local(message.accepted_at or clock.now())
        if not message.content.startswith(tuple(urgent)):
            assert workdays.is_workday(accepted.date())
            assert 8 <= accepted.hour < 18


def test_an_emergency_is_never_left_lying_and_taken_on_within_two_hours(loaded: Loaded) -> None:
    emergencies = tuple(letter.text for letter in library.letters() if letter.urgency == "U1")
    found = [m for m in db.session.scalars(select(Message)) if m.content.startswith(emergencies)]
    assert found
    for message in found:
        waited = (message.accepted_at or clock.now()) - message.created_at
        assert waited < timedelta(hours=2)


def test_a_deputy_answers_only_what_was_written_to_them_and_has_it_on_file(loaded: Loaded) -> None:
    by_deputies = db.session.execute(
        select(Message, Step)
        .join(Step, Step.message_id == Message.id)
        .where(Step.action == MessageAction.REPLY, Step.by.like("%代表"))
    ).all()
    on_file = set(db.session.scalars(select(Duty.dedupe).where(Duty.activity_id.is_(None))))
    assert {f"message-{message.id}" for message, _ in by_deputies} == on_file
    assert all(message.deputy_id for message, _ in by_deputies)


def test_names_and_phones_are_sealed(loaded: Loaded) -> None:
    named = db.session.scalars(select(Account).where(Account.name_sealed.is_not(None))).all()
    assert len(named) > 600
    account = named[0]
    assert account.name
    assert account.phone.startswith("169")
    dump = db.session.scalar(text("select string_agg(a::text, '') from accounts a"))
    assert account.name not in dump
    assert account.phone not in dump


def test_numbers_are_dense_within_their_day_and_the_next_one_is_free(loaded: Loaded) -> None:
    days: dict[str, list[int]] = defaultdict(list)
    for message in db.session.scalars(select(Message)):
        day, serial = message.number.split("-")
        assert day == f"{clock.local(message.created_at):%y%m%d}"
        days[day].append(int(serial))
    assert all(sorted(serials) == list(range(1, len(serials) + 1)) for serials in days.values())
    author = db.session.scalars(select(Account).where(Account.is_guest)).first()
    assert author is not None
    actor = Actor(Role.RESIDENT, account_id=author.id, is_guest=True)
    case, _ = service.submit(actor, heroes.own_station(), content="路灯不亮，请来看看")
    db.session.flush()
    assert case.message.number


def test_the_card_has_the_shape_of_the_contract(loaded: Loaded) -> None:
    found = loaded.card
    assert found["base_url"] == loaded.settings.public_url
    assert found["area"] == "330111"
    assert {account["role"] for account in found["accounts"]} >= {
        "liaison",
        "station_head",
        "street_npc",
        "handler",
        "handler_lead",
        "npc_staff",
        "sys_admin",
    }
    for account in found["accounts"]:
        assert set(account) == {"role", "username", "password", "scope", "otp_secret"}
    assert set(found["wechat"]) == {"resident", "deputy", "liaison"}
    assert set(found["wechat"].values()) <= {person["openid"] for person in found["people"]}
    assert card.path(loaded.settings).stat().st_mode & 0o077 == 0


def test_the_sign_ins_of_the_card_open_their_roles(loaded: Loaded) -> None:
    for account in loaded.card["accounts"]:
        secret = account["otp_secret"]
        assert bool(secret) == (Role(account["role"]) in SECOND_FACTOR)
        code = pyotp.TOTP(secret).at(clock.now()) if secret else None
        signed = passwords.sign_in(account["username"], account["password"], code, "127.0.0.1")
        assert [(g.role.value, g.scope) for g in signed.grants] == [(account["role"], account["scope"])]


def test_the_codes_of_the_card_lead_to_the_station_of_the_liaison(loaded: Loaded) -> None:
    scopes = {account["role"]: account["scope"] for account in loaded.card["accounts"]}
    for kind, told in loaded.card["codes"].items():
        code, station = active(told)
        assert code.kind is CodeKind(kind)
        assert scopes["liaison"] == scopes["station_head"] == station.scope
        assert station.area_code.startswith(scopes["street_npc"].removeprefix("area:"))


def test_the_deputy_of_the_card_is_expected_at_that_station_today(loaded: Loaded) -> None:
    deputy_id, station = heroes.deputy_of(heroes.DEPUTY), heroes.own_station()
    today = of_station_on(station.id, clock.now())
    invited = [guest.deputy_id for lists in guests([one.id for one in today]).values() for guest in lists]
    assert deputy_id in invited
    assert active(loaded.card["codes"]["deputy"])[0].deputy_id == deputy_id


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


def test_activities_of_the_past_have_guests_who_came_and_coming_ones_do_not(loaded: Loaded) -> None:
    coming = (
        select(Duty).join(Activity, Activity.id == Duty.activity_id).where(Activity.starts_at > clock.now())
    )
    assert db.session.scalars(coming).all() == []
    sources = Counter(db.session.scalars(select(Duty.source).where(Duty.activity_id.is_not(None))))
    assert {source.value for source in sources} == {"scan", "staff"}
    assert min(sources.values()) > 500


def test_show_prints_sign_ins_addresses_and_a_code(loaded: Loaded, application: Flask) -> None:
    shown = demo.show(loaded.settings)
    for account in loaded.card["accounts"]:
        assert account["username"] in shown
        assert account["password"] in shown
    assert f"{loaded.settings.public_url}/c/{loaded.card['codes']['station']}" in shown
    assert "▀" in shown


def test_the_sandbox_is_told_who_may_pick_up_its_phones(loaded: Loaded) -> None:
    assert not card.introduce_people(loaded.settings)
    with running_sandbox("http://127.0.0.1:9/wechat/callback") as sandbox:
        there = dataclasses.replace(loaded.settings, sandbox_url=sandbox.url)
        assert card.introduce_people(there)
    gone = dataclasses.replace(loaded.settings, sandbox_url=sandbox.url)
    assert not card.introduce_people(gone)


def test_production_refuses_the_demonstration(loaded: Loaded) -> None:
    with pytest.raises(SettingsError):
        demo.load(dataclasses.replace(loaded.settings, env="production"))


def test_nobody_writes_the_same_twice_and_no_station_hears_it_twice(loaded: Loaded) -> None:
    texts = {letter.text for letter in library.letters()}
    said: Counter[tuple[UUID, str]] = Counter()
    for message in db.session.scalars(select(Message)):
        text_of = next(one for one in texts if message.content.startswith(one))
        said[message.author_id, text_of] += 1
        said[message.station_id, text_of] += 1
    assert set(said.values()) == {1}


def test_the_commands_say_in_chinese_what_they_did(loaded: Loaded, application: Flask) -> None:
    runner = application.test_cli_runner()
    assert "示范数据已经在了" in runner.invoke(args=["demo", "load"]).output
    assert loaded.card["accounts"][0]["password"] in runner.invoke(args=["demo", "show"]).output
    assert "已经有 2000 封来信了" in runner.invoke(args=["scale", "2000"]).output
