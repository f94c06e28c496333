"""Deputies come in line by line: new, changed, wrong; all or nothing, and only into the own area."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from server.areas.models import AreaLevel, Constituency
from server.codes.models import Code, CodeKind, CodeStatus
from server.core import clock
from server.core.actor import Actor
from server.core.audit import AuditEntry
from server.core.db import db, transaction
from server.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from server.core.outbox import OutboxRow
from server.core.permissions import Role
from server.deputies.models import Deputy, DeputyGroup, DeputyLevel
from server.registers import queries, service
from server.registers.models import ImportLine, LineAction, RegisterKind
from server.stations.models import Seat
from tests import factories
from tests.registers.bringing import COUNTY, HEADINGS, LI, TOWN, WANG, bring, check, count, errors, xlsx


def test_a_deputy_comes_in_with_seat_constituency_sealed_phone_and_a_code(places: None) -> None:
    bring(
        RegisterKind.DEPUTIES, (*HEADINGS, "任期止", "专业", "小组"), (*WANG, "2026-12", "看病、养老", "一组")
    )
    deputy = db.session.scalars(select(Deputy)).one()
    assert (deputy.name, deputy.level, deputy.phone) == ("王明", DeputyLevel.COUNTY, "13812342046")
    assert b"13812342046" not in bytes(deputy.phone_sealed or b"")
    assert (str(deputy.term_from), str(deputy.term_to)) == ("2022-01-01", "2026-12-31")
    constituency = db.session.get_one(Constituency, deputy.constituency_id)
    assert (constituency.name, deputy.constituency) == ("富春第 1 选区", "富春第 1 选区")
    assert deputy.specialties == ["养老", "看病"]
    assert db.session.scalars(select(DeputyGroup.name)).all() == ["一组"]
    code = db.session.scalars(select(Code)).one()
    assert (code.kind, code.deputy_id, code.status) == (CodeKind.DEPUTY, deputy.id, CodeStatus.ACTIVE)
    assert db.session.scalars(select(Seat.station_id)).one() == code.station_id


def test_the_same_sheet_again_changes_nothing_and_doubles_nothing(places: None) -> None:
    bring(RegisterKind.DEPUTIES, HEADINGS, WANG, LI)
    again = bring(RegisterKind.DEPUTIES, HEADINGS, WANG, LI)
    assert queries.counts(again)[LineAction.SAME] == 2
    assert (count(Deputy), count(Code), count(Seat)) == (2, 2, 2)


def test_a_changed_line_updates_and_an_empty_cell_leaves_what_is_there(places: None) -> None:
    bring(RegisterKind.DEPUTIES, (*HEADINGS, "职业"), (*WANG, "医生"))
    bring(
        RegisterKind.DEPUTIES,
        (*HEADINGS, "职业"),
        ("王明", "区", "富春第 2 选区", "", "13812342046", "2022-02", ""),
    )
    deputy = db.session.scalars(select(Deputy)).one()
    assert (deputy.constituency, str(deputy.term_from)) == ("富春第 2 选区", "2022-02-01")
    assert (deputy.occupation, count(Seat), count(Code)) == ("医生", 1, 1)


def test_without_a_phone_name_level_and_constituency_find_the_row(places: None) -> None:
    bring(RegisterKind.DEPUTIES, HEADINGS, WANG)
    bring(RegisterKind.DEPUTIES, HEADINGS, (*WANG[:4], "", "2022-03"))
    assert [str(day) for day in db.session.scalars(select(Deputy.term_from))] == ["2022-03-01"]


def test_one_wrong_line_keeps_everything_out(places: None) -> None:
    made = check(RegisterKind.DEPUTIES, HEADINGS, WANG, (*LI[:4], "1390412", LI[5]))
    assert errors(made) == {3: {"手机": "手机号要 11 位，现在 7 位"}}
    with pytest.raises(Conflict, match=r"has_wrong") as refused, transaction():
        service.apply(COUNTY, made)
    assert "第 3 行手机：手机号要 11 位，现在 7 位" in refused.value.text
    assert count(Deputy) == 0


def test_the_right_lines_may_go_first_and_the_wrong_one_later(places: None) -> None:
    made = check(RegisterKind.DEPUTIES, HEADINGS, WANG, (*LI[:4], "1390412", LI[5]))
    with transaction():
        service.apply(COUNTY, made, skip_wrong=True)
    assert db.session.scalars(select(Deputy.name)).all() == ["王明"]
    bring(RegisterKind.DEPUTIES, HEADINGS, WANG, LI)
    assert count(Deputy) == 2


def test_a_cell_mended_on_the_page_makes_the_line_right(places: None) -> None:
    made = check(RegisterKind.DEPUTIES, HEADINGS, WANG, (*LI[:4], "1390412", LI[5]))
    with transaction():
        service.correct(COUNTY, made, line=3, field="phone", value="13912340412")
    assert errors(made) == {}
    with transaction():
        service.apply(COUNTY, made)
    assert count(Deputy) == 2


@pytest.mark.parametrize(("line", "field"), [(99, "phone"), (2, "nothing")])
def test_only_a_cell_that_is_there_can_be_mended(places: None, line: int, field: str) -> None:
    made = check(RegisterKind.DEPUTIES, HEADINGS, WANG)
    with pytest.raises(InvalidInput), transaction():
        service.correct(COUNTY, made, line=line, field=field, value="x")


def test_what_was_read_lies_sealed(places: None) -> None:
    made = check(RegisterKind.DEPUTIES, HEADINGS, WANG)
    line = db.session.scalars(select(ImportLine).where(ImportLine.import_id == made.id)).one()
    assert b"13812342046" not in bytes(line.given_sealed)
    assert "王明".encode() not in bytes(line.given_sealed)


def test_an_import_is_accounted_for_and_stated(places: None) -> None:
    made = bring(RegisterKind.DEPUTIES, HEADINGS, WANG)
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.subject_id == made.id)).one()
    assert (entry.action, entry.reason) == ("register.import", "deputies 1 行，跳过 0 行")
    facts = db.session.scalars(select(OutboxRow.payload).where(OutboxRow.name == "register.imported")).all()
    assert {"import_id": str(made.id), "register": "deputies", "area_code": "330111000000"} in facts


def test_a_town_sees_only_its_own_stations_and_imports(places: None) -> None:
    with transaction():
        factories.station("春江社区代表联络点", "330111002001")
    made = check(RegisterKind.DEPUTIES, HEADINGS, WANG, (*LI[:3], "春江社区代表联络点", *LI[4:]), actor=TOWN)
    assert errors(made) == {3: {"站点": "没有“春江社区代表联络点”这个站，请核对"}}
    county = check(RegisterKind.DEPUTIES, HEADINGS, WANG)
    with pytest.raises(NotFound):
        queries.get(TOWN, county.id)
    stations = check(
        RegisterKind.STATIONS,
        ("站名", "类型", "镇街"),
        ("春江联络站", "联络站", "春江街道"),
        ("富春联络站", "联络站", "富春"),
        actor=TOWN,
    )
    assert errors(stations) == {2: {"镇街": "您管的是富春街道，别的镇街请区县人大来导入"}}


def test_a_town_does_not_change_a_deputy_of_the_countys_register(places: None) -> None:
    bring(RegisterKind.DEPUTIES, HEADINGS, WANG)
    same = check(RegisterKind.DEPUTIES, HEADINGS, WANG, actor=TOWN)
    assert queries.counts(same)[LineAction.SAME] == 1
    other = check(RegisterKind.DEPUTIES, HEADINGS, (*WANG[:5], "2022-05"), actor=TOWN)
    assert errors(other) == {2: {"姓名": "这位代表登记在区县的名册里，要改请区县人大来改"}}


def test_who_has_left_is_not_changed_by_a_sheet(places: None) -> None:
    bring(RegisterKind.DEPUTIES, HEADINGS, WANG)
    with transaction():
        deputy = db.session.scalars(select(Deputy)).one()
        deputy.term_to, deputy.left_at = clock.today(), clock.now()
    made = check(RegisterKind.DEPUTIES, HEADINGS, (*WANG[:5], "2026-05"))
    assert "已经离任" in errors(made)[2]["姓名"]


def test_without_an_area_nobody_imports(office: Actor) -> None:
    nowhere = Actor(Role.SYS_ADMIN, "self", name="管理员")
    with pytest.raises(Forbidden, match="no_area"):
        service.check(nowhere, RegisterKind.DEPUTIES, file_name="x", content=xlsx(HEADINGS, WANG))


def test_the_register_that_changed_meanwhile_is_asked_again(places: None) -> None:
    first, second = (check(RegisterKind.DEPUTIES, HEADINGS, WANG) for _ in range(2))
    for made in (first, second):
        with transaction():
            service.apply(COUNTY, made)
    assert count(Deputy) == 1
    assert queries.counts(second)[LineAction.SAME] == 1


def test_a_town_of_the_world_keeps_its_level(office: Actor) -> None:
    assert queries.area_of(TOWN).level is AreaLevel.TOWN
