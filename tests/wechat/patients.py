"""What the doctor is shown: settings, an account with one illness, and a site whose single answers change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

from server.config import load
from server.core import clock
from server.doctor import account, address
from server.doctor.findings import Finding
from server.doctor.outside import Answer
from server.gateways.wechat import (
    QuietWeChat,
    Quota,
    Template,
    WeChatError,
)
from server.notifications.asks import FIELDS

from .signing import AES_KEY
from .support import APPID, SECRET

FILE = ("AbCd1234.txt", "0123456789abcdef0123456789abcdef")
HOST = "m.example.gov.cn"
PARTS = (
    f"APP_ENV=production PUBLIC_URL=https://{HOST} WECHAT_APPID={APPID} WECHAT_SECRET={SECRET}"
    f" WECHAT_TOKEN=k7Q2xM9rT4vB8nL3 WECHAT_AES_KEY={AES_KEY} WECHAT_DOMAIN_FILE={':'.join(FILE)}"
    " DATABASE_URL=postgresql://x REDIS_URL=redis://x SECRET_KEY=abcdefghijklmnopqrstuvwxyz0123456789"
    " FIELD_KEYS=1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
)
ENV = dict(part.split("=", 1) for part in PARTS.split()) | {
    f"WECHAT_TEMPLATE_{name.upper()}": f"template-{name}" for name in FIELDS
}
SETTINGS = load(ENV)
TEMPLATES = [Template(f"template-{name}", "提醒", keys) for name, keys in FIELDS.items()]
SECRETS = (SECRET, ENV["WECHAT_TOKEN"], AES_KEY, ENV["SECRET_KEY"])


def of(findings: list[Finding], step: str) -> Finding:
    """The one line of that step."""
    (found,) = [finding for finding in findings if finding.step == step]
    return found


class Sick(QuietWeChat):
    """A quiet account with one illness: the verb `where` raises."""

    __slots__ = ("error", "left", "pages", "where")

    def __init__(self, where: str = "", error: WeChatError | None = None, left: int = 5) -> None:
        super().__init__(known_templates=TEMPLATES)
        self.where, self.error, self.left = where, error, left
        self.pages: list[dict[str, Any]] = []

    def _ache(self, verb: str) -> None:
        if verb == self.where and self.error is not None:
            raise self.error

    def templates(self) -> list[Template]:
        self._ache("templates")
        return super().templates()

    def mini_program_code(self, scene: str, page: str, *args: Any, **options: Any) -> bytes:
        self.pages.append({"scene": scene, "page": page, **options})
        self._ache("mini_program_code")
        return b"\x89PNG"

    def check_text(self, *args: Any, **options: Any) -> Any:
        self._ache("check_text")
        return super().check_text(*args, **options)

    def quota(self, path: str) -> Quota:
        self._ache("quota")
        return Quota(10, 10 - self.left, self.left)


def examined(wechat: QuietWeChat, settings: Any = SETTINGS) -> list[Finding]:
    return list(account.examine(settings, wechat, FIELDS))


class Site:
    """What a stranger sees of us and of the platform; a test changes single answers."""

    def __init__(self, **changes: Answer | Exception) -> None:
        self.changes = changes
        self.asked: list[str] = []

    def __call__(self, url: str, query: Any) -> Answer:
        self.asked.append(url)
        now = format_datetime(clock.now().astimezone(UTC), usegmt=True)
        usual = {
            "callback": Answer(200, query.get("echostr", "")),
            "root": Answer(200, FILE[1]),
            "beside": Answer(200, FILE[1]),
            "platform": Answer(404, "", {"Date": now}),
        }
        name = next(
            name
            for name, end in (
                ("callback", "/wechat/callback"),
                ("beside", f"/c/{FILE[0]}"),
                ("root", f"/{FILE[0]}"),
                ("platform", "/"),
            )
            if url.endswith(end)
        )
        answer = self.changes.get(name, usual[name])
        if isinstance(answer, Exception):
            raise answer
        return answer


def in_a_year(host: str, port: int) -> datetime:
    return clock.now() + timedelta(days=365)


def visited(
    site: Site | None = None, certificate: Callable[[str, int], datetime] = in_a_year, **changes: Any
) -> list[Finding]:
    return list(address.examine(replace(SETTINGS, **changes), site or Site(), certificate))
