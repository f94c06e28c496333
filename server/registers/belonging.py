"""What a deputy's line refers to by name: the constituency, the stations, the groups."""

from __future__ import annotations

import re
from collections import defaultdict
from uuid import UUID

from sqlalchemy import delete, func, or_, select

from server.areas.models import Area, Constituency
from server.areas.queries import within
from server.core.db import db
from server.deputies.models import DIRECT, DeputyGroup, DeputyLevel, GroupMember
from server.registers.cells import Wrong, folded
from server.registers.constituencies import around
from server.registers.ledger import Places, Trouble, Values, missing
from server.stations.models import Seat, Station

_NUMBERED = re.compile(r"^(.*?)第?(\d+)选区$")


class Elections:
    """Constituencies of the area; a county's too when the area is one of its towns."""

    def __init__(self, area: Area) -> None:
        self.area = area
        self.county = around(area)
        places = Places(self.county)
        mine = within(Constituency.area_code, area.prefix)
        held = select(Constituency).where(
            or_(mine, Constituency.area_code == self.county.code), Constituency.closed_on.is_(None)
        )
        self.by_name: dict[tuple[str, str], set[Constituency]] = defaultdict(set)
        self.known: dict[str, list[str]] = defaultdict(list)
        for row in db.session.scalars(held.order_by(Constituency.area_code, Constituency.name)):
            self.known[row.level].append(row.name)
            self.by_name[row.level, folded(row.name)].add(row)
            self.by_name[row.level, folded(places.name(row.area_code) + row.name)].add(row)
        self.area_of: dict[str, str] = {}

    def settle(self, values: Values) -> Trouble:
        """The electors of an indirect deputy are a congress, whose name stands as it is written."""
        level, name = values.get("level"), values.get("constituency")
        if not name or level not in DIRECT or not self.known[level]:
            return
        found = self.by_name.get((level, folded(name)), set())
        if len(found) == 1:
            row = next(iter(found))
            values["constituency"], values["constituency_id"] = row.name, str(row.id)
            self.area_of[str(row.id)] = row.area_code
        elif found:
            yield "constituency", Wrong(f"有 {len(found)} 个选区叫这个名字，请在前面写上镇街")
        else:
            yield "constituency", self._unknown(level, name)

    def _unknown(self, level: str, name: str) -> Wrong:
        """There is no such constituency, and how far those of its kind go."""
        numbered = _NUMBERED.match(folded(name))
        if numbered:
            kin = (_NUMBERED.match(folded(known)) for known in self.known[level])
            numbers = [int(one[2]) for one in kin if one and one[1] == numbered[1]]
            if numbers:
                return Wrong(f"没有这个选区，{numbered[1]}到第 {max(numbers)} 选区")
        return missing("没有这个选区", name, self.known[level])

    def register_of(self, values: Values) -> str:
        """The area whose register a new deputy belongs to: a township's deputies are their town's."""
        if values["level"] == DeputyLevel.TOWNSHIP:
            return self.area_of.get(values.get("constituency_id", ""), self.area.code)
        return self.area.code


class SeatsOfArea:
    """Stations of the area by name, and who sits there. Seats elsewhere are nobody's business here."""

    def __init__(self, area: Area) -> None:
        self.area = area
        self.found = select(Station.id).where(within(Station.area_code, area.prefix))
        rows = db.session.scalars(
            select(Station).where(within(Station.area_code, area.prefix)).order_by(Station.area_code)
        )
        self.stations = {row.id: row for row in rows}
        self.by_name: dict[str, list[Station]] = defaultdict(list)
        self.places = Places(area)
        for row in self.stations.values():
            for name in {folded(row.name), folded(self._with_town(row))}:
                self.by_name[name].append(row)
        self.of: dict[UUID, set[UUID]] = defaultdict(set)
        for seat in db.session.scalars(select(Seat).where(Seat.station_id.in_(self.found))):
            self.of[seat.deputy_id].add(seat.station_id)

    def _with_town(self, station: Station) -> str:
        town, _ = self.places.town_and_village(station.area_code)
        return station.name if station.name.startswith(town) else town + station.name

    def called(self, station: Station) -> str:
        """As a sheet names it: with the town in front where two share a name, so that it can be read back."""
        is_shared = len(self.by_name.get(folded(station.name), ())) > 1
        return self._with_town(station) if is_shared else station.name

    def settle(self, values: Values) -> Trouble:
        if "stations" not in values:
            return
        chosen: list[str] = []
        for name in values["stations"]:
            try:
                chosen.append(str(self.named(name).id))
            except Wrong as wrong:
                yield "stations", wrong
        values["stations"] = sorted(set(chosen))

    def named(self, name: str) -> Station:
        found = self.by_name.get(folded(name), [])
        if len(found) > 1:
            raise Wrong(f"有 {len(found)} 个站叫“{name}”，请在前面写上镇街")
        if not found:
            raise missing(f"没有“{name}”这个站", name, (row.name for row in self.stations.values()))
        return found[0]

    def set(self, deputy_id: UUID, values: Values) -> None:
        if "stations" not in values:
            return
        wanted = {UUID(station_id) for station_id in values["stations"]}
        gone, new = self.of[deputy_id] - wanted, wanted - self.of[deputy_id]
        if gone:
            theirs = Seat.deputy_id == deputy_id
            db.session.execute(delete(Seat).where(theirs, Seat.station_id.in_(gone)))
        db.session.add_all(Seat(station_id=station_id, deputy_id=deputy_id) for station_id in new)
        self.of[deputy_id] = wanted

    def first(self, deputy_id: UUID) -> Station:
        """The station that a deputy's code falls back to: the first in the order of the code."""
        return min((self.stations[i] for i in self.of[deputy_id]), key=lambda row: (row.area_code, row.name))


class Groups:
    """代表小组 of the area, made when a line names one that is not there yet."""

    def __init__(self, area: Area) -> None:
        self.area = area
        held = select(DeputyGroup).where(within(DeputyGroup.area_code, area.prefix))
        self.rows = {row.id: row for row in db.session.scalars(held.order_by(DeputyGroup.area_code.desc()))}
        self.by_name = {folded(row.name): row for row in self.rows.values()}
        self.of: dict[UUID, set[UUID]] = defaultdict(set)
        inside = select(GroupMember).where(GroupMember.group_id.in_(self.rows))
        for member in db.session.scalars(inside):
            self.of[member.deputy_id].add(member.group_id)

    def settle(self, values: Values) -> Trouble:
        if "groups" in values:
            known = (self.by_name.get(folded(name)) for name in values["groups"])
            pairs = zip(values["groups"], known, strict=True)
            values["groups"] = sorted({row.name if row else name for name, row in pairs})
        yield from ()

    def names_of(self, deputy_id: UUID) -> list[str]:
        return sorted(self.rows[group_id].name for group_id in self.of[deputy_id])

    def set(self, deputy_id: UUID, values: Values) -> list[str]:
        """Returns the ids of groups that had to be made."""
        if "groups" not in values:
            return []
        made = [self._make(name) for name in values["groups"] if folded(name) not in self.by_name]
        wanted = {self.by_name[folded(name)].id for name in values["groups"]}
        gone, new = self.of[deputy_id] - wanted, wanted - self.of[deputy_id]
        if gone:
            theirs = GroupMember.deputy_id == deputy_id
            db.session.execute(delete(GroupMember).where(theirs, GroupMember.group_id.in_(gone)))
        db.session.add_all(GroupMember(group_id=group_id, deputy_id=deputy_id) for group_id in new)
        self.of[deputy_id] = wanted
        return [str(row.id) for row in made]

    def _make(self, name: str) -> DeputyGroup:
        row = DeputyGroup(name=name, area_code=self.area.code)
        db.session.add(row)
        self.rows[row.id] = self.by_name[folded(name)] = row
        return row

    def leave(self, made: dict[UUID, Values]) -> None:
        """The deputies go, and the groups that came with them when nobody else is in them."""
        db.session.execute(delete(GroupMember).where(GroupMember.deputy_id.in_(made)))
        groups = [UUID(one) for values in made.values() for one in values.get("groups_made", [])]
        still = select(func.count()).where(GroupMember.group_id == DeputyGroup.id).scalar_subquery()
        db.session.execute(delete(DeputyGroup).where(DeputyGroup.id.in_(groups), still == 0))
