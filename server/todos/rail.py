"""The places of the console, in groups, and the number of what waits in each: a rail of at most ten."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from server.core.actor import Actor
from server.core.permissions import Permission as P, Role

FLAT = 9
"""Whoever has no more places than this sees them one below the other; others see groups."""
Shows = Callable[[Actor], bool]


@dataclass(frozen=True, slots=True)
class Place:
    key: str
    """What the page says with `{% set place = … %}`."""
    words: str
    icon: str
    endpoint: str
    shows: Shows
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    words: str
    icon: str
    places: tuple[Place, ...]

    @property
    def waiting(self) -> int:
        return sum(place.waiting for place in self.places)

    def holds(self, place: str | None) -> bool:
        return any(one.key == place for one in self.places)


def _may(permission: P) -> Shows:
    return lambda actor: actor.may(permission)


def _reads_letters(actor: Actor) -> bool:
    return actor.may(P.MESSAGE_READ) and actor.role not in (Role.RESIDENT, Role.FORMER_DEPUTY)


def _keeps_registers(actor: Actor) -> bool:
    return bool(actor.station_id or actor.area_prefix) and actor.may(P.REGISTER_READ)


def _of_area(permission: P) -> Shows:
    return lambda actor: actor.area_prefix is not None and actor.may(permission)


def _not_a_deputy(permission: P) -> Shows:
    return lambda actor: actor.deputy_id is None and actor.may(permission)


def _only_own(actor: Actor) -> bool:
    return actor.may(P.CONTACT_OWN) and not actor.may(P.CONTACT_READ)


RAIL: tuple[Group, ...] = (
    Group("", "", (Place("todos", "待办", "check", "todos_pages.listed", _may(P.SESSION_OWN)),)),
    Group("", "", (Place("inbox", "收件", "inbox", "messages_pages.inbox", _reads_letters),)),
    Group(
        "", "", (Place("dashboard", "数据舱", "chart", "dashboard_pages.overview", _may(P.INDICATOR_READ)),)
    ),
    Group(
        "办理",
        "case",
        (
            Place("assignments", "交办", "case", "assignments_pages.desk", _may(P.ASSIGNMENT_READ)),
            Place("supervision", "督办", "flag", "supervision_pages.listed", _may(P.SUPERVISION_READ)),
            Place("suggestions", "建议", "paper", "suggestions_pages.suggestions", _may(P.SUGGESTION_READ)),
            Place("outside", "再办", "swap", "outside_pages.listed", _may(P.OUTSIDE_READ)),
            Place("mediation", "调解", "lock", "mediation_pages.listed", _may(P.MEDIATION_READ)),
            Place("leads", "线索", "star", "leads_pages.listed", _may(P.LEAD_READ)),
        ),
    ),
    Group(
        "履职",
        "calendar",
        (
            Place("visits", "进站", "calendar", "visits_pages.listed", _not_a_deputy(P.VISIT_READ)),
            Place("contacts", "联系", "person", "contacts_pages.listed", _may(P.CONTACT_READ)),
            Place("contacts", "联系", "person", "contacts_pages.own", _only_own),
            Place("reports", "履职", "person", "reports_pages.listed", _may(P.REPORT_READ)),
        ),
    ),
    Group(
        "数据",
        "chart",
        (
            Place("alerts", "预警", "warn", "alerts_pages.alerts", _may(P.ALERT_READ)),
            Place("indicators", "三率", "list", "indicators_pages.figures", _may(P.INDICATOR_READ)),
            Place("analysis", "报告", "report", "analysis_pages.listed", _may(P.ANALYSIS_READ)),
            Place("archives", "存档", "copy", "archives_pages.listed", _may(P.ARCHIVE_READ)),
        ),
    ),
    Group("", "", (Place("registers", "登记", "register", "stations_pages.deputies", _keeps_registers),)),
    Group(
        "管理",
        "gear",
        (
            Place("accounts", "账号", "people", "stations_pages.accounts", _may(P.ROLE_GIVE)),
            Place("first-day", "开通", "list", "onboarding_pages.first_day", _of_area(P.REGISTER_MANAGE)),
            Place("blocks", "限制", "shield", "accounts_pages.blocked", _may(P.BLOCK_MANAGE)),
            Place("settings", "设置", "gear", "areas_pages.settings", _of_area(P.SETTING_MANAGE)),
            Place("audit", "记录", "eye", "audits_pages.entries", _may(P.AUDIT_READ)),
            Place("delivery", "送达", "send", "notifications_pages.deliveries", _may(P.DELIVERY_MANAGE)),
            Place("feedback", "意见", "reply", "feedback_pages.listed", _may(P.FEEDBACK_MANAGE)),
        ),
    ),
    Group("", "", (Place("notices", "提醒", "bell", "notifications_pages.box", _may(P.NOTICE_READ)),)),
)


def of(actor: Actor, counts: dict[str, int]) -> list[Group]:
    """What this person sees: groups, each with at least two places; a single one stands for itself."""
    seen = [replace(group, places=_places(actor, group, counts)) for group in RAIL]
    seen = [group for group in seen if group.places]
    if sum(len(group.places) for group in seen) > FLAT:
        return [group if len(group.places) > 1 else replace(group, words="") for group in seen]
    return [Group("", "", (place,)) for group in seen for place in group.places]


def _places(actor: Actor, group: Group, counts: dict[str, int]) -> tuple[Place, ...]:
    words = {"assignments": "办件"} if actor.department_id else {}
    return tuple(
        replace(place, waiting=counts.get(place.key, 0), words=words.get(place.key, place.words))
        for place in group.places
        if place.shows(actor)
    )
