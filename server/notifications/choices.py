"""What a person wants to hear outside the app, and when: their own choices, else what their role is told (F07)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy import bindparam, exists, select

from server.accounts.models import Account, RoleGrant
from server.accounts.queries import grants, not_over
from server.core import clock
from server.core.db import db
from server.core.grants import allows
from server.core.permissions import Permission, Role
from server.gateways.registry import gateways
from server.notifications import asks
from server.notifications.models import NoticeChoice

NIGHT: Final = (21, 8)
"""From nine in the evening to eight in the morning, China's time."""
WORKERS: Final = frozenset(Role) - {Role.VISITOR, Role.RESIDENT, Role.FORMER_DEPUTY}
"""Staff and deputies: told once a day what waits, and at night nothing, unless they choose otherwise."""


class Choice(StrEnum):
    """One switch of the page 提醒."""

    REPLY = "reply"
    PROGRESS = "progress"
    DIGEST = "digest"
    NIGHT = "night"
    SMS = "sms"


MUTABLE: Final = (Choice.REPLY, Choice.PROGRESS, Choice.DIGEST)
"""Choices that are templates. What is urgent cannot be switched off."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """How somebody can be reached and wants to be."""

    has_openid: bool
    has_phone: bool
    is_worker: bool
    muted: frozenset[str]
    is_quiet_at_night: bool
    by_sms: bool

    def wants(self, template: str) -> bool:
        return template == asks.URGENT or template not in self.muted

    def may_be_texted(self, template: str) -> bool:
        """Residents who chose it; staff and deputies only when it is urgent."""
        if gateways().sms is None or not (self.has_phone and self.by_sms):
            return False
        return template == asks.URGENT or not self.is_worker

    def rests_until(self, template: str) -> datetime | None:
        """The end of this night, for whom nothing but the urgent may disturb; None by day."""
        if template == asks.URGENT or not self.is_quiet_at_night:
            return None
        return end_of_night(clock.now())


def end_of_night(moment: datetime) -> datetime | None:
    """Eight o'clock after `moment`, when that lies in the night."""
    local, (falls, ends) = clock.local(moment), NIGHT
    if ends <= local.hour < falls:
        return None
    morning = local.replace(hour=ends, minute=0, second=0, microsecond=0)
    return morning if local.hour < ends else morning + timedelta(days=1)


_WORKS = exists().where(
    RoleGrant.account_id == Account.id,
    RoleGrant.role.in_(WORKERS),
    RoleGrant.since <= bindparam("today"),
    not_over(bindparam("today")),
)
_RECIPIENT = (
    select(
        Account.openid_index.is_not(None).label("has_openid"),
        Account.phone_sealed.is_not(None).label("has_phone"),
        _WORKS.label("is_worker"),
        NoticeChoice.muted,
        NoticeChoice.is_quiet_at_night,
        NoticeChoice.by_sms,
    )
    .outerjoin(NoticeChoice, NoticeChoice.account_id == Account.id)
    .where(Account.id == bindparam("account_id"))
)


def recipient(account_id: UUID) -> Recipient:
    found = db.session.execute(_RECIPIENT, {"account_id": account_id, "today": clock.today()}).one()
    works = found.is_worker
    return Recipient(
        has_openid=found.has_openid,
        has_phone=found.has_phone,
        is_worker=works,
        muted=frozenset(found.muted or ()),
        is_quiet_at_night=works if found.is_quiet_at_night is None else found.is_quiet_at_night,
        by_sms=works if found.by_sms is None else found.by_sms,
    )


def offered(account_id: UUID) -> dict[Choice, bool]:
    """The switches this person is shown, in the order of the page, and how they stand."""
    who = recipient(account_id)
    roles = [given.role for given in grants(account_id)]
    writes = any(allows(role, Permission.MESSAGE_SUBMIT) for role in roles)
    shown = {Choice.REPLY: writes, Choice.PROGRESS: writes, Choice.DIGEST: who.is_worker}
    stands = {kind: who.wants(kind) for kind in MUTABLE if shown[kind] and kind in asks.ids()} | {
        Choice.NIGHT: who.is_quiet_at_night
    }
    return stands | ({Choice.SMS: who.by_sms} if gateways().sms else {})


def save(account_id: UUID, wanted: Mapping[Choice, bool]) -> None:
    """Change the switches that are named; the others stay as they are."""
    who = recipient(account_id)
    muted = [kind.value for kind in MUTABLE if not wanted.get(kind, kind not in who.muted)]
    row = NoticeChoice(
        account_id=account_id,
        muted=muted,
        is_quiet_at_night=wanted.get(Choice.NIGHT, who.is_quiet_at_night),
        by_sms=wanted.get(Choice.SMS, who.by_sms),
    )
    db.session.merge(row)
