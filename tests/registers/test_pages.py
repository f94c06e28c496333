"""The pages of an import: put in, look, mend here, import, take back, carry away; and the constituencies."""

from __future__ import annotations

import re
from io import BytesIO
from uuid import UUID

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select
from werkzeug.test import TestResponse

from server.areas.models import Constituency, ConstituencyLevel
from server.core import clock
from server.core.audit import AuditEntry
from server.core.db import db, transaction
from server.core.permissions import Role
from server.deputies.models import Deputy, DeputyGroup, GroupMember
from server.registers.jobs import forget
from server.registers.models import Import, ImportLine, ImportState, RegisterKind
from tests import factories
from tests.console.desk import At, Desk
from tests.factories import World
from tests.registers.bringing import xlsx

HEADINGS = ("姓名", "层级", "站点", "联系方式", "任期起", "民族")
LI = ("李芳", "区", "桂花社区代表联络站", "13912340412", "2022-01", "汉")
WRONG = ("孙立", "区", "桂花社区代表联络站", "1380571", "2202-02", "汉")


def put(desk: Desk, content: bytes, register: str = "deputies", name: str = "代表.xlsx") -> TestResponse:
    return desk.post(f"/console/imports/{register}", {"file": (BytesIO(content), name)})


def opened(answer: TestResponse) -> list[tuple[object, ...]]:
    assert answer.status_code == 200, answer.text[:300]
    return list(load_workbook(BytesIO(answer.data)).active.iter_rows(values_only=True))


def last() -> Import:
    db.session.expire_all()
    return db.session.scalars(select(Import).order_by(Import.created_at.desc())).first()


def test_a_sheet_is_looked_at_mended_imported_and_taken_back(desk: At, world: World) -> None:
    staff = desk("npc_staff")
    assert "姓名" in staff.page("/console/imports/deputies")
    where = put(staff, xlsx(HEADINGS, LI, WRONG)).headers["Location"]
    page = staff.page(where)
    assert "手机号要 11 位，现在 7 位" in page
    assert "改成 2022-02" in page
    assert ('id="line-2"' in page, 'id="line-3"' in page) == (False, True), "it opens on what needs somebody"
    assert "先导入没错的 1 行" in page
    assert "请确认" in page, "联系方式 may mean another thing"
    assert "用不到，不收" in page
    everything = staff.page(f"{where}?show=")
    assert "139****0412" in everything
    assert "13912340412" not in everything
    for field, value in (("phone", "13805711234"), ("term_from", "2022-02")):
        given = {"line": "3", "field": field, "value": value, "show": "wrong", "page": "1"}
        assert staff.post(f"{where}/cells", given).status_code == 303
    assert staff.post(f"{where}/apply").status_code == 303
    assert "10 分钟内可以整批撤销" in staff.page(where)
    assert "孙立" in staff.page("/console/deputies")
    assert staff.post(f"{where}/undo").status_code == 303
    assert "孙立" not in staff.page("/console/deputies")
    assert "撤销了" in staff.page(where)


def test_all_or_nothing_unless_told_to_skip(desk: At, world: World) -> None:
    staff = desk("npc_staff")
    where = put(staff, xlsx(HEADINGS, LI, WRONG)).headers["Location"]
    refused = staff.post(f"{where}/apply")
    assert refused.status_code == 409
    assert "第 3 行手机" in refused.text
    assert "李芳" not in staff.page("/console/deputies")
    assert staff.post(f"{where}/apply", {"skip_wrong": "true"}).status_code == 303
    page = staff.page("/console/deputies")
    assert "李芳" in page
    assert "孙立" not in page


def test_columns_are_named_on_the_page(desk: At, world: World) -> None:
    staff = desk("npc_staff")
    where = put(staff, xlsx(("谁", "层级", "任期起"), LI[:2] + LI[4:5])).headers["Location"]
    assert "还缺 姓名" in staff.page(where)
    lists = {"headings": ["谁", "层级", "任期起"], "keys": ["name", "level", "term_from"]}
    assert staff.post(f"{where}/columns", lists).status_code == 303
    assert "都对上了" in staff.page(where)


def test_a_file_that_cannot_be_read_says_so_on_the_page(desk: At, world: World) -> None:
    staff = desk("npc_staff")
    answer = staff.client.post(
        "/console/imports/deputies",
        data={"csrf": staff.form_token(), "file": (BytesIO(b"a,b"), "x.xlsx")},
        headers={"HX-Request": "true"},
    )
    assert answer.status_code == 400
    assert "另存为 .xlsx" in answer.text
    assert staff.post("/console/imports/deputies").status_code == 400
    assert staff.get("/console/imports/nothing").status_code == 404


def test_the_rows_with_mistakes_are_carried_away_with_what_to_do(desk: At, world: World) -> None:
    staff = desk("npc_staff")
    where = put(staff, xlsx(HEADINGS, LI, WRONG)).headers["Location"]
    head, line = opened(staff.get(f"{where}/wrong.xlsx"))
    assert head == ("原来的行", "姓名", "层级", "站点", "手机", "任期起", "怎么改")
    assert line[:2] == ("3", "孙立")
    assert "手机：手机号要 11 位" in str(line[-1])
    assert desk("street_npc").get(f"{where}/wrong.xlsx").status_code == 404
    assert desk("liaison").get(f"{where}/wrong.xlsx").status_code == 403


def test_a_foreign_import_looks_like_none(app: Flask, desk: At, world: World) -> None:
    staff = desk("npc_staff")
    where = put(staff, xlsx(HEADINGS, LI)).headers["Location"]
    assert staff.post(f"{where}/apply").status_code == 303
    for verb in ("undo", "links.xlsx"):
        assert desk("street_npc").post(f"{where}/{verb}").status_code == 404
        assert desk("liaison").post(f"{where}/{verb}").status_code == 403
    assert desk("sys_admin").get(where).status_code == 404


def test_a_role_without_an_area_is_told_which_one_to_take(desk: At, world: World) -> None:
    answer = desk("sys_admin").get("/console/imports/deputies")
    assert answer.status_code == 403
    assert "请换一个身份" in answer.text


def test_new_accounts_come_with_links_that_set_a_password(desk: At, world: World) -> None:
    staff = desk("npc_staff")
    sheet = xlsx(("姓名", "职务", "站点", "手机"), ("林晓", "联络员", "桂花社区代表联络站", "13800000001"))
    where = put(staff, sheet, "liaisons").headers["Location"]
    staff.post(f"{where}/apply")
    assert "一次有效链接" in staff.page(where)
    _, line = opened(staff.post(f"{where}/links.xlsx"))
    assert line[0] == "林晓"
    path = re.sub(r"^http://[^/]+", "", str(line[2]))
    assert "密码" in staff.page(path)


def test_the_register_is_carried_away_with_phones_masked(desk: At, world: World) -> None:
    with transaction():
        deputy = db.session.get_one(Deputy, world.deputy.id)
        deputy.phone, deputy.promise = "13812342046", "=HYPERLINK(1)"
        group = DeputyGroup(name="一组", area_code="330111000000")
        db.session.add(group)
        db.session.flush()
        db.session.add(GroupMember(group_id=group.id, deputy_id=deputy.id))
    answer = desk("liaison").get("/console/registers/deputies.xlsx")
    head, line = opened(answer)
    shown = dict(zip(head, line, strict=True))
    assert (shown["手机"], shown["站点"], shown["小组"]) == ("138****2046", "桂花社区代表联络站", "一组")
    assert (shown["层级"], shown["任期起"], shown["专业"]) == ("区县", "2022-01-01", "看病、养老")
    cell = next(
        cell for cell in load_workbook(BytesIO(answer.data)).active[2] if cell.value == "=HYPERLINK(1)"
    )
    assert (cell.data_type, cell.quotePrefix) == ("s", True)


def test_whoever_carries_a_register_away_is_written_down(desk: At, world: World) -> None:
    """Also when the request only reads; neither a name nor a phone stands in the entry."""
    assert desk("liaison").get("/console/registers/deputies.xlsx").status_code == 200
    assert desk("handler").get("/console/registers/deputies.xlsx").status_code == 403
    db.session.rollback()
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "register.export")).one()
    assert (entry.account_id, entry.role) == (world.phone("liaison").account_id, "liaison")
    assert (entry.subject_type, entry.reason) == ("register", "deputies 1 行")


def test_a_column_that_begins_far_below_stays_when_the_columns_are_sent_again(desk: At, world: World) -> None:
    staff = desk("npc_staff")
    lines = [(f"代表{number}", "区", "2022-01", "") for number in range(60)]
    where = put(staff, xlsx(("姓名", "层级", "任期起", "职业"), *lines, ("王明", "区", "2022-01", "医生")))
    page = staff.page(where.headers["Location"])
    shown = re.findall(r'name="headings" value="([^"]+)"', page)
    assert shown == ["姓名", "层级", "任期起", "职业"]


def test_what_was_carried_away_comes_back_without_a_change(desk: At, world: World) -> None:
    staff = desk("npc_staff")
    with transaction():
        db.session.get_one(Deputy, world.deputy.id).phone = "13812342046"
    for register in ("deputies", "stations", "constituencies", "departments", "liaisons"):
        content = staff.get(f"/console/registers/{register}.xlsx").data
        if len(list(load_workbook(BytesIO(content)).active.rows)) > 1 and register != "liaisons":
            page = staff.page(put(staff, content, register).headers["Location"] + "?show=")
            assert "没变 1" in page, register


@pytest.mark.parametrize("register", [kind.value for kind in RegisterKind])
def test_every_register_can_be_carried_away_and_has_an_empty_sheet(
    desk: At, world: World, register: str
) -> None:
    assert opened(desk("npc_staff").get(f"/console/registers/{register}/template.xlsx"))
    for who in ("npc_staff", "npc_leader", "station_head"):
        assert opened(desk(who).get(f"/console/registers/{register}.xlsx"))
    assert desk("liaison").get(f"/console/registers/{register}/template.xlsx").status_code == 403
    assert desk("handler").get(f"/console/registers/{register}.xlsx").status_code == 403


def test_an_export_holds_nothing_foreign(desk: At, world: World) -> None:
    with transaction():
        elsewhere = factories.station("泉山站", "320311000000")
        factories.deputy(elsewhere, "外地人", area_code="320311000000")
        factories.staff(Role.LIAISON, elsewhere.scope, "外地联络员", "far")
    for register in RegisterKind:
        rows = opened(desk("npc_staff").get(f"/console/registers/{register.value}.xlsx"))
        assert "泉山" not in str(rows)
        assert "外地" not in str(rows)


@pytest.fixture
def districts(world: World) -> list[UUID]:
    """Three constituencies of the county; the first and the third have no deputy."""
    with transaction():
        rows = [
            Constituency(
                level=ConstituencyLevel.COUNTY, name=f"富春第 {number} 选区", area_code="330111000000"
            )
            for number in (1, 2, 10)
        ]
        db.session.add_all(rows)
        db.session.flush()
        db.session.get_one(Deputy, world.deputy.id).constituency_id = rows[1].id
    return [row.id for row in rows]


def heads(html: str) -> list[str]:
    return re.findall(r'<th scope="row">([^<]+)', html)


def test_a_constituency_without_a_deputy_stands_first(desk: At, districts: list[UUID]) -> None:
    staff = desk("npc_staff")
    page = staff.page("/console/constituencies")
    assert heads(page) == ["富春第 1 选区", "富春第 10 选区", "富春第 2 选区"]
    assert page.count("缺代表</span>") == 2
    assert "有 2 个选区还没有在任的代表" in page
    assert heads(staff.page("/console/constituencies?lacking=yes")) == ["富春第 1 选区", "富春第 10 选区"]
    assert heads(staff.page("/console/constituencies?level=township")) == []
    assert heads(staff.page("/console/constituencies?q=第 2")) == ["富春第 2 选区"]


def test_a_constituency_whose_deputy_left_lacks_one(desk: At, districts: list[UUID], world: World) -> None:
    with transaction():
        deputy = db.session.get_one(Deputy, world.deputy.id)
        deputy.term_to = clock.today().replace(year=clock.today().year - 1)
    assert "有 3 个选区" in desk("npc_staff").page("/console/constituencies")


def test_the_registers_lead_to_excel_for_those_who_may(desk: At, world: World) -> None:
    for path in ("deputies", "stations", "constituencies"):
        page = desk("npc_staff").page(f"/console/{path}")
        assert f"/console/imports/{path}" in page
        assert f"/console/registers/{path}.xlsx" in page
        assert "从 Excel 导入" not in desk("npc_leader").page(f"/console/{path}")


def test_a_sheet_that_nobody_imported_is_forgotten_the_next_night(desk: At, world: World) -> None:
    put(desk("npc_staff"), xlsx(HEADINGS, LI))
    forget()
    assert db.session.query(ImportLine).count() == 1
    with clock.shifted(clock.now() - clock.now().replace(year=clock.now().year - 1)):
        forget()
    assert db.session.query(ImportLine).count() == 0
    assert last().state is ImportState.DROPPED
