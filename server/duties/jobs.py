"""Duties that come by themselves from what happened elsewhere (F08)."""

from __future__ import annotations

from uuid import UUID

from server.core import jobs
from server.core.db import db
from server.duties import alerts, service
from server.duties.queries import station_for
from server.messages.models import Message
from server.stations.models import Station
from server.suggestions.models import Suggestion

WORK = (alerts,)
"""Rules that stand in a file of their own, loaded with this one."""


@jobs.on("message.replied")
def log_reply(message_id: UUID, step_id: int, deputy_id: UUID | None = None) -> None:
    """A deputy's answer is a duty; a liaison's is not."""
    if deputy_id is None:
        return
    message = db.session.get_one(Message, message_id)
    station = db.session.get_one(Station, message.station_id)
    assert message.answered_at is not None
    service.import_reply(deputy_id, message_id=message.id, station=station, at=message.answered_at)


@jobs.on("suggestion.submitted")
def log_suggestion(suggestion_id: UUID) -> None:
    """A suggestion that is handed in is a duty of its leader (D03); handed in again after a change, it is the same one."""
    suggestion = db.session.get_one(Suggestion, suggestion_id)
    station = station_for(suggestion.leader_id, suggestion.area_code)
    if station is not None and suggestion.submitted_at is not None:
        service.import_suggestion(
            suggestion.leader_id, suggestion_id=suggestion.id, station=station, at=suggestion.submitted_at
        )
