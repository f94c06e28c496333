"""周碰头、月调研、季评估、年总结 (R1-01): tasks that stand in the calendar by themselves, and are done with a few words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from server.accounts.models import RoleGrant
from server.accounts.queries import held_on
from server.activities.models import SUMMARY_AT_MOST, RhythmNote
from server.areas import settings
from server.core import audit, clock, workdays
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import InvalidInput
from server.core.permissions import Role
from server.core.text import day_words
from server.notifications.service import Target, tell_all
from server.stations.models import LicenceState, Station


class Period(StrEnum):
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


WORDS = {
    Period.WEEK: "周碰头",
    Period.MONTH: "月调研",
    Period.QUARTER: "季评估",
    Period.YEAR: "年总结",
}
HINTS = {
    Period.WEEK: "这周收到什么、谁去办、下周谁来坐",
    Period.MONTH: "这个月去看了什么、问到什么",
    Period.QUARTER: "答应的事兑现了多少、哪些还没有",
    Period.YEAR: "一年做成了什么、明年排什么",
}
MONTHS = {Period.MONTH: 1, Period.QUARTER: 3, Period.YEAR: 12}


@dataclass(frozen=True, slots=True)
class Task:
    """One period of one station; `summary` are empty as long as nobody has written any."""

    period: Period
    since: date
    until: date
    summary: str = ""

    @property
    def words(self) -> str:
        return WORDS[self.period]

    @property
    def days(self) -> str:
        """2026 年, 2026 年第 4 季度, 11 月, 11月23日到11月29日."""
        if self.period is Period.WEEK:
            return f"{day_words(self.since)}到{day_words(self.until)}"
        if self.period is Period.MONTH:
            return f"{self.since.month} 月"
        quarter = f"第 {self.until.month // 3} 季度" if self.period is Period.QUARTER else ""
        return f"{self.since.year} 年{quarter}"

    @property
    def hint(self) -> str:
        return HINTS[self.period]


def span(period: Period, day: date) -> tuple[date, date]:
    """The first and last day of the period in which a day lies."""
    if period is Period.WEEK:
        first = day - timedelta(days=day.weekday())
        return first, first + timedelta(days=6)
    length = MONTHS[period]
    first = date(day.year, (day.month - 1) // length * length + 1, 1)
    return first, _first_after(first, length) - timedelta(days=1)


def _first_after(first: date, months: int) -> date:
    whole = first.year * 12 + first.month - 1 + months
    return date(whole // 12, whole % 12 + 1, 1)


def tasks(station_id: UUID, today: date) -> list[Task]:
    """What is to be done in this week, month, quarter and year, and what was written of the one before each."""
    spans = list(_spans(today))
    since = [first for _, first, _ in spans]
    found = select(RhythmNote).where(RhythmNote.station_id == station_id, RhythmNote.since.in_(since))
    said = {(one.period, one.since): one.summary for one in db.session.scalars(found)}
    return [Task(period, first, last, said.get((period.value, first), "")) for period, first, last in spans]


def _spans(today: date) -> Iterator[tuple[Period, date, date]]:
    for period in Period:
        first, last = span(period, today)
        yield period, first, last
        yield (period, *span(period, first - timedelta(days=1)))


def note(actor: Actor, station: Station, *, period: Period, since: date, summary: str) -> None:
    """Done: a few words, no photo. Written again, the later words stand."""
    if since != span(period, since)[0] or since > clock.today():
        raise InvalidInput(
            "rhythm.when", "这一期还没有到，到了再写。您写的还在。", fields={"since": "还没有到"}
        )
    if not summary or len(summary) > SUMMARY_AT_MOST:
        raise InvalidInput.at("rhythm.summary", f"请写几句，1 到 {SUMMARY_AT_MOST} 个字", "summary")
    said = {"summary": summary, "noted_at": clock.now(), "noted_by": actor.account_id}
    made = insert(RhythmNote).values(station_id=station.id, period=period.value, since=since, **said)
    db.session.execute(
        made.on_conflict_do_update(index_elements=["station_id", "period", "since"], set_=said)
    )
    audit.record(actor, "rhythm.note", "station", station.id, f"{period.value} {since}")


def remind() -> None:
    """On the last working day of a month, quarter or year, once; a week is too short to be reminded of (F07)."""
    today = clock.today()
    for period in (Period.MONTH, Period.QUARTER, Period.YEAR):
        first, last = span(period, today)
        if (last - today).days <= 10:
            _remind(period, first, last)


def _remind(period: Period, first: date, last: date) -> None:
    """Heads of open stations that have not written anything of this period."""
    said = select(RhythmNote.station_id).where(RhythmNote.period == period.value, RhythmNote.since == first)
    found = select(Station.id, Station.area_code).where(
        Station.licence == LicenceState.ACTIVE, Station.id.not_in(said)
    )
    due = {
        f"station:{station_id}": station_id
        for station_id, area_code in db.session.execute(found).tuples()
        if workdays.before(last + timedelta(days=1), 1, settings.calendar(area_code)) == clock.today()
    }
    heads = select(RoleGrant.scope, RoleGrant.account_id).where(
        RoleGrant.role == Role.STATION_HEAD, held_on(clock.today()), RoleGrant.scope.in_(due)
    )
    for scope, account_id in db.session.execute(heads).tuples():
        tell_all(
            [account_id],
            source=f"rhythm-{due[scope].hex}-{period.value}-{first}",
            kind="rhythm.due",
            title=f"{WORDS[period]}：写几句就行",
            text=f"{HINTS[period]}。不用照片，做过了就记一下。",
            target=Target("station_agenda", due[scope], ""),
        )
