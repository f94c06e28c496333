"""Pictures nobody should have sent, and ordinary ones, all made here by code."""

from __future__ import annotations

import gzip
import random
import struct
import zipfile
import zlib
from io import BytesIO
from typing import Any

from PIL import Image

SECRET = b"GPS-30.0489N-119.9603E-PLANTED"
LATITUDE = (30.0, 2.0, 56.04)
SCRIPT = b"<script>alert(document.cookie)</script>"


def photo(width: int = 320, height: int = 200, mode: str = "RGB") -> Image.Image:
    """Red at the top left, blue elsewhere: enough to see which way up it stands."""
    image = Image.new("RGB", (width, height), "#2040c0")
    image.paste("#d02020", (0, 0, width // 2, height // 2))
    return image.convert(mode)


def encoded(image: Image.Image, format_: str, **options: Any) -> bytes:
    out = BytesIO()
    image.save(out, format_, **options)
    return out.getvalue()


def jpeg(**options: Any) -> bytes:
    return encoded(photo(), "JPEG", **options)


def png(**options: Any) -> bytes:
    return encoded(photo(), "PNG", **options)


def exif(orientation: int = 1) -> bytes:
    tags = Image.Exif()
    tags[0x0112] = orientation
    tags[0x010E] = SECRET.decode()
    tags.get_ifd(0x8825).update({1: "N", 2: LATITUDE, 29: SECRET.decode()})
    return tags.tobytes()


def png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_of_size(width: int, height: int, *extra: bytes) -> bytes:
    """A 1-bit PNG that says so many pixels and holds them, packed to almost nothing."""
    row = b"\0" * (1 + (width + 7) // 8)
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n" + header + b"".join(extra) + png_chunk(b"IDAT", packed) + png_chunk(b"IEND", b"")
    )


def png_with_text_bomb() -> bytes:
    text = png_chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"\0" * 200_000_000, 9))
    return png_of_size(8, 8, text)


def png_with_profile_bomb() -> bytes:
    profile = png_chunk(b"iCCP", b"p\0\0" + zlib.compress(b"\0" * 200_000_000, 9))
    return png_of_size(8, 8, profile)


def gif_of_size(width: int, height: int) -> bytes:
    data = bytearray(encoded(photo(8, 8, "P"), "GIF"))
    data[6:10] = struct.pack("<HH", width, height)
    return bytes(data)


def gif_of_frames(count: int) -> bytes:
    frames = [photo(64, 64).rotate(3 * number) for number in range(count)]
    return encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])


def webp_of_size(width: int, height: int) -> bytes:
    """An animation whose canvas is larger than its only frame."""
    frames = [photo(16, 16), photo(16, 16).rotate(90)]
    data = bytearray(encoded(frames[0], "WEBP", save_all=True, append_images=frames[1:]))
    at = data.index(b"VP8X") + 12
    data[at : at + 6] = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return bytes(data)


def jpeg_of_scans(repeats: int) -> bytes:
    """A progressive JPEG of 24 million pixels whose last scan comes again and again: seconds of work in few bytes."""
    data = encoded(Image.new("L", (6000, 4000), 128), "JPEG", progressive=True)
    scan = data[data.rindex(b"\xff\xda") : -2]
    return data[:-2] + scan * repeats + b"\xff\xd9"


def jpeg_with_archive() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("META-INF/MANIFEST.MF", "Main-Class: Evil")
    return jpeg() + out.getvalue()


NOT_PICTURES: dict[str, bytes] = {
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "svg with declaration": b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "b">]><svg/>',
    "html": b"<!doctype html>" + SCRIPT,
    "javascript": b"alert(1)//",
    "php": b"<?php system($_GET['c']); ?>",
    "pdf": b"%PDF-1.7\n1 0 obj<<>>endobj",
    "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n(/etc/passwd) run",
    "zip": b"PK\x03\x04" + bytes(100),
    "gzip": gzip.compress(b"\0" * 10_000_000),
    "elf": b"\x7fELF" + bytes(100),
    "bmp": encoded(photo(), "BMP"),
    "tiff": encoded(photo(), "TIFF"),
    "ico": encoded(photo(64, 64), "ICO"),
    "text": "这不是照片".encode(),
    "one byte": b"\xff",
    "zeros": bytes(5000),
    "picture after html": SCRIPT + jpeg(),
    "mp4": b"\0\0\0\x18ftypmp42" + bytes(100),
    "wav": b"RIFF\x24\0\0\0WAVEfmt " + bytes(100),
}

BROKEN: dict[str, bytes] = {
    "gif and javascript": b"GIF89a/*" + bytes(20) + b"*/=1;alert(1)//",
    "gif header only": b"GIF89a",
    "png signature only": b"\x89PNG\r\n\x1a\n",
    "png without pixels": b"\x89PNG\r\n\x1a\n"
    + png_chunk(b"IHDR", struct.pack(">IIBBBBB", 9, 9, 8, 2, 0, 0, 0)),
    "png of no size": png_of_size(0, 0),
    "jpeg start only": b"\xff\xd8\xff",
    "html behind a jpeg mark": b"\xff\xd8\xff\xe0" + SCRIPT * 20,
    "webp of nothing": b"RIFF\x04\0\0\0WEBP",
    **{
        f"{kind} cut at {part}%": data[: len(data) * part // 100]
        for kind, data in (("jpeg", jpeg()), ("png", png()), ("webp", encoded(photo(), "WEBP")))
        for part in (5, 20, 50, 80)
    },
}

TOO_LARGE: dict[str, bytes] = {
    "png 13000 x 13000": png_of_size(13_000, 13_000),
    "png 20000 x 20000": png_of_size(20_000, 20_000),
    "png 25000001 x 1": png_of_size(25_000_001, 1),
    "gif 65535 x 65535": gif_of_size(65_535, 65_535),
    "gif 5001 x 5000": gif_of_size(5_001, 5_000),
    "webp 16383 x 16383": webp_of_size(16_383, 16_383),
    "webp 8000 x 8000": webp_of_size(8_000, 8_000),
}

GOOD: dict[str, bytes] = {
    "jpeg": jpeg(),
    "progressive jpeg": jpeg(progressive=True),
    "grey jpeg": encoded(photo(mode="L"), "JPEG"),
    "cmyk jpeg": encoded(photo(mode="CMYK"), "JPEG"),
    "png": png(),
    "palette png": encoded(photo(mode="P"), "PNG"),
    "black and white png": encoded(photo(mode="1"), "PNG"),
    "transparent png": encoded(photo(mode="RGBA"), "PNG"),
    "grey transparent png": encoded(photo(mode="LA"), "PNG"),
    "16-bit png": encoded(Image.new("I;16", (320, 200), 40_000), "PNG"),
    "webp": encoded(photo(), "WEBP"),
    "lossless webp": encoded(photo(mode="RGBA"), "WEBP", lossless=True),
    "animated webp": encoded(photo(), "WEBP", save_all=True, append_images=[photo().rotate(180)]),
    "gif": encoded(photo(mode="P"), "GIF"),
    "jpeg and archive": jpeg_with_archive(),
    "jpeg and script": jpeg() + SCRIPT,
    "script in a comment": jpeg(comment=SCRIPT),
    "php in exif": jpeg(exif=b"Exif\0\0" + b"<?php system($_GET['c']); ?>" + bytes(50)),
    "broken exif": jpeg(exif=b"Exif\0\0MM\0*\0\0\0\x08\xff\xff" + bytes(range(200))),
    "two pictures in one": encoded(photo(), "MPO", save_all=True, append_images=[photo(64, 64)]),
}


def spoilt(count: int) -> list[bytes]:
    """Good pictures with bytes changed by chance, the same ones every time."""
    dice = random.Random(20261110)
    chosen = [dice.choice([data for data in GOOD.values() if len(data) < 50_000]) for _ in range(count)]
    return [_with_changes(dice, bytearray(data)) for data in chosen]


def _with_changes(dice: random.Random, data: bytearray) -> bytes:
    for _ in range(dice.randint(1, 12)):
        data[dice.randrange(12, len(data))] = dice.randrange(256)
    return bytes(data)
