"""The sandbox's settings, from the same environment the product reads."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

REQUIRED = ("WECHAT_APPID", "WECHAT_SECRET", "WECHAT_TOKEN", "WECHAT_TEMPLATE_REPLY")


@dataclass(frozen=True, slots=True)
class Settings:
    """`callback_url` is where the product takes pushes; `token` signs them."""

    appid: str
    secret: str = field(repr=False)
    token: str = field(repr=False)
    template_reply: str
    callback_url: str
    port: int


def load(env: Mapping[str, str] = os.environ) -> Settings:
    """Exits with the whole list of what is missing. SANDBOX_PORT defaults to PORT + 1; 0 takes any."""
    missing = [name for name in REQUIRED if not env.get(name)]
    if missing:
        raise SystemExit("沙箱启动不了，请先填好：" + "、".join(missing))
    port = int(env.get("PORT") or 8000)
    return Settings(
        appid=env["WECHAT_APPID"],
        secret=env["WECHAT_SECRET"],
        token=env["WECHAT_TOKEN"],
        template_reply=env["WECHAT_TEMPLATE_REPLY"],
        callback_url=env.get("WECHAT_CALLBACK_URL") or f"http://127.0.0.1:{port}/wechat/callback",
        port=int(env.get("SANDBOX_PORT") or port + 1),
    )
