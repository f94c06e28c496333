"""亮身份: what a deputy shows to everybody (R1-03)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from server.core.http import Out
from server.core.parsing import Body
from server.deputies.models import Deputy, DeputyLevel


class DeputyCard(Out):
    id: UUID
    name: str
    level: DeputyLevel
    title: str
    occupation: str
    promise: str
    specialties: list[str]

    @classmethod
    def of(cls, deputy: Deputy) -> DeputyCard:
        return cls.model_validate(deputy, from_attributes=True)


class Invite(Body):
    deputy_id: UUID


class InvitationOut(Out):
    invitation: str
    expires_at: datetime
