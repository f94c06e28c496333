"""Whatever is printed is read by a phone: every page of every sheet, with every code that was ordered on it."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from server.codes import cards, formats, lettering
from server.codes.lettering import Lettering
from server.codes.models import CodeKind, PrintFormat
from server.codes.posters import PosterContent, PosterKind
from server.codes.qr import short_id
from tests.codes.test_posters import LONGEST, ORDINARY, apart

MILLIMETRES = {
    PrintFormat.A4: (210, 297),
    PrintFormat.A3: (297, 420),
    PrintFormat.TABLE_CARD: (297, 210),
    PrintFormat.BADGE: (210, 297),
    PrintFormat.STICKERS: (210, 297),
}
FACES = (cards.table_letterings, cards.badge_letterings, cards.sticker_letterings)


def contents(count: int, of: PosterContent = ORDINARY) -> list[PosterContent]:
    return [replace(of, kind=PosterKind.DEPUTY, url=f"{of.url[:-3]}{number:03d}") for number in range(count)]


def pages(pdf: bytes) -> list[Image.Image]:
    document = pypdfium2.PdfDocument(pdf)
    drawn = [page.render(scale=300 / 72).to_pil() for page in document]
    document.close()
    return drawn


def read(page: Image.Image) -> list[str]:
    return sorted(found.text for found in zxingcpp.read_barcodes(page))


@pytest.mark.parametrize("format", PrintFormat)
def test_every_page_decodes_to_exactly_the_codes_that_stand_on_it(format: PrintFormat) -> None:
    per_page = formats.FORMATS[format].per_page
    wanted = contents(per_page + 1)
    first, second = pages(formats.compose(format, wanted, "富春街道"))
    times = 2 if format is PrintFormat.TABLE_CARD else 1
    assert read(first) == sorted([content.url for content in wanted[:per_page]] * times)
    assert read(second) == [wanted[-1].url] * times


@pytest.mark.parametrize("format", PrintFormat)
def test_every_page_has_its_size_at_300_dpi(format: PrintFormat) -> None:
    document = pypdfium2.PdfDocument(formats.compose(format, contents(1), "富春街道"))
    size = tuple(side / 72 * 25.4 for side in document[0].get_size())
    (picture,) = document[0].get_objects()
    assert size == pytest.approx(MILLIMETRES[format], abs=0.3)
    assert picture.get_metadata().horizontal_dpi == pytest.approx(300, abs=0.5)
    assert document.get_metadata_value("Title") == "富春街道"
    document.close()


@pytest.mark.parametrize("format", [PrintFormat.TABLE_CARD, PrintFormat.BADGE, PrintFormat.STICKERS])
def test_small_codes_are_read_in_grey_and_at_half_the_resolution(format: PrintFormat) -> None:
    (page,) = pages(formats.compose(format, contents(1), "x"))
    assert set(read(page.convert("L").reduce(2))) == {contents(1)[0].url}


@pytest.mark.parametrize("content", [ORDINARY, LONGEST])
@pytest.mark.parametrize("kind", PosterKind)
def test_no_text_of_a_card_leaves_its_box_and_no_two_boxes_meet(
    content: PosterContent, kind: PosterKind
) -> None:
    for letterings in FACES:
        texts = list(letterings(replace(content, kind=kind)))
        for text in texts:
            stamp = lettering._stamp(text.lines, text.size, text.is_bold, text.align)
            assert stamp.width <= text.box.width, text
            assert stamp.height <= text.box.height, text
        assert [pair for pair in combinations((text.box for text in texts), 2) if not apart(*pair)] == []


def said(texts: list[Lettering]) -> str:
    return "".join(line for text in texts for line in text.lines)


def test_every_card_says_its_number_whose_it_is_and_how_to_know_a_fraud() -> None:
    content = replace(ORDINARY, kind=PosterKind.DEPUTY)
    for letterings in FACES:
        words = said(list(letterings(content))).replace(" ", "")
        for part in (short_id(content.url), "王小明", "不要钱、不问验证码和银行卡"):
            assert part in words


def test_the_card_of_a_station_names_no_deputy() -> None:
    for letterings in FACES:
        words = said(list(letterings(replace(ORDINARY, kind=PosterKind.STATION))))
        assert "桂花社区代表联络站" in words
        assert "王小明" not in words


@pytest.mark.parametrize("face", [cards.table_face, cards.badge, cards.sticker])
def test_a_demonstration_says_so_on_every_card(face: object) -> None:
    assert callable(face)
    real, shown = face(ORDINARY), face(replace(ORDINARY, is_demo=True))
    assert real.tobytes() != shown.tobytes()


def test_both_sides_of_a_standing_card_are_the_same_and_head_to_head() -> None:
    (page,) = pages(formats.compose(PrintFormat.TABLE_CARD, contents(1), "x"))
    width, height = cards.TABLE_FACE
    upper = page.crop((100, 100, width - 100, height - 100)).rotate(180)
    lower = page.crop((100, height + 100, width - 100, 2 * height - 100))
    assert read(upper) == read(lower) == [contents(1)[0].url]


def test_only_a_deputy_wears_a_badge() -> None:
    assert formats.FORMATS[PrintFormat.BADGE].kinds == {CodeKind.DEPUTY}
    assert all(
        formats.FORMATS[format].kinds == set(CodeKind)
        for format in PrintFormat
        if format != PrintFormat.BADGE
    )


def test_the_same_sheet_gives_the_same_bytes() -> None:
    once, again = (formats.compose(PrintFormat.BADGE, contents(3), "x") for _ in range(2))
    assert once == again
