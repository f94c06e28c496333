"""Pictures from strangers: judged by content, decoded behind a wall, redrawn without a byte of the original (G10)."""

from __future__ import annotations

import atexit
import contextlib
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import IO, Any

from server.core.errors import InvalidInput, Unavailable
from server.gateways.picture_child import LENGTH

PICTURE = "image/jpeg"
"""What every picture is once it is clean."""
MAX_BYTES = 10 * 1024 * 1024
_CHILD = Path(__file__).with_name("picture_child.py")
_HEIC_BRANDS = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis"}

TEXTS = {
    "picture.empty": "这张照片是空的，没有传上来。请再选一次。",
    "picture.too_heavy": "这张照片超过 {megabytes} MB 了。请换一张小一点的，或者先截图，再发截图。",
    "picture.too_large": "这张照片的尺寸太大了。请用手机普通模式再拍一张，或者先截图，再发截图。",
    "picture.heic": "这种照片（HEIC）现在打不开。请先把照片截图，再发截图；"
    "苹果手机也可以在“设置 › 相机 › 格式”里选“兼容性最佳”，再拍一张。",
    "picture.not_a_picture": "这不是照片。请选 JPG、PNG、WebP 或 GIF 格式的照片。",
    "picture.broken": "这张照片打不开，可能没有传完整。请再选一次，或者换一张。",
    "picture.too_complex": "这张照片太复杂，打不开。请先截图，再发截图。",
}


class InvalidPicture(InvalidInput):
    """The bytes are no picture we can show; `text` says what to do instead."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code, TEXTS[code].format(**values))


@dataclass(frozen=True)
class Picture:
    """`type` is a media type, always `PICTURE`; sizes in pixels, as the picture stands upright."""

    type: str
    data: bytes
    width: int
    height: int


def clean(data: bytes, *, max_bytes: int = MAX_BYTES) -> Picture:
    """The same picture redrawn: upright, longest side at most 2560, no EXIF, GPS, XMP, IPTC, profile or comment.

    JPEG, PNG, WebP and the first frame of a GIF; anything else, or anything harmful, raises InvalidPicture.
    """
    if not data:
        raise InvalidPicture("picture.empty")
    if len(data) > max_bytes:
        raise InvalidPicture("picture.too_heavy", megabytes=max_bytes // 1024 // 1024)
    if _is_heic(data):
        raise InvalidPicture("picture.heic")
    if not _looks_like_a_picture(data):
        raise InvalidPicture("picture.not_a_picture")
    head, _, picture = _redrawer.ask(data).partition(b"\n")
    word, *size = head.decode("ascii").split()
    if word != "ok":
        raise InvalidPicture(f"picture.{word}")
    return Picture(PICTURE, picture, int(size[0]), int(size[1]))


def _is_heic(data: bytes) -> bool:
    return data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS


def _looks_like_a_picture(data: bytes) -> bool:
    """Never by name or declared type; the first bytes decide which decoder may look at all."""
    return data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a")) or (
        data[:4] == b"RIFF" and data[8:12] == b"WEBP"
    )


class _Redrawer:
    """One child process per server process, started when first needed and started anew when it died.

    One picture at a time: that is also what bounds the memory a crowd of uploads can take.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._child: subprocess.Popen[bytes] | None = None

    def ask(self, data: bytes) -> bytes:
        with self._lock:
            for _ in range(2):
                try:
                    return self._exchange(self._living_child(), data)
                except (BrokenPipeError, EOFError):
                    self._bury()
        raise Unavailable()

    def close(self) -> None:
        with self._lock:
            self._bury()

    def _living_child(self) -> subprocess.Popen[bytes]:
        if self._child is None:
            self._child = subprocess.Popen(  # noqa: S603 - our own program, no word of it from outside
                [sys.executable, "-I", str(_CHILD)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env={},
                cwd="/",
            )
        return self._child

    def _exchange(self, child: subprocess.Popen[bytes], data: bytes) -> bytes:
        requests, answers = _pipes(child)
        requests.write(LENGTH.pack(len(data)) + data)
        requests.flush()
        (length,) = LENGTH.unpack(_read_exactly(answers, LENGTH.size))
        return _read_exactly(answers, length)

    def _bury(self) -> None:
        """The child is gone or about to go: leave no zombie and no open pipe behind."""
        if self._child is None:
            return
        child, self._child = self._child, None
        child.kill()
        for pipe in _pipes(child):
            with contextlib.suppress(BrokenPipeError):  # unsent bytes for a child that died
                pipe.close()
        child.wait()


def _pipes(child: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    """Both are PIPE, so both are there; the types do not know."""
    assert child.stdin is not None
    assert child.stdout is not None
    return child.stdin, child.stdout


def _read_exactly(pipe: IO[bytes], length: int) -> bytes:
    data = pipe.read(length)
    if len(data) < length:
        raise EOFError
    return data


def _start_over(*_: Any) -> None:
    """A forked server process must not speak to its parent's child."""
    global _redrawer
    _redrawer = _Redrawer()


_redrawer = _Redrawer()
os.register_at_fork(after_in_child=_start_over)
atexit.register(lambda: _redrawer.close())
