"""The ledger of accepts: what the phone and the platform told of each prompt, and what was spent.

Every verb is called under the lock of the account (`ordering.one_by_one`), so counting needs no more care.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from server.core import clock
from server.core.db import db
from server.notifications.models import Consent


def told(account_id: UUID, template: str, *, is_accepted: bool) -> None:
    """The phone says how the person answered."""
    _answered(account_id, template, is_accepted, clock.now()).told += is_accepted


def heard(account_id: UUID, template: str, *, is_accepted: bool, at: datetime) -> None:
    """The platform says how the person answered, or that they switched it off."""
    _answered(account_id, template, is_accepted, at).heard += is_accepted


def _answered(account_id: UUID, template: str, is_accepted: bool, at: datetime) -> Consent:
    """The later answer counts; the two who tell of one may come in any order."""
    consent = _of(account_id, template)
    if at >= consent.changed_at:
        consent.changed_at = at
        consent.refused_at = None if is_accepted else at
    return consent


def spend(account_id: UUID, template: str) -> None:
    """One push arrived."""
    db.session.execute(_SPEND, {"account_id": account_id, "template": template, "changed_at": _BEFORE_ALL})


def none_left(account_id: UUID, template: str) -> None:
    """43101: whatever we counted, the platform has none."""
    consent = _of(account_id, template)
    consent.spent = max(consent.told, consent.heard, consent.spent)


def remaining(account_id: UUID) -> dict[str, int]:
    """How many pushes of each template are still allowed, as far as we were told."""
    found = db.session.scalars(select(Consent).where(Consent.account_id == account_id))
    return {one.template: left(one) for one in found}


def left(consent: Consent) -> int:
    if consent.refused_at is not None:
        return 0
    return max(0, max(consent.told, consent.heard) - consent.spent)


def move(account_id: UUID, into_id: UUID) -> None:
    """The person is bound as a deputy: what they accepted goes along."""
    for one in db.session.scalars(select(Consent).where(Consent.account_id == account_id)).all():
        into = _of(into_id, one.template)
        into.told, into.heard, into.spent = (
            into.told + one.told,
            into.heard + one.heard,
            into.spent + one.spent,
        )
        if one.changed_at >= into.changed_at:
            into.refused_at, into.changed_at = one.refused_at, one.changed_at
        db.session.delete(one)


def _of(account_id: UUID, template: str) -> Consent:
    known = db.session.get(Consent, (account_id, template), with_for_update=True)
    if known is not None:
        return known
    first = Consent(
        account_id=account_id, template=template, told=0, heard=0, spent=0, changed_at=_BEFORE_ALL
    )
    db.session.add(first)
    return first


_BEFORE_ALL = datetime(2000, 1, 1, tzinfo=clock.ZONE)
_FIRST = insert(Consent).values(told=0, heard=0, spent=1)
_SPEND = _FIRST.on_conflict_do_update(
    index_elements=["account_id", "template"], set_={"spent": Consent.spent + 1}
)
