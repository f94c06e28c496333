"""The quiet WeChat for tests and for work without a platform: keeps what it was asked to send."""

from __future__ import annotations

import base64
import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import qrcode

from server.gateways.wechat import fields
from server.gateways.wechat.errors import LoginCodeRefused
from server.gateways.wechat.gateway import EnvVersion, Media, Quota, Sent, Session, Suggest, Template, Verdict

_PREFIX = "quiet-"
_LABELS: dict[Suggest, int] = {"pass": 100, "review": 21000, "risky": 20006}


@dataclass(frozen=True, slots=True)
class QuietMessage:
    """One message as the person would have received it, values already trimmed."""

    openid: str
    template_id: str
    page: str
    data: dict[str, str]


@dataclass(frozen=True, slots=True)
class QuietCheck:
    """One thing whose check was asked for: a text, or the address of a photo or a sound."""

    openid: str
    content: str
    kind: str
    scene: int
    trace_id: str


def quiet_openid(name: str) -> str:
    """The openid of the person who signs in with the code `quiet-<name>`: 28 characters, always the same."""
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).digest()
    return "o" + base64.urlsafe_b64encode(digest).decode()[:27]


@dataclass(slots=True)
class QuietWeChat:
    """Implements `gateway.WeChat`.

    `failure`, when set, is raised by every send; `check_failure` by every check (Unseen, Unavailable …).
    `suggest` is what every text is thought of; `risky_words` are found risky whatever it says.
    """

    sent: list[QuietMessage] = field(default_factory=list)
    failure: Exception | None = None
    checks: list[QuietCheck] = field(default_factory=list)
    check_failure: Exception | None = None
    suggest: Suggest = "pass"
    risky_words: tuple[str, ...] = ()
    is_session_good: bool = True
    known_templates: list[Template] = field(default_factory=list)
    cleared: int = 0

    def code_to_session(self, js_code: str) -> Session:
        """Codes `quiet-<name>` sign in; every other code is refused as the platform would."""
        name = js_code.removeprefix(_PREFIX)
        if not name or name == js_code:
            raise LoginCodeRefused("登录码不对，请重新进入小程序再试。", 40029)
        return Session(quiet_openid(name))

    def check_session(self, openid: str, session_key: str) -> bool:
        return self.is_session_good

    def phone_number(self, code: str, openid: str | None = None) -> str:
        """Code `quiet-13800000000` gives that number; every other code is refused."""
        number = code.removeprefix(_PREFIX)
        if not number or number == code:
            raise LoginCodeRefused("手机号没有取到，请再点一次按钮。", 40029)
        return number

    def phone_number_of(self, session_key: str, encrypted_data: str, iv: str) -> str:
        """Sealed data is the code of `phone_number` here."""
        return self.phone_number(encrypted_data)

    def send_subscribe(self, openid: str, template_id: str, page: str, data: Mapping[str, str]) -> Sent:
        """Record the message, trimmed by the same rules as the real one."""
        fitted = {key: fields.fit(key, value) for key, value in data.items()}
        if self.failure is not None:
            raise self.failure
        self.sent.append(QuietMessage(openid, template_id, page, fitted))
        return Sent(str(len(self.sent)))

    def mini_program_code(
        self,
        scene: str,
        page: str,
        width: int = 430,
        check_path: bool = True,
        env_version: EnvVersion | None = None,
    ) -> bytes:
        """A QR code of the scene as PNG, so that a test can read it back."""
        picture = io.BytesIO()
        qrcode.make(scene).save(picture)
        return picture.getvalue()

    def url_link(self, path: str, query: str, days: int = 30) -> str:
        return f"https://wxaurl.cn/{_short(path, query)}"

    def url_scheme(self, path: str, query: str, days: int = 30) -> str:
        return f"weixin://dl/business/?t={_short(path, query)}"

    def check_text(
        self, openid: str, content: str, scene: int = 2, title: str = "", nickname: str = ""
    ) -> Verdict:
        check = self._check(openid, content, "text", scene)
        text = content + title + nickname
        suggest = "risky" if any(word in text for word in self.risky_words) else self.suggest
        return Verdict(suggest, _LABELS[suggest], check.trace_id)

    def check_media(self, openid: str, url: str, kind: Media, scene: int = 2) -> str:
        return self._check(openid, url, kind, scene).trace_id

    def templates(self) -> list[Template]:
        return list(self.known_templates)

    def quota(self, path: str) -> Quota:
        return Quota(limit=10_000_000, used=len(self.sent), remain=10_000_000 - len(self.sent))

    def clear_quota(self) -> None:
        self.cleared += 1

    def explain(self, rid: str) -> dict[str, Any]:
        return {"rid": rid}

    def _check(self, openid: str, content: str, kind: str, scene: int) -> QuietCheck:
        if self.check_failure is not None:
            raise self.check_failure
        check = QuietCheck(openid, content, kind, scene, f"quiet-trace-{len(self.checks) + 1}")
        self.checks.append(check)
        return check


def _short(path: str, query: str) -> str:
    return hashlib.sha256(f"{path}?{query}".encode()).hexdigest()[:11]
