"""From the text of a code to where it leads."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Row as Line, Select, bindparam, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import aliased, load_only

from server.areas.models import Area
from server.areas.queries import town_of
from server.codes.models import Code, CodeKind, CodeStatus
from server.core import crypto
from server.core.actor import Actor
from server.core.db import ask_once, db
from server.core.errors import Gone, InvalidInput, NotFound
from server.deputies.models import Deputy
from server.deputies.queries import in_office
from server.stations.models import Seat, Station
from server.stations.queries import visible_to as stations_visible_to


def cache_key(digest: bytes) -> str:
    """Where the answer to a scan is kept for a while."""
    return f"code:{digest.hex()}"


_BEHIND_CODE = (
    select(Code, Station)
    .join(Station, Station.id == Code.station_id)
    .where(Code.token_digest == bindparam("digest"))
    # every column costs on every scan
    .options(load_only(Code.kind, Code.status, Code.station_id, Code.deputy_id))
)


def active(text: str) -> tuple[Code, Station]:
    """The code with this text and its station.

    Raises NotFound `code.unknown` when it was never issued, Gone `code.revoked` naming the station
    when it was withdrawn.
    """
    row = db.session.execute(_BEHIND_CODE, {"digest": crypto.digest(text[:200])}).first()
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


_VILLAGE, _TOWN = aliased(Area), aliased(Area)
_CARD = func.json_build_object(
    *("id", Deputy.id, "name", Deputy.name, "level", Deputy.level, "occupation", Deputy.occupation),
    *("promise", Deputy.promise, "specialties", Deputy.specialties),
)
_CARDS = (
    select(func.json_agg(aggregate_order_by(_CARD, Deputy.name, Deputy.id)))
    .select_from(Seat)
    .join(Deputy, Deputy.id == Seat.deputy_id)
    .where(Seat.station_id == Code.station_id, in_office())
    .correlate(Code)
    .scalar_subquery()
)
_SHOWN = (
    select(
        *(Code.kind.label("code_kind"), Code.deputy_id, Station.id, Station.kind, Station.name),
        *(Station.area_code, Station.address, Station.open_hours, Station.phone, Station.liaison),
        *(Station.is_demo, _VILLAGE.name.label("village"), _TOWN.name.label("town"), _CARDS.label("cards")),
    )
    .join(Station, Station.id == Code.station_id)
    .outerjoin(_VILLAGE, _VILLAGE.code == Station.area_code)
    .outerjoin(_TOWN, _TOWN.code == town_of(Station.area_code))
    .where(Code.token_digest == bindparam("digest"), Code.status == CodeStatus.ACTIVE)
)


def shown(text: str) -> Line[Any]:
    """All that a scan shows, in one line: the code's kind, its station with the names of its area, and the
    cards of the deputies in office who sit there (F01: by name). Raises as `active`."""
    line = ask_once(_SHOWN, {"digest": crypto.digest(text[:200])})
    if line is None:
        active(text)
        raise NotFound
    return line


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
