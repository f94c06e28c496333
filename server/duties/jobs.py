"""Duties that come by themselves from what happened elsewhere (F08)."""

from __future__ import annotations

from uuid import UUID

from server.core import jobs
from server.core.db import db
from server.duties import service
from server.messages.models import Message
from server.stations.models import Station


@jobs.on("message.replied")
def log_reply(message_id: UUID, step_id: int, deputy_id: UUID | None = None) -> None:
    """A deputy's answer is a duty; a liaison's is not."""
    if deputy_id is None:
        return
    message = db.session.get_one(Message, message_id)
    station = db.session.get_one(Station, message.station_id)
    assert message.answered_at is not None
    service.import_reply(deputy_id, message_id=message.id, station=station, at=message.answered_at)
