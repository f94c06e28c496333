"""The people who use the mini-program, and the one-time codes their phones were given."""

from __future__ import annotations

import base64
import re
import secrets
import threading
from dataclasses import dataclass, field

CODE_LIFE_S = 300
SEEN_S = 2 * 3600  # content safety knows a person this long after the last visit
_MOST_CODES = 20_000
OPENID = re.compile(r"[0-9A-Za-z_-]{1,64}")


@dataclass(slots=True)
class Person:
    """One WeChat person as this mini-program sees them. `last_visit` in unix seconds, 0 for never."""

    openid: str
    unionid: str
    name: str = ""
    role: str = ""
    phone: str = ""
    is_blocked: bool = False
    session_key: str = field(default="", repr=False)
    last_visit: float = 0


@dataclass(slots=True)
class Code:
    """`phone` is empty for the code of a login."""

    openid: str
    phone: str
    expires_at: float
    is_used: bool = False


def new_openid() -> str:
    """28 characters beginning with o."""
    return "o" + secrets.token_urlsafe(21)[:27]


def new_session_key() -> str:
    return base64.b64encode(secrets.token_bytes(16)).decode()


class People:
    """Safe for threads. Times are unix seconds, given by the caller."""

    def __init__(self) -> None:
        self._people: dict[str, Person] = {}
        self._codes: dict[str, Code] = {}
        self._lock = threading.Lock()

    def all(self) -> list[Person]:
        with self._lock:
            return list(self._people.values())

    def get(self, openid: object) -> Person | None:
        return self._people.get(openid) if isinstance(openid, str) else None

    def meet(self, openid: str, name: str = "", role: str = "") -> Person:
        """The person with this openid, new if nobody has it. A name or role given now replaces the old."""
        with self._lock:
            person = self._people.get(openid)
            if person is None:
                person = self._people[openid] = Person(openid, new_openid())
            person.name, person.role = name or person.name, role or person.role
            return person

    def visit(self, openid: str, now: float) -> Person:
        """The person uses the mini-program now."""
        person = self.meet(openid)
        person.last_visit = now
        return person

    def was_seen(self, openid: str, now: float) -> bool:
        person = self.get(openid)
        return person is not None and now - person.last_visit < SEEN_S

    def give_code(self, openid: str, now: float, phone: str = "") -> str:
        """What `wx.login` gives, or with a number what the phone button gives: one use, five minutes."""
        code = ("0" if not phone else "p") + secrets.token_urlsafe(24)[:31]
        with self._lock:
            if len(self._codes) >= _MOST_CODES:
                self._codes = {key: known for key, known in self._codes.items() if known.expires_at > now}
            self._codes[code] = Code(openid, phone, now + CODE_LIFE_S)
        return code

    def spend_login(self, code: str, now: float) -> Person | int:
        """The person, with a new session key; or errcode 40029 (unknown, too old), 40163 (used), 40226."""
        with self._lock:
            known = self._live(code, now)
            if known is None or known.phone:
                return 40029
            if known.is_used:
                return 40163
            known.is_used = True
            person = self._people[known.openid]
            if person.is_blocked:
                return 40226
            person.session_key = new_session_key()
            return person

    def spend_phone(self, code: str, openid: object, now: float) -> Code | None:
        """What the code stands for, once; None when it is unknown, old, used or somebody else's."""
        with self._lock:
            known = self._live(code, now)
            if known is None or not known.phone or known.is_used or openid not in (None, "", known.openid):
                return None
            known.is_used = True
            return known

    def _live(self, code: str, now: float) -> Code | None:
        known = self._codes.get(code)
        return known if known is not None and known.expires_at > now else None
