"""What the console's pages of units, routing and rosters show, in the order of area codes and pinyin (F01)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import func, or_, select

from server.accounts.models import Account, RoleGrant
from server.accounts.queries import held_on
from server.areas.categories import CATEGORIES
from server.areas.models import Area, AreaLevel
from server.areas.queries import areas_above, get as get_area, names, within
from server.core import clock
from server.core.actor import Actor
from server.core.db import db
from server.core.permissions import Role
from server.departments.models import Department, RoutingRule
from server.departments.queries import in_force, is_open, rules_visible, visible_to
from server.departments.schemas import FindDepartments

MOST = 200
REST = "其余各类"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of a unit, by the name that everybody may see."""

    account_id: UUID
    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Line:
    department: Department
    area: str
    people: list[Person]
    rules: list[RoutingRule]

    def named(self, role: str) -> str:
        return "、".join(person.name for person in self.people if person.role == role)

    @property
    def takes(self) -> str:
        """住房与物业、市政设施与管网."""
        words = (category_words(rule.category) for rule in self.rules)
        return "、".join(dict.fromkeys(words))


@dataclass(frozen=True, slots=True)
class Units:
    lines: list[Line]
    total: int

    @property
    def has_more(self) -> bool:
        return self.total > len(self.lines)


def category_words(category: str | None) -> str:
    return CATEGORIES[category] if category else REST


def units(actor: Actor, find: FindDepartments) -> Units:
    """The units of one area, or of the whole own one when words are looked for."""
    found = visible_to(actor)
    if find.area:
        found = found.where(Department.area_code == find.area)
    elif not find.q and actor.area_prefix:
        found = found.where(Department.area_code == actor.area_prefix.ljust(12, "0"))
    if find.q:
        found = found.where(Department.name.contains(find.q, autoescape=True))
    if find.state != "closed":
        found = found.where(is_open(clock.today()))
    else:
        found = found.where(~is_open(clock.today()))
    total = db.session.execute(select(func.count()).select_from(found.subquery())).scalar_one()
    order = (Department.area_code, func.by_pinyin(Department.name), Department.id)
    return Units(_lines(db.session.scalars(found.order_by(*order).limit(MOST)).all()), total)


def _lines(rows: Sequence[Department]) -> list[Line]:
    people, rules = _people(rows), _rules(rows)
    where = names(row.area_code for row in rows)
    return [Line(row, where.get(row.area_code, ""), people[row.scope], rules[row.id]) for row in rows]


def people_of(department: Department) -> list[Person]:
    return _people([department])[department.scope]


def _people(rows: Iterable[Department]) -> dict[str, list[Person]]:
    found = (
        select(RoleGrant.scope, RoleGrant.role, Account.id, Account.display_name)
        .join(Account, Account.id == RoleGrant.account_id)
        .where(
            RoleGrant.scope.in_([row.scope for row in rows]),
            RoleGrant.role.in_((Role.HANDLER_LEAD, Role.HANDLER)),
            held_on(clock.today()),
            Account.disabled_at.is_(None),
        )
        .order_by(RoleGrant.role.desc(), func.by_pinyin(Account.display_name), Account.id)
    )
    people: defaultdict[str, list[Person]] = defaultdict(list)
    for scope, role, account_id, name in db.session.execute(found):
        people[scope].append(Person(account_id, name, role))
    return people


def _rules(rows: Iterable[Department]) -> dict[UUID, list[RoutingRule]]:
    found = select(RoutingRule).where(
        RoutingRule.department_id.in_([row.id for row in rows]), in_force(clock.today())
    )
    rules: defaultdict[UUID, list[RoutingRule]] = defaultdict(list)
    for rule in db.session.scalars(found.order_by(RoutingRule.category.nulls_last(), RoutingRule.area_code)):
        rules[rule.department_id].append(rule)
    return rules


@dataclass(slots=True)
class Row:
    """One category at one place: whose it is now, by a rule of its own or of an area above, and what comes."""

    category: str | None
    words: str
    now: RoutingRule | None = None
    unit: Department | None = None
    above: Department | None = None
    coming: list[tuple[RoutingRule, Department]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Table:
    area: Area
    rows: list[Row]
    units: list[Department]

    @property
    def missing(self) -> int:
        """Categories that nobody takes."""
        return sum(1 for row in self.rows if row.category and not (row.unit or row.above))


def table(actor: Actor, area_code: str) -> Table:
    """Category by category, and the rest; what the areas above say stands in where a place says nothing."""
    today, above = clock.today(), areas_above(area_code)
    rows: dict[str | None, Row] = {key: Row(key, words) for key, words in [*CATEGORIES.items(), (None, REST)]}
    for rule, unit in _own_rules(actor, area_code, today):
        row = rows[rule.category]
        if rule.since <= today:
            row.now, row.unit = rule, unit
        else:
            row.coming.append((rule, unit))
    # a place's own rule for the rest comes before a rule of an area above
    own_rest = rows[None].unit
    inherited = _rules_above(above[1:], today)
    for row in rows.values():
        if row.unit is None:
            rest = own_rest if row.category else None
            row.above = rest or inherited.get(row.category) or inherited.get(None)
    return Table(get_area(area_code), list(rows.values()), takers(actor, area_code))


def _own_rules(actor: Actor, area_code: str, today: date) -> list[tuple[RoutingRule, Department]]:
    found = (
        rules_visible(actor)
        .where(RoutingRule.area_code == area_code)
        .where(or_(RoutingRule.until.is_(None), RoutingRule.until >= today))
        .join(Department, Department.id == RoutingRule.department_id)
        .add_columns(Department)
    )
    return [(rule, unit) for rule, unit in db.session.execute(found.order_by(RoutingRule.since))]


def _rules_above(above: list[str], today: date) -> dict[str | None, Department]:
    """Of the nearest area above that says anything of a category or of the rest."""
    if not above:
        return {}
    found = (
        select(RoutingRule.category, Department)
        .join(Department, Department.id == RoutingRule.department_id)
        .where(RoutingRule.area_code.in_(above), in_force(today), is_open(today))
        .order_by(
            func.array_position(above, RoutingRule.area_code).desc(), RoutingRule.category.nulls_first()
        )
    )
    said: dict[str | None, Department] = {}
    for category, unit in db.session.execute(found):
        if category is None:
            # a nearer rule for the rest goes before what lies further above
            said.clear()
        said[category] = unit
    return said


def takers(actor: Actor, area_code: str) -> list[Department]:
    """Units that may be given a place's letters: those of the place and of the areas that hold it."""
    found = visible_to(actor).where(Department.area_code.in_(areas_above(area_code)), is_open(clock.today()))
    order = (Department.area_code.desc(), func.by_pinyin(Department.name), Department.id)
    return list(db.session.scalars(found.order_by(*order)))


def places(actor: Actor) -> list[Area]:
    """The actor's own area and the counties and towns in it, by code."""
    if not actor.area_prefix:
        return []
    own = Area.code == actor.area_prefix.ljust(12, "0")
    inside = within(Area.code, actor.area_prefix) & Area.level.in_((AreaLevel.COUNTY, AreaLevel.TOWN))
    return list(db.session.scalars(select(Area).where(own | inside).order_by(Area.code)))


def places_of(actor: Actor, department: Department) -> dict[str, str]:
    """Names by code of the places whose letters a unit may be given."""
    prefix = get_area(department.area_code).prefix
    return {area.code: area.name for area in places(actor) if area.code.startswith(prefix)}


def chosen_place(actor: Actor, code: str | None) -> str:
    """The place that was chosen when it is one of the actor's, otherwise the own area; "" for who has none."""
    own = actor.area_prefix.ljust(12, "0") if actor.area_prefix else ""
    return code if code and actor.area_prefix and code.startswith(actor.area_prefix) else own
