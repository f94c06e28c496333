"""What analyses do by themselves: they are written on the 1st, put into Word, and told of."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from server.accounts.queries import account_of
from server.analysis import monthly, queries, word
from server.analysis.models import Addressee, Analysis, Point
from server.areas.queries import county_prefix, town_prefix
from server.core import jobs
from server.core.db import db, transaction
from server.core.permissions import Role
from server.gateways.registry import gateways
from server.notifications.service import Target, tell_all
from server.stations.models import Station


@jobs.every(hour=6, minute=10)
def write_months() -> None:
    """On the 1st, and on any later day for what is still missing."""
    with transaction():
        months = monthly.due()
    for month in months:
        while True:
            with transaction():
                count = monthly.write(month)
            if not count:
                break


@jobs.task("analysis.compose", lease=timedelta(minutes=2))
def compose(analysis_id: UUID) -> None:
    """The Word file as the analysis is now; whoever comes second finds it made."""
    with transaction():
        analysis = db.session.get(Analysis, analysis_id, with_for_update=True, populate_existing=True)
        if analysis is None or analysis.has_file:
            return
        gateways().storage.put(word.key(analysis), word.compose(analysis))
        analysis.file_revision = analysis.revision


@jobs.on("analysis.written")
def tell_written(analysis_id: UUID) -> None:
    """The people of the station have a draft to read."""
    analysis = db.session.get_one(Analysis, analysis_id)
    tell_all(
        account_of(Role.LIAISON, Role.STATION_HEAD, scope=f"station:{analysis.station_id}"),
        source=f"analysis-{analysis.id.hex}-written",
        kind="analysis.written",
        title=f"{analysis.month.month}月的社情民意分析写好了",
        text="数已经填好。请看一遍，改改文字，选好要报送的事，签发就送到镇街和区县。",
        target=_target(analysis),
    )


@jobs.on("analysis.sent")
def tell_sent(analysis_id: UUID) -> None:
    """The township always, the county's office where something falls under its powers."""
    analysis = db.session.get_one(Analysis, analysis_id)
    station = db.session.get_one(Station, analysis.station_id)
    asked = {one.addressee for one in queries.points(analysis.id)}
    offices = {Role.STREET_NPC: town_prefix(analysis.area_code)}
    if Addressee.COUNTY in asked:
        offices[Role.NPC_STAFF] = county_prefix(analysis.area_code)
    for role, prefix in offices.items():
        tell_all(
            account_of(role, scope=f"area:{prefix}"),
            source=f"analysis-{analysis.id.hex}-sent",
            kind="analysis.sent",
            title=f"{station.name}送来{analysis.month.month}月分析",
            text="请看报送的事；哪件后来怎样，写一句，站里就看得到。",
            target=_target(analysis),
        )


@jobs.on("analysis.answered")
def tell_answered(point_id: UUID, at: int) -> None:
    """The station reads what became of what it passed up."""
    point = db.session.get_one(Point, point_id)
    analysis = db.session.get_one(Analysis, point.analysis_id)
    tell_all(
        account_of(Role.LIAISON, Role.STATION_HEAD, scope=f"station:{analysis.station_id}"),
        source=f"analysis-{point.id.hex}-answered-{at}",
        kind="analysis.answered",
        title=f"{analysis.month.month}月报送的一件事有了结果",
        text=f"{point.answered_by}写了结果，请打开分析看。",
        target=_target(analysis),
    )


def _target(analysis: Analysis) -> Target:
    return Target("analysis", analysis.id, "")
