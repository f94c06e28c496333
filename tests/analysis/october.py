"""What the tests of analyses look at."""

from __future__ import annotations

from sqlalchemy import select

from server.analysis.models import Analysis, Version
from server.core.db import db
from tests.factories import World
from tests.messages.path import drain

ROOT = "/console/analyses"
PHONE = "13812342046"


def own(month: World) -> Analysis:
    found = select(Analysis).where(Analysis.station_id == month.station.id)
    return db.session.scalars(found.execution_options(populate_existing=True)).one()


def written(month: World) -> tuple[Analysis, str]:
    made = own(month)
    return made, f"{ROOT}/{made.id}"


def titles(month: World, who: str) -> list[str]:
    drain()
    return [one["title"] for one in month.phone(who).get("/api/notices").json["items"]]


def versions(analysis: Analysis) -> list[Version]:
    found = select(Version).where(Version.analysis_id == analysis.id).order_by(Version.serial)
    return list(db.session.scalars(found))
