"""Bodies in several parts, as a browser sends files: broken, empty, lying about what they hold."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

END = b"\r\n--b--\r\n"
JPEG = b"Content-Type: image/jpeg\r\n\r\n"
Made = Callable[[str, str], bytes]
"""The form token and the name of the field that holds the file → the body."""


def _token(token: str) -> bytes:
    return f'--b\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n{token}\r\n'.encode()


def _head(name: str, file_name: bytes = b"a.jpg") -> bytes:
    return f'--b\r\nContent-Disposition: form-data; name="{name}"; filename="'.encode() + file_name + b'"\r\n'


def holding(content: bytes, times: int = 1) -> Made:
    """A file with this content, `times` over."""
    return lambda token, name: _token(token) + _head(name) + JPEG + content * times + END


def called(file_name: bytes) -> Made:
    return lambda token, name: _token(token) + _head(name, file_name) + b"\r\nx" + END


def _as_text(content: bytes, times: int, token: str, name: str) -> bytes:
    return _token(token) + _head(name).replace(b'; filename="a.jpg"', b"") + b"\r\n" + content * times + END


BODIES: dict[str, Made] = {
    "nothing": lambda token, name: b"",
    "no end": lambda token, name: _token(token) + _head(name),
    "no content": holding(b""),
    "no JPEG": holding(b"\xff\xd8\xff\xe0junk"),
    "half a PNG": holding(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\xff\xff\xff\xff\xff\xff\xff\x08\6\0\0\0"),
    "half a ZIP": holding(b"PK\3\4" + b"\0" * 40),
    "an empty ZIP": holding(b"PK\5\6" + b"\0" * 18),
    "half a BMP": holding(b"BM" + b"\xff" * 60),
    "half a GIF": holding(b"GIF89a\xff\xff\xff\xff\xf7\0\0"),
    "half a WebP": holding(b"RIFF\xff\xff\xff\xffWEBPVP8 "),
    "text": holding("姓名,站点\n王明,桂花".encode("gbk")),
    "no head": lambda token, name: _token(token) + _head(name) + b"\r\nx" + END,
    "a name that is a path": called(b"../../../a.jpg"),
    "a name with NUL": called(b"a\0.jpg"),
    "a name that is no UTF-8": called(b"\xff\xfe.xlsx"),
    "a name of five thousand signs": called(b"x" * 5_000 + b".xlsx"),
    "no name": lambda token, name: _token(token) + b"--b\r\nContent-Disposition: form-data\r\n\r\nx" + END,
    "the file as text": partial(_as_text, b"x", 1),
    "a text of two megabytes": partial(_as_text, b"x", 2**21),
    "sixty parts": lambda token, name: (_token(token) + _head(name) + b"\r\nx\r\n") * 60 + END,
    "a head without end": lambda token, name: _token(token) + b"--b\r\n" + b"X: y\r\n" * 5_000,
    "a file of thirteen megabytes": holding(b"x", 13 * 2**20),
}
MULTIPART: dict[str, tuple[str, Made]] = {
    **{what: ("b", body) for what, body in BODIES.items()},
    "another mark": ("c", BODIES["text"]),
    "an endless mark": ("b" * 300, BODIES["text"]),
}
"""What is odd → the boundary that the head names, and the body."""
