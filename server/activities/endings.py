"""What ended W04: a meeting that counts was put on file; where there is none, the period was over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import and_, func, select

from server.activities.alerts import counting
from server.activities.models import Activity
from server.alerts.endings import tells_the_end
from server.alerts.models import Alert
from server.core import clock
from server.core.db import db
from server.core.text import day_words


@tells_the_end("station_agenda")
def of_stations(alerts: Sequence[Alert]) -> Mapping[UUID, str]:
    met = and_(Activity.station_id == Alert.target_id, Activity.finished_at <= Alert.closed_at, *counting())
    found = (
        select(Alert.id, func.max(Activity.starts_at))
        .join(Activity, and_(met, Activity.changed_at >= Alert.opened_at))
        .where(Alert.id.in_([alert.id for alert in alerts]))
        .group_by(Alert.id)
    )
    rows = db.session.execute(found).tuples()
    return {alert_id: f"{day_words(clock.local(at).date())}的线下活动归档了" for alert_id, at in rows if at}
