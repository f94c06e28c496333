"""Passwords and the second factor: checked in equal time, limited, never told which part was wrong."""

from __future__ import annotations

from functools import cache

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, update

from server.accounts import guessable, places, queries
from server.accounts.models import Account, LinkPurpose, Session
from server.accounts.service import SignedIn, start_session
from server.core import audit, clock, limits
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import Forbidden, Gone, InvalidInput, NotSignedIn
from server.core.factor import SECOND_FACTOR

HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
STEP = 30


@cache
def nobody() -> str:
    """What the password of an account that is not there is checked against, so that both take as long."""
    return HASHER.hash("nobody knows this one")


class EnrolFirst(NotSignedIn):
    """The password was right, but one of the roles demands a second factor that is not enrolled yet."""

    def __init__(self, account: Account) -> None:
        super().__init__(
            "session.otp_enrol",
            "您的身份要用手机验证器。请在电脑上打开后台登录一次，按提示设好，再回来登录。",
        )
        self.account = account


def sign_in(username: str, password: str, otp: str | None, address: str) -> SignedIn:
    """Raises NotSignedIn `session.wrong` for any wrong part, `session.otp_missing` to ask for the code,
    EnrolFirst when there is none yet but has to be."""
    guesses = (
        ("25 per 5 minute", "session.address", address, "试得太多了，请过几分钟再来。"),
        ("10 per 15 minute", "session.account", username, "这个账号试错太多次，请 15 分钟后再试。"),
    )
    for guess in guesses:
        limits.refuse_if_spent(*guess)
    try:
        return start_session(_recognised(username, password, otp))
    except NotSignedIn as refused:
        if refused.code == "session.wrong":
            for guess in guesses:
                limits.hit(*guess)
        raise


def prove(actor: Actor, otp: str) -> None:
    """The second factor of somebody whom WeChat let in, once for this session. Raises InvalidInput."""
    account = queries.own(actor)
    guess = ("10 per 15 minute", "session.factor", str(account.id), "试错太多次了，请 15 分钟后再试。")
    limits.refuse_if_spent(*guess)
    if not account.otp_sealed:
        raise Forbidden(
            "session.otp_enrol", "您还没有设手机验证器。请在电脑上打开后台登录一次，按提示设好，再回来填。"
        )
    step = _step_of(account.otp_secret, otp)
    if step <= account.otp_last_step:
        limits.hit(*guess)
        raise InvalidInput("otp.wrong", "验证码不对。", fields={"otp": "填手机验证器上现在显示的 6 位数字"})
    account.otp_last_step = step
    db.session.execute(update(Session).where(Session.id == actor.session_id).values(by_wechat=False))
    audit.record(actor, "otp.prove", "account", account.id)


def _recognised(username: str, password: str, otp: str | None) -> Account:
    account = queries.by_username(username)
    if not _matches(account, password) or account is None:
        raise NotSignedIn("session.wrong", "账号、密码或验证码不对。再试一次，或请管理员重设。")
    _second(account, otp)
    return account


def pass_factor(account: Account, otp: str | None) -> None:
    """The second factor of somebody whom their phone let in; guesses are limited as after a password."""
    guess = ("10 per 15 minute", "session.account", account.username, "试错太多次了，请 15 分钟后再试。")
    limits.refuse_if_spent(*guess)
    try:
        _second(account, otp)
    except NotSignedIn as refused:
        if refused.code == "session.wrong":
            limits.hit(*guess)
        raise


def _second(account: Account, otp: str | None) -> None:
    if account.otp_sealed:
        if not otp:
            raise NotSignedIn("session.otp_missing", "请再填一次手机验证器上的 6 位数字。")
        _check_otp(account, otp)
    elif not SECOND_FACTOR.isdisjoint(given.role for given in queries.grants(account.id)):
        raise EnrolFirst(account)


def _matches(account: Account | None, password: str) -> bool:
    """A hash is computed for unknown names too, so that the time taken tells nothing."""
    stored = account.password_hash if account and account.password_hash else nobody()
    try:
        return HASHER.verify(stored, password) and account is not None
    except (VerificationError, InvalidHashError):
        return False


def _check_otp(account: Account, otp: str) -> None:
    """Each code counts once."""
    step = _step_of(account.otp_secret, otp)
    if step <= account.otp_last_step:
        raise NotSignedIn("session.wrong", "账号、密码或验证码不对。再试一次，或请管理员重设。")
    account.otp_last_step = step


def _step_of(secret: str, otp: str) -> int:
    """Which thirty seconds a code belongs to, one step of clock drift allowed on either side; 0 for a wrong one."""
    totp, now = pyotp.TOTP(secret), int(clock.now().timestamp()) // STEP
    fitting = (
        s for s in (now + 1, now, now - 1) if pyotp.utils.strings_equal(totp.at(s * STEP), otp.strip())
    )
    return next(fitting, 0)


def set_password(account: Account, password: str) -> None:
    """Store a new password and end every session. Raises InvalidInput when it is too easy to guess."""
    if wrong := guessable.why(password, _known(account)):
        raise InvalidInput("password.weak", "这个密码太容易猜到了。", fields={"password": wrong})
    account.password_hash = HASHER.hash(password)
    db.session.execute(delete(Session).where(Session.account_id == account.id))


def _known(account: Account) -> guessable.Known:
    scopes = [given.scope for given in queries.grants(account.id)]
    where = tuple(name for name in places.known().words(scopes).values() if name)
    return guessable.Known(account.username or "", account.display_name, account.phone, where)


def redeem_reset(token: str, *, password: str, secret: str, otp: str) -> Account:
    """Use a one-time link: set the password and enrol the second factor `secret`, proved by one code."""
    link = queries.link(token, LinkPurpose.RESET)
    account = db.session.get_one(Account, link.account_id)
    _proved(secret, otp)
    set_password(account, password)
    account.otp_secret = secret
    account.otp_last_step = 0
    link.used_at = clock.now()
    return account


def _proved(secret: str, otp: str) -> int:
    """The step of the code that shows the secret has arrived on the phone. Raises InvalidInput."""
    step = _step_of(secret, otp)
    if not step:
        raise InvalidInput("otp.wrong", "验证码不对。", fields={"otp": "填手机验证器上现在显示的 6 位数字"})
    return step


def enrol(token: str, *, secret: str, otp: str) -> SignedIn:
    """Enrol the second factor at the door, proved by one code, and go in. Raises Gone when there is one by now."""
    link = queries.link(token, LinkPurpose.ENROL)
    account = db.session.get_one(Account, link.account_id)
    if account.otp_sealed:
        raise Gone("link.ended", "验证器已经设好了，请回到登录页，用它登录。")
    account.otp_last_step = _proved(secret, otp)
    account.otp_secret = secret
    link.used_at = clock.now()
    signed_in = start_session(account)
    audit.record(signed_in.actor, "otp.enrol", "account", account.id)
    return signed_in
