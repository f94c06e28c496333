"""Who is in the demonstration: stations everywhere, deputies of five levels, everybody sealed."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import func, select, text

from server.accounts.models import Account
from server.areas.models import Constituency
from server.core.db import db
from server.demo import building
from server.deputies.models import Deputy, DeputyGroup, DeputyLevel, GroupMember
from server.deputies.queries import in_office
from server.stations.models import LicenceState, Milestone, Seat, Station, StationCategory, StationKind
from tests.demo.conftest import Loaded


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


def test_names_and_phones_are_sealed(loaded: Loaded) -> None:
    named = db.session.scalars(select(Account).where(Account.name_sealed.is_not(None))).all()
    assert len(named) > 600
    account = named[0]
    assert account.name
    assert account.phone.startswith("169")
    dump = db.session.scalar(text("select string_agg(a::text, '') from accounts a"))
    assert account.name not in dump
    assert account.phone not in dump
