"""What both faces share at the edge: who is asking, and whether they may."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import g, request

from server.core.actor import VISITOR, Actor
from server.core.errors import AppError, Forbidden, NotSignedIn
from server.core.grants import BEHIND_FACTOR
from server.core.permissions import Permission

Authenticator = Callable[[str, Permission], Actor | None]
Refusal = Callable[[UUID], AppError]

COOKIE = "console"
_authenticate: Authenticator | None = None
_refusal: Refusal | None = None


def use_authenticator(authenticator: Authenticator, refusal: Refusal) -> None:
    """The feature that knows sessions registers how a token becomes an actor, and what a blocked one is told."""
    global _authenticate, _refusal
    _authenticate, _refusal = authenticator, refusal


def identify(token: str | None, permission: Permission) -> Actor:
    """The actor behind a token; a visitor without one or when it has ended.

    What is asked about the actor depends on what for: whether they are blocked, only where that matters.
    """
    if not token or _authenticate is None or len(token) > 200:
        return VISITOR
    return _authenticate(token, permission) or VISITOR


def bearer() -> str | None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def admit(actor: Actor, permission: Permission) -> None:
    """Raises NotSignedIn or Forbidden. `g.actor` is always set, because `g` may outlive a request in tests."""
    g.actor = actor
    if actor.may(permission):
        if actor.lacks_factor and permission in BEHIND_FACTOR:
            raise Forbidden("session.factor", "这一步要再填手机验证器上的 6 位数字，填好接着做。")
        if actor.block_id is not None and _refusal is not None:
            raise _refusal(actor.block_id)
        return
    if not actor.is_signed_in:
        raise NotSignedIn
    raise Forbidden
