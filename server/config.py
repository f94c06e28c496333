"""Settings from the environment, read once at the start; what is missing is told as one whole list."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from server.core.crypto import KeyRing

KNOWN_DEFAULTS = {"", "dev", "secret", "changeme", "demo", "test"}
DOMAIN_FILE = re.compile(r"[0-9A-Za-z_-]{1,64}\.txt:[0-9A-Za-z_-]{1,256}")


class SettingsError(SystemExit):
    """The process must not start. The text lists every setting that is missing or unsafe."""


@dataclass(frozen=True, slots=True)
class Settings:
    env: str
    database_url: str
    redis_url: str
    secret_key: str
    field_keys: str
    field_cipher: str
    data_dir: Path
    public_url: str
    console_url: str
    sandbox_url: str
    wechat_base: str
    wechat_appid: str
    wechat_secret: str
    wechat_token: str
    wechat_aes_key: str
    wechat_env_version: str
    templates: Mapping[str, str]
    """Subscribe-message templates this mini-program has: our own name to the platform's id."""
    sms_url: str
    sms_key: str
    domain_file: tuple[str, str] | None
    """Name and content of the file by which WeChat sees that the domain of the printed codes is ours."""

    @property
    def is_demo(self) -> bool:
        return self.env == "demo"

    @property
    def is_production(self) -> bool:
        return self.env == "production"

    @property
    def is_secure(self) -> bool:
        """Whether pages are served over TLS, so that cookies may insist on it."""
        return self.public_url.startswith("https://")


REQUIRED = (
    "DATABASE_URL",
    "REDIS_URL",
    "SECRET_KEY",
    "FIELD_KEYS",
    "PUBLIC_URL",
    "WECHAT_APPID",
    "WECHAT_SECRET",
    "WECHAT_TOKEN",
)


TEMPLATES = {
    "reply": "WECHAT_TEMPLATE_REPLY",
    "progress": "WECHAT_TEMPLATE_PROGRESS",
    "digest": "WECHAT_TEMPLATE_DIGEST",
    "urgent": "WECHAT_TEMPLATE_URGENT",
}


def load(env: Mapping[str, str] = os.environ) -> Settings:
    """Read and check. Raises SettingsError naming everything that has to be mended."""
    problems = [f"{name} 没有填" for name in REQUIRED if not env.get(name)]
    if env.get("APP_ENV", "production") == "production":
        problems += _unsafe(env)
    problems += _malformed(env)
    if problems:
        raise SettingsError("启动不了，请先改好这些设置：\n  " + "\n  ".join(problems))
    data_dir = Path(env.get("DATA_DIR", ".data")).resolve()
    return Settings(
        env=env.get("APP_ENV", "production"),
        database_url=_driver(env["DATABASE_URL"]),
        redis_url=env["REDIS_URL"],
        secret_key=env["SECRET_KEY"],
        field_keys=env["FIELD_KEYS"],
        field_cipher=env.get("FIELD_CIPHER", "sm4"),
        data_dir=data_dir,
        public_url=env["PUBLIC_URL"].rstrip("/"),
        console_url=(env.get("CONSOLE_URL") or env["PUBLIC_URL"]).rstrip("/"),
        sandbox_url=env.get("SANDBOX_URL", "").rstrip("/"),
        wechat_base=env.get("WECHAT_API_BASE", "https://api.weixin.qq.com").rstrip("/"),
        wechat_appid=env["WECHAT_APPID"],
        wechat_secret=env["WECHAT_SECRET"],
        wechat_token=env["WECHAT_TOKEN"],
        wechat_aes_key=env.get("WECHAT_AES_KEY", ""),
        wechat_env_version=env.get("WECHAT_ENV_VERSION", "release"),
        templates={name: env[key] for name, key in TEMPLATES.items() if env.get(key)},
        sms_url=env.get("SMS_URL", "").rstrip("/"),
        sms_key=env.get("SMS_KEY", ""),
        domain_file=_domain_file(env),
    )


def _malformed(env: Mapping[str, str]) -> list[str]:
    """What could not work at all, told before anything starts."""
    problems = []
    try:
        KeyRing(env.get("FIELD_KEYS") or KeyRing.generate(), env.get("FIELD_CIPHER", "sm4"))
    except (ValueError, KeyError):
        problems.append("FIELD_KEYS 要写成 1:<32 字节的 base64>，FIELD_CIPHER 只能是 sm4 或 aes")
    if env.get("WECHAT_ENV_VERSION", "release") not in ("develop", "trial", "release"):
        problems.append("WECHAT_ENV_VERSION 只能是 develop、trial 或 release")
    if not DOMAIN_FILE.fullmatch(env.get("WECHAT_DOMAIN_FILE") or "a.txt:a"):
        problems.append("WECHAT_DOMAIN_FILE 要写成 文件名.txt:文件里的那一行，两样都只有字母、数字、- 和 _")
    return problems


def _domain_file(env: Mapping[str, str]) -> tuple[str, str] | None:
    name, _, content = (env.get("WECHAT_DOMAIN_FILE") or "").partition(":")
    return (name, content) if name else None


def _unsafe(env: Mapping[str, str]) -> list[str]:
    """What may pass on a laptop but never in service (no default secret boots)."""
    problems = []
    for name, shortest in (("SECRET_KEY", 32), ("WECHAT_TOKEN", 16), ("WECHAT_SECRET", 16)):
        value = env.get(name, "")
        if value and (len(value) < shortest or value.lower() in KNOWN_DEFAULTS or len(set(value)) < 8):
            problems.append(f"{name} 太短或是常见的默认值，请换成至少 {shortest} 位的随机字符")
    if not env.get("PUBLIC_URL", "https://").startswith("https://"):
        problems.append("PUBLIC_URL 在正式环境必须以 https:// 开头")
    if "127.0.0.1" in env.get("WECHAT_API_BASE", "") or env.get("SANDBOX_URL"):
        problems.append("正式环境不能接微信沙箱，请去掉 SANDBOX_URL 和指向本机的 WECHAT_API_BASE")
    if not env.get("WECHAT_TEMPLATE_REPLY"):
        problems.append("WECHAT_TEMPLATE_REPLY 没有填（答复提醒的订阅消息模板编号）")
    if env.get("SMS_URL") and not (env["SMS_URL"].startswith("https://") and env.get("SMS_KEY")):
        problems.append("SMS_URL 在正式环境必须以 https:// 开头，并且填好 SMS_KEY")
    if not env.get("WECHAT_AES_KEY"):
        problems.append("WECHAT_AES_KEY 没有填（正式环境的消息推送要用安全模式）")
    return problems


def _driver(url: str) -> str:
    """Accept the usual `postgresql://` and `postgres://` forms for psycopg 3."""
    for prefix in ("postgresql://", "postgres://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url
