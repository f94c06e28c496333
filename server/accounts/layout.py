"""What stands around every console page: theme and text size kept in cookies, days in words, the first page of a role."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, Response, g, request

from server.core import clock
from server.core.actor import VISITOR, Actor
from server.core.permissions import ROLE_NAMES, Permission, Role
from server.core.text import day_words

WEEKDAYS = "一二三四五六日"
CHOICES = {"theme": ("light", "dark"), "text": ("normal", "large"), "keys": ("on", "off")}
"""What a person may choose about the look; the first of each is where everybody begins."""


@dataclass(frozen=True, slots=True)
class Look:
    theme: str
    text: str
    keys: str


def chosen_look() -> Look:
    """From this browser's cookies; anything unknown counts as not chosen."""
    given = {name: request.cookies.get(name, "") for name in CHOICES}
    known = {name: given[name] if given[name] in kinds else kinds[0] for name, kinds in CHOICES.items()}
    return Look(**known)


def first_page(actor: Actor) -> str:
    """The endpoint where a role begins. Who has no page yet is told so kindly."""
    if actor.may(Permission.ACCOUNT_MANAGE):
        return "stations_pages.accounts"
    if actor.may(Permission.MESSAGE_READ) and actor.role not in (Role.RESIDENT, Role.FORMER_DEPUTY):
        return "messages_pages.inbox"
    if actor.may(Permission.ASSIGNMENT_HANDLE):
        return "assignments_pages.desk"
    if actor.may(Permission.SUGGESTION_HANDLE):
        return "suggestions_pages.suggestions"
    if actor.may(Permission.SUPERVISION_READ):
        return "supervision_pages.listed"
    return "accounts_pages.nothing_yet"


def moment_words(moment: datetime) -> str:
    """08:56, 昨天 16:20, 11-16 08:00, and with the year when it is another one."""
    local, today = clock.local(moment), clock.today()
    if local.date() == today:
        return f"{local:%H:%M}"
    if local.date() == today - timedelta(days=1):
        return f"昨天 {local:%H:%M}"
    return f"{local:%m-%d %H:%M}" if local.year == today.year else f"{local:%Y-%m-%d %H:%M}"


def full_words(moment: datetime) -> str:
    """11月17日 周二 16:20."""
    local = clock.local(moment)
    return f"{day_words(local)} 周{WEEKDAYS[local.weekday()]} {local:%H:%M}"


def machine_words(moment: datetime) -> str:
    """What stands in the `datetime` attribute."""
    return clock.local(moment).isoformat(timespec="minutes")


def _context() -> dict[str, Any]:
    actor: Actor = g.get("actor") or VISITOR
    return {"actor": actor, "look": chosen_look(), "Permission": Permission, "role_names": ROLE_NAMES}


def _keep_nothing(response: Response) -> Response:
    """Pages with people in them stay out of every cache."""
    if request.path.startswith("/console"):
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def install(blueprint: Blueprint) -> None:
    """Give every template the look, who is signed in, and the words for days."""
    filters: dict[str, Callable[..., str]] = {
        "day": day_words,
        "moment": moment_words,
        "full": full_words,
        "machine": machine_words,
    }
    for name, words in filters.items():
        blueprint.add_app_template_filter(words, name)
    blueprint.app_context_processor(_context)
    blueprint.after_app_request(_keep_nothing)
