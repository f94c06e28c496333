"""W20 has no past: a code keeps only the last day on which it was scanned (F05), so what is counted is today."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import cast

from sqlalchemy import Date, cast as sql_cast, func, select

from server.alerts.trials import Fired, Trial, looks_back_over_a_year, read
from server.areas.queries import within
from server.codes.models import Code, CodeKind, CodeStatus
from server.core import clock
from server.standards.alerts import QUIET_DAYS
from server.stations.models import LicenceState, Station


@looks_back_over_a_year(
    "W20",
    leaves_out="码只记最近一次是哪天被扫的，不记扫了几次（F05），过去一年说不出来。下面数的是今天有几枚；离任代表的码不看这个数。",
    is_now=True,
)
def silent_today(trial: Trial) -> Iterator[Fired]:
    issued = sql_cast(func.timezone(clock.ZONE.key, Code.issued_at), Date)
    found = (
        select(Station.area_code, func.coalesce(Code.last_scanned_on, issued))
        .join(Station, Station.id == Code.station_id)
        .where(
            within(Station.area_code, trial.area),
            Station.licence == LicenceState.ACTIVE,
            Code.kind == CodeKind.STATION,
            Code.status == CodeStatus.ACTIVE,
        )
    )
    for code, since in cast(Sequence[tuple[str, date]], read(found)):
        if (trial.today - since).days >= trial.number(code, QUIET_DAYS):
            yield Fired(trial.today)
