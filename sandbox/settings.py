"""The sandbox's settings, from the same environment the product reads."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

REQUIRED = ("WECHAT_APPID", "WECHAT_SECRET", "WECHAT_TOKEN", "WECHAT_TEMPLATE_REPLY")
TEMPLATES = ("reply", "progress", "digest", "urgent")
_APP_JSON = Path(__file__).parent.parent / "miniprogram" / "src" / "pages.json"


@dataclass(frozen=True, slots=True)
class Settings:
    """`callback_url` is where the product takes pushes; `token` signs them, `aes_key` seals them.

    `templates` maps our name of a template to its id; `published` lists the pages of the published version;
    `demo_file` is what `make run` writes about its demonstration.
    """

    appid: str
    secret: str = field(repr=False)
    token: str = field(repr=False)
    aes_key: str = field(repr=False)
    templates: Mapping[str, str]
    published: tuple[str, ...]
    product_url: str
    callback_url: str
    demo_file: Path
    port: int


def load(env: Mapping[str, str] = os.environ) -> Settings:
    """Exits with the whole list of what is missing. SANDBOX_PORT defaults to PORT + 1; 0 takes any."""
    missing = [name for name in REQUIRED if not env.get(name)]
    if missing:
        raise SystemExit("沙箱启动不了，请先填好：" + "、".join(missing))
    port = int(env.get("PORT") or 8000)
    product_url = (env.get("PUBLIC_URL") or f"http://127.0.0.1:{port}").rstrip("/")
    ids = {name: env.get(f"WECHAT_TEMPLATE_{name.upper()}", "") for name in TEMPLATES}
    return Settings(
        appid=env["WECHAT_APPID"],
        secret=env["WECHAT_SECRET"],
        token=env["WECHAT_TOKEN"],
        aes_key=env.get("WECHAT_AES_KEY") or "",
        templates={name: id for name, id in ids.items() if id},
        published=published_pages(_APP_JSON),
        product_url=product_url,
        callback_url=env.get("WECHAT_CALLBACK_URL") or f"http://127.0.0.1:{port}/wechat/callback",
        demo_file=Path(env.get("DATA_DIR") or ".data").expanduser() / "demo.json",
        port=int(env.get("SANDBOX_PORT") or port + 1),
    )


def published_pages(app_json: Path) -> tuple[str, ...]:
    """The pages of the mini-program beside us, as if this version were published. None known: any may be."""
    try:
        app = json.loads(app_json.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ()
    main = [page["path"] for page in app["pages"]]
    packages = app.get("subPackages", [])
    return (
        *main,
        *(f"{package['root']}/{page['path']}" for package in packages for page in package["pages"]),
    )
