"""A whole register is printed in the background: stopped, killed, failed or done, nothing is lost and nothing doubled."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO
from uuid import UUID, uuid4
from zipfile import ZipFile

import pypdfium2
import pytest
import zxingcpp
from flask.testing import FlaskClient
from sqlalchemy import event, func, select

from server.codes import jobs, printing, progress, queries, service, sheets
from server.codes.models import Code, CodeKind, CodeStatus, PrintFormat, PrintJob, PrintPart, PrintState
from server.core import clock, relay
from server.core.actor import Actor
from server.core.db import db, transaction
from server.core.errors import Conflict, InvalidInput, NotFound
from server.core.outbox import OutboxRow
from server.core.permissions import Role
from server.deputies.models import Deputy
from server.gateways.registry import gateways
from server.gateways.storage import StorageFull
from server.notifications.models import Notice
from server.stations.models import LicenceState, Seat
from tests import factories
from tests.factories import World


@pytest.fixture
def world(client: FlaskClient) -> World:
    return factories.world(client)


@pytest.fixture
def office(world: World) -> Actor:
    return Actor(
        Role.NPC_STAFF, f"area:{factories.COUNTY}", world.phone("npc_staff").account_id, name="何主任"
    )


@pytest.fixture(autouse=True)
def plain_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a page looks like is tested elsewhere; here a part is the list of its codes."""

    def compose(format: PrintFormat, contents: list[sheets.PosterContent], title: str) -> bytes:
        return "\n".join([title, *(content.url for content in contents)]).encode()

    monkeypatch.setattr(progress.formats, "compose", compose)


def order(actor: Actor, kind: CodeKind = CodeKind.STATION, **options: str) -> PrintJob:
    format = PrintFormat(options.pop("format", "a4"))
    with transaction():
        return printing.order(actor, kind, format, **options)


def second_town() -> None:
    with transaction():
        factories.deputy(factories.station("春江社区代表联络点", "330111002001"), "李芳")


def work(limit: int = 1000) -> None:
    """The worker: what is due is done, at most so many tasks."""
    while limit > 0 and relay.pump(_away):
        limit -= 1


def _away(row_id: int) -> None:
    raise ConnectionError


def next_task() -> UUID:
    """The part that the outbox orders; exactly one at a time."""
    (row,) = db.session.scalars(select(OutboxRow).where(OutboxRow.name == "codes.print")).all()
    return UUID(row.payload["part_id"])


def fresh(job: PrintJob) -> PrintJob:
    db.session.expire_all()
    return db.session.get_one(PrintJob, job.id)


def parts(job: PrintJob) -> list[PrintPart]:
    db.session.expire_all()
    return queries.parts(job.id)


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


def test_only_one_part_is_ordered_at_a_time_so_that_notices_find_a_worker(
    world: World, office: Actor
) -> None:
    second_town()
    job = order(office)
    first, second = parts(job)
    assert next_task() == first.id
    jobs.print_part(first.id)
    assert (fresh(job).state, fresh(job).done) == (PrintState.RUNNING, 1)
    ordered = db.session.scalars(select(OutboxRow.payload).where(OutboxRow.name == "codes.print")).all()
    assert [row["part_id"] for row in ordered] == [str(first.id), str(second.id)]


def test_a_worker_killed_in_the_middle_goes_on_with_that_part_and_doubles_nothing(
    world: World, office: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    second_town()
    job = order(office)

    class Killed(BaseException):
        pass

    def dies(*_: object) -> bytes:
        raise Killed

    with monkeypatch.context() as while_it_runs:
        while_it_runs.setattr(progress.formats, "compose", dies)
        with pytest.raises(Killed):
            work(1)
    db.session.rollback()
    assert (fresh(job).state, fresh(job).done) == (PrintState.RUNNING, 0)
    with clock.shifted(relay.LEASE):
        work()
    assert (fresh(job).state, fresh(job).done) == (PrintState.DONE, 2)


def test_a_part_done_twice_counts_once(world: World, office: Actor) -> None:
    second_town()
    job = order(office)
    for _ in range(3):
        jobs.print_part(parts(job)[0].id)
    assert fresh(job).done == 1
    work()
    assert (fresh(job).state, fresh(job).done) == (PrintState.DONE, 2)


def test_stopping_keeps_what_is_done_and_resuming_makes_only_the_rest(world: World, office: Actor) -> None:
    second_town()
    job = order(office)
    first, _ = parts(job)
    jobs.print_part(first.id)
    with transaction():
        printing.stop(office, queries.print_job(office, job.id, for_update=True))
    made = parts(job)[0].done_at
    work()
    assert (fresh(job).state, fresh(job).done) == (PrintState.STOPPED, 1)
    assert queries.print_part(office, first.id)[1].id == first.id
    with transaction():
        printing.resume(office, queries.print_job(office, job.id, for_update=True))
    work()
    assert (fresh(job).state, fresh(job).done) == (PrintState.DONE, 2)
    assert parts(job)[0].done_at == made


def test_what_is_done_is_neither_stopped_nor_resumed(world: World, office: Actor) -> None:
    job = order(office)
    work()
    for verb in (printing.stop, printing.resume):
        with pytest.raises(Conflict), transaction():
            verb(office, queries.print_job(office, job.id, for_update=True))


def test_a_part_that_fails_says_why_the_others_are_made_and_it_can_be_tried_again(
    world: World, office: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    second_town()
    job = order(office)
    first, _ = parts(job)
    storage = gateways().storage
    put = storage.put

    def full(key: str, data: bytes) -> None:
        if key == str(first.id):
            raise StorageFull
        put(key, data)

    with monkeypatch.context() as while_it_is_full:
        while_it_is_full.setattr(storage, "put", full)
        work()
    assert (fresh(job).state, fresh(job).done) == (PrintState.FAILED, 1)
    assert "放不下" in parts(job)[0].error
    with transaction():
        printing.resume(office, queries.print_job(office, job.id, for_update=True))
    work()
    assert (fresh(job).state, fresh(job).done, parts(job)[0].error) == (PrintState.DONE, 2, "")


def test_who_ordered_is_told_once_that_it_is_done(world: World, office: Actor) -> None:
    order(office)
    work()
    told = db.session.scalars(select(Notice).where(Notice.kind == "print.finished")).all()
    assert [(notice.account_id, notice.target_type) for notice in told] == [(office.account_id, "print")]


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


def test_a_zip_is_streamed_with_a_folder_and_names_in_chinese(world: World, office: Actor) -> None:
    second_town()
    job = order(office, CodeKind.DEPUTY, format="table_card")
    work()
    order_shown = progress.progress(fresh(job))
    chunks = list(progress.zipped(order_shown.job, order_shown.finished))
    assert len(chunks) == 3, "one piece a part, and the list at the end"
    with ZipFile(BytesIO(b"".join(chunks))) as archive:
        assert archive.testzip() is None
        folder = "富阳区-代表本人的码-A6桌牌"
        assert archive.namelist() == [f"{folder}/01-富春街道.pdf", f"{folder}/02-春江街道.pdf"]
        stored = [gateways().storage.get(str(part.id)) for part in order_shown.finished]
        assert [archive.read(name) for name in archive.namelist()] == stored


def test_after_a_week_orders_and_files_are_gone(world: World, office: Actor) -> None:
    job = order(office)
    work()
    (part,) = parts(job)
    with clock.shifted(timedelta(days=6, hours=23)):
        jobs.clear_prints()
    assert gateways().storage.get(str(part.id))
    with clock.shifted(timedelta(days=7, hours=1)):
        jobs.clear_prints()
    with pytest.raises(NotFound):
        gateways().storage.get(str(part.id))
    assert db.session.scalar(select(func.count()).select_from(PrintJob)) == 0


def test_how_long_it_takes_is_told_from_the_pace_of_the_part_before(world: World, office: Actor) -> None:
    now = clock.now()
    job = PrintJob(
        kind=CodeKind.DEPUTY, format="table_card", state=PrintState.RUNNING, total=288, done=212, issued=4
    )
    job.created_at = now - timedelta(seconds=110)

    def part(codes: int, seconds: int | None) -> PrintPart:
        done_at = None if seconds is None else now - timedelta(seconds=seconds)
        return PrintPart(name="场口镇", code_ids=["x"] * codes, done_at=done_at, error="")

    shown = progress.Progress(job, [part(172, 20), part(40, 0), part(76, None)])
    assert (shown.now_making, shown.remaining, shown.reused) == ("场口镇", "大约还要 38 秒", 284)
    assert progress.Progress(job, [part(288, None)]).remaining == "刚开始"


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


def test_a_part_that_was_deleted_asks_for_nothing(world: World) -> None:
    jobs.print_part(uuid4())
    assert db.session.scalars(select(PrintPart)).all() == []


def test_a_printed_part_is_a_pdf_whose_codes_open_the_right_addresses(
    world: World, office: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    job = order(office, CodeKind.DUTY, format="stickers")
    work()
    (part,) = parts(job)
    document = pypdfium2.PdfDocument(gateways().storage.get(str(part.id)))
    (found,) = zxingcpp.read_barcodes(document[0].render(scale=300 / 72).to_pil())
    document.close()
    assert found.text == f"http://127.0.0.1:8000/c/{world.duty_code.token}"
