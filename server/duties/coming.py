"""Records that come by themselves from what a deputy did elsewhere: nobody types anything twice (F08, domain §6.1 汇入)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from server.accounts.models import RoleGrant
from server.activities.kinds import DutyKind
from server.core import jobs
from server.core.db import db
from server.core.permissions import ROLE_NAMES, Role
from server.duties.models import DutyHow, DutySource, DutyStatus
from server.duties.queries import station_for
from server.duties.recording import in_words, record
from server.leads.kinds import LeadKind
from server.leads.life import LeadStatus
from server.leads.models import Lead
from server.messages.models import Message, Step
from server.stations.models import Station
from server.suggestions.models import Suggestion


@jobs.on("message.replied")
def log_reply(message_id: UUID, step_id: int, deputy_id: UUID | None = None) -> None:
    """A deputy's answer is a duty (D06); a liaison's is not."""
    if deputy_id is not None:
        message = db.session.get_one(Message, message_id)
        assert message.answered_at is not None
        _of_letter(deputy_id, message, message.answered_at)


@jobs.on("message.converted")
def log_turn(message_id: UUID, step_id: int) -> None:
    """A letter that its deputy turned into something larger is the same duty, once (D06)."""
    step = db.session.get_one(Step, step_id)
    deputy_id = deputy_behind(step.account_id, step.by)
    if deputy_id is not None:
        _of_letter(deputy_id, db.session.get_one(Message, message_id), step.at)


@jobs.on("suggestion.submitted")
def log_suggestion(suggestion_id: UUID) -> None:
    """A suggestion that is handed in is a duty of its leader (D03); again after a change, it is the same one."""
    one = db.session.get_one(Suggestion, suggestion_id)
    if one.submitted_at is not None:
        cause = f"suggestion-{one.id}"
        _of_area(one.leader_id, DutyKind.SUGGEST, one.area_code, one.submitted_at, cause)


@jobs.on("lead.opened")
def log_comment(lead_id: UUID, message_id: UUID) -> None:
    """What a deputy says about a law in the making (D13)."""
    lead = db.session.get_one(Lead, lead_id)
    if lead.kind is LeadKind.LEGIS_COMMENT:
        _of_lead(lead, DutyKind.LEGIS_COMMENT, lead.created_at)


@jobs.on("lead.finished")
def log_wish(lead_id: UUID) -> None:
    """A wish that came true is a service of the deputy who passed it on (D15)."""
    lead = db.session.get_one(Lead, lead_id)
    if lead.status is LeadStatus.FULFILLED and lead.ended_at is not None:
        _of_lead(lead, DutyKind.SERVICE, lead.ended_at)


def deputy_behind(account_id: UUID | None, by: str) -> UUID | None:
    """The deputy who acted as one. Whoever acted in an office is named by it, and it is nobody's duty."""
    if account_id is None or any(by.startswith(f"{office} ") for office in ROLE_NAMES.values()):
        return None
    held = select(RoleGrant.subject_id).where(
        RoleGrant.account_id == account_id, RoleGrant.role == Role.DEPUTY
    )
    return db.session.scalars(held.order_by(RoleGrant.since.desc()).limit(1)).first()


def _of_letter(deputy_id: UUID, message: Message, at: datetime) -> None:
    station = db.session.get_one(Station, message.station_id)
    _import(deputy_id, DutyKind.HANDLE_OPINION, f"message-{message.id}", station, at)


def _of_lead(lead: Lead, kind: DutyKind, at: datetime) -> None:
    deputy_id = deputy_behind(lead.opened_by, lead.opener)
    if deputy_id is not None:
        _of_area(deputy_id, kind, lead.area_code, at, f"lead-{lead.id}")


def _of_area(deputy_id: UUID, kind: DutyKind, area_code: str, at: datetime, cause: str) -> None:
    station = station_for(deputy_id, area_code)
    if station is not None:
        _import(deputy_id, kind, cause, station, at)


def _import(deputy_id: UUID, kind: DutyKind, cause: str, station: Station, at: datetime) -> None:
    """What it says stays where it was written; the record has its kind's name."""
    values = in_words(deputy_id, station, kind, at=at, status=DutyStatus.CONFIRMED, cause=cause)
    record(values | {"source": DutySource.IMPORT, "how": DutyHow.IMPORT, "recorded_by": None})
