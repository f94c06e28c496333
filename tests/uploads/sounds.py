"""Small recordings of every kind, made by hand."""

from __future__ import annotations

# MPEG-2 layer III, 48 kbit/s, 16 kHz: 72 * 48000 / 16000 = 216 bytes a frame
FRAME = b"\xff\xf3\x68\xc4" + bytes(212)
MP3 = FRAME * 3
_ADTS = b"\xff\xf1\x60\x40\x02\x1f\xfc" + bytes(9)  # 16 bytes a frame
AAC = _ADTS * 3
WEBM = b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm" + bytes(30) + b"\x86\x86A_OPUS" + bytes(200)


def box(kind: bytes, *inner: bytes) -> bytes:
    payload = b"".join(inner)
    return (8 + len(payload)).to_bytes(4) + kind + payload


def track(handler: bytes) -> bytes:
    return box(b"trak", box(b"mdia", box(b"hdlr", bytes(8), handler, bytes(13))))


def m4a(*tracks: bytes, beside: bytes = b"") -> bytes:
    return box(b"ftyp", b"M4A \0\0\0\0") + box(b"moov", *tracks, beside) + box(b"mdat", bytes(64))


M4A = m4a(track(b"soun"))
