"""Units of an office's area, and the unit whose a letter is."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select

from server.areas.queries import areas_above, within
from server.core import clock
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import NotFound
from server.departments.models import Department, OnCall, RoutingRule


def visible_to(actor: Actor) -> Select[Department]:
    """The register of an office: the units of its area. Stations keep none."""
    if actor.area_prefix:
        return select(Department).where(within(Department.area_code, actor.area_prefix))
    return select(Department).where(false())


def get(actor: Actor, department_id: UUID) -> Department:
    """A unit of the actor's register. Raises NotFound for any other."""
    return _found(visible_to(actor).where(Department.id == department_id))


def get_for_update(actor: Actor, department_id: UUID) -> Department:
    return _found(visible_to(actor).where(Department.id == department_id).with_for_update())


def _found(wanted: Select[Department]) -> Department:
    department = db.session.scalar(wanted)
    if department is None:
        raise NotFound("department.unknown", "没有找到这个单位。")
    return department


def is_open(on: date) -> ColumnElement[bool]:
    """A unit that is closed on a day takes nothing from that day on."""
    return or_(Department.closed_on.is_(None), Department.closed_on > on)


def in_force(on: date) -> ColumnElement[bool]:
    """A rule holds from its first day up to and with its last."""
    return and_(RoutingRule.since <= on, or_(RoutingRule.until.is_(None), RoutingRule.until >= on))


def unit_for(category: str | None, area_code: str, on: date | None = None) -> Department | None:
    """Whose a letter of this category from this place is on a day (today); None where no rule says.

    The smallest area that has a rule decides; within it the rule of the category, then the one for the rest.
    """
    day, above = on or clock.today(), areas_above(area_code)
    found = (
        select(Department)
        .join(RoutingRule, RoutingRule.department_id == Department.id)
        .where(RoutingRule.area_code.in_(above), in_force(day), is_open(day))
        .where(or_(RoutingRule.category == category, RoutingRule.category.is_(None)))
        .order_by(func.array_position(above, RoutingRule.area_code), RoutingRule.category.is_(None))
    )
    return db.session.scalars(found.limit(1)).first()


def rules_visible(actor: Actor) -> Select[RoutingRule]:
    """Rules for places of the actor's area."""
    if actor.area_prefix:
        return select(RoutingRule).where(within(RoutingRule.area_code, actor.area_prefix))
    return select(RoutingRule).where(false())


def rule_for_update(actor: Actor, rule_id: UUID) -> RoutingRule:
    rule = db.session.scalar(rules_visible(actor).where(RoutingRule.id == rule_id).with_for_update())
    if rule is None:
        raise NotFound("routing.unknown", "没有找到这条分派规则。")
    return rule


def rules_of(department: Department) -> list[RoutingRule]:
    """In force or coming, by area and category; rules that have ended are told by the audit."""
    found = select(RoutingRule).where(
        RoutingRule.department_id == department.id,
        or_(RoutingRule.until.is_(None), RoutingRule.until >= clock.today()),
    )
    order = (RoutingRule.area_code, RoutingRule.category.nulls_last(), RoutingRule.since)
    return list(db.session.scalars(found.order_by(*order)))


def overlapping(rule: RoutingRule) -> list[RoutingRule]:
    """Rules for the same category and place on some day of this one's, by their first day."""
    begins_before = RoutingRule.since <= rule.until if rule.until else RoutingRule.since.is_not(None)
    found = select(RoutingRule).where(
        RoutingRule.area_code == rule.area_code,
        RoutingRule.category.is_not_distinct_from(rule.category),
        RoutingRule.id != rule.id,
        begins_before,
        or_(RoutingRule.until.is_(None), RoutingRule.until >= rule.since),
    )
    return list(db.session.scalars(found.order_by(RoutingRule.since)))


def spans_visible(actor: Actor) -> Select[OnCall]:
    """The rosters of one's own area and of those in it."""
    if actor.area_prefix:
        return select(OnCall).where(within(OnCall.area_code, actor.area_prefix))
    return select(OnCall).where(false())


def span_for_update(actor: Actor, span_id: UUID) -> OnCall:
    span = db.session.scalar(spans_visible(actor).where(OnCall.id == span_id).with_for_update())
    if span is None:
        raise NotFound("on_call.unknown", "没有找到这一段值守。")
    return span
