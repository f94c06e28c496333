"""Why an alert is over: a feature says what was done to the things its alerts are about, from its own steps.

    @tells_the_end("message")
    def last_step(alerts: Sequence[Alert]) -> Mapping[UUID, str]: ...

Where nobody knows a step, a number that the office changed meanwhile is the reason, or the condition passed by itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from sqlalchemy import select

from server.alerts.models import Alert
from server.alerts.registry import RULES
from server.areas.catalogue import PARAMETERS
from server.areas.models import Setting
from server.areas.queries import areas_above
from server.core import clock
from server.core.db import db

Teller = Callable[[Sequence[Alert]], Mapping[UUID, str]]
BY_ITSELF = "日子过了，或条件不再成立"
TELLERS: dict[str, Teller] = {}


def tells_the_end(*target_types: str) -> Callable[[Teller], Teller]:
    def register(tell: Teller) -> Teller:
        TELLERS.update(dict.fromkeys(target_types, tell))
        return tell

    return register


def how(alerts: Sequence[Alert]) -> dict[UUID, str]:
    """By alert, in words: one look of each feature for all of them."""
    by_type: dict[str, list[Alert]] = defaultdict(list)
    for alert in alerts:
        by_type[alert.target_type].append(alert)
    found: dict[UUID, str] = {}
    for kind, its in by_type.items():
        if kind in TELLERS:
            found.update(TELLERS[kind](its))
    rest = [alert for alert in alerts if alert.id not in found]
    return found | _by_a_setting(rest)


def _by_a_setting(alerts: Sequence[Alert]) -> dict[UUID, str]:
    """Until it ended, a number of its rule was set anew for the place: that is what ended it."""
    keys = {key for alert in alerts for key in RULES[alert.rule].uses}
    codes = {code for alert in alerts for code in areas_above(alert.area_code)}
    rows = []
    if keys:
        asked = select(Setting).where(Setting.key.in_(keys), Setting.area_code.in_(codes))
        rows = list(db.session.scalars(asked.order_by(Setting.effective_on, Setting.id)))
    return {alert.id: _setting(alert, rows) for alert in alerts}


def _setting(alert: Alert, rows: Sequence[Setting]) -> str:
    above, uses = areas_above(alert.area_code), RULES[alert.rule].uses
    ended = clock.local(alert.closed_at or clock.now()).date()
    for row in rows:
        if row.key in uses and row.area_code in above and row.effective_on == ended:
            one = PARAMETERS[row.key]
            return f"这一天起“{one.name}”改成了 {one.kind.words(row.value)}"
    return BY_ITSELF
