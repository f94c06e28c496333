"""Passwords and the second factor: checked in equal time, limited, never told which part was wrong."""

from __future__ import annotations

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete

from server.accounts import queries
from server.accounts.models import Account, LinkPurpose, Session
from server.accounts.service import SignedIn, start_session
from server.core import clock, limits
from server.core.db import db
from server.core.errors import InvalidInput, NotSignedIn

HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
NOBODY = HASHER.hash("nobody knows this one")
STEP = 30
SHORTEST = 10


def sign_in(username: str, password: str, otp: str | None, address: str) -> SignedIn:
    """Raises NotSignedIn `session.wrong` for any wrong part, `session.otp_missing` to ask for the code."""
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


def _recognised(username: str, password: str, otp: str | None) -> Account:
    account = queries.by_username(username)
    if not _matches(account, password) or account is None:
        raise NotSignedIn("session.wrong", "账号、密码或验证码不对。再试一次，或请管理员重设。")
    if account.otp_sealed:
        if not otp:
            raise NotSignedIn("session.otp_missing", "请再填一次手机验证器上的 6 位数字。")
        _check_otp(account, otp)
    return account


def _matches(account: Account | None, password: str) -> bool:
    """A hash is computed for unknown names too, so that the time taken tells nothing."""
    stored = account.password_hash if account and account.password_hash else NOBODY
    try:
        return HASHER.verify(stored, password) and account is not None
    except (VerificationError, InvalidHashError):
        return False


def _check_otp(account: Account, otp: str) -> None:
    """Each code counts once; one step of clock drift is allowed on either side."""
    totp, now = pyotp.TOTP(account.otp_secret), int(clock.now().timestamp()) // STEP
    for step in (now - 1, now, now + 1):
        if step > account.otp_last_step and pyotp.utils.strings_equal(totp.at(step * STEP), otp.strip()):
            account.otp_last_step = step
            return
    raise NotSignedIn("session.wrong", "账号、密码或验证码不对。再试一次，或请管理员重设。")


def set_password(account: Account, password: str) -> None:
    """Store a new password and end every session. Raises InvalidInput when it is too easy to guess."""
    too_plain = len(set(password)) < 5 or (account.username or "\0") in password
    if len(password) < SHORTEST or too_plain:
        raise InvalidInput(
            "password.weak",
            "密码太容易猜到了。",
            fields={"password": f"至少 {SHORTEST} 位，不要重复的字，也不要包含账号名"},
        )
    account.password_hash = HASHER.hash(password)
    db.session.execute(delete(Session).where(Session.account_id == account.id))


def redeem_reset(token: str, *, password: str, secret: str, otp: str) -> Account:
    """Use a one-time link: set the password and enrol the second factor `secret`, proved by one code."""
    link = queries.link(token, LinkPurpose.RESET)
    account = db.session.get_one(Account, link.account_id)
    if not pyotp.TOTP(secret).verify(otp.strip(), for_time=clock.now(), valid_window=1):
        raise InvalidInput("otp.wrong", "验证码不对。", fields={"otp": "填手机验证器上现在显示的 6 位数字"})
    set_password(account, password)
    account.otp_secret = secret
    account.otp_last_step = 0
    link.used_at = clock.now()
    return account
