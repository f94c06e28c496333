"""Records that come by themselves from what a deputy did elsewhere: nobody types anything twice (F08, domain §6.1 汇入)."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from server.accounts.models import RoleGrant
from server.core import jobs
from server.core.db import db
from server.core.permissions import ROLE_NAMES, Role
from server.duties import service
from server.duties.queries import station_for
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
        station = db.session.get_one(Station, message.station_id)
        service.import_reply(deputy_id, message_id=message.id, station=station, at=message.answered_at)


@jobs.on("message.converted")
def log_turn(message_id: UUID, step_id: int) -> None:
    """A letter that its deputy turned into something larger is the same duty, once (D06)."""
    step = db.session.get_one(Step, step_id)
    deputy_id = deputy_behind(step.account_id, step.by)
    if deputy_id is not None:
        station = db.session.get_one(Station, db.session.get_one(Message, message_id).station_id)
        service.import_reply(deputy_id, message_id=message_id, station=station, at=step.at)


@jobs.on("suggestion.submitted")
def log_suggestion(suggestion_id: UUID) -> None:
    """A suggestion that is handed in is a duty of its leader (D03); again after a change, it is the same one."""
    suggestion = db.session.get_one(Suggestion, suggestion_id)
    station = station_for(suggestion.leader_id, suggestion.area_code)
    if station is not None and suggestion.submitted_at is not None:
        service.import_suggestion(
            suggestion.leader_id, suggestion_id=suggestion.id, station=station, at=suggestion.submitted_at
        )


@jobs.on("lead.opened")
def log_comment(lead_id: UUID, message_id: UUID) -> None:
    """What a deputy says about a law in the making (D13)."""
    lead = db.session.get_one(Lead, lead_id)
    deputy_id, station = _whose(lead)
    if lead.kind is LeadKind.LEGIS_COMMENT and deputy_id is not None and station is not None:
        service.import_comment(deputy_id, lead_id=lead.id, station=station, at=lead.created_at)


@jobs.on("lead.finished")
def log_wish(lead_id: UUID) -> None:
    """A wish that came true is a service of the deputy who passed it on (D15)."""
    lead = db.session.get_one(Lead, lead_id)
    deputy_id, station = _whose(lead)
    if lead.status is LeadStatus.FULFILLED and deputy_id is not None and station is not None:
        assert lead.ended_at is not None, "a fulfilled wish has its end"
        service.import_wish(deputy_id, lead_id=lead.id, station=station, at=lead.ended_at)


def deputy_behind(account_id: UUID | None, by: str) -> UUID | None:
    """The deputy who acted as one. Whoever acted in an office is named by it, and it is nobody's duty."""
    if account_id is None or any(by.startswith(f"{office} ") for office in ROLE_NAMES.values()):
        return None
    held = select(RoleGrant.subject_id).where(
        RoleGrant.account_id == account_id, RoleGrant.role == Role.DEPUTY
    )
    return db.session.scalars(held.order_by(RoleGrant.since.desc()).limit(1)).first()


def _whose(lead: Lead) -> tuple[UUID | None, Station | None]:
    """The deputy who passed it on, and where a duty of theirs is kept."""
    deputy_id = deputy_behind(lead.opened_by, lead.opener)
    return deputy_id, station_for(deputy_id, lead.area_code) if deputy_id else None
