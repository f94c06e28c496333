"""W20: a station's code that nobody has scanned for long, and a code whose deputy has left (domain §6.5)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import Date, cast, func, select

from server.alerts.models import Level
from server.alerts.registry import Firing, Look, Post, county, rule
from server.areas import settings
from server.codes.models import Code, CodeKind, CodeStatus
from server.core import clock
from server.core.db import db
from server.core.permissions import Role
from server.deputies.models import Deputy
from server.notifications.service import Target
from server.stations.models import LicenceState, Station

QUIET_DAYS = "station.inactive_scan_days"
LONGER_THAN = timedelta(days=1)
"""After the last day in office; the day after that is the first that is too long."""


@rule(
    "W20",
    name="码要看一看",
    level=Level.YELLOW,
    formula="运行的站，贴给街坊扫的码超过规定的天数没有人扫：黄，请站长看看还在不在墙上，不作考核。"
    "代表离任超过 24 小时，他本人的码还没有停用：红。",
    audience="站长；离任代表的码，另有人大机关",
    mend="去看码，换一枚或停用",
    uses=(QUIET_DAYS,),
)
def codes_want_a_look(look: Look) -> Iterator[Firing]:
    yield from _silent(look)
    yield from _of_those_who_left(look)


def _silent(look: Look) -> Iterator[Firing]:
    """Only the station's head hears of it; it is counted nowhere."""
    alive = func.coalesce(Code.last_scanned_on, cast(func.timezone(clock.ZONE.key, Code.issued_at), Date))
    least = min(settings.everywhere(QUIET_DAYS).values())
    found = (
        select(Code, Station, alive)
        .join(Station, Station.id == Code.station_id)
        .where(
            Station.licence == LicenceState.ACTIVE,
            Code.kind == CodeKind.STATION,
            Code.status == CodeStatus.ACTIVE,
            alive <= clock.today() - timedelta(days=least),
            *look.at(Station.area_code, Station.id),
        )
        .order_by(Code.id)
    )
    for code, station, since in db.session.execute(found).tuples():
        days, limit = (clock.today() - since).days, settings.number(station.area_code, QUIET_DAYS)
        if days >= limit:
            why = f"{days} 天没有人扫，不少于 {limit} 天，可能没贴好"
            yield _fires(code, station, f"{station.name}{code.placement}的码", why)


def _of_those_who_left(look: Look) -> Iterator[Firing]:
    """The name stays out of it: the page of codes says whose it is."""
    found = (
        select(Code, Station)
        .join(Station, Station.id == Code.station_id)
        .join(Deputy, Deputy.id == Code.deputy_id)
        .where(
            Code.kind == CodeKind.DEPUTY,
            Code.status == CodeStatus.ACTIVE,
            Deputy.term_to < clock.today() - LONGER_THAN,
            *look.at(Station.area_code, Station.id),
        )
        .order_by(Code.id)
    )
    for code, station in db.session.execute(found).tuples():
        why = "代表离任超过 24 小时，码还没有停用。扫它的人会到站里，请停用，收回胸牌"
        yield _fires(code, station, f"{station.name}一枚离任代表的码", why, has_left=True)


def _fires(code: Code, station: Station, shown: str, why: str, *, has_left: bool = False) -> Firing:
    head = Post(Role.STATION_HEAD, station.scope)
    return Firing(
        matter=code.id.hex,
        shown=shown[:80],
        why=why,
        target=Target("station_codes", station.id, ""),
        area_code=station.area_code,
        posts=(head, county(station.area_code)) if has_left else (head,),
        station_id=station.id,
        level=Level.RED if has_left else None,
    )
