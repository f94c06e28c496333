"""The people who use the mini-program, and the login codes their phones were given."""

from __future__ import annotations

import base64
import re
import secrets
import threading
from dataclasses import dataclass, field

CODE_LIFE_S = 300
_MOST_CODES = 20_000
OPENID = re.compile(r"[0-9A-Za-z_-]{1,64}")


@dataclass(slots=True)
class Person:
    """One WeChat person as this mini-program sees them."""

    openid: str
    name: str = ""
    role: str = ""
    session_key: str = field(default="", repr=False)


@dataclass(slots=True)
class LoginCode:
    openid: str
    expires_at: float
    is_used: bool = False


def new_openid() -> str:
    """28 characters beginning with o."""
    return "o" + secrets.token_urlsafe(21)[:27]


class People:
    """Safe for threads. Times are unix seconds, given by the caller."""

    def __init__(self) -> None:
        self._people: dict[str, Person] = {}
        self._codes: dict[str, LoginCode] = {}
        self._lock = threading.Lock()

    def all(self) -> list[Person]:
        with self._lock:
            return list(self._people.values())

    def knows(self, openid: str) -> bool:
        return openid in self._people

    def meet(self, openid: str, name: str = "", role: str = "") -> Person:
        """The person with this openid, new if nobody has it. A name or role given now replaces the old."""
        with self._lock:
            person = self._people.setdefault(openid, Person(openid))
            person.name, person.role = name or person.name, role or person.role
            return person

    def give_code(self, openid: str, now: float) -> str:
        """What `wx.login` gives: one use, five minutes."""
        self.meet(openid)
        code = "0" + secrets.token_urlsafe(24)[:31]
        with self._lock:
            if len(self._codes) >= _MOST_CODES:
                self._codes = {key: known for key, known in self._codes.items() if known.expires_at > now}
            self._codes[code] = LoginCode(openid, now + CODE_LIFE_S)
        return code

    def spend_code(self, code: str, now: float) -> Person | int:
        """The person, with a new session key; or errcode 40029 (unknown, too old) or 40163 (used)."""
        with self._lock:
            known = self._codes.get(code)
            if known is None or known.expires_at <= now:
                return 40029
            if known.is_used:
                return 40163
            known.is_used = True
            person = self._people[known.openid]
            person.session_key = base64.b64encode(secrets.token_bytes(16)).decode()
            return person
