"""履职名册 in and out of sheets: who attended, spoke or sat in, many at once (D01, D02, D10, R2-09, R2-16)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, or_, select

from server.activities.kinds import KINDS, DutyKind
from server.areas.models import Area
from server.areas.queries import within
from server.core import clock
from server.core.db import db
from server.deputies.models import Deputy
from server.duties import deciding, receiving
from server.duties.life import COUNTED, WAITING, WORKFLOW, DutyStatus
from server.duties.models import Duty, DutySource, DutyStep
from server.duties.recording import cause_of
from server.registers import cells
from server.registers.belonging import SeatsOfArea
from server.registers.cells import Wrong, folded
from server.registers.headings import Field, RegisterSheet
from server.registers.ledger import Ledger, Trouble, Values, missing
from server.registers.models import RegisterKind
from server.stations.models import Station

KIND_OF = {info.name: kind.value for kind, info in KINDS.items()}
ALSO = {"列席": "observe_meeting", "出席": "attend_congress", "发言": "speak", "走访": "visit_voters"}
NOON = time(12)
BROUGHT = "名册导入更正"
SHEET = RegisterSheet(
    RegisterKind.DUTIES,
    "履职记录",
    "条履职记录",
    (
        Field("name", "代表", cells.words(40), "王明", True, ("姓名", "代表姓名")),
        Field(
            "constituency",
            "选区或选举单位",
            cells.words(60),
            "富春第 3 选区",
            also=("选区", "所属选区", "选举单位"),
        ),
        Field(
            "kind",
            "类型",
            cells.choice(ALSO | KIND_OF),
            "列席会议",
            True,
            ("履职类型", "活动类型", "类别"),
            names={value: name for name, value in KIND_OF.items()},
        ),
        Field("day", "日期", cells.first_day, "2026-10-08", True, ("时间", "会议日期", "活动日期")),
        Field(
            "title",
            "事项",
            cells.words(80),
            "区政府常务会议",
            True,
            ("会议名称", "活动名称", "内容", "会议"),
        ),
        Field("place", "地点", cells.words(120), "区政府 3 号会议室", also=("会议地点", "活动地点")),
        Field("station", "站点", cells.words(80), "桂花社区代表联络站", also=("家站点", "所属站点")),
    ),
    "一行是一位代表做的一件事。同一天、同一处、同一类已经有了的不会再记；代表自己补登、还在等核实的，算核实了。",
)


class Duties(Ledger):
    """Found by deputy, kind, day and place, however it came to be on file."""

    def load(self) -> None:
        self.seats = SeatsOfArea(self.area)
        seated = select(Deputy.id).where(Deputy.id.in_(list(self.seats.of)))
        mine = or_(within(Deputy.area_code, self.area.prefix), Deputy.id.in_(seated))
        self.deputies = {row.id: row for row in db.session.scalars(select(Deputy).where(mine))}
        self.by_name: dict[str, list[Deputy]] = defaultdict(list)
        for row in self.deputies.values():
            self.by_name[folded(row.name)].append(row)
        self.known: dict[tuple[UUID, str], Duty] = {}
        self.rows: dict[UUID, Duty] = {}
        self.asked: set[UUID] = set()

    def settle(self, values: Values) -> Trouble:
        if values.get("day", "") > clock.today().isoformat():
            yield "day", Wrong("这一天还没到，请核对")
        if "name" not in values:
            return
        try:
            deputy = self._deputy(values)
        except Wrong as wrong:
            yield "name", wrong
            return
        values["deputy_id"] = str(deputy.id)
        try:
            values["station_id"] = str(self._station(deputy, values).id)
        except Wrong as wrong:
            yield "station", wrong

    def _deputy(self, values: Values) -> Deputy:
        found = self.by_name.get(folded(values["name"]), [])
        if "constituency" in values:
            found = [one for one in found if folded(one.constituency) == folded(values["constituency"])]
        if len(found) > 1:
            raise Wrong(f"名册里有 {len(found)} 位同名的代表，请写选区分清是哪一位")
        if not found:
            names = (one.name for one in self.deputies.values())
            raise missing(f"{self.area.name}的名册里没有这位代表", values["name"], names)
        return found[0]

    def _station(self, deputy: Deputy, values: Values) -> Station:
        """The named one, else where the deputy sits, else any of the area: somebody has to look after the record."""
        if "station" in values:
            return self.seats.named(values["station"])
        sits = self.seats.of.get(deputy.id, set())
        for station in self.seats.stations.values():
            if not sits or station.id in sits:
                return station
        raise Wrong(f"{self.area.name}还没有家站点，请先登记")

    def marks(self, values: Values) -> dict[str, Any]:
        wanted = {"deputy_id", "station_id", "kind", "day"}
        return {"title": (values["deputy_id"], _cause(values))} if wanted <= values.keys() else {}

    def find(self, values: Values) -> UUID | None:
        """What waits is confirmed by the line, as a new one would be; what was refused or sealed stays."""
        self._look_up(UUID(values["deputy_id"]))
        duty = self.known.get((UUID(values["deputy_id"]), _cause(values)))
        if duty is None or duty.status in (*WAITING, DutyStatus.DRAFT):
            return None
        if duty.status not in COUNTED:
            raise Wrong(WORKFLOW.refusals[duty.status][1].rstrip("。"))
        if duty.status is DutyStatus.ARCHIVED and duty.title != values["title"]:
            raise Wrong("这一年已经封存了，要改请先到这条记录的页面解封")
        return duty.id

    def _look_up(self, deputy_id: UUID) -> None:
        """Every record of the deputies of the area's register, once each."""
        if deputy_id in self.asked:
            return
        self.asked.add(deputy_id)
        for duty in db.session.scalars(select(Duty).where(Duty.deputy_id == deputy_id)):
            self.known[deputy_id, duty.dedupe] = duty
            self.rows[duty.id] = duty

    def now(self, target: UUID) -> Values:
        duty = self.rows.get(target) or db.session.get_one(Duty, target)
        self.rows[target] = duty
        deputy = self.deputies[duty.deputy_id]
        return _line(duty, deputy, self.seats) | {
            "deputy_id": str(duty.deputy_id),
            "station_id": str(duty.station_id),
        }

    def add(self, values: Values) -> tuple[UUID, Values]:
        station = self.seats.stations[UUID(values["station_id"])]
        recorded = receiving.bring(
            self.actor,
            UUID(values["deputy_id"]),
            station,
            kind=DutyKind(values["kind"]),
            at=_moment(values["day"]),
            title=values["title"],
            place=values.get("place", ""),
        )
        return recorded.duty.id, {}

    def change(self, target: UUID, values: Values) -> None:
        """Only what the line says anew of the same thing; what stood before is kept with the record."""
        duty = self.rows.get(target) or db.session.get_one(Duty, target)
        if values.get("title", duty.title) != duty.title:
            deciding.correct(self.actor, duty, title=values["title"], reason=BROUGHT)

    def used(self, targets: list[UUID]) -> set[UUID]:
        """What was there before, and what somebody has decided about since."""
        decided = select(DutyStep.duty_id).where(DutyStep.duty_id.in_(targets))
        others = select(Duty.id).where(Duty.id.in_(targets), Duty.source != DutySource.IMPORT)
        return set(db.session.scalars(decided.union(others)))

    def take_back(self, made: dict[UUID, Values]) -> None:
        db.session.execute(delete(Duty).where(Duty.id.in_(made)))


def _cause(values: Values) -> str:
    station_id, at = UUID(values["station_id"]), _moment(values["day"])
    return cause_of(DutyKind(values["kind"]), at, station_id, values.get("place", ""))


def _moment(day: str) -> datetime:
    """A register says the day; nobody says the hour."""
    return datetime.combine(date.fromisoformat(day), NOON, clock.ZONE)


def _line(duty: Duty, deputy: Deputy, seats: SeatsOfArea) -> Values:
    station = seats.stations.get(duty.station_id)
    return {
        "name": deputy.name,
        "constituency": deputy.constituency,
        "kind": duty.kind.value,
        "day": clock.local(duty.at).date().isoformat(),
        "title": duty.title,
        "place": duty.place or "",
        "station": seats.called(station) if station else "",
    }


def lines(area: Area, found: Select[Duty]) -> Iterator[Values]:
    """This year's, by day; what counts, and nothing else."""
    seats, first = SeatsOfArea(area), datetime(clock.today().year, 1, 1, tzinfo=clock.ZONE)
    asked = found.where(Duty.at >= first, Duty.status.in_(COUNTED)).order_by(Duty.at, Duty.id)
    named = asked.join(Deputy, Deputy.id == Duty.deputy_id).add_columns(Deputy)
    for duty, deputy in db.session.execute(named):
        yield _line(duty, deputy, seats)
