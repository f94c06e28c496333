"""What a station's screen shows for half a minute: `r1.` and 28 characters that only the server can make.

21 bytes: key id (1), the screen's handle (6), the step (4), and 10 of an HMAC-SHA256 over what stands before it.
The key belongs to one station: HKDF(secret of the key id, "duty|" + station). A step is 30 seconds.
"""

from __future__ import annotations

import hmac
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

PREFIX: Final = "r1."
STEP_S: Final = 30
HANDLE_BYTES: Final = 6
MAC_BYTES: Final = 10
_LENGTH: Final = 28
_HEADER: Final = struct.Struct(f">B{HANDLE_BYTES}sI")


@dataclass(frozen=True, slots=True)
class Header:
    """Which key made it, which screen shows it, and when: `step` counts half minutes since 1970."""

    key_id: int
    handle: bytes
    step: int

    @property
    def shown_at(self) -> int:
        """Seconds since 1970 at which the screen began to show it."""
        return self.step * STEP_S


def step_at(moment: datetime) -> int:
    return int(moment.timestamp()) // STEP_S


def is_rotating(text: str) -> bool:
    return text.startswith(PREFIX)


def made(secret: bytes, station_id: UUID, header: Header) -> str:
    packed = _HEADER.pack(header.key_id, header.handle, header.step)
    return PREFIX + urlsafe_b64encode(packed + _mac(secret, station_id, packed)).decode()


def read(text: str) -> tuple[Header, bytes] | None:
    """The header and its seal, of a text that has the right shape; whether it is ours only `is_ours` knows."""
    body = text.removeprefix(PREFIX)
    if not is_rotating(text) or len(body) != _LENGTH:
        return None
    try:
        raw = urlsafe_b64decode(body)
    except (NotBase64, ValueError):
        return None
    # an altered last character could otherwise spell the same bytes a second way
    if len(raw) != _HEADER.size + MAC_BYTES or urlsafe_b64encode(raw).decode() != body:
        return None
    return Header(*_HEADER.unpack(raw[: _HEADER.size])), raw[_HEADER.size :]


def is_ours(secret: bytes, station_id: UUID, header: Header, seal: bytes) -> bool:
    packed = _HEADER.pack(header.key_id, header.handle, header.step)
    return hmac.compare_digest(_mac(secret, station_id, packed), seal)


def is_shown(header: Header, moment: datetime) -> bool:
    """The step of this moment or the one before: a scan takes a breath."""
    return step_at(moment) - header.step in (0, 1)


def was_shown(header: Header, moment: datetime, tolerance: timedelta) -> bool:
    """Whether a phone whose clock is off by at most `tolerance` may have seen it at its `moment`."""
    off = abs(moment.timestamp() - header.shown_at - STEP_S / 2)
    return off <= tolerance.total_seconds() + STEP_S


def _mac(secret: bytes, station_id: UUID, packed: bytes) -> bytes:
    key = HKDF(hashes.SHA256(), 32, None, b"duty|" + station_id.bytes).derive(secret)
    return hmac.digest(key, b"duty|" + packed, "sha256")[:MAC_BYTES]
