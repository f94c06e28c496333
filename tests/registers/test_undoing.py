"""An import is taken back as a whole, within ten minutes, as long as nobody uses what it brought."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from server.accounts.models import Account, RoleGrant
from server.codes.models import Code
from server.core import clock
from server.core.db import db, transaction
from server.core.errors import Conflict
from server.core.permissions import Role
from server.deputies.models import Deputy, DeputyGroup
from server.registers import service
from server.registers.models import Import, ImportLine, ImportState, RegisterKind
from server.stations.models import Seat
from tests.registers.bringing import COUNTY, HEADINGS, LI, WANG, bring, check, count


def test_undoing_brings_the_register_back_to_what_it_was(places: None) -> None:
    first = bring(RegisterKind.DEPUTIES, HEADINGS, WANG)
    second = bring(
        RegisterKind.DEPUTIES,
        (*HEADINGS, "小组"),
        (*WANG[:2], "富春第 2 选区", *WANG[3:], "一组"),
        (*LI, "二组"),
    )
    assert (count(Deputy), count(DeputyGroup)) == (2, 2)
    with pytest.raises(Conflict, match="not_last"), transaction():
        service.undo(COUNTY, first)
    with transaction():
        service.undo(COUNTY, second)
    deputy = db.session.scalars(select(Deputy)).one()
    assert (deputy.name, deputy.constituency) == ("王明", "富春第 1 选区")
    assert (count(Code), count(Seat)) == (1, 1)
    with transaction():
        service.undo(COUNTY, first)
    assert (count(Deputy), count(Code), count(Seat)) == (0, 0, 0)


def test_undoing_is_refused_when_a_row_is_in_use_or_was_changed(places: None) -> None:
    made = bring(RegisterKind.DEPUTIES, HEADINGS, WANG, LI)
    wang = db.session.scalars(select(Deputy).where(Deputy.name == "王明")).one()
    with transaction():
        db.session.get_one(Deputy, wang.id).promise = "有事找我。"
    with pytest.raises(Conflict, match="in_use") as refused, transaction():
        service.undo(COUNTY, made)
    assert refused.value.text.startswith("第 2 行王明已经用上或改过了")
    with transaction():
        db.session.get_one(Deputy, wang.id).promise = ""
        db.session.add(
            RoleGrant(
                account_id=_account(), role=Role.DEPUTY, scope="self", subject_id=wang.id, since=clock.today()
            )
        )
    with pytest.raises(Conflict, match="in_use"), transaction():
        service.undo(COUNTY, made)
    assert count(Deputy) == 2


def _account() -> object:
    account = Account(created_at=clock.now(), otp_last_step=0)
    db.session.add(account)
    db.session.flush()
    return account.id


def test_a_station_in_which_somebody_sits_is_not_taken_back(places: None) -> None:
    made = db.session.scalars(select(Import).where(Import.register == RegisterKind.STATIONS)).one()
    bring(RegisterKind.DEPUTIES, HEADINGS, WANG)
    with pytest.raises(Conflict, match="in_use"), transaction():
        service.undo(COUNTY, made)


def test_after_ten_minutes_nothing_is_taken_back_as_a_whole(places: None) -> None:
    made = bring(RegisterKind.DEPUTIES, HEADINGS, WANG)
    with clock.shifted(service.UNDO_WITHIN * 1.01), pytest.raises(Conflict, match="too_late"), transaction():
        service.undo(COUNTY, made)


def test_what_is_done_is_not_done_again(places: None) -> None:
    made = bring(RegisterKind.DEPUTIES, HEADINGS, WANG)
    for verb in (service.apply, service.drop):
        with pytest.raises(Conflict, match="not_now"), transaction():
            verb(COUNTY, made)
    with transaction():
        service.undo(COUNTY, made)
    with pytest.raises(Conflict, match="not_now"), transaction():
        service.undo(COUNTY, made)


def test_a_dropped_sheet_is_forgotten(places: None) -> None:
    made = check(RegisterKind.DEPUTIES, HEADINGS, WANG)
    with transaction():
        service.drop(COUNTY, made)
    assert made.state is ImportState.DROPPED
    assert db.session.scalars(select(ImportLine).where(ImportLine.import_id == made.id)).all() == []
