"""无记名评议: one vote each, kept so that nobody can tell whose it was — not the deputy, not the staff, not the database.

Who has voted stands in `VoteRoll`, without a time; what was answered is only ever a sum in `BallotBox`, whose one row
every vote rewrites whole. The two share nothing but the report. Results are read after closing, from ten votes on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, exists, select, update
from sqlalchemy.dialects.postgresql import insert

from server.accounts.models import RoleGrant
from server.core import clock, outbox
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import Conflict, Forbidden
from server.core.permissions import Role
from server.reports.life import WORKFLOW, ReportAction, ReportStatus
from server.reports.models import Answer, BallotBox, Report, Voter, VoteRoll
from server.stations.models import Seat, Station

LEAST = 10
"""Below so many votes nothing is shown: a few numbers tell too much of a few people."""
KEPT = timedelta(days=180)
"""For how long somebody belongs where they said."""
_BOX = {Answer.SATISFIED: "satisfied", Answer.BASIC: "basic", Answer.UNSATISFIED: "unsatisfied"}


@dataclass(frozen=True, slots=True)
class Result:
    satisfied: int
    basic: int
    unsatisfied: int

    @property
    def total(self) -> int:
        return self.satisfied + self.basic + self.unsatisfied


def place_of(account_id: UUID) -> Voter | None:
    return db.session.get(Voter, account_id)


def belong(actor: Actor, station: Station) -> Voter:
    """A resident says where they belong: to one station, and not to another for half a year."""
    if actor.is_guest:
        raise Forbidden("voter.guest", "一人一票，请先用微信登录。")
    known = db.session.get(Voter, actor.own_id(), with_for_update=True)
    if known is None:
        known = Voter(account_id=actor.own_id(), station_id=station.id, since=clock.today())
        db.session.add(known)
    elif known.station_id == station.id and known.struck_on is not None:
        raise Forbidden(
            "voter.struck",
            f"{station.name}核对时没有把您算在这里。真住在这边的，请到站里说一声；不是的，请选您那边的站。",
        )
    elif known.station_id != station.id:
        if known.struck_on is None and clock.today() < known.since + KEPT:
            raise Conflict("voter.settled", "您半年里选过别的站了。搬家了，请跟联络站说一声。")
        known.station_id, known.since = station.id, clock.today()
        known.struck_on, known.struck_by, known.struck_reason = None, "", ""
    return known


def is_open(report: Report) -> bool:
    last = report.closes_on
    return report.status is ReportStatus.PRESENTED and last is not None and clock.today() <= last


def may_vote(actor: Actor, report: Report) -> bool:
    """A voter of a station where the deputy sits, once, while it is open; never the deputy."""
    return is_open(report) and _is_voter(actor, report) and not has_voted(actor, report)


def _is_voter(actor: Actor, report: Report) -> bool:
    if actor.account_id is None or actor.is_guest:
        return False
    here = exists().where(
        Voter.account_id == actor.account_id,
        Voter.struck_on.is_(None),
        Voter.station_id == Seat.station_id,
        Seat.deputy_id == report.deputy_id,
    )
    self_ = exists().where(
        RoleGrant.account_id == actor.account_id,
        RoleGrant.role == Role.DEPUTY,
        RoleGrant.subject_id == report.deputy_id,
    )
    return bool(db.session.scalar(select(here & ~self_)))


def has_voted(actor: Actor, report: Report) -> bool:
    """Told to nobody but the one who asks about oneself."""
    return db.session.get(VoteRoll, (report.id, actor.account_id)) is not None if actor.account_id else False


def for_vote(report_id: UUID) -> Report | None:
    """Held against closing while a vote is cast."""
    return db.session.scalar(select(Report).where(Report.id == report_id).with_for_update(read=True))


def cast(actor: Actor, report: Report, *, answer: Answer) -> None:
    """On the roll, and into the box: nothing goes from the one to the other."""
    if not is_open(report):
        raise Conflict("report.not_open", "这份报告现在不在评议。")
    if not _is_voter(actor, report):
        raise Forbidden("report.not_a_voter", "只有这位代表所在站的选民能评。先说一声您属于哪个站。")
    once = insert(VoteRoll).values(report_id=report.id, account_id=actor.account_id)
    if db.session.scalar(once.on_conflict_do_nothing().returning(VoteRoll.report_id)) is None:
        raise Conflict("report.voted", "您评过了，一人一票。评了什么，谁也查不到，所以改不了。")
    one_more = {name: getattr(BallotBox, name) + int(answer is each) for each, name in _BOX.items()}
    db.session.execute(update(BallotBox).where(BallotBox.report_id == report.id).values(**one_more))


def close(report: Report) -> None:
    """Counted, and the roll is gone: from now on not even who voted is known."""
    report.status = WORKFLOW.after(report.status, ReportAction.CLOSE)
    db.session.execute(delete(VoteRoll).where(VoteRoll.report_id == report.id))
    outbox.publish("report.evaluated", report_id=report.id)


def result(report: Report) -> Result | None:
    """Only when it is closed, and only from ten votes on."""
    if report.status not in (ReportStatus.EVALUATED, ReportStatus.PUBLISHED):
        return None
    box = db.session.get(BallotBox, report.id)
    found = Result(box.satisfied, box.basic, box.unsatisfied) if box else None
    return found if found and found.total >= LEAST else None
