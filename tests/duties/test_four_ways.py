"""F03: the same year by scan, by the liaison, by register and in one's own words: the same figures in every field."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from server.activities.kinds import KINDS, Part, StationRole
from server.core import clock
from server.core.actor import Actor
from server.core.db import db, transaction
from server.core.permissions import Role
from server.deputies.models import Deputy
from server.deputies.service import account_for
from server.duties import deciding, own, queries, receiving, service
from server.duties.models import Duty, DutyHow, DutySource, DutyStatus
from server.duties.scanning import Scanned
from server.duties.schemas import DutyOut, YearOut
from server.registers import service as registers
from server.registers.models import RegisterKind
from server.stations.models import Station
from tests import factories
from tests.factories import World
from tests.leads.path import accepted, act as leads_act, turned
from tests.messages.path import drain
from tests.registers.bringing import COUNTY, bring, check, errors

HEADINGS = ("代表", "类型", "日期", "会议名称", "站点")
PROOF = {"id", "source", "how", "how_words"}
WAYS = {"扫码的": "scan", "代登的": "staff", "汇入的": "import", "补登的": "self"}


def actor_of(deputy: Deputy) -> Actor:
    return Actor(Role.DEPUTY, account_id=account_for(deputy).id, deputy_id=deputy.id, name=deputy.name)


def days() -> list[datetime]:
    """One for each kind, all of them past and none of a sealed year."""
    return [
        datetime.combine(clock.today() - timedelta(days=back + 1), time(12), clock.ZONE) for back in range(20)
    ]


def put_on_file(world: World) -> dict[str, Deputy]:
    """Twenty things, each done by four deputies together, and told of each in another way."""
    station, liaison = (
        world.station,
        Actor(Role.LIAISON, world.station.scope, account_id=uuid4(), name="小林"),
    )
    done = list(zip(KINDS, days(), strict=True))
    with transaction():
        people = {name: factories.deputy(station, name) for name in WAYS}
        guests = [people["扫码的"], people["代登的"]]
        planned = [
            factories.activity(station, guests, starts=at, title=KINDS[kind].name, kind=kind)
            for kind, at in done
        ]
        scans, speaks = actor_of(people["扫码的"]), actor_of(people["补登的"])
    with transaction():
        for activity, (kind, at) in zip(planned, done, strict=True):
            service.scan(scans, Scanned(station, DutyHow.STATIC, at))
            service.enter(liaison, activity, deputy_id=people["代登的"].id)
            said = own.enter(speaks, kind=kind, at=at, title=KINDS[kind].name).duty
            deciding.confirm(liaison, db.session.get_one(Duty, said.id))
    rows = [("汇入的", KINDS[kind].name, at.date(), KINDS[kind].name, station.name) for kind, at in done]
    bring(RegisterKind.DUTIES, HEADINGS, *rows)
    return people


def statistics(deputy: Deputy) -> dict[str, Any]:
    """Everything that is counted or shown of a deputy, without by what it came to be known."""
    me, year = actor_of(deputy), clock.today().year
    files = {one: queries.in_year(me, one) for one in (year - 1, year)}
    years = {one: YearOut.of(one, queries.year_of(found)).model_dump() for one, found in files.items()}
    lines = [DutyOut.of(duty, "站").model_dump(exclude=PROOF) for found in files.values() for duty in found]
    parts = {part: sum(KINDS[line["kind"]].part is part for line in lines) for part in Part}
    return {"years": years, "lines": lines, "parts": parts}


def test_the_same_year_by_four_ways_gives_the_same_figures(world: World) -> None:
    people = put_on_file(world)
    with transaction():
        told = {WAYS[name]: statistics(one) for name, one in people.items()}
        sources = dict(
            db.session.execute(select(Duty.source, func.count()).group_by(Duty.source)).tuples().all()
        )
    assert sources == dict.fromkeys(DutySource, 20)
    assert len(told["scan"]["lines"]) == 20
    assert told["staff"] == told["scan"]
    assert told["import"] == told["scan"]
    assert told["self"] == told["scan"]


# domain §6.1, line by line: main role, participation, the station's frequency
TABLE = """
D01 S - -|D02 S - -|D03 W on -|D04 B off yes|D05 B off yes|D06 W on -|D07 S off yes|D08 S off yes|D09 S off -|D10 S off -
D11 V off yes|D12 S off yes|D13 W on -|D14 S off yes|D15 V on -|D16 P off yes|D17 P - -|D18 B off yes|D19 S off yes|D20 V off -
"""
ROLES = dict(zip("PBWSV", StationRole, strict=True))
PARTS = {"off": Part.OFFLINE, "on": Part.ONLINE, "-": Part.NONE}


def test_the_dictionary_of_twenty_kinds_says_what_the_rules_say() -> None:
    said = [line.split() for line in TABLE.replace("\n", "|").split("|") if line]
    assert [info.code for info in KINDS.values()] == [line[0] for line in said]
    for info, (code, role, part, frequency) in zip(KINDS.values(), said, strict=True):
        expected = (ROLES[role], PARTS[part], frequency == "yes")
        assert (info.role, info.part, info.at_station) == expected, code


def test_a_register_says_row_by_row_what_is_wrong_and_takes_the_rest(world: World) -> None:
    with transaction():
        factories.deputy(world.station, "李芳", constituency="甲选区")
        factories.deputy(world.station, "李芳", constituency="乙选区")
    day, later = clock.today() - timedelta(days=3), clock.today() + timedelta(days=3)
    made = check(
        RegisterKind.DUTIES,
        ("姓名", "选区", "类型", "日期", "会议名称", "地点"),
        ("王明", "", "列席", day, "区政府常务会议", "三号会议室"),
        ("王名", "", "列席会议", day, "区政府常务会议", ""),
        ("李芳", "", "列席会议", day, "区政府常务会议", ""),
        ("李芳", "甲选区", "开大会", day, "区政府常务会议", ""),
        ("王明", "", "审议发言", later, "代表大会", ""),
        ("王明", "", "列席会议", day, "同一个会又写一次", "三号 会议室"),
    )
    found = errors(made)
    assert found[3] == {"代表": "富阳区的名册里没有这位代表，请核对"}
    assert found[4] == {"代表": "名册里有 2 位同名的代表，请写选区分清是哪一位"}
    assert found[5]["类型"].startswith("没有这一种，可以写：")
    assert found[6] == {"日期": "这一天还没到，请核对"}
    assert found[2] == {"事项": "和第 7 行是同一个事项，请只留一行"}
    with transaction():
        registers.correct(COUNTY, made, line=7, field="title", value="另一个会")
        registers.correct(COUNTY, made, line=7, field="place", value="礼堂")
        registers.apply(COUNTY, made, skip_wrong=True)
    with transaction():
        rows = {(one.title, one.place, one.source) for one in db.session.scalars(select(Duty))}
    assert rows == {
        ("区政府常务会议", "三号会议室", DutySource.IMPORT),
        ("另一个会", "礼堂", DutySource.IMPORT),
    }


def test_a_register_confirms_what_the_deputy_had_put_down_and_can_be_taken_back(world: World) -> None:
    at = datetime.combine(clock.today() - timedelta(days=2), time(9), clock.ZONE)
    body = {"kind": "observe_meeting", "at": at.isoformat(), "title": "列席常务会", "place": "三号会议室"}
    mine = world.phone("deputy").post("/api/duties/own", body).json
    assert mine["status"] == "pending"
    headings = ("代表", "类型", "日期", "会议名称", "地点")
    bring(RegisterKind.DUTIES, headings, ("王明", "列席", at.date(), "区政府常务会议", "三号会议室"))
    with transaction():
        duty = db.session.scalars(select(Duty)).one()
        assert (duty.id, duty.source, duty.status) == (
            UUID(mine["id"]),
            DutySource.SELF,
            DutyStatus.CONFIRMED,
        )
    made = bring(RegisterKind.DUTIES, headings, ("王明", "发言", at.date(), "代表大会", "礼堂"))
    with transaction():
        registers.undo(COUNTY, made)
        assert db.session.scalars(select(Duty.title)).all() == ["列席常务会"]


def test_a_reception_together_is_one_letter_and_a_record_for_each(world: World) -> None:
    """R4-13."""
    with transaction():
        others = [factories.deputy(world.station, name) for name in ("李芳", "赵云")]
        liaison = Actor(Role.LIAISON, world.station.scope, account_id=uuid4(), name="小林")
    number = world.submit().json["number"]
    ids = [world.deputy.id, *(one.id for one in others)]
    for expected in (3, 0):
        with transaction():
            letter = receiving.letter_at(liaison, world.station, number)
            done = receiving.receive(liaison, letter, world.station, deputy_ids=ids, at=clock.now())
            assert sum(one.is_new for one in done) == expected, "twice is once"
    with transaction():
        kept = db.session.scalars(select(Duty)).all()
        assert {one.deputy_id for one in kept} == set(ids)
        assert {(one.kind.value, one.source, one.status) for one in kept} == {
            ("receive_voters", DutySource.STAFF, DutyStatus.CONFIRMED)
        }


@pytest.mark.parametrize(
    ("kind", "who", "kinds"),
    [
        ("legis_comment", "deputy", ["handle_opinion", "legis_comment"]),
        ("wish", "deputy", ["handle_opinion", "service"]),
        ("legis_comment", "station_head", []),
    ],
)
def test_what_a_deputy_makes_of_a_letter_is_on_file_once(
    world: World, kind: str, who: str, kinds: list[str]
) -> None:
    """F08, D06 D13 D15: turned and answered is one; a head who turns it has done no deputy's duty."""
    letter = accepted(world, deputy_id=str(world.deputy.id))
    lead = turned(world, letter, kind, who).json["id"]
    if kind == "wish":
        for verb, body in (("review", {}), ("decide", {"action": "adopt"})):
            leads_act(world, "street_npc", lead, verb, **body)
        leads_act(world, "street_npc", lead, "finish", action="fulfil", text="轮椅送到了。")
    drain()
    drain()
    with transaction():
        station = db.session.get_one(Station, world.station.id)
        assert sorted(db.session.scalars(select(Duty.kind))) == kinds
        if kinds:
            service.import_reply(world.deputy.id, message_id=UUID(letter), station=station, at=clock.now())
        assert db.session.scalar(select(func.count()).select_from(Duty)) == len(kinds), "exactly once"


@pytest.mark.parametrize(
    ("point", "near"), [((30.051, 119.961), True), ((30.2, 119.96), False), (None, None)]
)
def test_of_a_position_only_yes_or_no_is_kept(
    world: World, point: tuple[float, float] | None, near: bool | None
) -> None:
    with transaction():
        factories.activity(world.station, [world.deputy])
        here = db.session.get_one(Station, world.station.id)
        here.latitude, here.longitude = 30.05, 119.96
    said = {"latitude": point[0], "longitude": point[1]} if point else {}
    body = {"code": world.duty_code.token} | said
    answer = world.phone("deputy").post("/api/duties", body, key=f"key-{uuid4()}")
    assert (answer.status_code, answer.json["status"]) == (201, "confirmed"), "near or far, worth the same"
    with transaction():
        assert db.session.scalars(select(Duty.is_near)).one() is near


def test_the_day_of_the_last_twenty_is_never_a_sealed_one() -> None:
    """The story above can be told on every day of a year."""
    for day in (date(2027, 1, 1), date(2027, 1, 30), date(2027, 1, 31), date(2027, 2, 1)):
        assert deciding.sealed_before(day).date() <= day - timedelta(days=20)
