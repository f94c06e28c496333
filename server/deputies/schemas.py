"""亮身份: what a deputy shows to everybody (R1-03), and the forms by which an office keeps the register."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BeforeValidator, Field

from server.core.http import Out
from server.core.parsing import Body, Query
from server.core.text import Text, Words, clean
from server.deputies.models import Deputy, DeputyLevel
from server.deputies.service import Profile


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


def photo_url(deputy: Deputy) -> str | None:
    """A new picture has a new address, so that no cache shows the old one."""
    return f"/api/deputies/{deputy.id}/photo?v={deputy.photo_id.hex[:8]}" if deputy.photo_id else None


def election_words(deputy: Deputy) -> str:
    return "直接选举" if deputy.is_direct else "间接选举"


class Invite(Body):
    deputy_id: UUID


class InvitationOut(Out):
    invitation: str
    expires_at: datetime


def _split(value: object) -> object:
    """看病、养老 → two words; what people put between words is read generously."""
    if not isinstance(value, str):
        return value
    return [word for word in re.split(r"[\s、,，;；]+", str(clean(value))) if word]


Name = Annotated[Words, Field(min_length=2, max_length=40)]
AreaCode = Annotated[str, Field(pattern=r"^\d{12}$")]
Phone = Annotated[Text, Field(pattern=r"^\+?\d[\d -]{6,18}\d$")]
Specialties = Annotated[
    list[Annotated[Text, Field(max_length=20)]], Field(max_length=8), BeforeValidator(_split)
]


class DeputyForm(Body):
    """The register's line of one deputy."""

    name: Name
    level: DeputyLevel
    area_code: AreaCode
    term_from: date
    term_to: date | None = None
    constituency_id: UUID | None = None
    constituency: Annotated[Text, Field(max_length=60)] = ""
    occupation: Annotated[Text, Field(max_length=60)] = ""
    duty: Annotated[Text, Field(max_length=300)] = ""
    promise: Annotated[Text, Field(max_length=300)] = ""
    specialties: Specialties = []
    phone: Phone | None = None

    @property
    def profile(self) -> Profile:
        given = self.model_dump(exclude={"phone", "specialties"})
        return Profile(**given, specialties=tuple(dict.fromkeys(self.specialties)))


class LeaveForm(Body):
    on: date
    reason: Annotated[Words, Field(min_length=2, max_length=100)]


class RenewForm(Body):
    term_from: date
    term_to: date | None = None


class GroupForm(Body):
    name: Annotated[Words, Field(min_length=2, max_length=60)]
    area_code: AreaCode


class GroupName(Body):
    name: Annotated[Words, Field(min_length=2, max_length=60)]


class MemberForm(Body):
    deputy_id: UUID


class FindCandidates(Query):
    q: Annotated[Text, Field(max_length=40)] | None = None
