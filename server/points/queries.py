"""Whether points are on somewhere today, and whose they may be seen. There is no list of people here, and none is made."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, false, select

from server.areas.queries import county_prefix, within
from server.core import clock
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import NotFound
from server.core.permissions import Permission
from server.deputies.models import Deputy
from server.points.models import PointsSwitch, PointsWeight
from server.points.table import TABLE, Item


def in_force(on: date) -> ColumnElement[bool]:
    """From its first day to its last, without anybody doing anything about it."""
    return and_(PointsSwitch.stopped_at.is_(None), PointsSwitch.starts_on <= on, PointsSwitch.ends_on >= on)


def is_on_anywhere() -> bool:
    found = select(exists().where(in_force(clock.today())))
    return bool(db.session.execute(found).scalar_one())


def switch_at(area_code: str) -> PointsSwitch | None:
    """What is in force today where the deputy's register is."""
    county = county_prefix(area_code).ljust(12, "0")
    found = select(PointsSwitch).where(PointsSwitch.area_code == county, in_force(clock.today()))
    return db.session.scalar(found)


def visible_to(actor: Actor) -> Select[PointsSwitch]:
    """The papers of one's own county, whether they still hold or not."""
    if actor.area_prefix and actor.may(Permission.POINTS_SWITCH):
        return select(PointsSwitch).where(within(PointsSwitch.area_code, actor.area_prefix))
    return select(PointsSwitch).where(false())


def last(actor: Actor) -> PointsSwitch | None:
    found = visible_to(actor).order_by(PointsSwitch.set_at.desc(), PointsSwitch.id).limit(1)
    return db.session.scalar(found)


def held_for_update(area_code: str) -> PointsSwitch | None:
    """The one that nobody stopped, also when its days are over."""
    asked = select(PointsSwitch).where(PointsSwitch.area_code == area_code, PointsSwitch.stopped_at.is_(None))
    return db.session.scalar(asked.with_for_update())


def weights(switch: PointsSwitch) -> dict[Item, PointsWeight]:
    """In the order of the table."""
    rows = db.session.scalars(select(PointsWeight).where(PointsWeight.switch_id == switch.id))
    found = {row.item: row for row in rows}
    return {item: found[item] for item in TABLE if item in found}


def person(actor: Actor, deputy_id: UUID | None) -> tuple[Deputy, PointsSwitch]:
    """One person's, for the person or the personnel office of the county, while it is on. Raises NotFound, as where
    nothing is."""
    is_own = deputy_id is not None and deputy_id == actor.deputy_id and actor.may(Permission.POINTS_OWN)
    found = select(Deputy).where(Deputy.id == deputy_id)
    if not is_own:
        is_office = actor.may(Permission.POINTS_READ) and bool(actor.area_prefix)
        found = found.where(within(Deputy.area_code, actor.area_prefix or "none") if is_office else false())
    deputy = db.session.scalar(found)
    switch = switch_at(deputy.area_code) if deputy else None
    if deputy is None or switch is None:
        raise absent()
    return deputy, switch


def absent() -> NotFound:
    """The same words as for any address that is not there."""
    return NotFound("not_found", "没有这个页面，可能是地址写错了。")
