"""The console's page of exports: order, see how far it is, agree to names, download."""

from __future__ import annotations

from urllib.parse import quote
from uuid import UUID

from flask import Response, flash, url_for

from server.assignments.boxes import OFFICE_BOXES, UNIT_BOXES
from server.assignments.queries import UNITS
from server.core.actor import current
from server.core.pages import Pages, go, page
from server.core.parsing import form, query
from server.core.permissions import Permission
from server.exports import forms, queries, service
from server.exports.models import FORMAT_NAMES, SHEET_FORMATS, STATE_NAMES, ExportFormat, ExportKind
from server.gateways.registry import gateways
from server.messages.filters import chips
from server.messages.inbox import VIEWS

pages = Pages("exports", "server.exports")
TYPES = {
    ExportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ExportFormat.CSV: "text/csv; charset=utf-8",
    ExportFormat.ZIP: "application/zip",
}


COUNTED = {ExportKind.LETTERS: "封", ExportKind.ASSIGNMENTS: "件"}


def _kind_names() -> dict[ExportKind, str]:
    """As the rail calls them: what an office gives out is what a unit does."""
    is_unit = current().role in UNITS
    return {ExportKind.LETTERS: "来信", ExportKind.ASSIGNMENTS: "办件" if is_unit else "交办"}


def _words() -> dict[str, object]:
    letters = {link.view.value: link.words for link in VIEWS}
    links = UNIT_BOXES if current().role in UNITS else OFFICE_BOXES
    desk = {link.box.value: link.words for link in links}
    return {
        "views": {ExportKind.LETTERS: letters, ExportKind.ASSIGNMENTS: desk},
        "kinds": _kind_names(),
        "counted": COUNTED,
        "formats": FORMAT_NAMES,
        "sheets": SHEET_FORMATS,
        "states": STATE_NAMES,
        "may_decide": forms.may_decide,
    }


@pages.get("/exports", permission=Permission.EXPORT_READ)
def exports() -> str:
    """What was ordered, ordering more, and what somebody else asks to be agreed to."""
    find = query(forms.FindExport)
    orders, kind = queries.listed(current()), find.kind(current())
    return page("exports/exports.html", orders=orders, find=find, kind=kind, chips=chips(find), **_words())


@pages.post("/exports", permission=Permission.MESSAGE_EXPORT)
def order() -> Response:
    given = form(forms.OrderForm)
    with_people = given.with_people is not None
    service.order(current(), given.find(), format=given.format, with_people=with_people, reason=given.reason)
    flash("送去请另一个人看了，同意了就开始做" if with_people else "开始做了，可以离开这一页，做好了会提醒您")
    return go(url_for("exports_pages.exports"))


@pages.post("/exports/assignments", permission=Permission.ASSIGNMENT_EXPORT)
def order_assignments() -> Response:
    """What units were given, as the desk shows it."""
    given = form(forms.OrderAssignmentsForm)
    service.order_assignments(current(), box=given.box, format=given.format, q=given.q)
    flash("开始做了，可以离开这一页，做好了会提醒您")
    return go(url_for("exports_pages.exports", of="assignments"))


@pages.get("/exports/<uuid:export_id>", permission=Permission.EXPORT_READ)
def progress(export_id: UUID) -> str:
    """How far it is: the card alone, asked for again and again."""
    return page("exports/parts/export.html", order=queries.own(current(), export_id), **_words())


@pages.post("/exports/<uuid:export_id>/agree", permission=Permission.EXPORT_DECIDE)
def agree(export_id: UUID) -> Response:
    export = queries.to_decide(current(), export_id)
    service.agree(current(), export)
    flash(f"同意了 {export.number}，开始做，做好了只有要的人能下载")
    return go(url_for("exports_pages.exports"))


@pages.post("/exports/<uuid:export_id>/refuse", permission=Permission.EXPORT_DECIDE)
def refuse(export_id: UUID) -> Response:
    given, export = form(forms.RefuseForm), queries.to_decide(current(), export_id)
    service.refuse(current(), export, reason=given.reason)
    flash(f"没有同意 {export.number}，已经告诉要的人")
    return go(url_for("exports_pages.exports"))


@pages.post("/exports/<uuid:export_id>/again", permission=Permission.EXPORT_READ)
def again(export_id: UUID) -> Response:
    service.again(current(), queries.own_for_update(current(), export_id))
    flash("重新做了")
    return go(url_for("exports_pages.exports"))


@pages.get("/exports/<uuid:export_id>/file", permission=Permission.EXPORT_READ)
def download(export_id: UUID) -> Response:
    """The file, for who ordered it; every time is written down."""
    export = queries.own(current(), export_id)
    service.take_away(current(), export)
    answer = Response(gateways().storage.get(str(export.id)), mimetype=TYPES[export.format])
    what = export.said if export.format is ExportFormat.ZIP else _kind_names()[export.kind]
    name = quote(f"{what}-{export.number}.{export.format.value}")
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return answer
