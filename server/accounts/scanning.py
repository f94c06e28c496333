"""Signing in at the console by a code on its door, scanned and confirmed on one's own phone.

The phone stands for the password, and for nothing more: a role that demands the second factor is asked for it at
the computer as ever. A phone that is lost, or somebody who is talked into confirming, opens no office by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import ColumnElement, Select, delete, select

from server.accounts import passwords, queries
from server.accounts.models import Account, DoorCode
from server.accounts.service import SignedIn, start_session
from server.core import audit, clock, crypto, limits
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import Conflict, Forbidden, Gone, NotFound, NotSignedIn

MARK = "w1."
"""How a code of a door begins, so that a phone knows it from one on a wall."""
LASTS: Final = timedelta(minutes=2)
TO_ENTER: Final = timedelta(minutes=3)
"""After the phone said yes: time to type the second factor."""


class Standing(StrEnum):
    SHOWN = "shown"
    SEEN = "seen"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Shown:
    """A new code. `code` is drawn for the phone, `secret` stays in the browser; neither is stored."""

    code: str
    secret: str
    door: DoorCode


def show(*, device: str, address: str) -> Shown:
    """A code for one browser. `address` and `device` are what the phone will be told."""
    limits.hit("20 per 10 minute", "door.show", address, "换码换得太勤了，请过几分钟再来，或用密码登录。")
    db.session.execute(delete(DoorCode).where(DoorCode.expires_at < clock.now() - timedelta(days=1)))
    code, secret = MARK + crypto.token(24), crypto.token()
    door = DoorCode(
        token_digest=crypto.digest(code),
        browser_digest=crypto.digest(secret),
        device=device,
        address=address,
        created_at=clock.now(),
        expires_at=clock.now() + LASTS,
    )
    db.session.add(door)
    return Shown(code, secret, door)


def look(actor: Actor, code: str) -> DoorCode:
    """What is being signed in, for the first who scans it; from then on it is theirs to answer."""
    limits.hit("30 per 10 minute", "door.look", actor.own_id(), "扫得太勤了，请过几分钟再来。")
    account = queries.own(actor)
    if not account.username:
        raise Forbidden("door.no_account", "这个微信没有绑定后台账号。请先用账号密码登录，或请管理员绑定。")
    door = _held(DoorCode.token_digest == crypto.digest(code))
    if door.account_id not in (None, account.id):
        raise Conflict("door.taken", "这个码别人已经扫了。请在电脑上换一个。")
    if door.answered_at is not None:
        raise Gone("door.over", "这个码用过了。请在电脑上换一个。")
    door.account_id = account.id
    return door


def answer(actor: Actor, code: str, *, is_confirmed: bool) -> None:
    """Once, by who looked at it."""
    door = look(actor, code)
    door.answered_at, door.is_confirmed = clock.now(), is_confirmed
    door.expires_at = clock.now() + TO_ENTER
    if is_confirmed:
        audit.record(actor, "session.scan", "account", actor.account_id, f"{door.device}，{door.address}")


def standing(secret: str) -> tuple[Standing, Account | None]:
    """How the code of this browser stands, and whose it is once confirmed."""
    door = db.session.scalar(_of(secret))
    if door is None or door.used_at is not None or door.expires_at < clock.now():
        return Standing.OVER, None
    if door.answered_at is not None:
        account = db.session.get(Account, door.account_id) if door.is_confirmed else None
        return (Standing.CONFIRMED, account) if account else (Standing.REFUSED, None)
    return (Standing.SEEN if door.account_id else Standing.SHOWN), None


def enter(secret: str, otp: str | None) -> SignedIn:
    """Begin the session in the browser that showed the code. Raises as `passwords.sign_in` does after the password."""
    door = _held(DoorCode.browser_digest == crypto.digest(secret))
    if not door.is_confirmed or door.used_at is not None or door.account_id is None:
        raise NotSignedIn("door.over", "这个码不能用了，请换一个再扫。")
    account = db.session.get_one(Account, door.account_id)
    if account.disabled_at is not None:
        raise NotSignedIn("door.over", "这个账号停用了，请联系管理员。")
    passwords.pass_factor(account, otp)
    door.used_at = clock.now()
    return start_session(account)


def _of(secret: str) -> Select[DoorCode]:
    return select(DoorCode).where(DoorCode.browser_digest == crypto.digest(secret))


def _held(rule: ColumnElement[bool]) -> DoorCode:
    """Locked until the answer is written. Raises Gone for whatever is not to be answered any more."""
    door = db.session.scalar(select(DoorCode).where(rule).with_for_update())
    if door is None:
        raise NotFound("door.unknown", "这不是后台的登录码。")
    if door.expires_at < clock.now() or door.used_at is not None:
        raise Gone("door.over", "这个码过期了。请在电脑上换一个。")
    return door
