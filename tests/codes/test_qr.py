"""A code is read from paper and from any terminal, and people can tell two codes apart by eye."""

from __future__ import annotations

import re

import pytest
import zxingcpp
from PIL import Image

from server.codes.qr import QUIET_MODULES, qr_picture, short_id, terminal_qr

URL = "https://lianluo.example.cn/c/s1.AbCdEfGhIjKlMnOpQrStUv"
BLOCKS = {"█": (255, 255), "▀": (255, 0), "▄": (0, 255), " ": (0, 0)}


def read(image: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(image)]


def seen_in_terminal(text: str) -> Image.Image:
    """What the eye sees: each character two pixels high, white blocks on black."""
    rows: list[list[int]] = []
    for line in text.split("\n"):
        found = re.fullmatch(r"\x1b\[38;5;231;48;5;16m([█▀▄ ]+)\x1b\[0m", line)
        assert found
        rows += [[BLOCKS[block][half] for block in found[1]] for half in (0, 1)]
    image = Image.new("L", (len(rows[0]), len(rows)))
    image.putdata([level for row in rows for level in row])
    return image.resize((image.width * 8, image.height * 8), Image.Resampling.NEAREST)


@pytest.mark.parametrize("wall", ["black", "white"])
def test_a_terminals_code_is_read_on_dark_and_on_light(wall: str) -> None:
    code = seen_in_terminal(terminal_qr(URL))
    screen = Image.new("L", (code.width + 400, code.height + 400), wall)
    screen.paste(code, (200, 200))
    assert read(screen) == [URL]


def test_a_terminals_code_is_readable_without_its_colours() -> None:
    assert {"█", " "} <= set(re.sub(r"\x1b\[[\d;]*m", "", terminal_qr(URL)))


def test_a_terminals_code_fits_a_small_window() -> None:
    lines = terminal_qr(URL).split("\n")
    assert len(lines) <= 24
    assert len(re.sub(r"\x1b\[[\d;]*m", "", lines[0])) <= 80


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8000/c/u1.x", URL, "https://a-long-name.example.cn/" + "x" * 150]
)
def test_a_picture_of_a_code_has_whole_modules_and_its_quiet_zone(url: str) -> None:
    picture = qr_picture(url, 1000)
    left, top, right, bottom = picture.point(lambda level: 255 - level).getbbox() or (0, 0, 0, 0)
    module = left // QUIET_MODULES
    assert left == top == picture.width - right == picture.height - bottom == module * QUIET_MODULES
    assert picture.width % module == 0
    assert 1000 - picture.width // module < picture.width <= 1000
    assert read(picture) == [url]


def test_a_code_is_read_with_its_middle_torn_out() -> None:
    picture = qr_picture(URL, 1000)
    torn = picture.width // 3
    picture.paste(255, (torn, torn, 2 * torn, 2 * torn))
    assert read(picture) == [URL]


def test_the_short_name_of_a_code_never_changes_and_looks_like_no_other() -> None:
    names = {short_id(f"{URL}{number}") for number in range(5000)}
    assert len(names) == 5000
    assert all(re.fullmatch(r"[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{4}", name) for name in names)
    assert short_id(URL) == "M93X-KW3A"
