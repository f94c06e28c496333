"""The console's page of alerts: what, since when, why, where it is mended; and what every rule means."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

from flask import Response, flash, url_for

from server.alerts import queries, reading, service
from server.alerts.models import LEVEL_WORDS
from server.alerts.queries import Box
from server.alerts.reading import Line
from server.alerts.registry import RULES, Rule, in_order
from server.alerts.rule_pages import TONES, pages
from server.alerts.schemas import FindAlerts, QuietAlert
from server.areas import settings
from server.areas.catalogue import PARAMETERS
from server.core.actor import Actor, current
from server.core.pages import go, page
from server.core.parsing import form, query
from server.core.permissions import Permission
from server.notifications.pages import address_of

BOX_WORDS = {Box.MINE: "给我的", Box.AREA: "本地区的", Box.QUIET: "先放一放的"}
BESIDE = {"W10": ("mediation_pages.new", Permission.MEDIATION_SIGNAL, "message_id", "转调解")}
"""A second thing to do, straight from the row: where, by whom, about what, and how it is called."""


@pages.get("/alerts", permission=Permission.ALERT_READ)
def alerts() -> str:
    """What fires now; the filters stand in the address."""
    find, actor = query(FindAlerts), current()
    found = reading.lines(actor, find.box, find.rule, find.page)
    whom = queries.addressees([line.id for line in found.lines if line.id])
    return page(
        "alerts/alerts.html", find=find, found=found, whom=whom, chips=_chips(actor, find), **_words()
    )


@pages.get("/alerts/definitions", permission=Permission.ALERT_READ)
def definitions() -> str:
    """Every rule in words, with the thresholds that hold where the reader works."""
    area = current().area_prefix or ""
    may_set = current().may(Permission.SETTING_MANAGE) and 0 < len(area) <= 6
    rules = [(rule, _thresholds(rule, area)) for rule in in_order()]
    return page("alerts/definitions.html", rules=rules, may_set=may_set, **_words())


@pages.post("/alerts/<uuid:alert_id>/quiet", permission=Permission.ALERT_READ)
def quiet(alert_id: UUID) -> Response:
    """Not shown to me for some days, with a reason."""
    given, (alert, mine) = form(QuietAlert), queries.own_for_update(current(), alert_id)
    service.quiet(current(), alert, mine, days=given.days, reason=given.reason)
    flash(f"{alert.shown}，{given.days} 天里不再给您看，理由记下了")
    return go(url_for("alerts_pages.alerts"))


@pages.post("/alerts/<uuid:alert_id>/wake", permission=Permission.ALERT_READ)
def wake(alert_id: UUID) -> Response:
    """Shown to me again."""
    alert, mine = queries.own_for_update(current(), alert_id)
    service.wake(current(), alert, mine)
    flash(f"{alert.shown}，放回来了")
    return go(url_for("alerts_pages.alerts"))


def _beside(line: Line) -> tuple[str, str] | None:
    """Its address and its name, where this reader may do it."""
    endpoint, permission, argument, words = BESIDE.get(line.rule.code, ("", Permission.ALERT_READ, "", ""))
    if not endpoint or not current().may(permission):
        return None
    return url_for(endpoint, **{argument: line.target_id}), words  # type: ignore[arg-type]


def _chips(actor: Actor, find: FindAlerts) -> list[tuple[Rule, int]]:
    """Of each rule how many, by code."""
    found: Counter[str] = Counter(queries.counts(actor, find.box))
    return [(RULES[code], count) for code, count in sorted(found.items()) if code in RULES]


def _words() -> dict[str, object]:
    return {
        "boxes": BOX_WORDS,
        "sees_area": queries.sees_area(current()),
        "level_words": LEVEL_WORDS,
        "tones": TONES,
        "address": _address,
        "beside": _beside,
        "longest": service.LONGEST,
    }


def _address(line: Line) -> str:
    """Where it is mended: one case, or the letters of a kind that gather at a station."""
    kind, _, category = line.target_type.partition("-")
    if kind != "gathering":
        return address_of(line.target_type, line.target_id)
    return url_for(
        "messages_pages.inbox", view="all", since="month", category=category, station=line.target_id
    )


def _thresholds(rule: Rule, area: str) -> list[tuple[str, str]]:
    """多久算没回应：3 个工作日."""
    known = [PARAMETERS[key] for key in rule.uses]
    return [(one.name, one.kind.words(settings.value(area.ljust(12, "0"), one.key))) for one in known]
