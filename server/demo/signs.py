"""The codes on the walls: a deputies' code and a duty code for every station, one for every deputy."""

from __future__ import annotations

from datetime import datetime

from server.codes.models import PREFIXES, Code, CodeKind, CodeStatus
from server.core import crypto
from server.demo.benches import Benches
from server.deputies.models import Deputy
from server.stations.models import Station

AT_THE_DOOR, IN_THE_ROOM, ON_THE_BADGE = "大门旁", "会议室门口", "代表名牌"


def codes(stations: list[Station], benches: Benches, now: datetime) -> list[Code]:
    """Random ones, not from the seed: even here nobody shall guess a code."""
    made = []
    for station in stations:
        made.append(_code(CodeKind.STATION, station, AT_THE_DOOR, now))
        made.append(_code(CodeKind.DUTY, station, IN_THE_ROOM, now))
    for deputy in benches.deputies:
        home = benches.home_of[deputy.id].station
        made.append(_code(CodeKind.DEPUTY, home, ON_THE_BADGE, now, deputy))
    return made


def boards(stations: list[Station], count: int, now: datetime) -> list[Code]:
    """`count` more codes of stations, one for every notice board of the village: each is a code of its own."""
    return [
        _code(CodeKind.STATION, stations[at % len(stations)], f"宣传栏 {at // len(stations) + 1}", now)
        for at in range(count)
    ]


def _code(
    kind: CodeKind, station: Station, placement: str, now: datetime, deputy: Deputy | None = None
) -> Code:
    text = PREFIXES[kind] + crypto.token(16)
    return Code(
        kind=kind,
        token_digest=crypto.digest(text),
        token=text,
        station_id=station.id,
        deputy_id=deputy.id if deputy else None,
        placement=placement,
        status=CodeStatus.ACTIVE,
        issued_at=now,
    )
