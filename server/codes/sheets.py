"""Codes as the console shows them: lines of the register, the picture, and what stands on a printed sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import Select, select

from server.accounts.doors import settings
from server.areas.queries import town_code
from server.codes.models import Code, CodeKind, CodeReport, CodeStatus, PrintFormat, ReportKind
from server.codes.posters import PosterContent, PosterKind
from server.codes.qr import qr_png, short_id
from server.codes.queries import visible_to
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import InvalidInput
from server.core.parsing import Body, Query
from server.core.text import Text
from server.deputies.models import Deputy
from server.stations.models import Station
from server.stations.queries import seated
from server.stations.registers import PageNumber, Sheet, Words, like, sheet_of
from server.stations.schemas import names_for

KIND_WORDS = {CodeKind.STATION: "站点代表码", CodeKind.DEPUTY: "代表本人的码", CodeKind.DUTY: "履职码"}
REPORT_WORDS = {
    ReportKind.REVOKED_SCANNED: "停用了，还有人扫，请去揭下来",
    ReportKind.DAMAGED: "有人说有问题，请去看看",
}
SHOWN = 40
PREVIEW = 480
"""Pixels a side, at most: enough to be scanned from the screen."""


class FindCodeSheet(Query):
    station: UUID | None = None
    kind: CodeKind | None = None
    status: CodeStatus | None = None
    q: Words | None = None
    page: PageNumber = 1


class IssueForm(Body):
    kind: CodeKind
    deputy_id: UUID | None = None
    placement: Annotated[Text, Field(max_length=60)] = ""


class PrintForm(Body):
    kind: CodeKind
    format: PrintFormat
    area: Annotated[str, Field(pattern=r"^\d{12}$")] | None = None


class PosterQuery(Query):
    format: PrintFormat = PrintFormat.A4


@dataclass(frozen=True, slots=True)
class CodeLine:
    code: Code
    station: Station
    deputy_name: str
    short: str

    @property
    def kind_words(self) -> str:
        return KIND_WORDS[self.code.kind]

    @property
    def is_active(self) -> bool:
        return self.code.status is CodeStatus.ACTIVE

    @property
    def where(self) -> str:
        """What tells this code from its neighbours: whose it is, or where it hangs."""
        return self.deputy_name or self.code.placement or "没写挂在哪里"


def url_of(code: Code) -> str:
    """What the code holds."""
    return f"{settings().public_url}/c/{code.token}"


def codes(actor: Actor, find: FindCodeSheet) -> Sheet[CodeLine]:
    """By station in the order of the administrative code; the walls before the deputies, newest first."""
    found: Select[Code] = visible_to(actor).join(Station, Station.id == Code.station_id)
    if find.station:
        found = found.where(Code.station_id == find.station)
    if find.kind:
        found = found.where(Code.kind == find.kind)
    if find.status:
        found = found.where(Code.status == find.status)
    if find.q:
        found = found.where(Station.name.like(like(find.q)))
    ordered = found.order_by(
        Station.area_code, Station.name, Code.kind.desc(), Code.issued_at.desc(), Code.id
    )
    return sheet_of(ordered, find, find.page, code_lines)


def code_lines(rows: Sequence[Code]) -> list[CodeLine]:
    return [
        CodeLine(row, station, deputy.name if deputy else "", short_id(url_of(row)))
        for row, station, deputy in _with_whose(rows)
    ]


def _with_whose(rows: Sequence[Code]) -> list[tuple[Code, Station, Deputy | None]]:
    """Each with its station, and the deputy whose it is; two statements for all."""
    stations = _by_id(Station, {row.station_id for row in rows})
    deputies = _by_id(Deputy, {row.deputy_id for row in rows if row.deputy_id})
    return [
        (row, stations[row.station_id], deputies[row.deputy_id] if row.deputy_id else None) for row in rows
    ]


def _by_id(table: Any, ids: set[UUID]) -> dict[UUID, Any]:
    return {row.id: row for row in db.session.scalars(select(table).where(table.id.in_(ids)))}


def at_station(actor: Actor, station_id: UUID) -> list[CodeLine]:
    """The codes in force at a station."""
    found = visible_to(actor).where(Code.station_id == station_id, Code.status == CodeStatus.ACTIVE)
    return code_lines(db.session.scalars(found.order_by(Code.kind.desc(), Code.issued_at)).all())


def chosen_deputy(given: IssueForm, station: Station) -> Deputy | None:
    """Whose code is to be issued. Raises InvalidInput when a deputy's code names none who sits here."""
    if given.kind is not CodeKind.DEPUTY:
        return None
    deputy = seated(station.id, given.deputy_id) if given.deputy_id else None
    if deputy is None:
        words = "请选一位坐在这个站的代表"
        raise InvalidInput("code.whose", "请选是哪位代表的码。", fields={"deputy_id": words})
    return deputy


def picture_of(code: Code) -> bytes:
    """The code as PNG."""
    return qr_png(url_of(code), PREVIEW)


def contents_of(rows: Sequence[Code]) -> list[PosterContent]:
    """Everything that is printed with each of these codes."""
    found = _with_whose(rows)
    known = names_for([station for _, station, _ in found])
    return [_content(row, station, deputy, known) for row, station, deputy in found]


def _content(code: Code, station: Station, deputy: Deputy | None, known: dict[str, str]) -> PosterContent:
    around = dict.fromkeys((town_code(station.area_code), station.area_code))
    return PosterContent(
        kind=PosterKind(code.kind.value),
        url=url_of(code),
        station=station.name,
        area="".join(known.get(area, "") for area in around),
        address=station.address,
        deputy=deputy.name if deputy else "",
        deputy_title=deputy.title if deputy else "",
        liaison=station.liaison,
        phone=station.phone,
        open_hours=station.open_hours,
        is_demo=station.is_demo,
    )


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A code that wants a look, in words."""

    report: CodeReport
    line: CodeLine

    @property
    def words(self) -> str:
        return REPORT_WORDS[self.report.kind]


def open_reports(actor: Actor, station_id: UUID | None = None) -> list[ReportLine]:
    """What nobody has looked after yet, the newest first."""
    found = (
        visible_to(actor)
        .join(CodeReport, CodeReport.code_id == Code.id)
        .where(CodeReport.settled_at.is_(None))
        .add_columns(CodeReport)
    )
    found = found.where(Code.station_id == station_id) if station_id else found
    pairs = db.session.execute(found.order_by(CodeReport.on.desc(), CodeReport.id).limit(SHOWN)).all()
    lines = code_lines([code for code, _ in pairs])
    return [ReportLine(seen, line) for (_, seen), line in zip(pairs, lines, strict=True)]
