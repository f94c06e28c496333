"""进站会商's yearly plan in and out of sheets (R0-05): what nobody was told of yet follows the sheet, the rest stays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, select

from server.areas.models import Area
from server.areas.queries import county_prefix, within
from server.core import clock
from server.core.db import db
from server.departments.models import Department
from server.departments.queries import is_open
from server.registers import cells
from server.registers.cells import Wrong, folded
from server.registers.headings import Field, RegisterSheet
from server.registers.ledger import Ledger, Trouble, Values, missing
from server.registers.models import RegisterKind
from server.registers.wordings import named
from server.stations.models import Station
from server.visits.kinds import FREQUENCY_WORDS, LIST_WORDS, Frequency, VisitList
from server.visits.life import VisitAction, VisitStatus
from server.visits.models import Visit, VisitStep
from server.visits.queries import in_order
from server.visits.service import Plan, new_visit

LISTS = {
    "区人大常委会组成人员": VisitList.COMMITTEE.value,
    "专工委": VisitList.COMMITTEE.value,
    "监委": VisitList.JUSTICE.value,
    "法院": VisitList.JUSTICE.value,
    "检察院": VisitList.JUSTICE.value,
    "部门": VisitList.DEPARTMENTS.value,
    "代表": VisitList.DEPUTIES.value,
    **{words: kind.value for kind, words in LIST_WORDS.items()},
}
"""How people write it → which list; the own name of each comes last."""
FREQUENCIES = {words: value.value for value, words in FREQUENCY_WORDS.items()}
PLAIN = ("topic", "content", "frequency")
Key = tuple[UUID, str, str]

VISITS = RegisterSheet(
    RegisterKind.VISITS,
    "进站计划",
    "次进站",
    (
        Field(
            "kind",
            "清单",
            cells.choice(LISTS),
            "一委两院",
            True,
            ("类别", "进站主体类别"),
            names=named(LISTS),
        ),
        Field("who", "谁来", cells.words(60), "区人民法院", True, ("进站主体", "主体", "单位", "姓名")),
        Field("station", "站点", cells.words(80), "桂花社区代表联络站", True, ("家站点", "站名", "进哪个站")),
        Field("planned_on", "日期", cells.first_day, "2026-03-18", True, ("计划时间", "时间", "打算哪天")),
        Field("topic", "议题", cells.words(100), "老旧小区加装电梯", True, ("会商议题", "主题")),
        Field("content", "内容", cells.words(500), "看现场，听居民说", also=("进站内容",)),
        Field(
            "frequency", "频次", cells.choice(FREQUENCIES), "一年一次", also=("多久一次",), names=FREQUENCIES
        ),
    ),
    note="政府部门要是登记过的承办单位，名称照名册写。导入的都先放在计划里，定了再通知。",
)


class Visits(Ledger):
    """Found by who comes to which station on which day."""

    def load(self) -> None:
        here = select(Station).where(within(Station.area_code, self.area.prefix))
        self.stations: dict[str, list[Station]] = defaultdict(list)
        for station in db.session.scalars(here):
            self.stations[folded(station.name)].append(station)
        county = within(Department.area_code, county_prefix(self.area.code))
        units = db.session.scalars(select(Department).where(county, is_open(clock.today())))
        self.units = {folded(unit.name): unit for unit in units}
        held = list(db.session.scalars(select(Visit).where(within(Visit.area_code, self.area.prefix))))
        self.rows = {row.id: row for row in held}
        self.by_key = {_key(row.station_id, row.who, row.planned_on.isoformat()): row.id for row in held}
        self.names = {one.id: one.name for same in self.stations.values() for one in same}

    def settle(self, values: Values) -> Trouble:
        if "station" in values:
            yield from self._place(values)
        if values.get("kind") == VisitList.DEPARTMENTS and "who" in values:
            unit = self.units.get(folded(values["who"]))
            if unit is None:
                known = (one.name for one in self.units.values())
                yield "who", missing("名册里没有这个单位", values["who"], known)

    def _place(self, values: Values) -> Trouble:
        found = self.stations.get(folded(values["station"]), [])
        if len(found) == 1:
            values["station_id"], values["station"] = str(found[0].id), found[0].name
        elif found:
            yield "station", Wrong(f"有 {len(found)} 个站叫这个名字，请先把站名改得分得开")
        else:
            yield "station", missing("没有这个站", values["station"], self.names.values())

    def marks(self, values: Values) -> dict[str, Any]:
        return {"who": self._key_of(values)} if self._is_whole(values) else {}

    def find(self, values: Values) -> UUID | None:
        found = self.by_key.get(self._key_of(values)) if self._is_whole(values) else None
        if found is not None and self.rows[found].status is not VisitStatus.PLANNED:
            raise Wrong("这一次已经通知过了，请在它的页上改")
        return found

    @staticmethod
    def _is_whole(values: Values) -> bool:
        return {"station_id", "who", "planned_on"} <= values.keys()

    @staticmethod
    def _key_of(values: Values) -> Key:
        return _key(UUID(values["station_id"]), values["who"], values["planned_on"])

    def now(self, target: UUID) -> Values:
        row = self.rows[target]
        return _values(row, self.names) | {"station_id": str(row.station_id), "name": row.who}

    def add(self, values: Values) -> tuple[UUID, Values]:
        station = db.session.get_one(Station, UUID(values["station_id"]))
        unit = self.units.get(folded(values["who"]))
        given = Plan(
            kind=VisitList(values["kind"]),
            frequency=Frequency(values.get("frequency", Frequency.ONCE)),
            who=values["who"],
            topic=values["topic"],
            planned_on=date.fromisoformat(values["planned_on"]),
            content=values.get("content", ""),
            department_id=unit.id if unit else None,
        )
        row = new_visit(self.actor.account_id, station, given)
        step = VisitStep(
            visit_id=row.id, action=VisitAction.PLAN, at=clock.now(), by=self.actor.title, text=""
        )
        step.account_id = self.actor.account_id
        db.session.add(row)
        db.session.flush()
        db.session.add(step)
        return row.id, {}

    def change(self, target: UUID, values: Values) -> None:
        """Only what is said of it; who, where and when is what it is found by."""
        row = self.rows[target]
        for key in PLAIN:
            setattr(row, key, values.get(key, getattr(row, key)))
        row.frequency = Frequency(row.frequency)

    def used(self, targets: list[UUID]) -> set[UUID]:
        """Whatever somebody was told of."""
        told = select(Visit.id).where(Visit.id.in_(targets), Visit.status != VisitStatus.PLANNED)
        return set(db.session.scalars(told))

    def take_back(self, made: dict[UUID, Values]) -> None:
        db.session.execute(delete(Visit).where(Visit.id.in_(made)))


def _key(station_id: UUID, who: str, planned_on: str) -> Key:
    return station_id, folded(who), planned_on


def _values(row: Visit, names: dict[UUID, str]) -> Values:
    return {
        "kind": row.kind.value,
        "who": row.who,
        "station": names.get(row.station_id, ""),
        "planned_on": row.planned_on.isoformat(),
        "topic": row.topic,
        "content": row.content,
        "frequency": row.frequency.value,
    }


def lines(area: Area, found: Select[Visit]) -> Iterator[Values]:
    """By area code and day."""
    here = select(Station.id, Station.name).where(within(Station.area_code, area.prefix))
    names = dict(db.session.execute(here).tuples().all())
    for row in db.session.scalars(in_order(found)):
        yield _values(row, names)
