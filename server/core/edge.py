"""What both faces share at the edge: who is asking, and whether they may."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import g, request

from server.core.actor import VISITOR, Actor
from server.core.errors import AppError, Forbidden, NotSignedIn
from server.core.factor import BEHIND_FACTOR
from server.core.optional import BY_RIGHT
from server.core.permissions import Permission

Authenticator = Callable[[str, Permission], Actor | None]
Refusal = Callable[[UUID], AppError]
Resting = Callable[[Actor], frozenset[Permission]]
Awake = Callable[[str, Mapping[str, Any]], None]

COOKIE = "console"
_authenticate: Authenticator | None = None
_refusal: Refusal | None = None
_resting: Resting | None = None
_awake: Awake | None = None


def use_authenticator(authenticator: Authenticator, refusal: Refusal) -> None:
    """The feature that knows sessions registers how a token becomes an actor, and what a blocked one is told."""
    global _authenticate, _refusal
    _authenticate, _refusal = authenticator, refusal


def use_shelf(resting: Resting, awake: Awake) -> None:
    """The feature that knows districts says what rests in an actor's own, and refuses what rests where an address
    leads to (F15)."""
    global _resting, _awake
    _resting, _awake = resting, awake


def identify(token: str | None, permission: Permission) -> Actor:
    """The actor behind a token; a visitor without one or when it has ended.

    What is asked about the actor depends on what for: whether they are blocked, only where that matters.
    """
    if not token or _authenticate is None or len(token) > 200:
        return VISITOR
    actor = _authenticate(token, permission) or VISITOR
    resting = _resting(actor) if _resting is not None else frozenset()
    return replace(actor, resting=resting) if resting else actor


def bearer() -> str | None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def admit(actor: Actor, permission: Permission) -> None:
    """Raises NotSignedIn, Forbidden or, for what rests here, Gone. `g.actor` is always set, because `g` may outlive
    a request in tests."""
    g.actor = actor
    if permission in actor.resting:
        raise BY_RIGHT[permission].refusal()
    if actor.may(permission):
        if actor.lacks_factor and permission in BEHIND_FACTOR:
            raise Forbidden("session.factor", "这一步要再填手机验证器上的 6 位数字，填好接着做。")
        if actor.block_id is not None and _refusal is not None:
            raise _refusal(actor.block_id)
        if _awake is not None:
            _awake(request.endpoint or "", request.view_args or {})
        return
    if not actor.is_signed_in:
        raise NotSignedIn
    raise Forbidden
