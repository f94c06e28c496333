"""What the product may ask of WeChat: one Protocol, with a real one (`client`) and a quiet one (`quiet`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

EnvVersion = Literal["develop", "trial", "release"]
Suggest = Literal["pass", "review", "risky"]
Media = Literal["audio", "image"]


@dataclass(frozen=True, slots=True)
class Session:
    """Who signed in. `session_key` stays on the server and out of every log."""

    openid: str = field(repr=False)
    unionid: str | None = field(repr=False, default=None)
    session_key: str = field(repr=False, default="")


@dataclass(frozen=True, slots=True)
class Sent:
    """A subscribe message the platform took. `msgid` is a decimal of up to 19 digits, kept as text."""

    msgid: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the platform thinks of a text. `label` is 100 for normal, 20001 politics, 20002 porn …"""

    suggest: Suggest
    label: int
    trace_id: str


@dataclass(frozen=True, slots=True)
class Template:
    """A subscribe-message template of the account; `keys` in their order, e.g. thing1, phrase2."""

    id: str
    title: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quota:
    """Calls of one path today."""

    limit: int
    used: int
    remain: int


class WeChat(Protocol):
    """Every verb raises WeChatError (see `errors` for what each kind asks of the caller).

    A verb is back within about six seconds, whatever the platform does.
    """

    def code_to_session(self, js_code: str) -> Session:
        """Spend a `wx.login` code (one use, five minutes). LoginCodeRefused when it is no good."""
        ...

    def check_session(self, openid: str, session_key: str) -> bool:
        """Whether the key is still the person's present one."""
        ...

    def phone_number(self, code: str, openid: str | None = None) -> str:
        """Spend a code of the phone-number button: 13812345678, or +85251234567 from elsewhere."""
        ...

    def phone_number_of(self, session_key: str, encrypted_data: str, iv: str) -> str:
        """The old way: the number out of what the phone sealed. Asks nobody. LoginCodeRefused when it does not open."""
        ...

    def send_subscribe(self, openid: str, template_id: str, page: str, data: Mapping[str, str]) -> Sent:
        """Send one subscribe message. `data` maps template keys (`thing1`) to plain text.

        Long text is trimmed by the rules of `fields`. Never repeats an Ambiguous send by itself:
        the platform takes no idempotency key, and each send spends one of the person's accepts.
        """
        ...

    def mini_program_code(
        self,
        scene: str,
        page: str,
        width: int = 430,
        check_path: bool = True,
        env_version: EnvVersion | None = None,
    ) -> bytes:
        """A PNG or JPEG of a mini-program code. `width` in pixels, 280 to 1280; scene 1 to 32 characters."""
        ...

    def url_link(self, path: str, query: str, days: int = 30) -> str:
        """An https address that opens a page of the mini-program, for 1 to 30 days."""
        ...

    def url_scheme(self, path: str, query: str, days: int = 30) -> str:
        """A weixin:// address that opens a page of the mini-program, for 1 to 30 days."""
        ...

    def check_text(
        self, openid: str, content: str, scene: int = 2, title: str = "", nickname: str = ""
    ) -> Verdict:
        """May this be public? Of a long text the worst part counts. Unseen: the person was away too long.

        `scene`: 1 profile, 2 comment, 3 forum, 4 social log.
        """
        ...

    def check_media(self, openid: str, url: str, kind: Media, scene: int = 2) -> str:
        """Ask for a check of what lies at `url`; the result comes by push with the trace_id given here."""
        ...

    def templates(self) -> list[Template]:
        """The account's subscribe-message templates."""
        ...

    def quota(self, path: str) -> Quota:
        """How many calls of `path` are left today."""
        ...

    def clear_quota(self) -> None:
        """Set all counts of today back to zero. Possible ten times a month."""
        ...

    def explain(self, rid: str) -> dict[str, Any]:
        """What the platform remembers of a failed call of the last seven days, without its secrets."""
        ...
