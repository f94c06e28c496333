"""Taking pictures and recordings in and letting them be seen for a while."""

from __future__ import annotations

from server.core import clock, crypto
from server.core.actor import Actor
from server.core.db import db
from server.gateways.pictures import Picture
from server.gateways.sounds import Sound
from server.uploads.models import Upload

SEEN_FOR = 600
"""Seconds for which a signed address shows the picture."""


def store(actor: Actor, picture: Picture | Sound) -> Upload:
    """Note a cleaned picture or recording. Its bytes are put into storage under the id before the request commits."""
    upload = Upload(
        owner_id=actor.own_id(),
        type=picture.type,
        size=len(picture.data),
        width=picture.width,
        height=picture.height,
        created_at=clock.now(),
    )
    db.session.add(upload)
    return upload


def use(upload: Upload) -> None:
    upload.used_at = clock.now()


def address(upload: Upload, secret: str, seen_for: int = SEEN_FOR) -> str:
    """Where the picture can be seen for ten minutes, or `seen_for` seconds, by whoever was given this address."""
    # rounded, so that a page opened twice finds the picture in the browser's cache
    until = (int(clock.now().timestamp()) // 300 + 1) * 300 + seen_for
    return f"/api/uploads/{upload.id}?until={until}&sign={_sign(upload, until, secret)}"


def is_address(upload: Upload, until: int, sign: str, secret: str) -> bool:
    return until > clock.now().timestamp() and crypto.same(sign, _sign(upload, until, secret))


def _sign(upload: Upload, until: int, secret: str) -> str:
    return crypto.sign(secret, f"upload|{upload.id}|{until}")
