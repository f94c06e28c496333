"""Cells as offices write them: days, phones, headings; a wrong one says what to do."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from server.core import clock
from server.core.db import db, transaction
from server.core.errors import InvalidInput
from server.deputies.models import Deputy
from server.registers import queries, service
from server.registers.keeping import lines_of
from server.registers.models import LineAction, RegisterKind
from tests.registers.bringing import COUNTY, HEADINGS, LI, WANG, bring, check, errors

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
