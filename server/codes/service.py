"""Issuing codes, replacing and revoking them, and noting which of them want a look."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import func, or_, update
from sqlalchemy.dialects.postgresql import insert

from server.codes import queries
from server.codes.models import PREFIXES, Code, CodeKind, CodeReport, CodeStatus, ReportKind
from server.core import audit, clock, crypto, outbox
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import Conflict
from server.deputies.models import Deputy
from server.stations.models import Station

Wanted = tuple[Station, CodeKind, Deputy | None, str]
"""Where a code is to hang: the station, its kind, whose it is, the placement in words."""
PLACEMENTS = {CodeKind.STATION: "大门口", CodeKind.DUTY: "接待室", CodeKind.DEPUTY: ""}


def issue(
    actor: Actor, station: Station, kind: CodeKind, *, deputy: Deputy | None = None, placement: str = ""
) -> Code:
    """A new code for one placement. A deputy's code also names the station it falls back to."""
    code = _made(station, kind, deputy, placement)
    db.session.add(code)
    audit.record(actor, "code.issue", "code", code.id, placement)
    return code


def issue_many(actor: Actor, wanted: Iterable[Wanted]) -> list[Code]:
    """As `issue`, for a whole register at once: one statement a thousand, and one line of audit."""
    codes = [_made(*one) for one in wanted]
    if codes:
        db.session.add_all(codes)
        db.session.flush()
        audit.record(actor, "code.issue_many", "code", None, f"{len(codes)} 枚")
    return codes


def issue_missing(actor: Actor, kind: CodeKind, *, area: str | None = None) -> list[Code]:
    """A code for every station (R4-02, R4-03), or every deputy in office, of one's register that has none."""
    lacking = queries.lacking(actor, kind, area)
    return issue_many(actor, [(station, kind, whose, PLACEMENTS[kind]) for station, whose in lacking])


def _made(station: Station, kind: CodeKind, deputy: Deputy | None, placement: str) -> Code:
    text = PREFIXES[kind] + crypto.token(16)
    return Code(
        kind=kind,
        token_digest=crypto.digest(text),
        token=text,
        station_id=station.id,
        deputy_id=deputy.id if deputy else None,
        placement=placement,
        status=CodeStatus.ACTIVE,
        issued_at=clock.now(),
    )


def revoke(actor: Actor, code: Code) -> Code:
    """Withdraw a code: whoever scans it from now on is shown the way on. Raises Conflict when it was already."""
    if code.status is CodeStatus.REVOKED:
        raise Conflict("code.revoked", "这枚码已经停用了。")
    code.status = CodeStatus.REVOKED
    code.revoked_at = clock.now()
    audit.record(actor, "code.revoke", "code", code.id, code.placement)
    outbox.assign("codes.forget", code_id=code.id)
    return code


def replace(actor: Actor, code: Code) -> Code:
    """A fresh code for the same placement; the old one is withdrawn and knows its successor."""
    station = db.session.get_one(Station, code.station_id)
    deputy = db.session.get_one(Deputy, code.deputy_id) if code.deputy_id else None
    revoke(actor, code)
    fresh = issue(actor, station, code.kind, deputy=deputy, placement=code.placement)
    code.replaced_by = fresh.id
    return fresh


LONGEST_NOTES = 4000
"""Characters of the notes of one code on one day: twenty residents at their longest."""


def report(code: Code, kind: ReportKind, note: str = "") -> None:
    """Somebody scanned a withdrawn code, or says that one is damaged: one line a day, its station is told once."""
    row = {"id": uuid4(), "code_id": code.id, "kind": kind, "on": clock.today(), "times": 1, "note": note}
    stated = insert(CodeReport).values(row)
    # every note of the day stays: the second resident may have seen another thing
    said = func.concat_ws("\n", func.nullif(CodeReport.note, ""), func.nullif(stated.excluded.note, ""))
    merged = stated.on_conflict_do_update(
        index_elements=["code_id", "kind", "on"],
        set_={"times": CodeReport.times + 1, "note": func.left(said, LONGEST_NOTES), "settled_at": None},
    )
    times = db.session.execute(merged.returning(CodeReport.times)).scalar_one()
    if times == 1:
        outbox.publish("code.reported", **_whereabouts(code), kind=kind, on=clock.today())


def settle(actor: Actor, seen: CodeReport) -> CodeReport:
    """Somebody went and looked."""
    seen.settled_at = clock.now()
    audit.record(actor, "code.settle", "code", seen.code_id, seen.kind)
    return seen


def note_scans(digests: Iterable[bytes], on: date) -> None:
    """These codes still hang (W20): the day alone is kept, never how often or by whom."""
    later = or_(Code.last_scanned_on.is_(None), Code.last_scanned_on < on)
    db.session.execute(
        update(Code).where(Code.token_digest.in_(list(digests)), later).values(last_scanned_on=on)
    )


def _whereabouts(code: Code) -> dict[str, UUID | str]:
    station = db.session.get_one(Station, code.station_id)
    return {"code_id": code.id, "station_id": station.id, "where": f"{station.name}{code.placement}"}
