"""选区 and 代表小组: from which constituency each deputy was elected, and with whom they work together."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from server.areas.models import Constituency, ConstituencyLevel
from server.demo.benches import Benches
from server.demo.dice import Dice
from server.demo.places import AREA, Town
from server.deputies.models import DIRECT, Deputy, DeputyGroup, DeputyLevel, GroupMember

SEED = "富阳选区和小组"
"""A chance of its own, so that the letters of the demonstration stay what they are."""
FEW = 12
ORDINALS = "一二三"


@dataclass(slots=True)
class Wards:
    dice: Dice
    constituencies: list[Constituency] = field(default_factory=list)
    groups: list[DeputyGroup] = field(default_factory=list)
    members: list[GroupMember] = field(default_factory=list)


def draw(towns: list[Town], benches: Benches) -> Wards:
    """A constituency for each who was elected directly, one where nobody sits, and two or three groups a town."""
    wards = Wards(Dice(SEED))
    for deputy in benches.deputies:
        if deputy.level in DIRECT:
            deputy.constituency_id = _constituency(wards, deputy.level, deputy.constituency, deputy.area_code)
    first = towns[0].area
    count = sum(d.level is DeputyLevel.COUNTY and d.area_code == first.code for d in benches.deputies)
    _constituency(wards, DeputyLevel.COUNTY, f"{first.name}第{count + 1}选区", first.code)
    for town in towns:
        _group(wards, town, benches.at[town.home.station.id])
    return wards


def _constituency(wards: Wards, level: DeputyLevel, name: str, town_code: str) -> UUID:
    """A county's belongs to the county, a township's to the town (R2-01)."""
    own = AREA.ljust(12, "0") if level is DeputyLevel.COUNTY else town_code
    made = Constituency(id=wards.dice.id(), level=ConstituencyLevel(level.value), name=name, area_code=own)
    wards.constituencies.append(made)
    return made.id


def _group(wards: Wards, town: Town, deputies: list[Deputy]) -> None:
    count = 2 if len(deputies) < FEW else 3
    for at, ordinal in enumerate(ORDINALS[:count]):
        group = DeputyGroup(
            id=wards.dice.id(), name=f"{town.area.name}第{ordinal}代表小组", area_code=town.area.code
        )
        wards.groups.append(group)
        wards.members += [GroupMember(group_id=group.id, deputy_id=one.id) for one in deputies[at::count]]
