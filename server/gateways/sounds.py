"""Recordings from strangers: judged by content, never by name; what a phone hides beside the sound is taken out (G10)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from server.core.errors import InvalidInput

MAX_BYTES: Final = 2 * 1024 * 1024
TEXTS: Final = {
    "sound.empty": "这段录音是空的，没有传上来。请再说一次。",
    "sound.too_heavy": "这段录音超过 2 MB 了。请说短一点，一分钟以内就行。",
    "sound.not_a_sound": "这不是能放的录音。请在页面上点“我来说”再录一次。",
}
_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
_KBPS_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_KBPS_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_HOLDERS = {b"moov", b"trak", b"mdia"}
_HIDDEN = {b"udta", b"meta"}


class InvalidSound(InvalidInput):
    """The bytes are no recording that everybody can play; `text` says what to do instead."""

    def __init__(self, code: str) -> None:
        super().__init__(code, TEXTS[code], fields={"file": TEXTS[code]})


@dataclass(frozen=True)
class Sound:
    """`type` is a media type; a sound has no size in pixels."""

    type: str
    data: bytes
    width: int = 0
    height: int = 0


def clean(data: bytes, *, max_bytes: int = MAX_BYTES) -> Sound:
    """MP3, AAC, M4A or Opus in WebM, without titles, pictures or places; anything else raises InvalidSound."""
    if not data:
        raise InvalidSound("sound.empty")
    if len(data) > max_bytes:
        raise InvalidSound("sound.too_heavy")
    for look in (_mp3, _aac, _m4a, _webm):
        found = look(data)
        if found is not None:
            return found
    raise InvalidSound("sound.not_a_sound")


def _mp3(data: bytes) -> Sound | None:
    """Two frames one after the other; what stands before the first and after the last is left out."""
    start = 10 + _synchsafe(data[6:10]) if data.startswith(b"ID3") and len(data) > 10 else 0
    length = _mp3_frame(data[start : start + 4])
    if not length or not _mp3_frame(data[start + length : start + length + 4]):
        return None
    end = len(data) - 128 if data[-128:-125] == b"TAG" else len(data)
    return Sound("audio/mpeg", data[start:end])


def _synchsafe(size: bytes) -> int:
    a, b, c, d = (byte & 0x7F for byte in size)
    return a << 21 | b << 14 | c << 7 | d


def _mp3_frame(head: bytes) -> int:
    """How long the frame is that begins here; 0 where none does."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return 0
    version, kbps, rate = (head[1] >> 3) & 3, head[2] >> 4, (head[2] >> 2) & 3
    if version == 1 or kbps in (0, 15) or rate == 3:
        return 0
    bits = (_KBPS_1 if version == 3 else _KBPS_2)[kbps] * 1000
    samples = 144 if version == 3 else 72
    return samples * bits // _RATES[version][rate] + ((head[2] >> 1) & 1)


def _aac(data: bytes) -> Sound | None:
    """ADTS: a frame names its own length, and the next one begins there."""
    length = _adts_frame(data[:7])
    return Sound("audio/aac", data) if length and _adts_frame(data[length : length + 7]) else None


def _adts_frame(head: bytes) -> int:
    if len(head) < 7 or head[0] != 0xFF or head[1] & 0xF6 != 0xF0:
        return 0
    return (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5


def _m4a(data: bytes) -> Sound | None:
    """Only sound within; the boxes where phones write places and titles are blanked, and nothing moves."""
    if data[4:8] != b"ftyp":
        return None
    kept, kinds = bytearray(data), set()
    for kind, start, end in _boxes(data, 0, len(data)):
        if kind == b"hdlr":
            kinds.add(data[start + 8 : start + 12])
        if kind in _HIDDEN:
            kept[start - 4 : start] = b"free"
            kept[start:end] = bytes(end - start)
    return Sound("audio/mp4", bytes(kept)) if kinds == {b"soun"} else None


def _boxes(data: bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Kind, first byte and end of what every box holds, those inside of it too."""
    while start + 8 <= end:
        size, kind = int.from_bytes(data[start : start + 4]), data[start + 4 : start + 8]
        after = start + size if size else end
        if size in range(1, 8) or after > end:
            return
        yield kind, start + 8, after
        if kind in _HOLDERS:
            yield from _boxes(data, start + 8, after)
        start = after


def _webm(data: bytes) -> Sound | None:
    head = data[:4096]
    is_opus = head.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in head[:64] and b"A_OPUS" in head
    has_film = b"V_VP" in head or b"V_AV" in head or b"V_MPEG" in head
    return Sound("audio/webm", data) if is_opus and not has_film else None
