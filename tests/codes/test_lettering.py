"""Text on a poster wraps and shrinks; it is never cut and never leaves its box."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st
from PIL import Image, ImageDraw

from server.codes import lettering
from server.codes.lettering import Align, Box, Lettering, letter, printable

BOX = Box(100, 50, 900, 240)
NAME = "杭州市富阳区富春街道桂花社区新时代文明实践所人大代表联络总站暨老年人服务中心第二分站与邻里议事厅联合接待点民生监督"


def stamp_of(setting: Lettering) -> Image.Image:
    return lettering._stamp(setting.lines, setting.size, setting.is_bold, setting.align)


def squeezed(text: str) -> str:
    return "".join(text.split())


def assert_fits(setting: Lettering) -> None:
    stamp = stamp_of(setting)
    assert stamp.width <= setting.box.width
    assert stamp.height <= setting.box.height


@given(st.text(max_size=200), st.booleans(), st.sampled_from(Align))
def test_any_text_fits_its_box_whole(text: str, is_bold: bool, align: Align) -> None:
    setting = letter(text, BOX, 110, "black", is_bold=is_bold, align=align)
    assert squeezed("".join(setting.lines)) == squeezed(printable(text))
    assert_fits(setting)


@pytest.mark.parametrize("is_bold", [False, True])
@pytest.mark.parametrize("align", Align)
def test_no_ink_is_lost_at_the_edges(is_bold: bool, align: Align) -> None:
    setting = letter(NAME, BOX, 110, "white", is_bold=is_bold, align=align)
    page = Image.new("RGB", (BOX.width + 200, BOX.height + 100))
    setting.draw(page)
    free = Image.new("L", page.size)
    draw, font = ImageDraw.Draw(free), lettering._font(setting.size)
    stroke = setting.size * lettering._STROKE if is_bold else 0
    for row, line in enumerate(setting.lines):
        draw.text((60, (row + 1) * setting.size), line, 255, font, anchor="ls", stroke_width=stroke)
    drawn, wanted = (sum(image.convert("L").tobytes()) for image in (page, free))
    assert drawn == pytest.approx(wanted, rel=0.01)


def test_a_short_text_keeps_the_wanted_size_on_one_line() -> None:
    setting = letter("桂花社区", BOX, 110, "black")
    assert (setting.size, setting.lines) == (110, ("桂花社区",))


def test_a_long_name_wraps_before_it_shrinks_much() -> None:
    setting = letter(NAME[:15], BOX, 90, "black")
    assert (setting.size, len(setting.lines)) == (90, 2)


def test_lines_in_the_middle_are_about_equally_long() -> None:
    lines = letter(NAME[:18], BOX, 80, "black", align=Align.MIDDLE).lines
    assert [len(line) for line in lines] == [9, 9]


def test_a_telephone_number_is_not_torn_apart() -> None:
    for width in range(520, 900, 20):
        lines = letter(
            "打电话给联络员小林 0571-6300 0000，或到站里来", Box(0, 0, width, 400), 60, "black"
        ).lines
        assert any("0571-6300 0000" in line for line in lines)


def test_no_line_begins_with_a_closing_mark() -> None:
    for width in range(200, 900, 10):
        for line in letter(
            "看病，上学；养老。“路灯”不亮？（写给代表）", Box(0, 0, width, 400), 60, "black"
        ).lines:
            assert line[0] not in "，；。”？）"
            assert line[-1] not in "“（"


def test_characters_that_cannot_be_drawn_are_left_out() -> None:
    assert printable(" 桂花\x00社\u200b区\ud800\n 代表\t站 ") == "桂花社区 代表 站"


def test_rare_characters_of_names_have_a_shape() -> None:
    missing = bytes(lettering._font(60).getmask("\U0010ffff"))
    for character in "龘燚堃㛃䶮𬭊·":
        assert bytes(lettering._font(60).getmask(character)) != missing
