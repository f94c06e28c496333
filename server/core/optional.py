"""What a district may do without (F15): each optional feature says in one place what it is called, whose rights go with
it, where its records lie and what to do instead. The core of the product registers nothing here, and stays.

    optional.join("visits", words="进站会商", instead="…", rights=(P.VISIT_READ, …), at={…}, sheets=(…))
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.orm import InstrumentedAttribute

from server.core.errors import Gone
from server.core.permissions import Permission

Asked = ColumnElement[Any] | InstrumentedAttribute[Any]


@dataclass(frozen=True, slots=True)
class Column:
    """`names` are the words of an enum's members; what `is_sealed` leaves only where a second person agreed."""

    heading: str
    value: Asked
    names: Mapping[Any, str] = field(default_factory=dict)
    is_sealed: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """One kind of record: `at` says when it came to be, `area` where it belongs; `key` identifies a row."""

    words: str
    key: Asked
    at: Asked
    area: Asked
    columns: tuple[Column, ...]
    joins: tuple[tuple[Any, ColumnElement[bool]], ...] = ()
    noted: tuple[str, str] = ("identity.read", "")
    """How the audit calls it when a sealed value of a row is read, and what the row is called there."""


@dataclass(frozen=True, slots=True)
class Optional:
    """`faces` are endpoints or blueprints; `at` finds the district of what an address names: argument → (id, area)."""

    name: str
    words: str
    about: str
    instead: str
    rights: frozenset[Permission]
    faces: tuple[str, ...]
    at: Mapping[str, tuple[Asked, Asked]]
    sheets: tuple[Sheet, ...]

    def serves(self, endpoint: str) -> bool:
        return endpoint in self.faces or endpoint.partition(".")[0] in self.faces

    def refusal(self) -> Gone:
        """What whoever comes here is told: that it rests here, that nothing is lost, and what to do instead."""
        text = f"{self.words}在本区县停用了，以前的记录都还在。{self.instead}"
        return Gone("feature.off", text, feature=self.name)


OPTIONAL: dict[str, Optional] = {}
BY_RIGHT: dict[Permission, Optional] = {}


def join(
    name: str,
    *,
    words: str,
    about: str,
    instead: str,
    rights: tuple[Permission, ...],
    sheets: tuple[Sheet, ...],
    faces: tuple[str, ...] = (),
    at: Mapping[str, tuple[Asked, Asked]] | None = None,
) -> None:
    """Without `faces`, every address of the feature's own two faces."""
    known = faces or (name, f"{name}_pages")
    made = Optional(name, words, about, instead, frozenset(rights), known, at or {}, sheets)
    OPTIONAL[name] = made
    BY_RIGHT.update(dict.fromkeys(rights, made))


def by_name() -> list[Optional]:
    """In the order in which the features themselves are registered."""
    return list(OPTIONAL.values())
