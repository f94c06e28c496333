"""The sheet on the wall is one A4 page that any phone reads, in colour, in grey and small, whatever the names."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from functools import cache
from itertools import combinations
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from PIL import Image, ImageFilter

from server.codes import formats, lettering, poster_backdrop as backdrop
from server.codes.lettering import Box, Lettering
from server.codes.models import PrintFormat
from server.codes.poster_backdrop import CARD, DISCS, PAGE, PLATE, WARNING, common_words
from server.codes.posters import PosterContent, PosterKind, letterings
from server.codes.qr import short_id

URL = "https://lianluo.example.cn/c/s1.AbCdEfGhIjKlMnOpQrStUv"
LONG = "杭州市富阳区富春街道桂花社区新时代文明实践所人大代表联络总站暨老年人服务中心第二分站与邻里议事厅联合接待点和民生监督小站"


def changed(content: PosterContent, **changes: Any) -> PosterContent:
    return replace(content, **changes)


ORDINARY = PosterContent(
    kind=PosterKind.STATION,
    url=URL,
    station="桂花社区代表联络站",
    area="富春街道",
    address="桂花西路 18 号，社区服务中心一楼",
    deputy="王小明",
    deputy_title="区人大代表",
    liaison="小林",
    phone="0571-6300 0000",
    open_hours="工作日 8:30–17:00",
    organiser="富阳区人大常委会",
)
OPTIONAL = [field.name for field in fields(PosterContent) if field.name not in ("kind", "url", "station")]
LONGEST = changed(
    ORDINARY,
    **dict.fromkeys({"station", *OPTIONAL} - {"is_demo", "phone"}, LONG),
    is_demo=True,
    phone="0571-6300 0000 转 8023，138 0000 0000",
)


@cache
def all_settings() -> list[list[Lettering]]:
    return [list(letterings(content)) for content in everything()]


def everything() -> Iterator[PosterContent]:
    """Every kind, ordinary and with the longest names, each with up to two fields missing."""
    for kind in PosterKind:
        for content in (replace(ORDINARY, kind=kind), replace(LONGEST, kind=kind)):
            for count in range(3):
                for missing in combinations(OPTIONAL, count):
                    yield changed(content, **{name: False if name == "is_demo" else "" for name in missing})
        yield PosterContent(kind=kind, url=URL, station="坑西村联络点")


def poster(content: PosterContent) -> bytes:
    return formats.compose(PrintFormat.A4, [content], content.station)


@cache
def rendered(kind: PosterKind) -> Image.Image:
    """The page as a printer would draw it at 300 dpi."""
    pdf = pypdfium2.PdfDocument(poster(replace(ORDINARY, kind=kind)))
    image: Image.Image = pdf[0].render(scale=300 / 72).to_pil()
    pdf.close()
    return image


def words(content: PosterContent) -> str:
    return "".join("".join(line.split()) for text in letterings(content) for line in text.lines)


def apart(one: Box, other: Box) -> bool:
    return (
        one.left + one.width <= other.left
        or other.left + other.width <= one.left
        or one.top + one.height <= other.top
        or other.top + other.height <= one.top
    )


def within(inner: Box, outer: Box) -> bool:
    return (
        outer.left <= inner.left
        and inner.left + inner.width <= outer.left + outer.width
        and outer.top <= inner.top
        and inner.top + inner.height <= outer.top + outer.height
    )


@pytest.mark.parametrize("kind", PosterKind)
def test_a_poster_is_one_page_of_a4_at_300_dpi(kind: PosterKind) -> None:
    pdf = pypdfium2.PdfDocument(poster(replace(ORDINARY, kind=kind)))
    assert len(pdf) == 1
    width, height = pdf[0].get_size()
    assert (width, height) == pytest.approx((210 / 25.4 * 72, 297 / 25.4 * 72), abs=0.5)
    (picture,) = pdf[0].get_objects()
    assert picture.get_px_size() == (2480, 3508)
    assert picture.get_metadata().horizontal_dpi == pytest.approx(300, abs=0.5)
    pdf.close()


@pytest.mark.parametrize("kind", PosterKind)
@pytest.mark.parametrize("mode", ["RGB", "L"])
@pytest.mark.parametrize("part", [1, 2, 4])
def test_the_printed_code_is_read_also_small_and_in_grey(kind: PosterKind, mode: str, part: int) -> None:
    page = rendered(kind).convert(mode).reduce(part)
    assert [found.text for found in zxingcpp.read_barcodes(page)] == [URL]


def test_the_printed_code_is_read_by_an_unsteady_hand_in_bad_light() -> None:
    page = rendered(PosterKind.STATION).convert("L").reduce(4).rotate(11, expand=True, fillcolor=128)
    dim = page.filter(ImageFilter.GaussianBlur(1.2)).point(lambda level: 40 + level // 3)
    assert [found.text for found in zxingcpp.read_barcodes(dim)] == [URL]


def test_the_code_keeps_its_quiet_zone_on_the_white_card() -> None:
    inside = (CARD.left + 8, CARD.top + 60, CARD.left + CARD.width - 8, CARD.top + CARD.height - 60)
    ink = rendered(PosterKind.STATION).convert("L").crop(inside).point(lambda level: 255 * (level < 128))
    left, _, right, _ = ink.getbbox() or (0, 0, 0, 0)
    module = (right - left) / 41  # this address at level H is a code of 41 modules
    assert min(left, inside[2] - inside[0] - right) >= 4 * module


def test_no_text_leaves_its_box_and_no_two_boxes_meet() -> None:
    page = Box(backdrop.MARGIN, backdrop.MARGIN, PAGE[0] - 220, PAGE[1] - 220)
    for texts in all_settings():
        for text in texts:
            stamp = lettering._stamp(text.lines, text.size, text.is_bold, text.align)
            assert stamp.width <= text.box.width, text
            assert stamp.height <= text.box.height, text
            assert within(text.box, page), text
        solid = [text.box for text in texts] + [CARD, WARNING, *DISCS, backdrop.STEPS[0]]
        assert [(a, b) for a, b in combinations(solid, 2) if not apart(a, b)] == []


def test_the_words_on_the_plate_stay_on_the_plate() -> None:
    for texts in all_settings():
        for text in texts:
            assert within(text.box, PLATE) or text.box.top > CARD.top + CARD.height


def test_no_letter_of_a_long_name_is_cut() -> None:
    for kind in PosterKind:
        content = replace(LONGEST, kind=kind)
        shown = words(content)
        assert len(LONG) == 60
        assert shown.count(LONG) >= 5
        assert "".join(content.phone.split()) in shown


def test_a_long_name_is_still_large_enough_to_read() -> None:
    for kind in PosterKind:
        content = replace(ORDINARY, kind=kind, station=LONG, address=LONG, organiser=LONG)
        millimetres = [text.size / 300 * 25.4 for text in letterings(content)]
        assert min(millimetres) > 2.4


def test_what_an_old_person_must_read_is_large() -> None:
    texts: list[Lettering] = [*common_words(), *letterings(ORDINARY)]
    for start in ("打开微信", "对准上面的码", "没有微信", "0571", "本码只打开"):
        (text,) = (text for text in texts if text.lines[0].startswith(start))
        assert text.size / 300 * 72 >= 17, start


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (PosterKind.STATION, ("扫一扫，找代表", "看清站名", "桂花社区代表联络站")),
        (
            PosterKind.DEPUTY,
            ("扫一扫，写给代表", "看清代表的名字", "王小明", "区人大代表", "桂花社区代表联络站"),
        ),
        (PosterKind.DUTY, ("代表扫一扫，履职记下来", "看看活动对不对", "桂花社区代表联络站")),
    ],
)
def test_each_kind_says_what_it_is_for(kind: PosterKind, said: tuple[str, ...]) -> None:
    shown = words(replace(ORDINARY, kind=kind))
    for part in (
        *said,
        "富春街道",
        "0571-63000000",
        "小林",
        "工作日8:30–17:00",
        "富阳区人大常委会主办",
        short_id(URL),
    ):
        assert part in shown


def test_only_the_deputys_poster_names_the_deputy() -> None:
    assert "王小明" not in words(ORDINARY)
    assert "王小明" not in words(replace(ORDINARY, kind=PosterKind.DUTY))


def test_every_poster_tells_how_to_know_a_fraud() -> None:
    common = "".join(line for text in common_words() for line in text.lines)
    assert "不要钱、不问验证码和银行卡" in common
    assert "96110" in common


def test_without_a_telephone_people_are_asked_in() -> None:
    shown = words(replace(ORDINARY, phone="", open_hours=""))
    assert "打下面的电话" not in shown
    assert "没有微信？到站里来" in shown
    assert "到站里来桂花西路18号" in shown


def test_a_demonstration_is_labelled_as_one() -> None:
    assert "示范" in words(replace(ORDINARY, is_demo=True))
    assert "示范" not in words(ORDINARY)


def test_a_title_of_ones_own_takes_the_place_of_the_usual_one() -> None:
    shown = words(replace(ORDINARY, title="家门口，找代表"))
    assert "家门口，找代表" in shown
    assert "扫一扫，找代表" not in shown


def test_the_font_has_every_character_we_print() -> None:
    missing = bytes(lettering._font(60).getmask("\U0010ffff"))
    texts = [text for texts in [list(common_words()), *all_settings()] for text in texts]
    printed = {character for text in texts for line in text.lines for character in line}
    assert [c for c in printed - {" "} if bytes(lettering._font(60).getmask(c)) == missing] == []


def test_the_same_content_gives_the_same_bytes_and_nothing_of_the_poster_before() -> None:
    first = poster(ORDINARY)
    poster(LONGEST)
    assert poster(ORDINARY) == first


def test_posters_composed_at_the_same_time_do_not_mix() -> None:
    contents = [replace(ORDINARY, url=f"{URL}{number}") for number in range(4)]
    alone = [poster(content) for content in contents]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(poster, contents)) == alone


def test_colours_stand_apart_in_grey_too() -> None:
    def grey(colour: str) -> int:
        (level,) = Image.new("RGB", (1, 1), colour).convert("L").tobytes()
        return level

    on_white = [backdrop.INK, backdrop.INK_2, backdrop.NAVY, backdrop.WARN]
    assert max(map(grey, on_white)) < 110
    assert min(grey(backdrop.ON_NAVY), grey(backdrop.ON_NAVY_2)) - grey(backdrop.NAVY) > 120
