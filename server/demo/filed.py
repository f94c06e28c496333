"""Fixed reports of the first town and its county, written on the first day of the period as by the timetable."""

from __future__ import annotations

from datetime import datetime, time

from server.archives import service
from server.archives.kinds import FilingKind, last_period
from server.archives.writing import Due
from server.areas.queries import get
from server.core import clock
from server.demo.places import AREA, Town


def write(town: Town, now: datetime) -> None:
    for kind in FilingKind:
        period = last_period(kind, now.date())
        with clock.frozen(min(now, datetime.combine(period.after, time(6, 40), clock.ZONE))):
            for code in (AREA, town.area.code):
                if kind is not FilingKind.SUGGESTIONS or code == AREA:
                    service.keep(Due(kind, get(code), period))
