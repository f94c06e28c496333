"""What a scope stands for. Accounts know no stations and no departments: the feature that does says so here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import Select

from server.accounts.models import RoleGrant
from server.core.permissions import ROLE_NAMES

MOST = 50


@dataclass(frozen=True, slots=True)
class Place:
    scope: str
    name: str


class Places(Protocol):
    def words(self, scopes: Iterable[str]) -> dict[str, str]:
        """Names by scope; what is not known has an empty one."""

    def code(self, scope: str) -> str | None:
        """The 12-digit area code a scope lies in; None when there is no such place."""

    def inside(self, kind: str, prefix: str) -> Select[str]:
        """The scopes of one kind that lie in an area."""

    def find(self, kind: str, prefix: str, words: str) -> list[Place]:
        """At most fifty places of a kind in an area whose name has `words`, by area code and name."""


_known: Places | None = None


def use(places: Places) -> None:
    global _known
    _known = places


def known() -> Places:
    if _known is None:
        raise RuntimeError("no feature told what scopes stand for: create_app loads it")
    return _known


def role_words(given: RoleGrant, where: dict[str, str]) -> str:
    """联络员，桂花社区代表联络站; `where` is the name of its place by scope."""
    place = where.get(given.scope, "")
    return f"{ROLE_NAMES[given.role]}，{place}" if place else ROLE_NAMES[given.role]
