"""Issuing and revoking codes."""

from __future__ import annotations

from server.codes.models import PREFIXES, Code, CodeKind, CodeStatus
from server.core import audit, clock, crypto, outbox
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import Conflict
from server.deputies.models import Deputy
from server.stations.models import Station


def issue(
    actor: Actor, station: Station, kind: CodeKind, *, deputy: Deputy | None = None, placement: str = ""
) -> Code:
    """A new code for one placement. A deputy's code also names the station it falls back to."""
    text = PREFIXES[kind] + crypto.token(16)
    code = Code(
        kind=kind,
        token_digest=crypto.digest(text),
        token=text,
        station_id=station.id,
        deputy_id=deputy.id if deputy else None,
        placement=placement,
        status=CodeStatus.ACTIVE,
        issued_at=clock.now(),
    )
    db.session.add(code)
    audit.record(actor, "code.issue", "code", code.id, placement)
    return code


def revoke(actor: Actor, code: Code) -> Code:
    """Withdraw a code: whoever scans it from now on is shown the way on. Raises Conflict when it was already."""
    if code.status is CodeStatus.REVOKED:
        raise Conflict("code.revoked", "这枚码已经停用了。")
    code.status = CodeStatus.REVOKED
    code.revoked_at = clock.now()
    audit.record(actor, "code.revoke", "code", code.id, code.placement)
    outbox.assign("codes.forget", code_id=code.id)
    return code
