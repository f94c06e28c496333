"""What stands on a station's screen beside the code: what is on, and who was recorded today."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from server.activities.queries import of_station_on
from server.core import clock
from server.core.db import db
from server.deputies.models import Deputy
from server.duties.life import COUNTED, DutyStatus
from server.duties.models import Duty, DutySource
from server.screens.schemas import RecordedOut

MOST_NAMES = 12


def activity_now(station_id: UUID) -> str:
    """What is on at this hour, or from when today, in words; nothing when nothing more is planned."""
    now = clock.now()
    one = next((one for one in of_station_on(station_id, now) if one.ends_at >= now), None)
    if one is None:
        return ""
    return (
        f"现在：{one.title}"
        if one.starts_at <= now
        else f"{clock.local(one.starts_at):%H:%M} 开始：{one.title}"
    )


def recorded_today(station_id: UUID) -> list[RecordedOut]:
    """Who was recorded at this station today, the last first: names that stand on the wall anyway."""
    midnight = clock.midnight(clock.today())
    found = (
        select(Deputy.name, Duty.recorded_at)
        .join(Deputy, Deputy.id == Duty.deputy_id)
        .where(Duty.station_id == station_id, Duty.recorded_at >= midnight, Duty.at >= midnight)
        .where(Duty.source != DutySource.IMPORT, Duty.status.in_((*COUNTED, DutyStatus.PENDING)))
        .order_by(Duty.recorded_at.desc(), Duty.id)
        .limit(MOST_NAMES)
    )
    return [RecordedOut(name=name, at=clock.local(at)) for name, at in db.session.execute(found)]
