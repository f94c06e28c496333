"""The reports of a quarter and of a half-year write themselves before anybody comes to the office."""

from __future__ import annotations

from uuid import UUID

from server.accounts.queries import account_of
from server.archives import service, writing
from server.archives.kinds import period_of
from server.archives.models import Filing
from server.areas.queries import prefix_of
from server.core import jobs
from server.core.db import db, transaction
from server.core.permissions import Role
from server.notifications.service import Target, tell_all


@jobs.every(hour=6, minute=40)
def write_reports() -> None:
    """On the first day, and on any later one for what is still missing; each in a transaction of its own."""
    while True:
        with transaction():
            due = writing.due()
        for one in due:
            with transaction():
                service.keep(one)
        if not due:
            break


@jobs.on("filing.written")
def tell_written(filing_id: UUID) -> None:
    """The office of the area, once; its digest counts it."""
    filing = db.session.get_one(Filing, filing_id)
    scope = f"area:{prefix_of(filing.area_code)}"
    tell_all(
        account_of(Role.STREET_NPC, Role.NPC_STAFF, scope=scope),
        source=f"filing-{filing.id.hex}",
        kind="filing.written",
        title=f"{filing.name}写好了",
        text=f"{period_of(filing.period).words}的，数都是系统算的，可以看，可以存成 Word、Excel、PDF。",
        target=Target("filing", filing.id, ""),
    )
