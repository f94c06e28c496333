"""Binding a deputy to a WeChat person begins here: an account that only needs its person."""

from __future__ import annotations

from datetime import datetime

from server.accounts import queries as accounts, service as account_service
from server.accounts.models import Account
from server.core.actor import Actor
from server.core.db import db
from server.core.permissions import Role
from server.deputies.models import Deputy


def account_for(deputy: Deputy) -> Account:
    """The deputy's account, made at the first need."""
    known = accounts.account_of(Role.DEPUTY, subject_id=deputy.id)
    if known:
        return db.session.get_one(Account, known[0])
    account = account_service.create_account(display_name=deputy.name)
    db.session.flush()
    account_service.grant(account, Role.DEPUTY, "self", subject_id=deputy.id)
    return account


def invite(actor: Actor, deputy: Deputy) -> tuple[str, datetime]:
    """A one-time invitation for the deputy, told once to the liaison who hands it over."""
    return account_service.invite(actor, account_for(deputy))
