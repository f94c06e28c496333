"""Accounts with open sessions, by the thousand: nobody could sign them in one by one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from server.accounts.models import Account, RoleGrant, Session
from server.core import clock, crypto
from server.core.permissions import Role
from server.demo import bulk


@dataclass(slots=True)
class People:
    """Rows before they are stored, and the token of everybody who is signed in."""

    accounts: list[Account] = field(default_factory=list)
    grants: list[RoleGrant] = field(default_factory=list)
    sessions: list[Session] = field(default_factory=list)
    tokens: dict[UUID, str] = field(default_factory=dict)

    def enrol(self, name: str, role: Role, scope: str = "self", *, subject_id: UUID | None = None) -> Account:
        account = Account(display_name=name, created_at=clock.now(), otp_last_step=0)
        grant = RoleGrant(
            account_id=account.id, role=role, scope=scope, subject_id=subject_id, since=clock.today()
        )
        self.accounts.append(account)
        self.grants.append(grant)
        return account

    def sign_in(self, account: Account) -> str:
        """The token of a session as the account's newest role."""
        token = crypto.token()
        session = Session(
            token_digest=crypto.digest(token),
            account_id=account.id,
            grant_id=self.grants[-1].id,
            created_at=clock.now(),
            expires_at=clock.now() + timedelta(days=1),
        )
        self.sessions.append(session)
        self.tokens[account.id] = token
        return token

    def resident(self, number: int) -> UUID:
        """Somebody who writes, signed in: three of four have left name and phone, the others are guests."""
        account = self.enrol("", Role.RESIDENT)
        account.is_guest = number % 4 == 3
        if not account.is_guest:
            account.name, account.phone = f"来信人{number}", f"1690000{number % 10_000:04d}"
        self.sign_in(account)
        return account.id

    def store(self) -> None:
        for rows in (self.accounts, self.grants, self.sessions):
            bulk.copy(rows)
