"""What is known about what somebody wrote; asked by the feature that shows it, which knows who may see it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select

from server.core import clock
from server.core.db import db
from server.safety.models import Check, CheckState, Doubt, Part

NO_RESULT = timedelta(minutes=30)
"""The platform tells what it found in a photo within this time, or not at all (wxa_media_check)."""
GIVEN_UP = timedelta(hours=2)
"""Whatever still waits then waits for a task that is gone."""


class Standing(StrEnum):
    """May it be public, all its parts together: the worst one counts."""

    CLEAR = "clear"
    WAITING = "waiting"
    DOUBTFUL = "doubtful"
    WITHHELD = "withheld"


@dataclass(frozen=True, slots=True)
class Finding:
    """Where one subject stands, and what makes a person look."""

    standing: Standing
    doubts: tuple[tuple[Part, Doubt], ...] = ()


UNCHECKED = Finding(Standing.DOUBTFUL, ((Part.TEXT, Doubt.DOWN),))
"""Nobody ever asked: a person decides, as when the platform cannot."""

_WORST_FIRST = (
    (CheckState.TAKEN_BACK, Standing.WITHHELD),
    (CheckState.WITHHELD, Standing.WITHHELD),
    (CheckState.WAITING, Standing.WAITING),
    (CheckState.DOUBTFUL, Standing.DOUBTFUL),
)


def finding(checks: Sequence[Check]) -> Finding:
    if not checks:
        return UNCHECKED
    states = {check.state for check in checks}
    standing = next((standing for state, standing in _WORST_FIRST if state in states), Standing.CLEAR)
    doubts = dict.fromkeys(
        (check.part, check.doubt) for check in checks if check.state is CheckState.DOUBTFUL and check.doubt
    )
    return Finding(standing, tuple(doubts))


def findings(subject_ids: Iterable[UUID]) -> dict[UUID, Finding]:
    """Of several subjects in one statement."""
    wanted = list(subject_ids)
    if not wanted:
        return {}
    checks: defaultdict[UUID, list[Check]] = defaultdict(list)
    for check in db.session.scalars(select(Check).where(Check.subject_id.in_(wanted)).order_by(Check.part)):
        checks[check.subject_id].append(check)
    return {subject_id: finding(checks[subject_id]) for subject_id in wanted}


def of_for_update(subject_id: UUID) -> list[Check]:
    return list(db.session.scalars(_held(Check.subject_id == subject_id).order_by(Check.part, Check.id)))


def get_for_update(check_id: UUID) -> Check | None:
    return db.session.scalar(_held(Check.id == check_id))


def by_trace_for_update(trace_id: str) -> Check | None:
    return db.session.scalar(_held(Check.trace_id == trace_id))


def _held(condition: ColumnElement[bool]) -> Select[Check]:
    """As it is now: a task that asked meanwhile still holds the row as it was before."""
    return select(Check).where(condition).with_for_update().execution_options(populate_existing=True)


def without_result(limit: int = 500) -> list[Check]:
    """Photos whose result did not come in time, and whatever waits for a task that is gone."""
    now = clock.now()
    is_late = or_(Check.asked_at < now - NO_RESULT, Check.created_at < now - GIVEN_UP)
    waits = select(Check).where(Check.state == CheckState.WAITING, is_late).order_by(Check.created_at)
    return list(db.session.scalars(waits.limit(limit).with_for_update(skip_locked=True)))
