"""Who hears of a report, when judging ends, and the gentle word once a year to deputies who have not reported."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete, select, update

from server.core import clock, jobs
from server.core.db import db, transaction
from server.core.text import date_words
from server.deputies.models import Deputy
from server.duties import progress
from server.notifications.service import Target, tell_all
from server.reports import ballots, queries
from server.reports.life import WAY_WORDS, Way
from server.reports.models import Report, Voter, VoteRoll
from server.stations.models import Station

PAGE, OWN_PAGE = "pages/report/index", "deputy/report/index"


@jobs.on("report.scheduled")
def announce(report_id: UUID, round: int) -> None:
    """The voters of the station, ahead of the day; the station's page shows it to everybody."""
    report = db.session.get_one(Report, report_id)
    if report.presents_at is None or report.way is None or report.rounds != round:
        return
    deputy, station = queries.whose(report)
    day = date_words(clock.local(report.presents_at).date())
    _tell_voters(
        report,
        source=f"report-{report.id.hex}-day-{round}",
        kind="report.scheduled",
        title="代表要报告履职了",
        text=f"{deputy.name}代表 {day} {WAY_WORDS[report.way]}，在{station.name}。有想问的，可以先问。",
    )


@jobs.on("report.presented")
def invite(report_id: UUID) -> None:
    """The same people may read it now, and say what they think without a name."""
    report = db.session.get_one(Report, report_id)
    deputy, _ = queries.whose(report)
    _tell_voters(
        report,
        source=f"report-{report.id.hex}-judge",
        kind="report.presented",
        title="请您评一评代表的履职报告",
        text=f"{deputy.name}代表的{report.title}可以看了。评议不记名，谁也查不到是谁评的。",
    )


def _tell_voters(report: Report, **words: str) -> None:
    on_roll = (Voter.station_id == report.station_id, Voter.struck_on.is_(None))
    voters = select(Voter.account_id).where(*on_roll)
    tell_all(db.session.scalars(voters), target=Target("report", report.id, PAGE), **words)


@jobs.on("report.evaluated")
def tell_deputy(report_id: UUID) -> None:
    report = db.session.get_one(Report, report_id)
    tell_all(
        queries.accounts_of([report.deputy_id]).values(),
        source=f"report-{report.id.hex}-evaluated",
        kind="report.evaluated",
        title="选民的评议收了",
        text=f"您的{report.title}可以公布了。",
        target=Target("own_report", report.id, OWN_PAGE),
    )


@jobs.on("voter.struck")
def tell_struck(account_id: UUID, station_id: UUID, at: int) -> None:
    """Whoever does belong there says so at the station, and is put back."""
    station = db.session.get_one(Station, station_id)
    tell_all(
        [account_id],
        source=f"voter-{account_id.hex}-{at}",
        kind="report.struck",
        title="选民名册核对过了",
        text=f"{station.name}核对时没有把您算在那里。真住在那边的，请到站里说一声；不是的，请选您那边的站。",
        target=Target("voter", None, "pages/my/index"),
    )


@jobs.every(hour=0, minute=20)
def close_votes() -> None:
    """Whose last day is over."""
    with transaction():
        for report in queries.due_to_close():
            ballots.close(report)


@jobs.every(month=11, day=1, hour=9, minute=10)
def remind() -> None:
    """Once a year, and only to oneself: this year's or this term's report is still open."""
    after: UUID | None = None
    while True:
        with transaction():
            batch = queries.in_batch(after)
            _hint(batch)
        if not batch:
            return
        after = batch[-1].id


def _hint(deputies: list[Deputy]) -> None:
    year, accounts = clock.today().year, queries.accounts_of([one.id for one in deputies])
    tell_all(
        [accounts[one.id] for one in queries.owing(deputies, year) if one.id in accounts],
        source=f"report-hint-{year}",
        kind="report.hint",
        title="今年的履职报告可以起草了",
        text="系统按您的履职档案写好初稿，您改一改、定个日子就行。",
        target=Target("duty-file", None, "deputy/duty-file/index"),
    )


@progress.line(order=20)
def reported(deputy: Deputy, year: int) -> progress.Line | None:
    """向选民报告一次: of this year, or of this term."""
    last = queries.last_presented(deputy, year)
    name = "向选民报告一次"
    if last is None or last.presented_at is None:
        return progress.Line("report", name, "还没有报告。初稿系统会写好，您改一改就行。", is_met=False)
    day = date_words(clock.local(last.presented_at).date())
    return progress.Line("report", name, f"{day}{WAY_WORDS[last.way or Way.WRITTEN]}过了。", is_met=True)


@jobs.on("account.merged")
def move_voter(account_id: UUID, into_id: UUID) -> None:
    """Two accounts of one person belong to one place and have one vote: what the one has, the other keeps."""
    voted = select(VoteRoll.report_id).where(VoteRoll.account_id == into_id)
    mine = VoteRoll.account_id == account_id
    db.session.execute(delete(VoteRoll).where(mine, VoteRoll.report_id.in_(voted)))
    db.session.execute(update(VoteRoll).where(mine).values(account_id=into_id))
    known = select(Voter.account_id).where(Voter.account_id == into_id)
    db.session.execute(delete(Voter).where(Voter.account_id == account_id, known.exists()))
    db.session.execute(update(Voter).where(Voter.account_id == account_id).values(account_id=into_id))


@jobs.on("account.closed")
def forget_voter(account_id: UUID) -> None:
    db.session.execute(delete(Voter).where(Voter.account_id == account_id))
    db.session.execute(delete(VoteRoll).where(VoteRoll.account_id == account_id))
