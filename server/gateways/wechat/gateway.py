"""What the product may ask of WeChat: one Protocol, with a real one (`client`) and a quiet one (`quiet`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

EnvVersion = Literal["develop", "trial", "release"]


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


class WeChat(Protocol):
    """Every verb raises WeChatError (see `errors` for what each kind asks of the caller)."""

    def code_to_session(self, js_code: str) -> Session:
        """Spend a `wx.login` code (one use, five minutes). LoginCodeRefused when it is no good."""
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
