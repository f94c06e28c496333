"""Settings of a test application."""

from __future__ import annotations

from pathlib import Path

from server.config import Settings, load
from server.core import crypto
from tests.embedded import Servers

KEYS = crypto.KeyRing.generate()


def environment(servers: Servers, data_dir: Path) -> dict[str, str]:
    """What a process of the product has to be told."""
    return {
        "APP_ENV": "test",
        "DATABASE_URL": servers.database_url,
        "REDIS_URL": servers.redis_url,
        "SECRET_KEY": "a secret for tests only, never elsewhere",
        "FIELD_KEYS": KEYS,
        "DATA_DIR": str(data_dir),
        "PUBLIC_URL": "http://127.0.0.1:8000",
        "WECHAT_APPID": "wx0000000000000000",
        "WECHAT_SECRET": "0123456789abcdef0123456789abcdef",
        "WECHAT_TOKEN": "t" * 32,
        "WECHAT_TEMPLATE_REPLY": "reply-template-of-the-tests",
    }


def test_settings(servers: Servers, data_dir: Path, **changes: str) -> Settings:
    return load(environment(servers, data_dir) | changes)


test_settings.__test__ = False  # type: ignore[attr-defined]
