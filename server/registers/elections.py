"""选区 as a page of the console (R2-01): one that has no deputy stands first, because somebody should see it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, func, select

from server.areas.models import Constituency, ConstituencyLevel
from server.areas.queries import names, prefix_of, within
from server.core.actor import Actor
from server.core.db import db
from server.deputies.models import LEVEL_NAMES, Deputy, DeputyLevel
from server.deputies.queries import in_office
from server.registers.queries import place_of
from server.registers.schemas import FindConstituencies
from server.stations.registers import Sheet, like, sheet_of

LEVELS = {level: LEVEL_NAMES[DeputyLevel(level.value)] for level in ConstituencyLevel}


@dataclass(frozen=True, slots=True)
class ConstituencyLine:
    constituency: Constituency
    area_name: str
    deputies: list[Deputy]

    @property
    def level(self) -> str:
        return LEVELS[self.constituency.level]


def visible_to(actor: Actor) -> Select[Constituency]:
    """Open constituencies of one's area; of one's town for who works at a station."""
    inside = within(Constituency.area_code, place_of(actor).prefix)
    return select(Constituency).where(inside, Constituency.closed_on.is_(None))


def _elected() -> Select[UUID | None]:
    """Constituencies with somebody in office."""
    return select(Deputy.constituency_id).where(Deputy.constituency_id.is_not(None), in_office())


def constituencies(actor: Actor, find: FindConstituencies) -> Sheet[ConstituencyLine]:
    """Those without a deputy first, then in the order of the area's code and of their numbers."""
    lacks = Constituency.id.not_in(_elected())
    found = visible_to(actor)
    if find.level:
        found = found.where(Constituency.level == find.level)
    if find.town:
        found = found.where(within(Constituency.area_code, prefix_of(find.town)))
    if find.lacking:
        found = found.where(lacks)
    if find.q:
        found = found.where(Constituency.name.like(like(find.q)))
    by_number = func.length(Constituency.name), Constituency.name, Constituency.id
    ordered = found.order_by(lacks.desc(), Constituency.area_code, Constituency.level, *by_number)
    return sheet_of(ordered, find, find.page, _lines)


def lacking(actor: Actor) -> int:
    """How many have no deputy in office."""
    without = visible_to(actor).where(Constituency.id.not_in(_elected())).subquery()
    return db.session.execute(select(func.count()).select_from(without)).scalar_one()


def _lines(rows: Sequence[Constituency]) -> list[ConstituencyLine]:
    known, elected = names(row.area_code for row in rows), defaultdict(list)
    asked = select(Deputy).where(Deputy.constituency_id.in_([row.id for row in rows]), in_office())
    for deputy in db.session.scalars(asked.order_by(func.by_pinyin(Deputy.name), Deputy.id)):
        elected[deputy.constituency_id].append(deputy)
    return [ConstituencyLine(row, known.get(row.area_code, ""), elected[row.id]) for row in rows]
