"""People without WeChat whom a station writes down at its counter: number and PIN are their key, like a guest's."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Select, select

from server.accounts.models import Account
from server.accounts.service import new_resident
from server.core import crypto
from server.core.db import db


def welcome(*, name: str, phone: str) -> Account:
    """A resident who signs in by number and PIN. Both are sealed; the phone leaves a print to be found again by."""
    account = new_resident(is_guest=True)
    account.name = name
    if phone:
        account.phone, account.phone_index = phone, _print_of(phone)
    db.session.flush()
    return account


def known(phone: str, among: Select[UUID]) -> list[Account]:
    """Who of `among` was written down with this phone before, the latest first."""
    found = select(Account).where(
        Account.phone_index == _print_of(phone), Account.id.in_(among), Account.disabled_at.is_(None)
    )
    return list(db.session.scalars(found.order_by(Account.created_at.desc(), Account.id)))


def _print_of(phone: str) -> bytes:
    return crypto.ring().index("counter_phone", phone.replace(" ", "").replace("-", ""))
