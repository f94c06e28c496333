"""The bell: what I was told, newest first; and for administrators how the deliveries stand."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, flash, g, request, url_for

from server.accounts.doors import go
from server.core import outbox
from server.core.actor import VISITOR, current
from server.core.pages import Pages, page
from server.core.permissions import Permission
from server.notifications import delivery, queries, service

pages = Pages("notifications", "server.notifications")
LIMIT = 40


@pages.get("/notices", permission=Permission.NOTICE_READ)
def box() -> str:
    number = max(1, request.args.get("page", 1, type=int))
    found = queries.newest(current(), skip=(number - 1) * LIMIT, limit=LIMIT + 1)
    unread = queries.unread(current())
    shown = found[:LIMIT]
    return page(
        "notifications/box.html", notices=shown, more=len(found) > LIMIT, number=number, unread=unread
    )


@pages.post("/notices/<uuid:notice_id>/read", permission=Permission.NOTICE_READ)
def read(notice_id: UUID) -> Response:
    """I have seen it: on to what it is about."""
    notice = service.read(queries.get_for_update(current(), notice_id))
    return go(address_of(notice.target_type, notice.target_id))


@pages.get("/delivery", permission=Permission.DELIVERY_MANAGE)
def deliveries() -> str:
    """How long things wait, what did not arrive and why, and what only a person can decide."""
    counts = delivery.counts()
    return page(
        "notifications/delivery.html",
        queue=outbox.state(),
        counts=counts,
        troubles=delivery.troubled(counts),
        unknown=delivery.unknown(current()),
        dead=delivery.dead(current()),
        cause=delivery.cause,
        age=_age,
    )


@pages.post("/delivery/pushes/<uuid:push_id>/again", permission=Permission.DELIVERY_MANAGE)
def send_again(push_id: UUID) -> Response:
    delivery.send_again(current(), delivery.unknown_for_update(current(), push_id))
    flash("再发一次，马上就走。是您发的，记下了")
    return go(url_for("notifications_pages.deliveries"))


@pages.post("/delivery/pushes/<uuid:push_id>/sent", permission=Permission.DELIVERY_MANAGE)
def count_as_sent(push_id: UUID) -> Response:
    delivery.count_as_sent(current(), delivery.unknown_for_update(current(), push_id))
    flash("算送到了，不会再发")
    return go(url_for("notifications_pages.deliveries"))


@pages.post("/delivery/tasks/<int:row_id>/again", permission=Permission.DELIVERY_MANAGE)
def try_again(row_id: int) -> Response:
    delivery.try_again(current(), delivery.dead_for_update(current(), row_id))
    flash("重新排上了，过一会儿再看")
    return go(url_for("notifications_pages.deliveries"))


def _age(seconds: float) -> str:
    """45 秒, 12 分钟, 3 小时."""
    if seconds < 60:
        return f"{seconds:.0f} 秒"
    return f"{seconds / 60:.0f} 分钟" if seconds < 3600 else f"{seconds / 3600:.0f} 小时"


def address_of(target_type: str, target_id: UUID | None) -> str:
    """The page of the console on which this reader sees what a notice or an alert is about."""
    endpoint, permission, argument = _CASES.get(target_type, ("", Permission.NOTICE_READ, ""))
    if endpoint and current().may(permission):
        values: dict[str, Any] = {argument: target_id}
        return url_for(endpoint, **values)
    for place in (target_type, f"own_{target_type}"):
        endpoint, permission = _PLACES.get(place, ("", Permission.NOTICE_READ))
        if endpoint and current().may(permission):
            return url_for(endpoint)
    return url_for("notifications_pages.box")


_CASES = {
    "message": ("messages_pages.case", Permission.MESSAGE_READ, "message_id"),
    "assignment": ("assignments_pages.desk", Permission.ASSIGNMENT_READ, "open"),
    "suggestion": ("suggestions_pages.case", Permission.SUGGESTION_READ, "suggestion_id"),
    "analysis": ("analysis_pages.read", Permission.ANALYSIS_READ, "analysis_id"),
    "lead": ("leads_pages.case", Permission.LEAD_READ, "lead_id"),
    "duty": ("duties_pages.case", Permission.REGISTER_READ, "duty_id"),
    "outside_item": ("outside_pages.case", Permission.OUTSIDE_READ, "item_id"),
    "visit": ("visits_pages.case", Permission.VISIT_READ, "visit_id"),
    "mediation_table": ("mediation_pages.case", Permission.MEDIATION_READ, "mediation_id"),
    "supervision": ("supervision_pages.file", Permission.SUPERVISION_READ, "supervision_id"),
    "activity": ("activities_pages.read", Permission.ACTIVITY_READ, "activity_id"),
    "station_agenda": ("activities_pages.agenda", Permission.ACTIVITY_READ, "station_id"),
    "station_codes": ("codes_pages.codes", Permission.CODE_MANAGE, "station"),
    "contact": ("contacts_pages.deputy", Permission.CONTACT_KEEP, "deputy_id"),
    "deputy": ("duties_pages.deputy", Permission.REGISTER_READ, "deputy_id"),
    "filing": ("archives_pages.read", Permission.ARCHIVE_READ, "filing_id"),
    "own_report": ("reports_pages.read", Permission.REPORT_OWN, "report_id"),
    "report": ("reports_pages.read", Permission.REPORT_READ, "report_id"),
}
_PLACES = {
    "contact": ("contacts_pages.listed", Permission.CONTACT_READ),
    "own_contact": ("contacts_pages.own", Permission.CONTACT_OWN),
    "codes": ("codes_pages.codes", Permission.CODE_MANAGE),
    "print": ("codes_pages.prints", Permission.CODE_MANAGE),
    "mediation": ("mediation_pages.listed", Permission.MEDIATION_READ),
    "outside": ("outside_pages.listed", Permission.OUTSIDE_READ),
    "delegation": ("accounts_pages.delegation", Permission.SESSION_OWN),
    "block": ("accounts_pages.blocked", Permission.BLOCK_MANAGE),
    "export": ("exports_pages.exports", Permission.EXPORT_READ),
    "indicators": ("indicators_pages.figures", Permission.INDICATOR_READ),
    "audit": ("audits_pages.entries", Permission.AUDIT_READ),
    "delivery": ("notifications_pages.deliveries", Permission.DELIVERY_MANAGE),
    "alerts": ("alerts_pages.alerts", Permission.ALERT_READ),
}


@pages.blueprint.app_context_processor
def around_every_page() -> dict[str, object]:
    return {"unread_notices": lambda: queries.unread(g.get("actor") or VISITOR)}
