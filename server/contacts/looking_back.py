"""How W03 would have fired in the last twelve months, by the state of the links on the first of every month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import cast
from uuid import UUID

from sqlalchemy import case, func, select

from server.alerts.trials import MONTHS, Fired, Trial, looks_back_over_a_year, month_before, read
from server.areas.queries import within
from server.contacts.alerts import SETTLING_IN
from server.contacts.models import ContactLink, LinkKind
from server.contacts.queries import MINIMUM
from server.deputies.models import DIRECT, Deputy, DeputyLevel

Row = tuple[UUID, str, DeputyLevel, date, date | None]
Held = tuple[date, date | None]


@looks_back_over_a_year(
    "W03", leaves_out="每月 1 日看一次；一位代表连着几个月不够，算一次。只有几位，没有名单。"
)
def too_few(trial: Trial) -> Iterator[Fired]:
    deputies = select(Deputy.id, Deputy.area_code, Deputy.level, Deputy.term_from, Deputy.term_to).where(
        within(Deputy.area_code, trial.area), func.coalesce(Deputy.term_to, trial.today) >= trial.first
    )
    links = _links(trial)
    for deputy_id, code, level, term_from, term_to in cast(Sequence[Row], read(deputies)):
        least, was_short = trial.number(code, MINIMUM[level in DIRECT]), False
        for day in (month_before(trial.today, back) for back in range(MONTHS, -1, -1)):
            is_asked = term_from <= day - SETTLING_IN and (term_to is None or term_to >= day)
            is_short = is_asked and _held(links[deputy_id], day) < least
            if is_short and not was_short:
                yield Fired(day)
            was_short = is_short


def _held(links: Sequence[Held], day: date) -> int:
    return sum(since <= day and (ended is None or ended > day) for since, ended in links)


def _links(trial: Trial) -> dict[UUID, list[Held]]:
    """Those that were agreed to at some time, of the kind that the deputy's election asks for."""
    wanted = case((Deputy.level.in_(DIRECT), LinkKind.VOTER.value), else_=LinkKind.DEPUTY.value)
    found = (
        select(ContactLink.deputy_id, ContactLink.since, ContactLink.ended_on)
        .join(Deputy, Deputy.id == ContactLink.deputy_id)
        .where(within(Deputy.area_code, trial.area), ContactLink.since.is_not(None))
        .where(ContactLink.kind == wanted)
    )
    links: dict[UUID, list[Held]] = defaultdict(list)
    for deputy_id, since, ended in cast(Sequence[tuple[UUID, date, date | None]], read(found)):
        links[deputy_id].append((since, ended))
    return links
