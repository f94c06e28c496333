"""How a code's address is drawn: as a picture to print, as characters in a terminal, as a short name to compare by eye."""

from __future__ import annotations

from hashlib import sha256
from io import BytesIO

import qrcode
from PIL import Image
from qrcode.constants import ERROR_CORRECT_H, ERROR_CORRECT_L

from server.core.text import UNMISTAKABLE

QUIET_MODULES = 4
_BLACK, _WHITE = 16, 231  # of the 256 fixed colours: no terminal theme repaints them
# (upper half light, lower half light) → the character whose drawn part is the light one
_BLOCKS = {(True, True): "█", (True, False): "▀", (False, True): "▄", (False, False): " "}


def qr_picture(url: str, side: int) -> Image.Image:
    """Black on white ("L"), quiet zone included, at most `side` pixels: every module is the same whole number of them.

    Level H: the sheet is still read with a third of the code torn off or painted over.
    """
    rows = _modules(url, ERROR_CORRECT_H)
    small = Image.new("L", (len(rows), len(rows)))
    small.putdata([0 if dark else 255 for row in rows for dark in row])
    scale = side // len(rows)
    return small.resize((len(rows) * scale, len(rows) * scale), Image.Resampling.NEAREST)


def qr_png(url: str, side: int) -> bytes:
    """As `qr_picture`, for a screen."""
    out = BytesIO()
    qr_picture(url, side).save(out, "PNG")
    return out.getvalue()


def terminal_qr(url: str) -> str:
    """The code in half-height blocks; the lines carry both colours, so the terminal's own do not matter."""
    rows = _modules(url, ERROR_CORRECT_L)
    if len(rows) % 2:
        rows.append([False] * len(rows[0]))
    return "\n".join(_terminal_line(upper, lower) for upper, lower in zip(rows[::2], rows[1::2], strict=True))


def short_id(url: str) -> str:
    """8 characters for people: `K7F2-Q9MX` on the sheet and in the console mean the same code."""
    number = int.from_bytes(sha256(url.encode()).digest()[:8], "big")
    characters = ""
    for _ in range(8):
        number, digit = divmod(number, len(UNMISTAKABLE))
        characters += UNMISTAKABLE[digit]
    return f"{characters[:4]}-{characters[4:]}"


def _modules(url: str, level: int) -> list[list[bool]]:
    code = qrcode.QRCode(error_correction=level, border=QUIET_MODULES)
    code.add_data(url)
    code.make(fit=True)
    return [[bool(module) for module in row] for row in code.get_matrix()]


def _terminal_line(upper: list[bool], lower: list[bool]) -> str:
    """White blocks on black, both colours named; without its colours, in a log file, the code is still there."""
    pairs = zip(upper, lower, strict=True)
    blocks = "".join(_BLOCKS[not is_dark_above, not is_dark_below] for is_dark_above, is_dark_below in pairs)
    return f"\x1b[38;5;{_WHITE};48;5;{_BLACK}m{blocks}\x1b[0m"
