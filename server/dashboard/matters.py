"""What waits, as the alerts say it: how many of a kind, whom they went to, never a list of people or units (F10)."""

from __future__ import annotations

from sqlalchemy import ColumnElement, func

from server.alerts import queries as alerts_seen
from server.alerts.models import Alert
from server.alerts.registry import RULES
from server.areas.queries import within
from server.core.actor import Actor
from server.core.db import db
from server.dashboard.places import Place
from server.dashboard.shapes import Matter

MOST = 10
GATHERED = "W08"


def alerts(actor: Actor, place: Place) -> tuple[Matter, ...]:
    """Open ones that the reader sees, by rule in the rules' order."""
    found = alerts_seen.visible_to(actor).where(*_here(place)).with_only_columns(Alert.rule, func.count())
    counted = {rule: count for rule, count in db.session.execute(found.group_by(Alert.rule))}
    return tuple(
        Matter(rule.name, counted[key], f"发给{rule.audience}", f"/console/alerts?rule={key}")
        for key, rule in sorted(RULES.items())
        if key in counted
    )


def hot(actor: Actor, place: Place) -> tuple[Matter, ...]:
    """The same thing, said by many: matters in the order of time, not units."""
    found = alerts_seen.visible_to(actor).where(*_here(place), Alert.rule == GATHERED)
    rows = db.session.scalars(found.order_by(Alert.opened_at.desc(), Alert.id).limit(MOST))
    return tuple(Matter(one.shown, 1, one.why, f"/console/alerts?rule={GATHERED}") for one in rows)


def _here(place: Place) -> list[ColumnElement[bool]]:
    if place.station:
        return [Alert.closed_at.is_(None), Alert.station_id == place.station]
    return [Alert.closed_at.is_(None), within(Alert.area_code, place.prefix)]
