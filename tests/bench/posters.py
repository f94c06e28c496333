"""A poster of ours beside the barest sheet with the same words and size: qrcode and Pillow alone, in the same process."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache
from importlib.resources import as_file, files
from io import BytesIO
from itertools import count

import pypdfium2
import qrcode
import zxingcpp
from PIL import Image, ImageDraw, ImageFont
from qrcode.constants import ERROR_CORRECT_H

from server.codes import formats
from server.codes.models import PrintFormat
from server.codes.poster_backdrop import DPI, PAGE
from server.codes.posters import PosterContent, PosterKind
from server.core import crypto

_numbers = count(1)


def ours(url: str, number: int) -> bytes:
    content = _content(url, number)
    return formats.compose(PrintFormat.A4, [content], content.station)


def _content(url: str, number: int) -> PosterContent:
    return PosterContent(
        kind=PosterKind.STATION,
        url=url,
        station=f"第{number}代表联络点",
        area="富阳区 富春街道",
        address=f"桂花西路 {number} 号",
        liaison="小林",
        phone=f"0571-{number:08d}",
        open_hours="工作日 8:30–17:00",
        organiser="富春街道人大工委",
    )


def bare(url: str, number: int) -> bytes:
    """White paper, the code, the lines one below the other; the same resolution and quality."""
    page = Image.new("RGB", PAGE, "white")
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_H, box_size=20)
    code.add_data(url)
    page.paste(code.make_image().get_image(), (700, 900))
    draw = ImageDraw.Draw(page)
    words = ("扫一扫，找代表", f"第{number}代表联络点", f"桂花西路 {number} 号", "小林", f"0571-{number:08d}")
    for row, line in enumerate(words):
        draw.text((300, 2200 + 200 * row), line, fill="black", font=_font())
    out = BytesIO()
    page.save(out, "PDF", resolution=DPI, quality=88)
    return out.getvalue()


@cache
def _font() -> ImageFont.FreeTypeFont:
    with as_file(files("pylopdf_fonts_zh_cn") / "NotoSansSC-Regular.otf") as path:
        return ImageFont.truetype(path, 100)


def decoded(sheets: int) -> tuple[int, int]:
    """Codes printed on `sheets` full sheets of every format, and how many of them a decoder reads back."""
    printed = read = 0
    for format, made in formats.FORMATS.items():
        wanted = [_content(_address(), next(_numbers)) for _ in range(made.per_page * sheets)]
        document = pypdfium2.PdfDocument(formats.compose(format, wanted, "测量"))
        pages = [page.render(scale=DPI / 72).to_pil() for page in document]
        document.close()
        found = {code.text for page in pages for code in zxingcpp.read_barcodes(page)}
        printed, read = printed + len(wanted), read + len(found & {content.url for content in wanted})
    return printed, read


def _address() -> str:
    return f"https://example.cn/c/s1.{crypto.token(16)}"


def rate(compose: Callable[[str, int], bytes], seconds: float) -> float:
    """Sheets a second, every one for another station with a code of its own."""
    start, sheets = time.perf_counter(), 0
    while (spent := time.perf_counter() - start) < seconds or not sheets:
        compose(_address(), next(_numbers))
        sheets += 1
    return sheets / spent
