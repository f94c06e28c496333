"""A program of its own: redraws pictures from strangers, each in a fork with hard limits, as plain JPEG.

It imports Pillow and nothing of the server: there is no secret in its memory, no database in its reach. Pillow is
loaded once and every picture gets a fork of its own, so one picture can neither cost the next a start nor touch it.

On standard input and output, again and again until the input ends: 8 bytes of length (big-endian), then the body.
A request is a picture. An answer is `ok <width> <height>\n` and a JPEG, or `too_large\n`, `broken\n`, `too_complex\n`.
"""

from __future__ import annotations

import os
import resource
import signal
import struct
import sys
import warnings
from io import BytesIO
from typing import BinaryIO, NoReturn

# The plugins are named so that no other decoder is ever loaded.
from PIL import GifImagePlugin, Image, ImageOps, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

PLUGINS = (JpegImagePlugin, PngImagePlugin, WebPImagePlugin, GifImagePlugin)
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
MAX_PIXELS = 25_000_000
LONGEST_SIDE = 2560
QUALITY = 88
MEMORY_BYTES = 512 * 1024 * 1024
CPU_SECONDS = 2
WALL_SECONDS = 8
LENGTH = struct.Struct(">Q")


class TooLarge(Exception):
    """More pixels than we are ready to decode."""


def decode(data: bytes) -> Image.Image:
    """The first frame; its size is known and accepted before a single pixel is unpacked."""
    image: Image.Image = Image.open(BytesIO(data), formats=FORMATS)
    if image.width * image.height > MAX_PIXELS:
        raise TooLarge
    image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    image.load()
    return image


def upright(image: Image.Image) -> Image.Image:
    """Turned as its EXIF says; a broken EXIF is no reason to refuse the picture."""
    try:
        return ImageOps.exif_transpose(image)
    except (ValueError, SyntaxError, KeyError, TypeError, OSError, struct.error):
        return image


def plain(image: Image.Image) -> Image.Image:
    """Pixels only, on white: a fresh canvas carries no comment, profile, thumbnail or position over."""
    if image.mode in ("I", "F") or image.mode.startswith("I;16"):
        image = image.convert("F").point(lambda level: level / 256).convert("L")
    image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    canvas = Image.new("RGB", image.size, "white")
    canvas.paste(image, mask=image if image.mode == "RGBA" else None)
    return canvas


def redraw(data: bytes) -> bytes:
    """The answer to one picture; whatever a decoder has against it is raised, and ends the fork."""
    try:
        canvas = plain(upright(decode(data)))
        out = BytesIO()
        canvas.save(out, "JPEG", quality=QUALITY, subsampling=0)
    except (TooLarge, Image.DecompressionBombWarning, Image.DecompressionBombError, MemoryError):
        return b"too_large\n"
    return b"ok %d %d\n" % canvas.size + out.getvalue()


def lock_in() -> None:
    """A bomb meets a wall here instead of taking the machine's memory, time or disk."""
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    signal.alarm(WALL_SECONDS)


def redraw_in_fork(data: bytes) -> bytes:
    """The same, in a process that may die of it: an answer always comes back."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        _be_the_fork(data, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        answer = pipe.read()
    _, status = os.waitpid(pid, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) in (signal.SIGXCPU, signal.SIGKILL, signal.SIGALRM):
        return b"too_complex\n"
    return answer if status == 0 and answer else b"broken\n"


def _be_the_fork(data: bytes, writing: int) -> NoReturn:
    """Nothing of the parent may run on in here, hence `_exit` whatever happens, without a word."""
    status = 1
    try:
        os.close(0)  # the next sender's picture comes through here
        lock_in()
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(redraw(data))
        status = 0
    finally:
        os._exit(status)


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Until the input ends, which it also does when the server dies."""
    while len(header := requests.read(LENGTH.size)) == LENGTH.size:
        (length,) = LENGTH.unpack(header)
        answer = redraw_in_fork(requests.read(length))
        answers.write(LENGTH.pack(len(answer)) + answer)
        answers.flush()


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the server's business; we end with our input
    serve(sys.stdin.buffer, sys.stdout.buffer)
