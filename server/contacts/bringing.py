"""Contacts that an office brings in a sheet: those who said yes count from the day they said it; the others are asked."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import delete, or_, select

from server.contacts.life import State
from server.contacts.models import ConsentHow, ContactLink, DiaryEntry, LinkKind, ThreeAnswers
from server.contacts.queries import kind_for
from server.core import clock, outbox
from server.core.actor import Actor
from server.core.db import db
from server.deputies.models import Deputy
from server.deputies.service import account_for


def bring(
    actor: Actor,
    deputy: Deputy,
    *,
    agreed_on: date | None,
    name: str = "",
    phone: str = "",
    other: Deputy | None = None,
) -> ContactLink:
    """A link as the sheet says it (R4-09). Without the yes it waits for it: a deputy is asked on their own phone, a voter
    by the invitation that the deputy or the station hands over."""
    link = ContactLink(
        deputy_id=deputy.id,
        kind=kind_for(deputy),
        status=State.ACTIVE if agreed_on else State.ASKED,
        asked_at=clock.now(),
        asked_by=actor.title,
        consent=ConsentHow.COUNTER if agreed_on else None,
        consent_by=actor.title if agreed_on else "",
        since=agreed_on,
        ended_by="",
    )
    if other is not None:
        link.with_deputy_id, link.account_id = other.id, account_for(other).id
    else:
        link.name, link.phone = name, phone
    db.session.add(link)
    db.session.flush()
    if other is not None and agreed_on is None:
        outbox.publish("contact.asked", link_id=link.id)
    return link


def remember_phone(link: ContactLink, phone: str) -> None:
    """A voter's number as the sheet has it now."""
    if link.kind is LinkKind.VOTER:
        link.phone = phone


def used(ids: list[UUID]) -> set[UUID]:
    """Those to which somebody has said something since they were brought, or whom somebody called on."""
    said = select(ContactLink.id).where(
        ContactLink.id.in_(ids),
        or_(
            ContactLink.consent == ConsentHow.PHONE,
            ContactLink.ended_on.is_not(None),
            ContactLink.invitation_digest.is_not(None),
        ),
    )
    called = select(DiaryEntry.link_id).where(DiaryEntry.link_id.in_(ids))
    answered = select(ThreeAnswers.link_id).where(ThreeAnswers.link_id.in_(ids))
    return {one for one in db.session.scalars(said.union(called, answered)) if one is not None}


def take_back(ids: list[UUID]) -> None:
    db.session.execute(delete(ContactLink).where(ContactLink.id.in_(ids)))
