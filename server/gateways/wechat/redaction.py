"""Keeps secrets out of the logs of the HTTP library, which writes whole addresses at DEBUG level."""

from __future__ import annotations

import logging
import re

_NAMES = "secret|appsecret|access_token|js_code|session_key|openid|touser|signature|encrypt"
_SECRET = re.compile(rf'((?:{_NAMES})(?:=|%3[Dd]|"\s*:\s*"))[^&\s"\']+', re.IGNORECASE)


def redact(text: str) -> str:
    """The same text with the value of every secret parameter replaced by ***."""
    return _SECRET.sub(r"\1***", text)


class RedactingFilter(logging.Filter):
    """Rewrites a record before any handler sees it."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = redact(record.getMessage()), None
        return True


def guard_http_logs() -> None:
    """Install the filter once on the loggers that see our addresses."""
    for name in ("urllib3.connectionpool", "urllib3.util.retry", "wechatpy.client.base"):
        logger = logging.getLogger(name)
        if not any(isinstance(known, RedactingFilter) for known in logger.filters):
            logger.addFilter(RedactingFilter())
