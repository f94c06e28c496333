"""The rules: each is data, and a function of the feature that owns the facts and says what fires now.

    @rule("W11", name="退回两次", level=Level.ORANGE, formula="…", audience="…", mend="指定单位")
    def returned_twice(look: Look) -> Iterable[Firing]: ...

The function asks the database with as few statements as it takes for all matters, never one for each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlalchemy.orm import InstrumentedAttribute

from server.alerts.models import Level
from server.areas import offered
from server.areas.queries import county_scope, town_scope, within
from server.core.permissions import Role
from server.notifications.service import Target


@dataclass(frozen=True, slots=True)
class Look:
    """Where to look: everywhere; in an area (`area`, a prefix); or whether it still holds for these targets (`ids`)."""

    area: str = ""
    ids: tuple[UUID, ...] | None = None

    def at(
        self, code: InstrumentedAttribute[str], target: InstrumentedAttribute[Any]
    ) -> list[ColumnElement[bool]]:
        """The conditions, on the columns that hold the area and the target's id."""
        asked: list[ColumnElement[bool]] = [within(code, self.area)] if self.area else []
        return asked + ([target.in_(self.ids)] if self.ids is not None else [])


@dataclass(frozen=True, slots=True)
class Post:
    """Whoever holds a role at `station:…`, `department:…` or `area:…`, or is the deputy `deputy:…`."""

    role: Role
    scope: str


def township(area_code: str) -> Post:
    return Post(Role.STREET_NPC, town_scope(area_code))


def deputy_and_liaisons(deputy_id: UUID, stations: Sequence[UUID] | None) -> tuple[Post, ...]:
    """What concerns a deputy: themselves, and the liaisons of the stations where they sit; nobody else (F10)."""
    liaisons = (Post(Role.LIAISON, f"station:{station_id}") for station_id in stations or ())
    return Post(Role.DEPUTY, f"deputy:{deputy_id}"), *liaisons


def county(area_code: str) -> Post:
    return Post(Role.NPC_STAFF, county_scope(area_code))


@dataclass(frozen=True, slots=True)
class Firing:
    """What fires now. `matter` is known again at the next look; `posts` and `people` are the only ones told."""

    matter: str
    shown: str
    why: str
    target: Target
    area_code: str
    posts: tuple[Post, ...] = ()
    people: tuple[UUID, ...] = ()
    station_id: UUID | None = None
    level: Level | None = None
    """Where it is not the rule's own."""
    is_danger: bool = False
    """Told at any hour, and by a push (U1)."""


Finder = Callable[[Look], Iterable[Firing]]


@dataclass(frozen=True, slots=True)
class Rule:
    """`formula` is what people read as its definition (口径); `uses` are keys of the tenants' settings."""

    code: str
    name: str
    level: Level
    formula: str
    audience: str
    mend: str
    find: Finder
    uses: tuple[str, ...] = ()
    looks_back: bool = False
    """It counts over weeks: looked after twice a day, and not asked again for every reader."""
    is_personal: bool = False
    """About one person: shown to whom it is told and to nobody else, so that it is never a list (F10)."""

    def firing(self, look: Look) -> Iterable[Firing]:
        """What fires now, but where the feature that owns the rule is out of use (F15)."""
        feature = self.find.__module__.split(".")[1]
        return (one for one in self.find(look) if not offered.rests(feature, one.area_code))


RULES: dict[str, Rule] = {}


def rule(
    code: str,
    *,
    name: str,
    level: Level,
    formula: str,
    audience: str,
    mend: str,
    uses: tuple[str, ...] = (),
    looks_back: bool = False,
    is_personal: bool = False,
) -> Callable[[Finder], Finder]:
    """Register the function of a rule; `mend` is what the button says."""

    def register(find: Finder) -> Finder:
        RULES[code] = Rule(code, name, level, formula, audience, mend, find, uses, looks_back, is_personal)
        return find

    return register


def personal() -> list[str]:
    """The codes of the rules that no office reads by area."""
    return [code for code, one in RULES.items() if one.is_personal]


def in_order() -> list[Rule]:
    """By code, wherever they were registered."""
    return [RULES[code] for code in sorted(RULES)]
