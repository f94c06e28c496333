"""Excel in and out at the console: choose a file, check it, mend it here, import it, take it back; and the 选区."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote
from uuid import UUID

from flask import Response, flash, request, url_for

from server.accounts.doors import link_for
from server.core.actor import current
from server.core.errors import InvalidInput
from server.core.pages import Pages, go, page
from server.core.parsing import form, query
from server.core.permissions import Permission
from server.registers import desk, elections, exports, queries, service
from server.registers.models import Import, LineAction, RegisterKind
from server.registers.schemas import ApplyForm, CellForm, ColumnsForm, FindConstituencies, FindLines
from server.registers.sheets import SHEETS
from server.stations.registers import towns

pages = Pages("registers", "server.registers")
ANY = f"<any({','.join(RegisterKind)}):register>"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MANAGE = Permission.REGISTER_MANAGE
WORDS = {"sheets": SHEETS, "actions": LineAction}


@pages.get(f"/imports/{ANY}", permission=MANAGE)
def upload(register: str) -> str:
    """Where a file is put in, with the empty sheet beside it."""
    kind = RegisterKind(register)
    recent = queries.recent(current(), kind)
    return page(
        "registers/upload.html", sheet=SHEETS[kind], recent=recent, area=queries.area_of(current()), **WORDS
    )


@pages.post(f"/imports/{ANY}", permission=MANAGE)
def take_in(register: str) -> Response:
    name, content = _file()
    made = service.check(current(), RegisterKind(register), file_name=name, content=content)
    return _to(made)


@pages.get("/imports/<uuid:import_id>", permission=MANAGE)
def preview(import_id: UUID) -> str:
    """导入前核对: what each line would do, wrong cells to be mended here."""
    made = queries.get(current(), import_id)
    return page("registers/preview.html", view=desk.preview(current(), made, query(FindLines)), **WORDS)


@pages.post("/imports/<uuid:import_id>/columns", permission=MANAGE)
def arrange(import_id: UUID) -> Response:
    lists = {"headings": request.form.getlist("headings"), "keys": request.form.getlist("keys")}
    made, given = queries.get_for_update(current(), import_id), form(ColumnsForm, **lists)
    service.arrange(current(), made, given.columns)
    flash("按新的列重新核对过了")
    return _to(made)


@pages.post("/imports/<uuid:import_id>/cells", permission=MANAGE)
def correct(import_id: UUID) -> Response:
    made, given = queries.get_for_update(current(), import_id), form(CellForm)
    service.correct(current(), made, line=given.line, field=given.field, value=given.value)
    return _to(made, show=given.show, page=given.page)


@pages.post("/imports/<uuid:import_id>/apply", permission=MANAGE)
def apply(import_id: UUID) -> Response:
    made, given = queries.get_for_update(current(), import_id), form(ApplyForm)
    service.apply(current(), made, skip_wrong=given.skip_wrong)
    flash("导入好了，10 分钟内可以整批撤销")
    return _to(made)


@pages.post("/imports/<uuid:import_id>/undo", permission=MANAGE)
def undo(import_id: UUID) -> Response:
    made = queries.get_for_update(current(), import_id)
    service.undo(current(), made)
    flash("这次导入撤销了，名册回到导入以前")
    return _to(made)


@pages.post("/imports/<uuid:import_id>/drop", permission=MANAGE)
def drop(import_id: UUID) -> Response:
    made = queries.get_for_update(current(), import_id)
    service.drop(current(), made)
    flash("取消了，名册没有变")
    return go(url_for("registers_pages.upload", register=made.register.value))


@pages.get("/imports/<uuid:import_id>/wrong.xlsx", permission=MANAGE)
def wrong(import_id: UUID) -> Response:
    """The rows with mistakes, each with what to do about it."""
    made = queries.get(current(), import_id)
    return _sheet(desk.mending(made), f"{SHEETS[made.register].name}-有错的行")


@pages.post("/imports/<uuid:import_id>/links.xlsx", permission=MANAGE)
def links(import_id: UUID) -> Response:
    """One-time links for the accounts that this import opened; each time fresh ones."""
    made = queries.get_for_update(current(), import_id)
    given = service.give_links(current(), made)
    addresses = [(account.display_name, account.username or "", link_for(token)) for account, token in given]
    return _sheet(exports.links(addresses), "账号和一次有效的链接")


@pages.get(f"/registers/{ANY}.xlsx", permission=Permission.REGISTER_READ)
def export(register: str) -> Response:
    """The register as a workbook, phones masked."""
    kind = RegisterKind(register)
    return _sheet(service.carry_away(current(), kind), SHEETS[kind].name)


@pages.get(f"/registers/{ANY}/template.xlsx", permission=MANAGE)
def template(register: str) -> Response:
    """The empty sheet to fill in."""
    sheet = SHEETS[RegisterKind(register)]
    return _sheet(exports.template(sheet), f"{sheet.name}-空表")


@pages.get("/constituencies", permission=Permission.REGISTER_READ)
def constituencies() -> str:
    find = query(FindConstituencies)
    sheet, lacking = elections.constituencies(current(), find), elections.lacking(current())
    values = {"towns": towns(current()), "levels": elections.LEVELS}
    return page("registers/constituencies.html", sheet=sheet, find=find, lacking=lacking, **values)


def _file() -> tuple[str, bytes]:
    """Name and content of the file that was put in. Raises InvalidInput without one."""
    given = request.files.get("file")
    if given is None or not given.filename:
        raise InvalidInput("import.no_file", "请先选一个 Excel 文件。", fields={"file": "请选一个文件"})
    return given.filename, given.read()


def _to(made: Import, **where: Any) -> Response:
    return go(url_for("registers_pages.preview", import_id=made.id, **{k: v for k, v in where.items() if v}))


def _sheet(content: bytes, name: str) -> Response:
    response = Response(content, mimetype=XLSX)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name + '.xlsx')}"
    return response
