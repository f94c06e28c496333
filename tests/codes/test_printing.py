"""A whole register is printed in the background: stopped, killed, failed or done, nothing is lost and nothing doubled."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from uuid import UUID, uuid4
from zipfile import ZipFile

import pypdfium2
import pytest
import zxingcpp
from sqlalchemy import func, select

from server.codes import jobs, printing, progress, queries
from server.codes.models import CodeKind, PrintJob, PrintPart, PrintState
from server.core import clock
from server.core.actor import Actor
from server.core.db import db, transaction
from server.core.errors import Conflict, NotFound
from server.core.jobs import LEASE
from server.core.outbox import OutboxRow
from server.gateways.registry import gateways
from server.gateways.storage import StorageFull
from server.notifications.models import Notice
from tests.codes.orders import fresh, order, parts, second_town, work
from tests.factories import World

pytestmark = pytest.mark.usefixtures("plain_pages")


def next_task() -> UUID:
    """The part that the outbox orders; exactly one at a time."""
    (row,) = db.session.scalars(select(OutboxRow).where(OutboxRow.name == "codes.print")).all()
    return UUID(row.payload["part_id"])


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
    with clock.shifted(LEASE):
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
