"""What `make run` is told by the environment, what it makes up once and keeps, what its children are told."""

from __future__ import annotations

import os
import secrets
import shlex
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import ascii_letters, digits
from typing import Self

from deploy.local.say import Refused

ROOT = Path(__file__).resolve().parent.parent.parent
HIGHEST_PORT = 65535
AES_KEY_LENGTH = 43  # WeChat's own: letters and digits
TEMPLATES = ("REPLY", "PROGRESS", "DIGEST", "URGENT")
MARK = "YICANG_RUN"  # in the environment of every child: how a later run knows what a killed one left behind


@dataclass(frozen=True, slots=True)
class Settings:
    port: int
    sandbox_port: int
    data_dir: Path
    database_url: str | None
    redis_url: str | None
    start_area: str | None = None
    """Code prefix of an area that begins with nothing but its administrative tree, in place of the demonstration."""

    @classmethod
    def load(cls, env: Mapping[str, str] = os.environ) -> Self:
        """Raises Refused on a port that is no number."""
        port = _port(env, "PORT", 8000)
        return cls(
            port=port,
            sandbox_port=_port(env, "SANDBOX_PORT", port + 1),
            data_dir=Path(env.get("DATA_DIR") or ".data").expanduser().resolve(),
            database_url=env.get("DATABASE_URL") or None,
            redis_url=env.get("REDIS_URL") or None,
            start_area=_area(env),
        )

    @property
    def run_dir(self) -> Path:
        return self.data_dir / "run"

    @property
    def log_dir(self) -> Path:
        return self.data_dir / "log"

    @property
    def metrics_dir(self) -> Path:
        return self.run_dir / "metrics"

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def sandbox_url(self) -> str:
        return f"http://127.0.0.1:{self.sandbox_port}"


def _port(env: Mapping[str, str], name: str, default: int) -> int:
    value = env.get(name) or str(default)
    if not (value.isascii() and value.isdigit()) or not 0 < int(value) <= HIGHEST_PORT:
        raise Refused(f"{name} 要填 1 到 65535 之间的数字，现在是「{value}」。")
    return int(value)


def _area(env: Mapping[str, str]) -> str | None:
    value = env.get("START_AREA") or None
    if value is not None and not (value.isascii() and value.isdigit() and len(value) in (4, 6)):
        raise Refused(f"START_AREA 要填市或区县的区划代码前几位，例如 330111，现在是「{value}」。")
    return value


def kept_secrets(data_dir: Path) -> dict[str, str]:
    """Made up at the first start and kept in secrets.env, for its owner only; a name added later is added."""
    path = data_dir / "secrets.env"
    kept = read_env(path) if path.exists() else {}
    missing = {name: value for name, value in _made_up().items() if name not in kept}
    if missing:
        write_env(path, kept | missing)
    return kept | missing


def _made_up() -> dict[str, str]:
    return {
        "SECRET_KEY": secrets.token_urlsafe(48),
        "FIELD_KEYS": "1:" + b64encode(secrets.token_bytes(32)).decode(),
        "WECHAT_APPID": "wx" + secrets.token_hex(8),
        "WECHAT_SECRET": secrets.token_hex(16),
        "WECHAT_TOKEN": secrets.token_hex(16),
        "WECHAT_AES_KEY": "".join(secrets.choice(ascii_letters + digits) for _ in range(AES_KEY_LENGTH)),
        **{f"WECHAT_TEMPLATE_{name}": secrets.token_urlsafe(32) for name in TEMPLATES},
        "DATABASE_PASSWORD": secrets.token_hex(16),
    }


def read_env(path: Path) -> dict[str, str]:
    lines = [line.split("=", 1) for line in path.read_text().splitlines() if "=" in line]
    return {name: "".join(shlex.split(value)) for name, value in lines}


def write_env(path: Path, values: Mapping[str, str]) -> None:
    """A file that a shell reads with `set -a; . file`; whole or not at all, readable for its owner only."""
    fresh = path.with_suffix(".new")
    fresh.touch(0o600)
    fresh.write_text("".join(f"{name}={shlex.quote(value)}\n" for name, value in values.items()))
    fresh.rename(path)


def child_environment(settings: Settings, kept: Mapping[str, str], urls: Mapping[str, str]) -> dict[str, str]:
    """What the product reads (server/config.py). A value set by whoever called `make run` wins."""
    made = {
        **{name: value for name, value in kept.items() if name != "DATABASE_PASSWORD"},
        "APP_ENV": "demo",
        "PUBLIC_URL": settings.base_url,
        "SANDBOX_URL": settings.sandbox_url,
        "WECHAT_API_BASE": settings.sandbox_url,
    }
    told = {name: os.environ[name] for name in made if os.environ.get(name)}
    return {
        **made,
        **told,
        **urls,
        "PORT": str(settings.port),
        "SANDBOX_PORT": str(settings.sandbox_port),
        "DATA_DIR": str(settings.data_dir),
        "GRACEFUL_TIMEOUT": "3",
        "PROMETHEUS_MULTIPROC_DIR": str(settings.metrics_dir),
        "PYTHONUNBUFFERED": "1",
        MARK: str(settings.data_dir),
    }
