"""The quiet WeChat for tests and for work without a platform: keeps what it was asked to send."""

from __future__ import annotations

import base64
import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass, field

import qrcode

from server.gateways.wechat import fields
from server.gateways.wechat.errors import LoginCodeRefused
from server.gateways.wechat.gateway import EnvVersion, Sent, Session

_PREFIX = "quiet-"


@dataclass(frozen=True, slots=True)
class QuietMessage:
    """One message as the person would have received it, values already trimmed."""

    openid: str
    template_id: str
    page: str
    data: dict[str, str]


def quiet_openid(name: str) -> str:
    """The openid of the person who signs in with the code `quiet-<name>`: 28 characters, always the same."""
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).digest()
    return "o" + base64.urlsafe_b64encode(digest).decode()[:27]


@dataclass(slots=True)
class QuietWeChat:
    """Implements `gateway.WeChat`. `failure`, when set, is raised by every send: the platform says no."""

    sent: list[QuietMessage] = field(default_factory=list)
    failure: Exception | None = None

    def code_to_session(self, js_code: str) -> Session:
        """Codes `quiet-<name>` sign in; every other code is refused as the platform would."""
        name = js_code.removeprefix(_PREFIX)
        if not name or name == js_code:
            raise LoginCodeRefused("登录码不对，请重新进入小程序再试。", 40029)
        return Session(quiet_openid(name))

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
