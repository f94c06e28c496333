"""The large set for measuring: a million letters with their steps, by COPY, while indexes stand aside."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from random import Random
from uuid import UUID

import click
from sqlalchemy import func, select

from server.accounts.models import Account, RoleGrant
from server.codes.models import Code, CodeKind
from server.core import clock
from server.core.db import db, transaction
from server.core.permissions import Role
from server.demo import bulk, people, signs
from server.demo.aside import indexes_aside
from server.demo.dice import Dice
from server.demo.mill import COLUMNS, Mill, Seat
from server.deputies.models import Deputy
from server.messages.models import Message
from server.stations.models import LicenceState, Seat as SeatRow, Station

BATCH = 20_000
FEWEST_AUTHORS, LETTERS_OF_AN_AUTHOR = 10_000, 50
FEWEST_CODES = 10_000
"""So many different codes and authors that no cache can hold them all by accident."""
WORTH_REBUILDING = 50_000
"""From so many new letters on, building indexes anew is quicker than keeping them up to date."""


def fill(count: int, progress: Callable[[str], None] = print) -> int:
    """Make messages until there are `count`, with steps, ratings and a tenth as many duties. Returns how many.

    One transaction: killed in the middle, nothing has changed. The demonstration has to be loaded.
    """
    with transaction():
        there = db.session.scalar(select(func.count()).select_from(Message)) or 0
        missing = count - there
        if missing <= 0:
            return 0
        bulk.take_time()
        connection = bulk.connection()
        progress(f"已有 {there} 封来信，再加 {missing} 封，先登记写信的人。")
        authors = _authors(max(FEWEST_AUTHORS, missing // LETTERS_OF_AN_AUTHOR), there)
        _top_up_codes()
        mill = Mill(Random(there), clock.today(), seats(), authors, first_serial=there + 2_000)
        is_large = missing >= WORTH_REBUILDING
        with (
            bulk.words_aside() if is_large else nullcontext(),
            indexes_aside(connection, list(COLUMNS), progress) if is_large else nullcontext(),
        ):
            _pour(mill, missing)
    with transaction():
        bulk.take_time()
        bulk.connection().execute("analyze")
    return missing


def _pour(mill: Mill, count: int) -> None:
    with click.progressbar(length=count, label="来信") as bar:
        for start in range(0, count, BATCH):
            size = min(BATCH, count - start)
            for table, text in mill.grind(size, start).items():
                bulk.pour(table, COLUMNS[table], text)
            bar.update(size)


def _authors(count: int, seed: int) -> list[UUID]:
    """New residents with sealed names and phones."""
    register = people.Register(Dice(f"scale-{seed}"), clock.now())
    while len(register.accounts) < count:
        people.residents(register)
    bulk.copy(register.accounts)
    bulk.copy(register.grants)
    return [account.id for account in register.accounts]


def _top_up_codes() -> None:
    there = db.session.scalar(select(func.count()).where(Code.kind == CodeKind.STATION)) or 0
    is_open = Station.licence == LicenceState.ACTIVE
    stations = db.session.scalars(
        select(Station).where(Station.is_demo, is_open).order_by(Station.area_code)
    ).all()
    bulk.copy(signs.boards(list(stations), max(0, FEWEST_CODES - there), clock.now()))


def seats() -> list[Seat]:
    """Every seat of every station, with the accounts that sign there."""
    liaisons = {scope: (account_id, name) for account_id, name, scope, _ in _holders(Role.LIAISON)}
    deputies = {subject_id: account_id for account_id, _, _, subject_id in _holders(Role.DEPUTY)}
    rows = db.session.execute(
        select(Station, Deputy.id, Deputy.name)
        .join(SeatRow, SeatRow.station_id == Station.id)
        .join(Deputy, Deputy.id == SeatRow.deputy_id)
        .where(Station.is_demo)
        .order_by(Station.area_code, Deputy.name)
    )
    return [
        Seat(s.id, s.area_code, *liaisons[s.scope], deputy_id, deputies[deputy_id], name)
        for s, deputy_id, name in rows
    ]


def _holders(role: Role) -> Iterator[tuple[UUID, str, str, UUID | None]]:
    found = select(Account.id, Account.display_name, RoleGrant.scope, RoleGrant.subject_id)
    joined = found.join(RoleGrant, RoleGrant.account_id == Account.id).where(RoleGrant.role == role)
    for row in db.session.execute(joined):
        yield row.id, row.display_name, row.scope, row.subject_id
