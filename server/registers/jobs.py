"""Sheets that were read do not stay: what people wrote in them is forgotten when nobody needs it any more."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select, update

from server.core import clock, jobs
from server.core.db import db, transaction
from server.registers.models import Import, ImportLine, ImportState

KEPT = timedelta(days=1)


@jobs.every(hour=3, minute=40)
def forget() -> None:
    """Lines older than a day go; a sheet that nobody imported counts as put away."""
    before = clock.now() - KEPT
    old = select(Import.id).where(Import.created_at < before)
    with transaction():
        db.session.execute(delete(ImportLine).where(ImportLine.import_id.in_(old)))
        waiting = update(Import).where(Import.created_at < before, Import.state == ImportState.CHECKED)
        db.session.execute(waiting.values(state=ImportState.DROPPED))
