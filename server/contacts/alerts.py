"""W03: a deputy in office for a month is in touch with fewer people than the rule asks for (R4-09, domain §6.5)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Row, Select, func, select

from server.alerts.models import Level
from server.alerts.registry import Firing, Look, deputy_and_liaisons, rule
from server.contacts.arriving import active_links, minimum
from server.contacts.queries import MINIMUM
from server.core import clock
from server.core.db import db
from server.deputies.models import DIRECT, Deputy, DeputyLevel, title_of
from server.deputies.queries import in_office
from server.notifications.service import Target
from server.stations.queries import SEATS

SETTLING_IN = timedelta(days=30)
PAGE = "deputy/contacts/index"
Found = Row[UUID, DeputyLevel, str, str, int, int, list[UUID] | None]


@rule(
    "W03",
    name="固定联系的人不够",
    level=Level.YELLOW,
    formula="任职满 30 天的代表：区县、乡镇代表固定联系的选民，市以上代表固定联系的基层代表，比规定的少。同意了的才算。",
    audience="代表本人、所在站的联络员",
    mend="去请一位",
    uses=(MINIMUM[True], MINIMUM[False]),
    is_personal=True,
)
def too_few_contacts(look: Look) -> Iterator[Firing]:
    for found in db.session.execute(_lacking(look)):
        yield _firing(found)


def _lacking(look: Look) -> Select[UUID, DeputyLevel, str, str, int, int, list[UUID] | None]:
    """Every deputy who has fewer, with their stations: one statement."""
    links, least = active_links().subquery(), minimum()
    held = func.coalesce(links.c.held, 0)
    found = select(Deputy.id, Deputy.level, Deputy.area_code, Deputy.constituency, held, least, SEATS)
    return (
        found.outerjoin(links, links.c.deputy_id == Deputy.id)
        .where(in_office(), Deputy.term_from <= clock.today() - SETTLING_IN, held < least)
        .where(*look.at(Deputy.area_code, Deputy.id))
    )


def _firing(found: Found) -> Firing:
    deputy_id, level, area_code, constituency, held, least, seats = found
    title = title_of(level, area_code)
    whom = "选民" if level in DIRECT else "基层代表"
    return Firing(
        matter=deputy_id.hex,
        shown=f"{constituency}的{title}" if constituency else title,
        why=f"固定联系的{whom}有 {held} 位，规定 {least} 位，还差 {least - held} 位",
        target=Target("contact", deputy_id, PAGE),
        area_code=area_code,
        posts=deputy_and_liaisons(deputy_id, seats),
    )
