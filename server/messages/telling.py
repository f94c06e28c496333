"""What every notice about a letter needs: the letter with its station, and where the notice leads."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from sqlalchemy import bindparam, select

from server.core.db import db
from server.messages.models import Message
from server.notifications.service import Target
from server.stations.models import Station

CASE_PAGE: Final = "pages/case/index?id="
_WITH_STATION = (
    select(Message, Station)
    .join(Station, Station.id == Message.station_id)
    .where(Message.id == bindparam("message_id"))
)


def with_station(message_id: UUID) -> tuple[Message, Station]:
    message, station = db.session.execute(_WITH_STATION, {"message_id": message_id}).one()
    return message, station


def case_of(message: Message) -> Target:
    """Where every notice about a message leads."""
    return Target("message", message.id, CASE_PAGE + str(message.id))
