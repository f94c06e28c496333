"""F07: people at work hear once a day how much waits, instead of each thing by itself."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update

from server.accounts.models import RoleGrant
from server.core import clock
from server.core.db import db, transaction
from server.gateways.wechat import QuietWeChat
from server.notifications import digest
from server.notifications.models import Notice
from server.notifications.service import Target, tell_all
from tests.factories import World
from tests.messages.path import drain
from tests.notifications.platform import working_morning
from tests.notifications.test_choices import bind


@pytest.fixture
def deputy(world: World) -> UUID:
    bind(world, "deputy")
    return world.phone("deputy").account_id


def to_dos(account_ids: list[UUID], count: int = 20) -> None:
    with transaction():
        for number in range(count):
            tell_all(
                account_ids,
                source=f"to-do-{number}",
                kind="message.submitted",
                title="有一封新来信",
                text="请看一看。",
                target=Target("", None, ""),
            )


def digests() -> list[tuple[UUID, str]]:
    with transaction():
        found = select(Notice.account_id, Notice.title).where(Notice.kind == "digest")
        return [(account_id, title) for account_id, title in db.session.execute(found).tuples()]


def test_twenty_to_dos_are_one_push(world: World, deputy: UUID, wechat: QuietWeChat) -> None:
    to_dos([deputy])
    with clock.frozen(working_morning()):
        drain()
        assert wechat.sent == []
        digest.send()
        drain()
    (sent,) = wechat.sent
    assert (sent.data["number2"], sent.page) == ("20", "pages/notices/index")
    assert digests() == [(deputy, "有 20 件事等您看")]


def test_it_comes_once_a_day_however_often_the_timer_runs(
    world: World, deputy: UUID, wechat: QuietWeChat
) -> None:
    to_dos([deputy])
    for minutes in (0, 0, 10, 20):
        with clock.frozen(working_morning() + timedelta(minutes=minutes)):
            digest.send()
            drain()
    assert (len(wechat.sent), len(digests())) == (1, 1)


def test_the_next_one_counts_what_is_still_unread_and_not_the_last_digest(world: World, deputy: UUID) -> None:
    to_dos([deputy], 3)
    with clock.frozen(working_morning()):
        digest.send()
        with clock.frozen(working_morning()):
            digest.send()
    assert [title for _, title in digests()] == ["有 3 件事等您看", "有 3 件事等您看"]


def test_nobody_hears_who_has_read_everything_and_no_resident(
    world: World, deputy: UUID, wechat: QuietWeChat
) -> None:
    to_dos([deputy, world.phone("resident").account_id, world.phone("former_deputy").account_id])
    with transaction():
        db.session.execute(update(Notice).where(Notice.account_id == deputy).values(read_at=clock.now()))
    with clock.frozen(working_morning()):
        digest.send()
        drain()
    assert (digests(), wechat.sent) == ([], [])


def test_on_a_day_off_nobody_is_disturbed(world: World, deputy: UUID) -> None:
    to_dos([deputy])
    day_off = working_morning()
    while digest.workdays.is_workday(day_off.date()):
        day_off += timedelta(days=1)
    with clock.frozen(day_off):
        digest.send()
    assert digests() == []


def test_whose_role_has_ended_hears_no_more(world: World, deputy: UUID) -> None:
    to_dos([deputy])
    with transaction():
        ended = update(RoleGrant).where(RoleGrant.account_id == deputy)
        db.session.execute(ended.values(until=clock.today() - timedelta(days=1)))
    with clock.frozen(working_morning()):
        digest.send()
    assert digests() == []


def test_switched_off_it_stays_in_the_app(world: World, deputy: UUID, wechat: QuietWeChat) -> None:
    world.phone("deputy").put("/api/notices/choices", {"choices": {"digest": False}})
    to_dos([deputy])
    with clock.frozen(working_morning()):
        digest.send()
        drain()
    assert (len(digests()), wechat.sent) == (1, [])


def test_more_people_than_a_batch(world: World, deputy: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digest, "BATCH", 2)
    people = [
        world.phone(who).account_id for who in ("deputy", "liaison", "station_head", "npc_staff", "handler")
    ]
    to_dos(people, 1)
    with clock.frozen(working_morning()):
        digest.send()
    assert sorted(account_id for account_id, _ in digests()) == sorted(people)


def test_a_new_letter_disturbs_nobody_at_work_by_itself(
    world: World, deputy: UUID, wechat: QuietWeChat
) -> None:
    world.submit(code=world.deputy_code.token)
    drain()
    assert len(world.phone("deputy").get("/api/notices").json["items"]) == 1
    assert wechat.sent == []
