"""W05: nothing offline in the whole year yet. To the deputy and the liaison, never a list of names (domain §6.5, F10)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import ColumnElement, func, select

from server.alerts.models import Level
from server.alerts.registry import Firing, Look, deputy_and_liaisons, rule
from server.core import clock
from server.core.db import db
from server.deputies.models import Deputy
from server.duties import coverage
from server.duties.models import Duty
from server.notifications.service import Target
from server.stations.queries import SEATS

PAGE = "deputy/duty-file/index"
SINCE = ((12, Level.RED), (10, Level.ORANGE), (7, Level.YELLOW))
"""From the first of which month it is how pressing."""


def level_on(day: date) -> Level | None:
    return next((level for month, level in SINCE if day >= date(day.year, month, 1)), None)


@rule(
    "W05",
    name="今年还没有参加活动",
    level=Level.YELLOW,
    formula="在任满 90 天的代表，今年还没有一条核实过的线下履职。7 月 1 日起黄，10 月 1 日起橙，12 月 1 日起红。"
    "扫码、代登、汇入、补登一样算数；线上的另算。",
    audience="这位代表和所在站的联络员，不给别人看，不列名单",
    mend="去看看，登记或约一次",
    is_personal=True,
)
def took_no_part(look: Look) -> Iterator[Firing]:
    today = clock.today()
    level = level_on(today)
    if level is None:
        return
    found = (
        select(Deputy.id, Deputy.area_code, Deputy.constituency, _online(today.year), SEATS)
        .where(
            coverage.is_asked(today),
            ~coverage.has_taken_part(today.year),
            *look.at(Deputy.area_code, Deputy.id),
        )
        .order_by(Deputy.id)
    )
    for deputy_id, area_code, constituency, online, seats in db.session.execute(found):
        yield Firing(
            matter=deputy_id.hex,
            shown=f"{constituency or '本站'}代表今年的履职",
            why=_why(online),
            target=Target("deputy", deputy_id, PAGE),
            area_code=area_code,
            posts=deputy_and_liaisons(deputy_id, seats),
            station_id=next(iter(seats or ()), None),
            level=level,
        )


def _online(year: int) -> ColumnElement[int]:
    counted = select(func.count()).where(
        Duty.deputy_id == Deputy.id, coverage.counts_in(year), Duty.kind.in_(coverage.ONLINE)
    )
    return counted.correlate(Deputy).scalar_subquery().label("online")


def _why(online: int) -> str:
    beside = f"线上的 {online} 次另算，" if online else ""
    return f"今年还没有核实过的线下履职，{beside}参加过没登记的，联络员补一下就好"
