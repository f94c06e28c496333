"""The thresholds of a rule where an office keeps them: what holds, what it was, and the way back (R4-21)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.alerts.registry import RULES, Rule
from server.areas import history, settings
from server.areas.models import Setting
from server.core import forbidden
from server.core.actor import Actor
from server.core.errors import InvalidInput, NotFound

FIELDS = ("first", "second")
"""No rule has more than two numbers of its own; in a form they are called by their place."""


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the history: who, when, from what to what, why."""

    name: str
    field: str
    row: Setting
    was: str
    became: str
    was_written: str


@dataclass(frozen=True, slots=True)
class Threshold:
    """One number of a rule, under the name that its field has in the form."""

    field: str
    page: history.Page


def rule(code: str) -> Rule:
    """Raises NotFound for a rule that there is not."""
    found = RULES.get(code)
    if found is None:
        raise NotFound("alert.no_rule", "没有这一条预警。请回到口径那一页选。")
    return found


def of(one: Rule, area_code: str) -> list[Threshold]:
    book = history.of(area_code, one.uses)
    return [Threshold(field, book[key]) for field, key in zip(FIELDS, one.uses, strict=False)]


def changes(thresholds: Sequence[Threshold]) -> list[Change]:
    """Everything that was ever set here, the newest word first."""
    found = [_change(threshold, row) for threshold in thresholds for row in threshold.page.own]
    return sorted(found, key=lambda change: change.row.id, reverse=True)


def _change(threshold: Threshold, row: Setting) -> Change:
    page, before = threshold.page, threshold.page.before(row)
    kind = page.parameter.kind
    words = page.parameter.name, threshold.field
    return Change(*words, row, kind.words(before), kind.words(row.value), kind.written(before))


def read(actor: Actor, thresholds: Sequence[Threshold], written: Mapping[str, str | None]) -> dict[str, Any]:
    """The numbers that differ from those that hold, by key. Raises InvalidInput out of bounds, and Forbidden by W21."""
    found = {}
    for one in thresholds:
        text = written[one.field]
        if text is not None:
            value = settings.read(actor, one.page.parameter.key, text, field=one.field)
            if value != one.page.value:
                found[one.page.parameter.key] = value
    return found


def change(
    actor: Actor,
    thresholds: Sequence[Threshold],
    *,
    written: Mapping[str, str | None],
    effective_on: date,
    reason: str,
) -> list[Setting]:
    """All numbers of a rule at once, from one day on and for one reason; earlier ones stay as the history."""
    forbidden.refuse(actor, "alert.threshold", reason, is_known=True)
    wanted = read(actor, thresholds, written)
    if not wanted:
        words = "和现在的一样，没有要改的。请先改一个数"
        raise InvalidInput("alert.same", f"{words}。", fields={FIELDS[0]: words})
    said = {"effective_on": effective_on, "reason": reason}
    return [settings.change(actor, key, value, **said) for key, value in wanted.items()]  # type: ignore[arg-type]
