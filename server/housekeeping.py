"""What grows and is no longer needed is cleared away every night."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete

from server.accounts.models import Session
from server.core import clock, idempotency, jobs
from server.core.db import db, transaction
from server.gateways.registry import gateways
from server.gateways.storage import FileStorage
from server.notifications import receipts
from server.notifications.models import PlatformEvent
from server.uploads.models import Upload


@jobs.every(hour=3, minute=20)
def clear() -> None:
    """Ended sessions, old answers, the platform's old pushes, pictures never sent, half-written files."""
    now = clock.now()
    with transaction():
        db.session.execute(delete(Session).where(Session.expires_at < now))
        db.session.execute(delete(PlatformEvent).where(PlatformEvent.received_at < now - timedelta(days=30)))
        idempotency.forget_old()
        receipts.forget_old()
        orphans = delete(Upload).where(Upload.used_at.is_(None), Upload.created_at < now - timedelta(days=2))
        forgotten = db.session.scalars(orphans.returning(Upload.id)).all()
    storage = gateways().storage
    for upload_id in forgotten:
        storage.delete(str(upload_id))
    if isinstance(storage, FileStorage):
        storage.sweep(now - timedelta(hours=1))
