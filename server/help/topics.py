"""The help pages, read once from `help.txt`, and which screen belongs to which."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path


@dataclass(slots=True)
class Topic:
    """One page: what the screen is for, how it is used, what people ask."""

    key: str
    title: str
    lead: str = ""
    steps: list[str] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)


SCREENS = {
    "accounts_pages.account": "accounts",
    "accounts_pages.new_account": "accounts",
    "accounts_pages.delegation": "delegation",
    "accounts_pages.blocked": "blocks",
    "accounts_pages.sessions": "sessions",
    "areas_pages": "settings",
    "audits_pages": "audit",
    "accounts_pages": "door",
    "deputies_pages": "registers",
    "departments_pages": "registers",
    "messages_pages": "inbox",
    "notifications_pages.deliveries": "delivery",
    "notifications_pages": "notices",
    "stations_pages.accounts": "accounts",
    "stations_pages.identity": "door",
    "stations_pages": "registers",
}
"""Screens by endpoint, or by feature where all its screens share a page; a feature of the same name needs no line."""


@cache
def topics() -> dict[str, Topic]:
    read: dict[str, Topic] = {}
    for block in (Path(__file__).parent / "help.txt").read_text(encoding="utf-8").split("== ")[1:]:
        head, *lines = block.strip().splitlines()
        key, _, title = head.partition(" ")
        read[key] = _topic(Topic(key, title), [line for line in lines if line.strip()])
    return read


def _topic(topic: Topic, lines: list[str]) -> Topic:
    question = ""
    for line in lines:
        if line.startswith("1. "):
            topic.steps.append(line.removeprefix("1. "))
        elif line.startswith("? "):
            question = line.removeprefix("? ")
        elif question:
            topic.asked.append((question, line))
        else:
            topic.lead = line
    return topic


def of(endpoint: str) -> str | None:
    """The key of a screen's page; None where nobody wrote one."""
    feature = endpoint.partition(".")[0]
    key = SCREENS.get(endpoint) or SCREENS.get(feature) or feature.removesuffix("_pages")
    return key if key in topics() else None
