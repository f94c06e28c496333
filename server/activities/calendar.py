"""Planning on the console: a day and two times of the clock become an activity; what a station has around today."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Annotated
from uuid import UUID

from pydantic import Field

from server.activities.kinds import KINDS, DutyKind
from server.activities.life import ActivityReach
from server.activities.models import Activity
from server.activities.queries import visible_to
from server.core import clock
from server.core.actor import Actor
from server.core.db import db
from server.core.parsing import Body
from server.core.text import Text, Words

BACK, AHEAD = 30, 60
"""Days around today that a station's page shows."""
WITHOUT_A_PLACE = {DutyKind.HANDLE_OPINION, DutyKind.SPEAK, DutyKind.SUGGEST, DutyKind.LEGIS_COMMENT}
PLANNED = {kind: info.name for kind, info in KINDS.items() if kind not in WITHOUT_A_PLACE}
"""Kinds that a station puts on its calendar, by name."""

SAID = {"title", "kind", "place", "deputy_ids", "reach", "is_online"}


class PlanForm(Body):
    title: Annotated[Words, Field(min_length=2, max_length=80)]
    kind: DutyKind
    on: date
    begins: time
    ends: time
    place: Annotated[Text, Field(max_length=120)] = ""
    deputy_ids: Annotated[list[UUID], Field(max_length=300)] = []
    reach: ActivityReach = ActivityReach.STATION
    is_online: bool = False
    as_draft: bool = False

    def plan(self) -> dict[str, object]:
        """What the verb takes, in China's time."""
        return self.model_dump(include=SAID) | {
            "starts_at": datetime.combine(self.on, self.begins, clock.ZONE),
            "ends_at": datetime.combine(self.on, self.ends, clock.ZONE),
        }


def around_today(actor: Actor, station_id: UUID) -> list[Activity]:
    """A station's activities from a month ago to two months ahead, latest first."""
    midnight = clock.midnight(clock.today())
    found = visible_to(actor).where(
        Activity.station_id == station_id,
        Activity.starts_at >= midnight - timedelta(days=BACK),
        Activity.starts_at < midnight + timedelta(days=AHEAD + 1),
    )
    return list(db.session.scalars(found.order_by(Activity.starts_at.desc(), Activity.id).limit(60)))
