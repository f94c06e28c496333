"""Who is knocking: one person in one role with one scope, carried as an argument to every verb."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import g

from server.core.grants import allows
from server.core.permissions import ROLE_NAMES, Permission, Role


@dataclass(frozen=True, slots=True)
class Actor:
    """`scope` is `self`, `station:<id>`, `department:<id>` or `area:<code prefix>`."""

    role: Role
    scope: str = "self"
    account_id: UUID | None = None
    deputy_id: UUID | None = None
    name: str = ""
    session_id: UUID | None = None
    is_guest: bool = False
    block_id: UUID | None = None
    """The block in force against who wants to write now; asked only where something is written."""
    lacks_factor: bool = False
    """A head or above whom only WeChat knows so far in this session."""
    resting: frozenset[Permission] = frozenset()
    """What the role could do and the district does without at the moment (F15)."""

    @property
    def is_signed_in(self) -> bool:
        return self.account_id is not None

    @property
    def station_id(self) -> UUID | None:
        kind, _, value = self.scope.partition(":")
        return UUID(value) if kind == "station" else None

    @property
    def department_id(self) -> UUID | None:
        kind, _, value = self.scope.partition(":")
        return UUID(value) if kind == "department" else None

    @property
    def area_prefix(self) -> str | None:
        kind, _, value = self.scope.partition(":")
        return value if kind == "area" else None

    @property
    def title(self) -> str:
        """How the person is named to others: 联络员 小林, 王代表."""
        if self.role is Role.DEPUTY:
            return f"{self.name}代表" if not self.name.endswith("代表") else self.name
        return f"{ROLE_NAMES[self.role]} {self.name}".strip()

    def may(self, permission: Permission) -> bool:
        return permission not in self.resting and allows(self.role, permission)

    def own_id(self) -> UUID:
        """The account id of somebody who is signed in; the edge has made sure of it."""
        if self.account_id is None:
            raise LookupError("a visitor has no account")
        return self.account_id


VISITOR = Actor(role=Role.VISITOR)


def current() -> Actor:
    """The actor of this request, set by the edge."""
    actor: Actor = g.actor
    return actor
