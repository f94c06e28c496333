"""Six standards (R4-05, domain §6.6), six haves (R3-01), five roles (R4-06) and five functions (R0-04) of a station."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from server.activities.kinds import KINDS, DutyKind, StationRole
from server.activities.purposes import (
    FUNCTION_OF,
    FUNCTION_WORDS,
    ROLE_OF,
    ROLE_WORDS,
    StationFunction,
)
from server.codes.models import CodeKind
from server.core import clock
from server.standards.measuring import FRESH, Measured, days_since
from server.stations.models import LicenceState, Station, StationKind

KINDS_A_YEAR = 3
"""So many kinds of activity on file make them manifold (domain §6.6, default)."""


class Standard(StrEnum):
    """六化标准, in the order of S4's sentence."""

    EQUIPPED = "equipped"
    PLANNED = "planned"
    MANIFOLD = "manifold"
    LISTED = "listed"
    SMART = "smart"
    BRANDED = "branded"


STANDARD_WORDS = {
    Standard.EQUIPPED: "基本配置规范化",
    Standard.PLANNED: "年度计划定量化",
    Standard.MANIFOLD: "活动形式多样化",
    Standard.LISTED: "问题处理清单化",
    Standard.SMART: "日常管理智能化",
    Standard.BRANDED: "品牌打造特色化",
}
HAVE_WORDS = ("有场所", "有标识", "有设施", "有制度", "有活动记录", "有固定成员")


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether something is met, by what, and what is missing when it is not. `is_open`: nobody asks for it."""

    name: str
    is_met: bool
    by: str
    missing: tuple[str, ...] = ()
    is_open: bool = False

    @property
    def is_missed(self) -> bool:
        return not self.is_met and not self.is_open


@dataclass(frozen=True, slots=True)
class Purpose:
    """One of the roles or functions, and how often what serves it was done; nought is a hint to its people only."""

    name: str
    times: int
    kinds: tuple[str, ...] = field(default_factory=tuple)


def asked_offline(station: Station) -> int:
    """How many offline activities a year has to plan (R4-10): none at an observation point."""
    if station.kind is StationKind.OBSERVATION_POINT:
        return 0
    return 4 if station.kind is StationKind.HOME else 12


def standards(station: Station, data: Measured) -> list[Judgement]:
    return [
        _equipped(station, data),
        _planned(station, data),
        _manifold(data),
        _listed(data),
        _smart(data),
        _branded(station),
    ]


def _judge(standard: Standard, by: str, missing: list[str]) -> Judgement:
    return Judgement(STANDARD_WORDS[standard], not missing, by, tuple(missing))


def _equipped(station: Station, data: Measured) -> Judgement:
    """Eight things; of the rules that hang on the wall only people know."""
    known = {
        "名称": station.name,
        "类型": station.kind,
        "地址": station.address,
        "坐标": station.latitude is not None,
        "站长": station.head,
        "联络员": station.liaison,
        "代表公示": data.deputies,
        "制度": station.rules,
    }
    missing = [f"没有登记{name}" for name, value in known.items() if not value]
    return _judge(Standard.EQUIPPED, f"八项里有 {len(known) - len(missing)} 项", missing)


def _planned(station: Station, data: Measured) -> Judgement:
    asked, planned = asked_offline(station), data.planned_offline
    missing = [f"计划里线下的 {planned} 场，要有 {asked} 场"] if planned < asked else []
    return _judge(Standard.PLANNED, f"计划了线下 {planned} 场", missing)


def _manifold(data: Measured) -> Judgement:
    names = [KINDS[kind].name for kind in KINDS if kind in data.archived_kinds]
    said = f"归档的有 {len(names)} 类" + (f"：{'、'.join(names)}" if names else "")
    missing = [f"归档的活动只有 {len(names)} 类，要有 {KINDS_A_YEAR} 类"] if len(names) < KINDS_A_YEAR else []
    return _judge(Standard.MANIFOLD, said, missing)


def _listed(data: Measured) -> Judgement:
    """Everything accepted has somebody who has it, goes on in time, and ends with a result."""
    letters = data.letters
    wrong = {
        "件没有责任人：站长、联络员都没有登记": letters.unowned,
        "件过了答应的日子，还没有答复": letters.overdue,
        "件答复了，没有写明结果": letters.without_result,
    }
    missing = [f"{count} {words}" for words, count in wrong.items() if count]
    return _judge(Standard.LISTED, f"今年受理 {letters.accepted} 件", missing)


def _smart(data: Measured) -> Judgement:
    since = days_since(data.changed_at, clock.today())
    missing = [
        f"没有有效的{name}"
        for kind, name in ((CodeKind.STATION, "代表码"), (CodeKind.DUTY, "履职码"))
        if kind not in data.code_kinds
    ]
    if since is None or since > FRESH.days:
        missing.append("还没有过数据" if since is None else f"{since} 天没有新的数据，要在 {FRESH.days} 天里")
    said = "还没有过数据" if since is None else "今天有新数据" if since == 0 else f"{since} 天前有新数据"
    return _judge(Standard.SMART, said, missing)


def _branded(station: Station) -> Judgement:
    """A brand is nobody's duty."""
    name = STANDARD_WORDS[Standard.BRANDED]
    if station.brand:
        return Judgement(name, is_met=True, by=f"品牌：{station.brand}")
    return Judgement(name, is_met=False, by="未申报，不算不达标", is_open=True)


def six_haves(station: Station, data: Measured) -> list[Judgement]:
    """Place, sign, equipment, rules, activities on file, members: four of them are in the data (R3-01)."""
    is_licensed = station.licensed_on is not None or station.licence is LicenceState.ACTIVE
    last = days_since(data.last_archived, clock.today())
    has_met = last is not None and last <= 365
    found = (
        (station.address, f"地址：{station.address}", "没有登记地址"),
        (is_licensed, "已授牌", "还没有授牌"),
        (station.equipment, station.equipment, "没有写明有什么设施"),
        (station.rules, station.rules, "没有写明墙上有哪些制度"),
        (has_met, f"最近一次归档的活动在 {last} 天前", "一年里没有归档的活动"),
        (data.deputies, f"{data.deputies} 位代表坐在这里", "还没有代表坐在这里"),
    )
    return [
        Judgement(name, bool(value), by if value else "", () if value else (without,))
        for name, (value, by, without) in zip(HAVE_WORDS, found, strict=True)
    ]


def roles(data: Measured) -> list[Purpose]:
    return [_purpose(name, role, ROLE_OF, data) for role, name in ROLE_WORDS.items()]


def functions(data: Measured) -> list[Purpose]:
    return [_purpose(name, function, FUNCTION_OF, data) for function, name in FUNCTION_WORDS.items()]


def _purpose(
    name: str,
    purpose: StationRole | StationFunction,
    purpose_of: dict[DutyKind, StationRole] | dict[DutyKind, StationFunction],
    data: Measured,
) -> Purpose:
    kinds = [kind for kind in KINDS if purpose_of[kind] == purpose]
    return Purpose(name, sum(data.times.get(kind, 0) for kind in kinds), tuple(KINDS[k].name for k in kinds))
