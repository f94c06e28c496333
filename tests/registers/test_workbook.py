"""Broken files, each with its clear answer and nothing stored; and cells of any kind, none of which is a surprise."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings, strategies as st
from openpyxl import Workbook
from openpyxl.worksheet.formula import ArrayFormula

from server.core.actor import Actor
from server.core.db import db
from server.core.errors import AppError, InvalidInput
from server.registers import container, exports, service, workbook
from server.registers.headings import match
from server.registers.keeping import lines_of
from server.registers.models import Import, ImportLine, LineAction, RegisterKind
from server.registers.sheets import DEPUTIES, SHEETS
from tests.registers.bringing import COUNTY, saved, xlsx

HEADINGS = ("姓名", "层级", "任期起")
LINE = ("王明", "市", "2022-01")


def parts_of(content: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(content)) as parts:
        return {name: parts.read(name) for name in parts.namelist()}


def packed(parts: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


def with_part(name: str, content: bytes) -> bytes:
    return packed(parts_of(xlsx(HEADINGS, LINE)) | {name: content})


def of_book(change: Callable[[Workbook], object], *rows: Any) -> bytes:
    book = Workbook()
    for row in rows or (HEADINGS, LINE):
        book.active.append(list(row))
    change(book)
    return saved(book)


def second_sheet(book: Workbook) -> None:
    other = book.create_sheet("另一张")
    other.append(list(HEADINGS))
    other.append(list(LINE))


def hide_the_only_one_that_fits(book: Workbook) -> None:
    book.active.title = "代表"
    book.active.sheet_state = "hidden"
    book.active = book.create_sheet("说明").parent.index(book["说明"])


def bomb() -> bytes:
    """200 MB of blanks in one part, small when packed."""
    return with_part("xl/worksheets/sheet2.xml", b" " * (60 * container.MB))


def locked() -> bytes:
    return (
        bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)
    )


def marked_as_locked() -> bytes:
    content = bytearray(xlsx(HEADINGS, LINE))
    at = content.rfind(b"PK\x01\x02")
    content[at + 8] |= 1
    return bytes(content)


def entity() -> bytes:
    text = parts_of(xlsx(HEADINGS, LINE))["xl/workbook.xml"].decode()
    declared = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + text
    return with_part("xl/workbook.xml", declared.encode())


BROKEN: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "这个文件是空的"),
    "too large": (lambda: b"PK" + bytes(container.LARGEST), "最多 10 MB"),
    "old xls": (lambda: bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2000), "老格式 .xls"),
    "with a password": (locked, "设了密码"),
    "a csv with another name": (lambda: "姓名,层级\n王明,市\n".encode("gbk"), "这不是 Excel 文件"),
    "a page with another name": (lambda: b"<html><table>", "这不是 Excel 文件"),
    "half of a file": (lambda: xlsx(HEADINGS, LINE)[:2000], "不完整"),
    "a word document": (lambda: packed({"word/document.xml": b"<w/>"}), "可能是 Word"),
    "with macros": (lambda: with_part("xl/vbaProject.bin", b"x"), "有宏"),
    "a bomb": (bomb, "展开后太大"),
    "a part that leads out": (lambda: with_part("../../etc/x", b"x"), "不该有的东西"),
    "a locked part": (marked_as_locked, "密码"),
    "a foreign entity": (entity, "读不懂"),
    "a sheet that is no xml": (lambda: with_part("xl/worksheets/sheet1.xml", b"\x00\x01"), "读不懂"),
    "no headings": (
        lambda: xlsx(LINE, LINE),
        "没有找到代表名册的列名。前 10 行里要有一行写着：姓名、层级、任期起",
    ),
    "headings too far down": (lambda: xlsx(*[("说明",)] * 10, HEADINGS, LINE), "没有找到代表名册的列名"),
    "another register": (
        lambda: xlsx(("单位", "电话"), ("区城管局", "0571-63000000")),
        "没有找到代表名册的列名",
    ),
    "headings alone": (lambda: xlsx(HEADINGS), "列名下面一行也没有"),
    "too many rows": (lambda: many(51), "最多 50 行"),
    "a hundred thousand rows": (
        lambda: with_part("xl/worksheets/sheet1.xml", hundred_thousand()),
        "最多 20000 行",
    ),
    "two registers": (lambda: of_book(second_sheet), "有 2 张表都像名册：Sheet、另一张"),
    "hidden": (lambda: of_book(hide_the_only_one_that_fits), "隐藏的表“代表”"),
    "merged headings": (
        lambda: of_book(lambda book: book.active.merge_cells("A1:B1")),
        "列名那一行有合并的单元格（A1:B1）",
    ),
}


def many(count: int) -> bytes:
    book = Workbook(write_only=True)
    page = book.create_sheet()
    page.append(HEADINGS)
    for _ in range(count):
        page.append(LINE)
    return saved(book)


def hundred_thousand() -> bytes:
    row = "".join(f'<c r="{letter}%d"><v>%d</v></c>' for letter in "ABCDEF")
    rows = "".join(f"<row>{row}</row>" % ((n, n * 7919) * 6) for n in range(100_000))
    return f"<worksheet><sheetData>{rows}</sheetData></worksheet>".encode()


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_gets_a_clear_answer_and_stores_nothing(
    office: Actor, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    make, words = BROKEN[name]
    if name == "too many rows":
        monkeypatch.setattr(workbook, "MOST_ROWS", 50)
    with pytest.raises(InvalidInput) as refused:
        service.check(office, RegisterKind.DEPUTIES, file_name="x.xlsx", content=make())
    assert words in refused.value.text
    db.session.rollback()
    assert db.session.query(Import).count() == db.session.query(ImportLine).count() == 0


def test_a_bomb_is_refused_before_anything_of_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("a part was opened")

    content = bomb()
    monkeypatch.setattr(ZipFile, "open", never)
    with pytest.raises(InvalidInput, match="bomb"):
        workbook.read(content, len, 1)


def errors(office: Actor, content: bytes) -> dict[int, dict[str, str]]:
    made = service.check(office, RegisterKind.DEPUTIES, file_name="x.xlsx", content=content)
    return {line.number: line.errors for line in lines_of(made) if line.errors}


@pytest.mark.parametrize("formula", ["=A1", ArrayFormula("C2", "=A1:A2")])
def test_a_formula_is_named_with_its_cell_and_never_computed(office: Actor, formula: object) -> None:
    content = of_book(lambda book: book.active.__setitem__("C2", formula))
    words = {"任期起": "C2 是公式。请复制这一列，用“选择性粘贴”粘成数值"}
    assert errors(office, content) == {2: words}


def test_an_error_value_and_a_merged_cell_are_named(office: Actor) -> None:
    def change(book: Workbook) -> None:
        book.active["A3"] = "#N/A"
        book.active.merge_cells("C4:C5")

    found = errors(office, of_book(change, HEADINGS, LINE, LINE, LINE, ("李芳", "市", None)))
    assert found[3]["姓名"].startswith("A3 是出错的公式（#N/A）")
    assert found[4]["任期起"] == found[5]["任期起"] == "C4:C5 是合并的单元格。请取消合并，每一行都填上"


def test_a_merged_title_above_the_headings_does_no_harm(office: Actor) -> None:
    content = of_book(lambda book: book.active.merge_cells("A1:C1"), ("花名册",), HEADINGS, LINE)
    assert errors(office, content) == {}


def test_empty_rows_between_are_left_out_and_the_count_is_that_of_excel(office: Actor) -> None:
    made = service.check(
        office,
        RegisterKind.DEPUTIES,
        file_name="x",
        content=xlsx(HEADINGS, LINE, (), (None, " "), ("李芳", "省", "2022-01")),
    )
    assert [line.number for line in lines_of(made)] == [2, 5]


def test_a_column_that_was_coloured_to_the_end_is_no_register_of_a_million_rows(office: Actor) -> None:
    def change(book: Workbook) -> None:
        book.active.cell(1_048_576, 5).number_format = "@"

    assert errors(office, of_book(change)) == {}


def test_two_columns_of_one_heading_are_told_apart() -> None:
    table = workbook.read(xlsx(("姓名", "姓名", "层级"), ("王明", "李芳", "市")), len, 2)
    assert table.headings == ["姓名", "姓名（B 列）", "层级"]
    assert match(DEPUTIES, table.headings) == {"姓名": "name", "层级": "level"}


@pytest.mark.parametrize("register", list(RegisterKind))
def test_the_empty_sheet_of_each_register_is_understood(office: Actor, register: RegisterKind) -> None:
    sheet = SHEETS[register]
    assert match(sheet, [field.heading for field in sheet.fields]) == {
        field.heading: field.key for field in sheet.fields
    }
    for field in sheet.fields:
        assert field.read(field.example) is not None, field.heading
    with pytest.raises(InvalidInput, match="no_rows"):
        service.check(office, register, file_name="x", content=exports.template(sheet))


CELLS = st.one_of(
    st.none(),
    st.text(
        st.characters(codec="utf-8", exclude_characters="\x0b\x0c", exclude_categories=("Cs", "Cc")),
        max_size=40,
    ),
    st.integers(-(10**16), 10**16),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(date(1900, 3, 1), date(2999, 1, 1)),
    st.dates(date(1900, 3, 1), date(2999, 1, 1)).map(lambda day: datetime.combine(day, time(8, 30))),
    st.times().map(lambda moment: time(moment.hour, moment.minute)),
    st.sampled_from(
        ["#REF!", "=1+1", "区", "2022.1", "13812342046", "１３８", "、、", "一、二", "\u200b", "9" * 400]
    ),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.lists(CELLS, min_size=1, max_size=14), min_size=1, max_size=6),
    register=st.sampled_from(list(RegisterKind)),
)
def test_whatever_stands_in_the_cells_each_line_is_understood_or_explained(
    app: Flask, office: Actor, rows: list[list[Any]], register: RegisterKind
) -> None:
    headings = [field.heading for field in SHEETS[register].fields]
    refusal = ""
    try:
        made = service.check(COUNTY, register, file_name="x", content=xlsx(headings, *rows))
        for line in lines_of(made):
            assert bool(line.errors) == (line.action is LineAction.WRONG)
            assert all(line.errors.values())
    except AppError as refused:
        refusal = refused.code
    finally:
        db.session.rollback()
    assert refusal in ("", "workbook.no_rows", "workbook.no_headings")
