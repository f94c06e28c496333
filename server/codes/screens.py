"""Screens are paired, show the changing code, and are cut off; the secrets behind the code change by themselves."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import bindparam, func, select, update

from server.codes import rotating
from server.codes.rotating import Header
from server.codes.screen_models import RotationKey, Screen
from server.core import audit, clock, crypto
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import Conflict, Gone, NotFound
from server.core.text import UNMISTAKABLE
from server.stations.models import Station

PAIRING_FOR: Final = timedelta(minutes=10)
PAIRING_LENGTH: Final = 8
KEY_FOR: Final = timedelta(days=90)
LATE_STEPS: Final = timedelta(seconds=2 * rotating.STEP_S)
"""A code made with the last key before it changed is still taken that long."""
KEPT_FOR: Final = timedelta(hours=48)
"""And as long for a scan that waited on a phone without a net."""
CLOCKS_DIFFER: Final = timedelta(minutes=8)
MOST_SCREENS: Final = 10
ONE_AT_A_TIME: Final = 0x5C2EE4
"""The lock of the database under which a secret is replaced: the first screens of a platform may begin together."""


@dataclass(frozen=True, slots=True)
class Paired:
    """`text` is shown once: the pairing code to type, or the screen's own credential."""

    screen: Screen
    text: str


def begin(actor: Actor, station: Station, *, name: str) -> Paired:
    """A pairing code for one more screen at this station; good for ten minutes and for one device."""
    here = select(func.count()).where(Screen.station_id == station.id, Screen.revoked_at.is_(None))
    if (db.session.scalar(here) or 0) >= MOST_SCREENS:
        raise Conflict("screen.too_many", f"一个站最多 {MOST_SCREENS} 块屏，请先停用不用的。")
    _in_use()
    text = "".join(secrets.choice(UNMISTAKABLE) for _ in range(PAIRING_LENGTH))
    screen = Screen(
        station_id=station.id,
        name=name,
        handle=secrets.token_bytes(rotating.HANDLE_BYTES),
        pairing_digest=crypto.digest(text),
        pairing_until=clock.now() + PAIRING_FOR,
        made_by=actor.account_id,
    )
    db.session.add(screen)
    audit.record(actor, "screen.begin", "screen", screen.id, name)
    return Paired(screen, text)


def pair(text: str) -> Paired:
    """The device typed the code: it gets a credential of its own, and the code is spent."""
    digest = crypto.digest(text.strip().upper())
    waiting = select(Screen).where(Screen.pairing_digest == digest).with_for_update()
    screen = db.session.scalar(waiting)
    is_good = (
        screen is not None
        and screen.revoked_at is None
        and (screen.pairing_until or clock.now()) > clock.now()
    )
    if screen is None or not is_good:
        raise NotFound("screen.pairing", "配对码不对，或已经过了 10 分钟、用过了。请站长在电脑上再要一个。")
    credential = crypto.token()
    screen.pairing_digest = screen.pairing_until = None
    screen.credential_digest = crypto.digest(credential)
    screen.paired_at = clock.now()
    return Paired(screen, credential)


def revoke(actor: Actor, screen: Screen) -> Screen:
    """A lost tablet: its credential and every code it ever showed end with this statement."""
    if screen.revoked_at is not None:
        raise Conflict("screen.revoked", "这块屏已经停用了。")
    screen.revoked_at = clock.now()
    audit.record(actor, "screen.revoke", "screen", screen.id, screen.name)
    return screen


def of_station(station_id: UUID) -> list[Screen]:
    """The screens in use or waiting for their device, the oldest first."""
    alive = (Screen.pairing_until.is_(None)) | (Screen.pairing_until > clock.now())
    found = select(Screen).where(Screen.station_id == station_id, Screen.revoked_at.is_(None), alive)
    return list(
        db.session.scalars(found.order_by(Screen.pairing_until.nulls_first(), Screen.paired_at, Screen.id))
    )


def of_station_for_update(station_id: UUID, screen_id: UUID) -> Screen:
    """Raises NotFound for a screen of another station."""
    found = select(Screen).where(Screen.id == screen_id, Screen.station_id == station_id)
    screen = db.session.scalar(found.with_for_update())
    if screen is None:
        raise NotFound("screen.unknown", "没有找到这块屏。")
    return screen


def behind(credential: str) -> tuple[Screen, Station]:
    """The screen that shows itself by this credential, with its station. Raises Gone when it was cut off."""
    found = select(Screen, Station).join(Station, Station.id == Screen.station_id)
    row = db.session.execute(found.where(Screen.credential_digest == crypto.digest(credential))).first()
    if row is None or row.Screen.revoked_at is not None:
        raise Gone("screen.revoked", "这块屏停用了。要接着用，请站长重新配对。")
    return row.Screen, row.Station


def note_seen(screen: Screen) -> None:
    """That it is on, to the minute: one write a minute, not one a look."""
    minute = clock.now().replace(second=0, microsecond=0)
    if screen.seen_at is None or screen.seen_at < minute:
        db.session.execute(update(Screen).where(Screen.id == screen.id).values(seen_at=minute))


def codes_from(screen: Screen, moment: datetime, count: int) -> list[str]:
    """What the screen shows at this moment and in the steps after it."""
    key = _in_use()
    first = rotating.step_at(moment)
    secret = bytes.fromhex(key.secret)
    return [
        rotating.made(secret, screen.station_id, Header(key.number, screen.handle, first + later))
        for later in range(count)
    ]


@dataclass(frozen=True, slots=True)
class Shown:
    """A changing code that is ours: where, on which screen, in which half minute."""

    station: Station
    screen_id: UUID
    step: int


_BEHIND = (
    select(Screen, Station, RotationKey)
    .join(Station, Station.id == Screen.station_id)
    .join(RotationKey, RotationKey.number == bindparam("number"))
    .where(Screen.handle == bindparam("handle"))
)


def scanned(text: str, *, at: datetime | None = None) -> Shown:
    """What was scanned now, or by a phone without a net at its own moment `at`, up to a day ago.

    Raises NotFound for what we did not make, Gone for a screen that was cut off, Conflict when it is no longer
    (or was not then) what the screen showed.
    """
    parts = rotating.read(text)
    row = (
        parts and db.session.execute(_BEHIND, {"number": parts[0].key_id, "handle": parts[0].handle}).first()
    )
    if not parts or not row:
        raise _unknown()
    header, seal = parts
    screen, station, key = row
    if key.is_burnt or not rotating.is_ours(bytes.fromhex(key.secret), station.id, header, seal):
        raise _unknown()
    if screen.revoked_at is not None:
        where = {"id": str(station.id), "name": station.name, "phone": station.phone}
        raise Gone(
            "code.revoked", f"这块屏停用了。请联络员代您登记，一样算数。{station.name}还在。", station=where
        )
    if not _is_in_time(header, key, at):
        raise Conflict("code.changed", "屏幕上的码换过了。请再扫一次；扫不上，请联络员代您登记，一样算数。")
    return Shown(station, screen.id, header.step)


def _is_in_time(header: Header, key: RotationKey, at: datetime | None) -> bool:
    now = clock.now()
    grace = LATE_STEPS if at is None else KEPT_FOR
    if key.retired_at is not None and now - key.retired_at > grace:
        return False
    return rotating.is_shown(header, now) if at is None else rotating.was_shown(header, at, CLOCKS_DIFFER)


def _unknown() -> NotFound:
    return NotFound("code.unknown", "没有这枚码。请对着屏幕再扫一次，或请联络员代您登记，一样算数。")


def rotate(*, is_burnt: bool = False) -> RotationKey:
    """A fresh secret; the one before goes on for two steps, or, when it became known, not for one."""
    db.session.execute(select(func.pg_advisory_xact_lock(ONE_AT_A_TIME)))
    before = db.session.scalar(select(RotationKey).where(RotationKey.retired_at.is_(None)).with_for_update())
    number = before.number if before else 0
    if before is not None:
        before.retired_at = clock.now()
        before.is_burnt = is_burnt
        db.session.flush()
    if is_burnt:
        # what was in use shortly before may be known as well
        db.session.execute(
            update(RotationKey).where(RotationKey.retired_at.is_not(None)).values(is_burnt=True)
        )
    _make_room(number % 255 + 1)
    key = RotationKey(number=number % 255 + 1, secret=secrets.token_hex(32), made_at=clock.now())
    db.session.add(key)
    db.session.flush()
    return key


def rotate_when_due() -> None:
    key = _in_use()
    if clock.now() - key.made_at >= KEY_FOR:
        rotate()


def _in_use() -> RotationKey:
    """The newest secret; the first screen of the platform makes the first one."""
    current = select(RotationKey).where(RotationKey.retired_at.is_(None))
    return db.session.scalar(current) or rotate()


def _make_room(number: int) -> None:
    """After 255 changes the numbers begin again: what stood there ended more than sixty years ago."""
    gone = db.session.scalar(select(RotationKey).where(RotationKey.number == number))
    if gone is not None:
        db.session.delete(gone)
        db.session.flush()
