"""What was scanned: a printed duty code, the changing code of a screen, or a deputy's own code face to face.

How it was scanned is kept as a fact and never lowers what the record is worth (F03).
"""

from __future__ import annotations

import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from server.codes import rotating, screens
from server.codes.screen_models import Screen
from server.core import clock, crypto, limits
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import Conflict, Gone, InvalidInput, NotFound
from server.duties.models import DutyHow
from server.duties.queries import Today, behind_code
from server.duties.reach import Point, is_near
from server.stations.models import Station

LATE_AFTER: Final = timedelta(minutes=10)
"""A scan told later than this waited on the phone; a tap may come that long after the scan."""
LATE_FOR: Final = timedelta(hours=24)
TRIES: Final = "20 per minute"
TICKET: Final = "t1."
FACE: Final = "f1."
_PARTS: Final = struct.Struct(">16sI")
_SEAL: Final = 16


@dataclass(frozen=True, slots=True)
class Scanned:
    """Where and how. `device_at` is the phone's moment of a scan that waited for a net; `today` came along with a
    printed code: what is on there."""

    station: Station
    how: DutyHow
    at: datetime
    device_at: datetime | None = None
    screen_id: UUID | None = None
    step: int | None = None
    is_near: bool | None = None
    today: Today | None = None

    @property
    def is_live(self) -> bool:
        """Told at once, or so soon after that only a bad line was in between; a screen's code says when it was."""
        return self.device_at is None or (self.step is None and clock.now() - self.at <= LATE_AFTER)


def read(
    actor: Actor, text: str, *, scanned_at: datetime | None = None, point: Point | None = None
) -> Scanned:
    """The code that a deputy scanned now, or at the phone's `scanned_at` when there was no net.

    `point` is where the phone says it is, if it says so: only yes or no is kept of it.

    Raises NotFound, Gone, Conflict or InvalidInput, each with the way on: the liaison's entry is worth the same.
    """
    scanned = _read(actor, text, scanned_at)
    return replace(scanned, is_near=is_near(scanned.station, point)) if point else scanned


def _read(actor: Actor, text: str, scanned_at: datetime | None) -> Scanned:
    at = _moment(scanned_at)
    if text.startswith((TICKET, rotating.PREFIX)):
        limits.hit(TRIES, "duty.scan", actor.account_id, "扫得太快了，请过一分钟再试。")
        shown = _ticketed(actor, text, at if scanned_at else None)
        shown = shown or screens.scanned(text, at=at if scanned_at else None)
        return Scanned(
            shown.station, DutyHow.ROTATING, at, at if scanned_at else None, shown.screen_id, shown.step
        )
    station, today = behind_code(text, actor.deputy_id, at)
    return Scanned(station, DutyHow.STATIC, at, at if scanned_at else None, today=today)


def ticket(actor: Actor, text: str, scanned: Scanned) -> str:
    """What to send with the tap instead of the code: a changing code is gone before a slow finger comes.

    Good for ten minutes and for this person; a printed code stays what it is.
    """
    if scanned.screen_id is None or scanned.step is None:
        return text
    return _sealed(TICKET, actor.account_id, scanned.screen_id, scanned.step)


def face_code(actor: Actor) -> str:
    """The deputy's own code of this half minute, for the liaison's phone."""
    if actor.deputy_id is None:
        raise InvalidInput("duty.not_a_deputy", "只有代表本人能出示。")
    return _sealed(FACE, None, actor.deputy_id, rotating.step_at(clock.now()))


def seconds_left() -> int:
    """Until the code of this half minute changes."""
    return rotating.STEP_S - int(clock.now().timestamp()) % rotating.STEP_S


def face_of(text: str) -> UUID:
    """Whose code the liaison scanned. Raises NotFound for what we did not make, Conflict for one that is over."""
    deputy_id, step = _opened(FACE, None, text)
    if not 0 <= rotating.step_at(clock.now()) - step <= 1:
        raise Conflict("code.changed", "这枚码过了 30 秒，换过了。请代表重新出示，再扫一次。")
    return deputy_id


def _moment(scanned_at: datetime | None) -> datetime:
    """When the code was scanned. Raises InvalidInput for the future and for more than a day ago."""
    now = clock.now()
    if scanned_at is None:
        return now
    if scanned_at > now + LATE_AFTER or scanned_at < now - LATE_FOR:
        raise InvalidInput(
            "duty.scan_time",
            "手机的时间不对，或扫码超过一天了。请联络员代您登记，一样算数。",
            fields={"scanned_at": "只收一天以内的扫码"},
        )
    return min(scanned_at, now)


def _ticketed(actor: Actor, text: str, at: datetime | None) -> screens.Shown | None:
    """The scan that a ticket stands for; None for another code."""
    if not text.startswith(TICKET):
        return None
    screen_id, step = _opened(TICKET, actor.account_id, text)
    screen = db.session.get(Screen, screen_id)
    if screen is None or screen.revoked_at is not None:
        raise Gone("code.revoked", "这块屏停用了。请联络员代您登记，一样算数。")
    shown_at = datetime.fromtimestamp(step * rotating.STEP_S, UTC)
    if clock.now() - shown_at > (LATE_AFTER if at is None else LATE_FOR):
        raise Conflict("code.changed", "扫码过了一会儿了。请再扫一次；扫不上，请联络员代您登记，一样算数。")
    return screens.Shown(db.session.get_one(Station, screen.station_id), screen_id, step)


def _sealed(prefix: str, account_id: UUID | None, subject: UUID, step: int) -> str:
    packed = _PARTS.pack(subject.bytes, step)
    return prefix + urlsafe_b64encode(packed + _seal(prefix, account_id, packed)).decode().rstrip("=")


def _opened(prefix: str, account_id: UUID | None, text: str) -> tuple[UUID, int]:
    """(whose or which, step) of a text that this server sealed. Raises NotFound for every other."""
    body = text.removeprefix(prefix)
    try:
        raw = urlsafe_b64decode(body + "=" * (-len(body) % 4))
    except (NotBase64, ValueError):
        raw = b""
    packed, seal = raw[: _PARTS.size], raw[_PARTS.size :]
    is_whole = (
        text.startswith(prefix) and len(seal) == _SEAL and urlsafe_b64encode(raw).decode().rstrip("=") == body
    )
    if not is_whole or not crypto.same(_seal(prefix, account_id, packed).hex(), seal.hex()):
        raise NotFound("code.unknown", "没有这枚码。请重新出示、再扫一次，或代为登记，一样算数。")
    subject, step = _PARTS.unpack(packed)
    return UUID(bytes=subject), step


def _seal(prefix: str, account_id: UUID | None, packed: bytes) -> bytes:
    return crypto.ring().index("duty", f"{prefix}|{account_id or ''}|{packed.hex()}")
