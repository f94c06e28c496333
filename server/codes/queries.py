"""From the text of a code to where it leads."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    Text,
    bindparam,
    cast as sql_cast,
    false,
    func,
    or_,
    select,
)

from server.areas.queries import town_of, within
from server.codes.models import Code, CodeKind, CodeReport, CodeStatus, PrintJob, PrintPart
from server.core import clock, crypto
from server.core.actor import Actor
from server.core.db import Question, db
from server.core.errors import Gone, InvalidInput, NotFound
from server.deputies.models import Deputy
from server.deputies.queries import in_office
from server.stations.models import LicenceState, Seat, Station
from server.stations.queries import visible_to as stations_visible_to
from server.stations.registers import by_pinyin


def cache_key(digest: bytes) -> str:
    """Where the answer to a scan is kept for a while."""
    return f"code:{digest.hex()}"


SCANNED = "codes:scanned"
"""The set of "day|digest" of codes whose answer was put together since the timer last looked."""


def mark_of(digest: bytes) -> str:
    return f"{clock.today()}|{digest.hex()}"


_BEHIND_CODE = Question(
    select(Code, Station)
    .join(Station, Station.id == Code.station_id)
    .where(Code.token_digest == bindparam("digest"))
)


NEVER_ISSUED = "没有这枚码。可能印糊了，再扫一次，或按街道找代表站。"


def active(text: str) -> tuple[Code, Station]:
    """The code with this text and its station.

    Raises NotFound `code.unknown` when it was never issued, Gone `code.revoked` naming the station
    when it was withdrawn.
    """
    return checked(_BEHIND_CODE.first(digest=crypto.digest(text[:200])), *CodeKind)


def checked(row: tuple[Code, Station] | None, *kinds: CodeKind) -> tuple[Code, Station]:
    """What was found by the text of a code. Raises as `of_kind`."""
    if row is None:
        raise NotFound("code.unknown", NEVER_ISSUED)
    code, station = row
    if code.status is CodeStatus.REVOKED:
        raise Gone(
            "code.revoked",
            f"这枚码不用了。{station.name}还在，点开就能继续。",
            station={"id": str(station.id), "name": station.name, "phone": station.phone},
        )
    if code.kind not in kinds:
        words = OTHER_KIND[code.kind]
        raise InvalidInput("code.other_kind", words, fields={"code": words})
    return code, station


OTHER_KIND = {
    CodeKind.DUTY: "这是代表登记用的履职码，留言请扫代表码。",
    CodeKind.STATION: "这是居民留言用的代表码，登记请扫履职码。",
    CodeKind.DEPUTY: "这是代表本人的代表码，登记请扫履职码。",
}


def by_text(text: str) -> Code:
    """The code with this text, in force or not. Raises NotFound as `active` when it was never issued."""
    code = db.session.scalar(select(Code).where(Code.token_digest == crypto.digest(text[:200])))
    if code is None:
        raise NotFound("code.unknown", NEVER_ISSUED)
    return code


def of_kind(text: str, *kinds: CodeKind) -> tuple[Code, Station]:
    """As `active`, for a code that must be of one of `kinds`. Raises InvalidInput for another kind."""
    return checked(_BEHIND_CODE.first(digest=crypto.digest(text[:200])), *kinds)


def visible_to(actor: Actor) -> Select[Code]:
    """Codes of the stations of one's register."""
    stations = stations_visible_to(actor).with_only_columns(Station.id)
    return select(Code).where(Code.station_id.in_(stations))


def get(actor: Actor, code_id: UUID) -> Code:
    """Raises NotFound for a code of another register."""
    return _known(visible_to(actor).where(Code.id == code_id))


def get_for_update(actor: Actor, code_id: UUID) -> Code:
    return _known(visible_to(actor).where(Code.id == code_id).with_for_update())


def _known(found: Select[Code]) -> Code:
    code = db.session.scalar(found)
    if code is None:
        raise NotFound("code.unknown", "没有这枚码。")
    return code


def report_for_update(actor: Actor, report_id: UUID) -> CodeReport:
    own = visible_to(actor).with_only_columns(Code.id)
    found = select(CodeReport).where(CodeReport.id == report_id, CodeReport.code_id.in_(own))
    seen = db.session.scalar(found.with_for_update())
    if seen is None:
        raise NotFound
    return seen


CLOSED = (LicenceState.SUSPENDED, LicenceState.CLOSED)
"""Where nobody is led to, so that nothing is printed for them."""


def lacking(actor: Actor, kind: CodeKind, area: str | None) -> list[tuple[Station, Deputy | None]]:
    """Stations of the register, or with DEPUTY the deputies in office who sit there, without a code in force.

    A deputy's code falls back to the first of their stations by area code: the town's home, where there is one.
    """
    in_force = select(Code.id).where(Code.kind == kind, Code.status == CodeStatus.ACTIVE)
    stations = stations_visible_to(actor).where(Station.licence.not_in(CLOSED))
    stations = stations.where(within(Station.area_code, area)) if area else stations
    if kind is not CodeKind.DEPUTY:
        without = stations.where(~in_force.where(Code.station_id == Station.id).exists())
        found = without.order_by(Station.area_code, Station.name)
        return [(station, None) for station in db.session.scalars(found)]
    deputies = (
        stations.join(Seat, Seat.station_id == Station.id)
        .join(Deputy, Deputy.id == Seat.deputy_id)
        .where(in_office(), ~in_force.where(Code.deputy_id == Deputy.id).exists())
        .add_columns(Deputy)
        .distinct(Deputy.id)
        .order_by(Deputy.id, Station.area_code, Station.kind, Station.name)
    )
    return [(station, deputy) for station, deputy in db.session.execute(deputies)]


def kept_answers(*conditions: ColumnElement[bool]) -> list[str]:
    """Where the answers to scans of these codes are kept."""
    found = select(Code.token_digest).join(Station, Station.id == Code.station_id).where(*conditions)
    return [cache_key(digest) for digest in db.session.scalars(found)]


def prints_visible_to(actor: Actor) -> Select[PrintJob]:
    """What was ordered for one's register or a part of it."""
    if actor.station_id:
        return select(PrintJob).where(PrintJob.scope == actor.scope)
    if actor.area_prefix:
        stations = stations_visible_to(actor).with_only_columns(
            func.concat("station:", sql_cast(Station.id, Text))
        )
        inside = PrintJob.scope.startswith(f"area:{actor.area_prefix}", autoescape=True)
        return select(PrintJob).where(or_(inside, PrintJob.scope.in_(stations)))
    return select(PrintJob).where(false())


def prints(actor: Actor, limit: int = 20) -> list[PrintJob]:
    """The newest first."""
    newest = prints_visible_to(actor).order_by(PrintJob.created_at.desc(), PrintJob.id)
    return list(db.session.scalars(newest.limit(limit)))


def print_job(actor: Actor, job_id: UUID, *, for_update: bool = False) -> PrintJob:
    found = prints_visible_to(actor).where(PrintJob.id == job_id)
    job = db.session.scalar(found.with_for_update() if for_update else found)
    if job is None:
        raise NotFound("print.unknown", "没有这次印码，或已经过了七天。请重新印一次。")
    return job


def print_part(actor: Actor, part_id: UUID) -> tuple[PrintJob, PrintPart]:
    """A part that is done, to be downloaded."""
    part = db.session.get(PrintPart, part_id)
    if part is None or part.done_at is None:
        raise NotFound("print.unknown", "这一份还没有做好，或已经过了七天。")
    return print_job(actor, part.job_id), part


def by_ids(code_ids: list[UUID]) -> Select[Code]:
    return select(Code).where(Code.id.in_(code_ids))


def parts(job_id: UUID) -> list[PrintPart]:
    found = select(PrintPart).where(PrintPart.job_id == job_id).order_by(PrintPart.number)
    return list(db.session.scalars(found))


def to_print(actor: Actor, kind: CodeKind, area: str | None) -> list[tuple[UUID, str]]:
    """The codes in force of the register, town by town, each with its station's area code: walls in the order
    of that code, deputies by pinyin."""
    found = (
        visible_to(actor)
        .join(Station, Station.id == Code.station_id)
        .outerjoin(Deputy, Deputy.id == Code.deputy_id)
        .where(Code.kind == kind, Code.status == CodeStatus.ACTIVE, Station.licence.not_in(CLOSED))
        .with_only_columns(Code.id, Station.area_code)
    )
    found = found.where(within(Station.area_code, area)) if area else found
    if kind is CodeKind.DEPUTY:
        found = found.where(in_office()).order_by(town_of(Station.area_code), by_pinyin(Deputy.name))
    else:
        found = found.order_by(Station.area_code, Station.name, Code.placement)
    return [(code_id, area_code) for code_id, area_code in db.session.execute(found.order_by(Code.id))]
