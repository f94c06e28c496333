"""Sheets come in line by line: new, changed, wrong; all or nothing; taken back as a whole."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from server.accounts.models import Account, LinkPurpose, RoleGrant
from server.accounts.queries import link
from server.areas.models import AreaLevel, Constituency, ConstituencyLevel
from server.codes.models import Code, CodeKind, CodeStatus
from server.core import clock
from server.core.actor import Actor
from server.core.audit import AuditEntry
from server.core.db import db, transaction
from server.core.errors import Conflict, Forbidden, Gone, InvalidInput, NotFound
from server.core.outbox import OutboxRow
from server.core.permissions import Role
from server.departments.models import Department
from server.deputies.models import Deputy, DeputyGroup, DeputyLevel
from server.registers import queries, service
from server.registers.keeping import lines_of
from server.registers.models import Import, ImportLine, ImportState, LineAction, RegisterKind
from server.stations.models import Seat, Station, StationKind
from tests import factories
from tests.registers.conftest import COUNTY, TOWN, xlsx

HEADINGS = ("姓名", "层级", "选区或选举单位", "站点", "手机", "任期起")
WANG = ("王明", "区", "富春第 1 选区", "桂花社区代表联络站", "13812342046", "2022-01")
LI = ("李芳", "区", "富春第 2 选区", "桂花社区代表联络站", "13912340412", "2022-01")


def check(register: RegisterKind, *rows: tuple[object, ...], actor: Actor = COUNTY) -> Import:
    with transaction():
        return service.check(actor, register, file_name="表.xlsx", content=xlsx(*rows))


def bring(register: RegisterKind, *rows: tuple[object, ...], actor: Actor = COUNTY) -> Import:
    made = check(register, *rows, actor=actor)
    with transaction():
        service.apply(actor, made)
    return made


def errors(made: Import) -> dict[int, dict[str, str]]:
    return {line.number: line.errors for line in lines_of(made) if line.errors}


def count(table: type) -> int:
    return db.session.execute(select(func.count()).select_from(table)).scalar_one()


@pytest.fixture
def places(office: Actor) -> None:
    """Two constituencies and one station."""
    bring(
        RegisterKind.CONSTITUENCIES,
        ("选区", "层级"),
        ("富春第 1 选区", "区县"),
        ("富春第 2 选区", "区县"),
    )
    bring(
        RegisterKind.STATIONS,
        ("站名", "类型", "镇街", "村社区"),
        ("桂花社区代表联络站", "联络站", "富春街道", "桂花社区"),
    )


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


WRONG_CELLS = [
    ("姓名", "", "姓名没填"),
    ("层级", "村", "没有这一种，可以写：全国、省、市、区县、乡镇"),
    ("选区或选举单位", "富春第 31 选区", "没有这个选区，富春到第 2 选区"),
    ("选区或选举单位", "富阳第 1 选区", "没有这个选区，是“富春第 1 选区”吗"),
    ("站点", "桂花社区代表联络点", "没有“桂花社区代表联络点”这个站，是“桂花社区代表联络站”吗"),
    ("手机", "1380571", "手机号要 11 位，现在 7 位"),
    ("手机", "1.38E+10", "Excel 把手机号变成了 1.38e+10，后几位丢了，请把这一列设成文本，重新填"),
    ("手机", "一三八", "手机号只能是数字"),
    ("手机", "23812342046", "这不像手机号，请核对前三位"),
    ("任期起", "2202-02", "年份像是写错了，是 2022-02 吗"),
    ("任期起", 2022.1, "是 2022 年 1 月还是 10 月？数字分不清，请写成 2022-01 或 2022-10"),
    ("任期起", "2022", "只写了年，请加上月份，像 2022-01"),
    ("任期起", "2022-13", "没有 13 月，请改成 1 到 12 月"),
    ("任期起", "2022-02-30", "2022 年 2 月只有 28 天"),
    ("任期起", "1900-01-05", "年份像是写错了，请核对"),
    ("任期起", "去年", "日期像 2022-02 或 2022-02-15 这样写"),
    ("任期止", "2021-01", "任期止比任期起早，请核对"),
    ("专业", "、".join("一二三四五六七八九"), "最多写 8 个，现在 9 个"),
    ("职业", "医" * 61, "太长了，最多 60 个字，现在 61 个"),
]


@pytest.mark.parametrize(("heading", "value", "words"), WRONG_CELLS)
def test_a_wrong_cell_says_what_to_do(places: None, heading: str, value: object, words: str) -> None:
    line = dict(zip(HEADINGS, WANG, strict=True)) | {"任期止": "", "专业": "", "职业": ""}
    line[heading] = value
    assert errors(check(RegisterKind.DEPUTIES, tuple(line), tuple(line.values()))) == {2: {heading: words}}


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2022.1", "2022-01-01"),
        ("2022年1月", "2022-01-01"),
        ("2022 年 1 月 15 日", "2022-01-15"),
        ("２０２２－０１", "2022-01-01"),
        ("2022/1/15", "2022-01-15"),
        ("202201", "2022-01-01"),
        (44576, "2022-01-15"),
        (2022.01, "2022-01-01"),
        (clock.now().replace(2022, 1, 15, 0, 0, 0, 0, tzinfo=None), "2022-01-15"),
    ],
)
def test_days_are_read_in_every_form_that_offices_write(places: None, written: object, day: str) -> None:
    bring(RegisterKind.DEPUTIES, HEADINGS, (*WANG[:5], written))
    assert str(db.session.scalars(select(Deputy.term_from)).one()) == day


@pytest.mark.parametrize(
    "written",
    [
        "138 1234 2046",
        "138-1234-2046",
        "+8613812342046",
        "１３８１２３４２０４６",
        13812342046,
        13812342046.0,
    ],
)
def test_phones_are_read_in_every_form_that_offices_write(places: None, written: object) -> None:
    bring(RegisterKind.DEPUTIES, HEADINGS, (*WANG[:4], written, WANG[5]))
    assert db.session.scalars(select(Deputy)).one().phone == "13812342046"


def test_the_same_phone_twice_names_both_rows(places: None) -> None:
    made = check(RegisterKind.DEPUTIES, HEADINGS, WANG, (*LI[:4], WANG[4], LI[5]))
    words = {
        2: {"手机": "和第 3 行是同一个手机，请只留一行"},
        3: {"手机": "和第 2 行是同一个手机，请只留一行"},
    }
    assert errors(made) == words


def test_a_phone_of_another_deputy_is_not_taken_for_the_same_person(places: None) -> None:
    bring(RegisterKind.DEPUTIES, HEADINGS, WANG)
    made = check(RegisterKind.DEPUTIES, HEADINGS, (*LI[:4], WANG[4], LI[5]))
    assert "王**" in errors(made)[2]["姓名"]
    assert "王明" not in str(errors(made))


def test_a_masked_phone_of_an_export_stands_for_the_one_we_have(places: None) -> None:
    bring(RegisterKind.DEPUTIES, HEADINGS, WANG)
    made = bring(RegisterKind.DEPUTIES, HEADINGS, (*WANG[:4], "138****2046", WANG[5]))
    assert queries.counts(made)[LineAction.SAME] == 1


def test_headings_are_known_by_their_other_names_in_any_row_and_order(places: None) -> None:
    made = check(
        RegisterKind.DEPUTIES,
        ("富春街道代表花名册", None, None),
        (None, None, None),
        ("联系方式", "代表姓名", "级别", "民族", "任期开始"),
        ("13812342046", "王明", "区级", "汉", "2022-01"),
    )
    wanted = {"联系方式": "phone", "代表姓名": "name", "级别": "level", "任期开始": "term_from"}
    assert made.columns == wanted
    assert [line.number for line in lines_of(made)] == [4]
    with transaction():
        service.apply(COUNTY, made)
    assert "汉" not in str([line.row for line in lines_of(made)]), "what is not used is not kept"


def test_a_column_with_an_unknown_heading_can_be_named_on_the_page(places: None) -> None:
    made = check(RegisterKind.DEPUTIES, ("是谁", "层级", "任期起"), ("王明", "区", "2022-01"))
    assert errors(made) == {2: {"姓名": "姓名没填"}}
    with transaction():
        service.arrange(COUNTY, made, {"是谁": "name", "层级": "level", "任期起": "term_from"})
    assert errors(made) == {}
    with pytest.raises(InvalidInput), transaction():
        service.arrange(COUNTY, made, {"是谁": "name", "层级": "name"})


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


def test_constituencies_belong_to_the_county_or_their_town(office: Actor) -> None:
    made = check(
        RegisterKind.CONSTITUENCIES,
        ("选区", "层级", "镇街"),
        ("富春第 1 选区", "县", ""),
        ("第 1 选区", "镇", "春江街道"),
        ("第 2 选区", "乡镇", ""),
        ("第 3 选区", "乡镇", "没有镇"),
        ("第１选区", "镇", "春江"),
    )
    found = errors(made)
    assert found[4] == {"镇街": "乡镇的选区要写是哪个镇"}
    assert found[5] == {"镇街": "富阳区没有这个镇街，请核对"}
    assert found[3] == {"选区": "和第 6 行是同一个，请只留一行"}
    with transaction():
        service.apply(COUNTY, made, skip_wrong=True)
    row = db.session.scalars(select(Constituency)).one()
    assert (row.level, row.area_code) == (ConstituencyLevel.COUNTY, "330111000000")


def test_a_station_keeps_what_the_sheet_does_not_say(office: Actor) -> None:
    headings = ("站名", "类型", "镇街", "村社区", "地址", "纬度", "经度")
    line = ("桂花联络站", "联络站", "富春街道", "桂花社区", "桂花西路 18 号", 30.05, 119.96)
    bring(RegisterKind.STATIONS, headings, line)
    bring(RegisterKind.STATIONS, ("站名", "类型", "镇街", "类别"), ("桂花联络站", "联络点", "富春", "园区"))
    row = db.session.scalars(select(Station)).one()
    assert (row.kind, row.category.value, row.address) == (StationKind.POINT, "park", "桂花西路 18 号")
    assert (row.area_code, row.latitude, row.longitude) == ("330111001001", 30.05, 119.96)


def test_departments_belong_to_the_county_unless_a_town_is_named(office: Actor) -> None:
    bring(
        RegisterKind.DEPARTMENTS,
        ("单位名称", "镇街", "电话"),
        ("区城管局", "", "0571-63000000"),
        ("春江街道办", "春江街道", ""),
    )
    found = db.session.execute(select(Department.name, Department.area_code)).all()
    assert dict(found) == {"区城管局": "330111000000", "春江街道办": "330111002000"}
    again = bring(RegisterKind.DEPARTMENTS, ("单位", "电话"), ("区城管局", "0571-63000001"))
    assert queries.counts(again)[LineAction.UPDATE] == 1
    assert count(Department) == 2


LIAISON = ("姓名", "职务", "站点", "手机", "账号名")


def test_a_liaison_gets_an_account_without_a_password_and_one_link(places: None) -> None:
    made = bring(
        RegisterKind.LIAISONS,
        LIAISON,
        ("林晓", "联络员", "桂花社区代表联络站", "13800000001", "linxiao"),
        ("周敏", "站长", "桂花社区代表联络站", "13800000002", ""),
    )
    accounts = db.session.scalars(select(Account).where(Account.username.is_not(None))).all()
    assert {account.display_name for account in accounts} == {"林晓", "周敏"}
    assert all(account.password_hash is None and account.username for account in accounts)
    station = db.session.scalars(select(Station)).one()
    assert (station.liaison, station.head) == ("林晓", "周敏")
    with transaction():
        links = service.give_links(COUNTY, made)
    with clock.shifted(timedelta(minutes=1)), transaction():
        fresh = service.give_links(COUNTY, made)
        assert len({token for _, token in links + fresh}) == 4
        assert link(fresh[0][1], LinkPurpose.RESET)
        with pytest.raises(Gone):
            link(links[0][1], LinkPurpose.RESET)
    with transaction():
        service.undo(COUNTY, made)
    assert db.session.scalars(select(Account).where(Account.username.is_not(None))).all() == []
    assert count(RoleGrant) == 0


def test_an_account_of_somebody_else_is_never_taken_over(places: None) -> None:
    with transaction():
        admin = factories.staff(Role.SYS_ADMIN, "self", "管理员", "admin")
    made = check(
        RegisterKind.LIAISONS, LIAISON, ("林晓", "联络员", "桂花社区代表联络站", "13800000001", "Admin")
    )
    assert errors(made) == {2: {"账号名": "这个账号名已经有人用了，请换一个"}}
    assert admin.display_name == "管理员"


def test_one_person_may_serve_at_two_stations(places: None) -> None:
    with transaction():
        factories.station("江滨联络点", factories.VILLAGE)
    made = bring(
        RegisterKind.LIAISONS,
        LIAISON[:4],
        ("林晓", "联络员", "桂花社区代表联络站", "13800000001"),
        ("林晓", "联络员", "江滨联络点", "13800000001"),
    )
    assert (count(Account), count(RoleGrant)) == (1, 2)
    assert len(service.give_links(COUNTY, made)) == 1
    again = bring(RegisterKind.LIAISONS, LIAISON[:4], ("林晓", "联络员", "江滨联络点", "13800000001"))
    assert queries.counts(again)[LineAction.SAME] == 1


def test_the_register_that_changed_meanwhile_is_asked_again(places: None) -> None:
    first, second = (check(RegisterKind.DEPUTIES, HEADINGS, WANG) for _ in range(2))
    for made in (first, second):
        with transaction():
            service.apply(COUNTY, made)
    assert count(Deputy) == 1
    assert queries.counts(second)[LineAction.SAME] == 1


def test_a_town_of_the_world_keeps_its_level(office: Actor) -> None:
    assert queries.area_of(TOWN).level is AreaLevel.TOWN
