"""The roll of a station's voters, checked by its people before votes open, so that the box stays anonymous.

While a vote on any deputy of the station is open, nothing of it may change: no change of a number can then be laid
beside a name. Who has voted stands elsewhere, and nobody who checks can read it.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, exists, false, select

from server.accounts.models import Account
from server.core import audit, clock, outbox
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import Conflict, NotFound
from server.core.text import mask_name, mask_phone
from server.reports.life import ReportStatus
from server.reports.models import Report, Voter
from server.stations.models import Seat

PER_PAGE = 100


@dataclass(frozen=True, slots=True)
class Line:
    """One voter: enough to talk about, not enough to find the person by the list alone."""

    voter: Voter
    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class Roll:
    lines: list[Line]
    number: int
    has_more: bool
    is_open: bool
    """A vote on a deputy who sits here is open: the roll rests."""


def visible_to(actor: Actor) -> Select[Voter]:
    """Those of one's own station."""
    own = Voter.station_id == actor.station_id if actor.station_id else false()
    return select(Voter).where(own)


def roll(actor: Actor, number: int) -> Roll:
    """In the order of time; two statements, however many there are."""
    found = visible_to(actor).join(Account, Account.id == Voter.account_id).add_columns(Account)
    ordered = found.order_by(Voter.since, Voter.account_id).offset((number - 1) * PER_PAGE)
    rows = db.session.execute(ordered.limit(PER_PAGE + 1)).tuples().all()
    lines = [
        Line(voter, mask_name(account.name), mask_phone(account.phone) if account.phone else "")
        for voter, account in rows[:PER_PAGE]
    ]
    return Roll(lines, number, len(rows) > PER_PAGE, _is_open(actor.station_id))


def get_for_update(actor: Actor, account_id: UUID) -> Voter:
    """Raises NotFound for whoever belongs to another station."""
    voter = db.session.scalar(visible_to(actor).where(Voter.account_id == account_id).with_for_update())
    if voter is None:
        raise NotFound("voter.unknown", "本站的名册里没有这位选民。")
    return voter


def strike(actor: Actor, voter: Voter, *, reason: str) -> None:
    """Not of this station's area; told, and put back when that was wrong."""
    _refuse_while_open(voter)
    if voter.struck_on is not None:
        raise Conflict("voter.struck_before", "这一位已经不算在本站了。")
    voter.struck_on, voter.struck_by, voter.struck_reason = clock.today(), actor.title, reason
    audit.record(actor, "voter.strike", "account", voter.account_id, reason)
    at = int(clock.now().timestamp())
    outbox.publish("voter.struck", account_id=voter.account_id, station_id=voter.station_id, at=at)


def put_back(actor: Actor, voter: Voter) -> None:
    _refuse_while_open(voter)
    if voter.struck_on is None:
        raise Conflict("voter.not_struck", "这一位本来就在名册里。")
    voter.struck_on, voter.struck_by, voter.struck_reason = None, "", ""
    audit.record(actor, "voter.put_back", "account", voter.account_id)


def _refuse_while_open(voter: Voter) -> None:
    if _is_open(voter.station_id):
        raise Conflict(
            "voter.open", "本站有代表的评议正开着，名册先不动，免得看得出谁评了什么。收了以后再核对。"
        )


def _is_open(station_id: UUID | None) -> bool:
    here = exists().where(
        Seat.station_id == station_id,
        Report.deputy_id == Seat.deputy_id,
        Report.status == ReportStatus.PRESENTED,
    )
    return bool(db.session.scalar(select(here)))
