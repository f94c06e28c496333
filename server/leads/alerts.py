"""议而不决: a lead was taken up, its day passed, and nobody has decided (R2-24, X6)."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from server.alerts.models import Level
from server.alerts.registry import Firing, Look, Post, rule
from server.areas import settings
from server.areas.queries import prefix_of
from server.core import clock, workdays
from server.core.db import db
from server.core.text import day_words
from server.leads.kinds import DECIDES, SHEETS, LeadLevel
from server.leads.life import LeadStatus
from server.leads.models import Lead
from server.notifications.service import Target

DIGITS = {LeadLevel.TOWNSHIP: 9, LeadLevel.COUNTY: 6}


@rule(
    "R2-24-1X",
    name="议而不决：线索看了没有定",
    level=Level.YELLOW,
    formula="来信转成的线索、议题、心愿、立法意见开始看了，定的日子过了，还没有定。",
    audience="定的那一级",
    mend="去定，或说一声为什么",
)
def taken_up_and_not_decided(look: Look) -> Iterator[Firing]:
    found = select(Lead).where(Lead.status == LeadStatus.REVIEWING, Lead.due_on < clock.today())
    for lead in db.session.scalars(found.where(*look.at(Lead.area_code, Lead.id))):
        gone = workdays.between(lead.due_on, clock.today(), settings.calendar(lead.area_code))
        words = f"晚了 {gone} 个工作日" if gone else "过了日子"
        yield Firing(
            matter=f"{lead.id.hex}-{lead.due_on}",
            shown=f"{day_words(clock.local(lead.created_at).date())}转来的{SHEETS[lead.kind].words}",
            why=f"开始看了，{day_words(lead.due_on)}前该定，{words}",
            target=Target("lead", lead.id, ""),
            area_code=lead.area_code,
            posts=(office_of(lead),),
        )


def office_of(lead: Lead) -> Post:
    """Whoever decides about it."""
    return Post(DECIDES[lead.level], f"area:{prefix_of(lead.area_code[: DIGITS[lead.level]])}")
