"""季度站点评估: every station of an area by its code, month by month, with its letters, standards and roles. No ranking."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from sqlalchemy import Row as Found, String, cast, distinct, func, select

from server.activities.alerts import counting
from server.activities.kinds import DutyKind
from server.activities.models import Activity
from server.activities.purposes import ROLE_OF, ROLE_WORDS
from server.archives import pieces
from server.archives.pieces import Kept
from server.areas.models import Area
from server.areas.queries import county_prefix, names, town_code, within
from server.core.db import db
from server.core.text import share_words
from server.duties.life import COUNTED
from server.duties.models import Duty
from server.indicators.definitions import INDICATORS, TOGETHER
from server.indicators.figures import Counts, figures
from server.indicators.frames import Frame
from server.indicators.measuring import measure, together
from server.indicators.periods import Period
from server.messages.models import Message
from server.standards import judging, measuring
from server.standards.judging import Judgement
from server.stations.models import KIND_NAMES, LicenceState, Station, StationKind

HELD, NOT_HELD, NOT_ASKED = "有", "没有", "—"
MET, LACKS = "达到", "还差"
LETTERS = ("received", "concluded", "open", *TOGETHER)
DEFINITION = (
    "站点按区划代码和名称排，不排名次。频次：代表之家每季、站和点每月至少一场归了档的线下活动，线上的不抵；"
    "观察点不要求。六化由数据判定，品牌未申报不算不达标。"
)


def stations_of(area: Area, period: Period) -> list[Station]:
    """Open ones that were there before the period was over, by area code and name."""
    found = select(Station).where(
        within(Station.area_code, area.prefix),
        Station.licence == LicenceState.ACTIVE,
        Station.created_at < period.before,
    )
    return list(db.session.scalars(found.order_by(Station.area_code, Station.name, Station.id)))


def compose(area: Area, period: Period) -> Kept:
    """The letters of all stations by one statement, as everywhere else; nothing is typed."""
    stations = stations_of(area, period)
    year = period.first.year
    met = measuring.met([one.id for one in stations], year)
    judged = standards_of(stations, year)
    ids = [one.id for one in stations]
    counted = measure(
        Frame(period, county_prefix(area.code).ljust(12, "0")),
        Message.station_id.in_(ids),
        cast(Message.station_id, String),
    )
    parts = [
        *_opening(stations, period, met, together(list(counted.values()))),
        _meetings(stations, period, met),
        _letters(stations, counted),
        marks(stations, judged, "表 3 六化标准"),
        _roles(stations, period),
        *missing(stations, judged, "表 5 各站还差什么"),
    ]
    return pieces.content(parts, f"{DEFINITION}{_formulas()}")


def _formulas() -> str:
    return "；".join(f"{INDICATORS[key].name} = {INDICATORS[key].formula}" for key in TOGETHER) + "。"


def _opening(
    stations: Sequence[Station], period: Period, met: Mapping[UUID, frozenset[int]], counts: Counts
) -> Iterator[Kept]:
    asked = [one for one in stations if one.kind is not StationKind.OBSERVATION_POINT]
    good = sum(all(mark == HELD for mark in _marks(one, period, met)) for one in asked)
    share = share_words(good, len(asked))
    yield pieces.heading("总的情况")
    yield pieces.paragraph(
        f"{period.words}末有 {len(stations)} 个运行的站点。要求办线下活动的 {len(asked)} 个，"
        f"整个季度都办到的 {good} 个{f'，占 {share}' if share else ''}。"
    )
    shown = figures(counts)
    yield pieces.figures(
        (
            shown[key].indicator.name,
            shown[key].shown,
            shown[key].exceptions_shown if shown[key].denominator else "这一期没有",
        )
        for key in TOGETHER
    )
    yield pieces.heading("各站的情况")


def _months(period: Period) -> list[int]:
    return [period.first.month + step for step in range(3)]


def _marks(station: Station, period: Period, met: Mapping[UUID, frozenset[int]]) -> list[str]:
    """By month; a home is asked for one in the quarter, so its months are one."""
    did = met.get(station.id, frozenset())
    if station.kind is StationKind.OBSERVATION_POINT:
        return [NOT_ASKED] * 3
    if station.kind is StationKind.HOME:
        return [HELD if (period.first.month + 2) // 3 in did else NOT_HELD] * 3
    return [HELD if month in did else NOT_HELD for month in _months(period)]


def _meetings(stations: Sequence[Station], period: Period, met: Mapping[UUID, frozenset[int]]) -> Kept:
    towns = names({town_code(one.area_code) for one in stations})
    held = _held([one.id for one in stations], period)
    rows = (
        (
            one.name,
            towns.get(town_code(one.area_code), ""),
            KIND_NAMES[one.kind],
            *_marks(one, period, met),
            str(held.get(one.id, 0)),
        )
        for one in stations
    )
    headings = ("站点", "镇街", "类型", *(f"{month} 月" for month in _months(period)), "场次")
    return pieces.table("表 1 线下活动", headings, rows, is_words=True)


def _held(ids: Sequence[UUID], period: Period) -> dict[UUID, int]:
    found = select(Activity.station_id, func.count()).where(
        Activity.station_id.in_(ids),
        *counting(),
        Activity.starts_at >= period.since,
        Activity.starts_at < period.before,
    )
    return dict(db.session.execute(found.group_by(Activity.station_id)).tuples().all())


def _letters(stations: Sequence[Station], counted: Mapping[str, Counts]) -> Kept:
    nothing: Counts = {}
    shown = {one.id: figures(counted.get(str(one.id), nothing)) for one in stations}
    rows = ((one.name, *(shown[one.id][key].shown for key in LETTERS)) for one in stations)
    return pieces.table("表 2 来信", ("站点", *(INDICATORS[key].name for key in LETTERS)), rows)


def standards_of(stations: Sequence[Station], year: int) -> dict[UUID, list[Judgement]]:
    return {one.id: judging.standards(one, measuring.of(one, year)) for one in stations}


def marks(stations: Sequence[Station], judged: Mapping[UUID, Sequence[Judgement]], title: str) -> Kept:
    """Met or not; a brand that nobody has is open, not missed."""
    rows = ((one.name, *(_mark(found) for found in judged[one.id])) for one in stations)
    return pieces.table(title, ("站点", *judging.STANDARD_WORDS.values()), rows, is_words=True)


def _mark(found: Judgement) -> str:
    return MET if found.is_met else "未申报" if found.is_open else LACKS


def missing(
    stations: Sequence[Station], judged: Mapping[UUID, Sequence[Judgement]], title: str
) -> Iterator[Kept]:
    rows = [
        (one.name, found.name, "；".join(found.missing))
        for one in stations
        for found in judged[one.id]
        if found.missing
    ]
    if rows:
        yield pieces.table(title, ("站点", "哪一项", "还差什么"), rows, is_words=True)


def _roles(stations: Sequence[Station], period: Period) -> Kept:
    """One activity is once, however many deputies came to it."""
    times = _times([one.id for one in stations], period)
    rows = ((one.name, *(str(times[one.id][role]) for role in ROLE_WORDS)) for one in stations)
    return pieces.table("表 4 五个作用（次）", ("站点", *ROLE_WORDS.values()), rows)


def _times(ids: Sequence[UUID], period: Period) -> dict[UUID, dict[str, int]]:
    cause = func.coalesce(cast(Duty.activity_id, String), cast(Duty.id, String))
    found = select(Duty.station_id, Duty.kind, func.count(distinct(cause))).where(
        Duty.station_id.in_(ids),
        Duty.status.in_(COUNTED),
        Duty.at >= period.since,
        Duty.at < period.before,
    )
    times: dict[UUID, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    rows: Sequence[Found[UUID, DutyKind, int]] = db.session.execute(
        found.group_by(Duty.station_id, Duty.kind)
    ).all()
    for station_id, kind, count in rows:
        times[station_id][ROLE_OF[kind]] += count
    return times


def compose_standards(area: Area, period: Period) -> Kept:
    """六化自检表 (R4-05): what the data says of each of the six, and what is missing; nobody ticks a box."""
    stations = stations_of(area, period)
    judged = standards_of(stations, period.first.year)
    good = sum(all(found.is_met or found.is_open for found in judged[one.id]) for one in stations)
    parts = [
        pieces.paragraph(
            f"{period.first.year} 年到{period.words}，{len(stations)} 个运行的站点里，六化没有差项的 {good} 个。"
        ),
        marks(stations, judged, "表 1 六化标准"),
        *missing(stations, judged, "表 2 还差什么"),
    ]
    return pieces.content(parts, DEFINITION)
