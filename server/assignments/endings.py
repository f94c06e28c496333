"""What ended an alert about a letter with a unit: the last step of that letter until then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import select

from server.alerts.endings import tells_the_end
from server.alerts.models import Alert
from server.assignments.models import Assignment
from server.core.db import db
from server.messages.endings import by_steps


@tells_the_end("assignment")
def of_assignments(alerts: Sequence[Alert]) -> Mapping[UUID, str]:
    asked = select(Assignment.id, Assignment.message_id).where(
        Assignment.id.in_({alert.target_id for alert in alerts})
    )
    letters = dict(db.session.execute(asked).tuples().all())
    return by_steps({alert.id: (letters.get(alert.target_id), alert) for alert in alerts if alert.target_id})
