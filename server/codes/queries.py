"""From the text of a code to where it leads."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Select, select

from server.codes.models import Code, CodeKind, CodeStatus
from server.core import crypto
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import Gone, InvalidInput, NotFound
from server.stations.models import Station
from server.stations.queries import visible_to as stations_visible_to


def cache_key(digest: bytes) -> str:
    """Where the answer to a scan is kept for a while."""
    return f"code:{digest.hex()}"


def active(text: str) -> tuple[Code, Station]:
    """The code with this text and its station.

    Raises NotFound `code.unknown` when it was never issued, Gone `code.revoked` naming the station
    when it was withdrawn.
    """
    row = db.session.execute(
        select(Code, Station)
        .join(Station, Station.id == Code.station_id)
        .where(Code.token_digest == crypto.digest(text[:200]))
    ).first()
    if row is None:
        raise NotFound("code.unknown", "没有这枚码。可能印糊了，再扫一次，或按街道找代表站。")
    code, station = row
    if code.status is CodeStatus.REVOKED:
        raise Gone(
            "code.revoked",
            f"这枚码不用了。{station.name}还在，点开就能继续。",
            station={"id": str(station.id), "name": station.name, "phone": station.phone},
        )
    return code, station


def of_kind(text: str, *kinds: CodeKind) -> tuple[Code, Station]:
    """As `active`, for a code that must be of one of `kinds`. Raises InvalidInput for another kind."""
    code, station = active(text)
    if code.kind not in kinds:
        words = {
            CodeKind.DUTY: "这是代表登记用的履职码，留言请扫代表码。",
            CodeKind.STATION: "这是居民留言用的代表码，登记请扫履职码。",
            CodeKind.DEPUTY: "这是代表本人的代表码，登记请扫履职码。",
        }
        raise InvalidInput("code.other_kind", words[code.kind], fields={"code": words[code.kind]})
    return code, station


def visible_to(actor: Actor) -> Select[Code]:
    """Codes of the stations of one's register."""
    stations = stations_visible_to(actor).with_only_columns(Station.id)
    return select(Code).where(Code.station_id.in_(stations))


def get_for_update(actor: Actor, code_id: UUID) -> Code:
    code = db.session.scalar(visible_to(actor).where(Code.id == code_id).with_for_update())
    if code is None:
        raise NotFound("code.unknown", "没有这枚码。")
    return code
