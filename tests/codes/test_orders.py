"""What is printed with one order: whose codes, in which order, of how large an area."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import event, select

from server.codes import printing, queries, service, sheets
from server.codes.models import Code, CodeKind, CodeStatus, PrintFormat, PrintState
from server.core import clock
from server.core.actor import Actor
from server.core.db import db, transaction
from server.core.errors import InvalidInput, NotFound
from server.core.permissions import Role
from server.deputies.models import Deputy
from server.gateways.registry import gateways
from server.stations.models import LicenceState, Seat
from tests import factories
from tests.codes.orders import fresh, order, parts, second_town, work
from tests.factories import World

pytestmark = pytest.mark.usefixtures("plain_pages")


def test_a_district_is_printed_town_by_town_in_the_order_of_the_code(world: World, office: Actor) -> None:
    second_town()
    job = order(office)
    assert [(part.number, part.name) for part in parts(job)] == [(1, "富春街道"), (2, "春江街道")]
    work()
    job = fresh(job)
    assert (job.state, job.done, job.total, job.issued) == (PrintState.DONE, 2, 2, 1)
    assert job.title == "富阳区"
    for part in parts(job):
        stored = gateways().storage.get(str(part.id))
        assert len(stored) == part.size
        urls = stored.decode().splitlines()[1:]
        assert urls == [sheets.url_of(db.session.get_one(Code, UUID(given))) for given in part.code_ids]


def test_deputies_stand_by_pinyin_and_those_who_left_are_not_printed(world: World, office: Actor) -> None:
    with transaction():
        for name in ("周全", "阿里"):
            factories.deputy(world.station, name)
        factories.deputy(world.station, "前任", term_to=clock.today() - timedelta(days=1))
    job = order(office, CodeKind.DEPUTY, format="badge")
    (part,) = parts(job)
    whose = [db.session.get_one(Code, UUID(code_id)).deputy_id for code_id in part.code_ids]
    assert [db.session.get_one(Deputy, one).name for one in whose if one] == ["阿里", "王明", "周全"]
    assert (job.total, job.issued) == (3, 2), "the code that was there is used again"


def test_ordering_twice_issues_no_code_twice(world: World, office: Actor) -> None:
    second_town()
    first, second = order(office, CodeKind.DEPUTY), order(office, CodeKind.DEPUTY)
    assert (first.issued, second.issued, second.total) == (1, 0, 2)
    assert [part.code_ids for part in parts(first)] == [part.code_ids for part in parts(second)]


def test_a_town_with_many_codes_is_made_in_several_sittings_of_whole_pages(
    world: World, office: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "SITTING", 25)
    with transaction():
        for number in range(30):
            service.issue(office, world.station, CodeKind.STATION, placement=f"{number:02d} 号楼")
    job = order(office, format="stickers")
    assert [(part.name, len(part.code_ids)) for part in parts(job)] == [("富春街道 1", 24), ("富春街道 2", 7)]


def test_an_order_stays_inside_ones_own_area(world: World, office: Actor) -> None:
    second_town()
    town = Actor(Role.STREET_NPC, f"area:{factories.TOWN}", world.phone("street_npc").account_id)
    assert [part.name for part in parts(order(town))] == ["富春街道"]
    narrowed = order(office, area="330111002000")
    assert [part.name for part in parts(narrowed)] == ["春江街道"]
    for foreign in ("330111002000", "320311001000"):
        with pytest.raises(NotFound), transaction():
            printing.order(town, CodeKind.STATION, PrintFormat.A4, area=foreign)
    with pytest.raises(NotFound):
        queries.print_job(town, narrowed.id)
    assert queries.prints(office)[0].id == narrowed.id


def test_a_station_prints_its_own_codes_alone(world: World) -> None:
    second_town()
    liaison = Actor(Role.LIAISON, world.station.scope, world.phone("liaison").account_id)
    job = order(liaison)
    assert (job.total, job.title) == (1, world.station.name)
    assert [found.id for found in queries.prints(liaison)] == [job.id]


def test_nothing_is_printed_for_a_station_that_is_closed_nor_of_a_code_withdrawn(
    world: World, office: Actor
) -> None:
    with transaction():
        factories.station("停办的站", licence=LicenceState.CLOSED)
        service.revoke(office, queries.get_for_update(office, world.station_code.id))
    job = order(office)
    printed = db.session.scalars(select(Code).where(Code.id.in_(map(UUID, parts(job)[0].code_ids)))).all()
    assert [(code.station_id, code.status) for code in printed] == [(world.station.id, CodeStatus.ACTIVE)]


def test_where_there_is_nothing_to_print_or_no_such_sheet_one_is_told(world: World, office: Actor) -> None:
    with pytest.raises(InvalidInput, match=r"print\.format"), transaction():
        printing.order(office, CodeKind.STATION, PrintFormat.BADGE)
    with pytest.raises(InvalidInput, match=r"print\.nothing"), transaction():
        printing.order(office, CodeKind.STATION, PrintFormat.A4, area="330111002001")


def test_codes_for_a_whole_register_are_issued_in_few_statements(world: World, office: Actor) -> None:
    with transaction():
        people = [factories.deputy(world.station, f"代表{number:04d}") for number in range(200)]
    with counted() as statements, transaction():
        made = service.issue_missing(office, CodeKind.DEPUTY)
        known = service.issue_many(office, [(world.station, CodeKind.STATION, None, "后门")])
    assert len(made) == 200
    assert {code.deputy_id for code in made} == {person.id for person in people}
    assert len({code.token for code in made + known}) == 201
    assert len(statements) < 12
    with transaction():
        assert service.issue_missing(office, CodeKind.DEPUTY) == []


@contextmanager
def counted() -> Iterator[list[str]]:
    seen: list[str] = []

    def note(*given: object) -> None:
        seen.append(str(given[2]))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def test_a_deputy_of_several_stations_gets_one_code_that_falls_back_to_the_first(
    world: World, office: Actor
) -> None:
    with transaction():
        home = factories.station("富春街道代表之家", factories.TOWN)
        member = factories.deputy(world.station, "李芳")
        db.session.add(Seat(station_id=home.id, deputy_id=member.id))
    with transaction():
        (made,) = service.issue_missing(office, CodeKind.DEPUTY)
    assert (made.deputy_id, made.station_id) == (member.id, home.id)
