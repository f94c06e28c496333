"""Checks and reads what WeChat pushes to us; nothing behind this door sees a forged or broken push."""

from __future__ import annotations

import base64
import hmac
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any, Final

from wechatpy.crypto import PrpCrypto
from wechatpy.utils import WeChatSigner

from server.core import clock
from server.gateways.wechat.errors import InvalidCallback
from server.gateways.wechat.event import Event, read_event
from server.gateways.wechat.markup import parse_object

MAX_BODY: Final = 64 * 1024
FRESH_S: Final = 300
_AES_KEY: Final = re.compile(r"[0-9A-Za-z]{43}")
_NONCE: Final = re.compile(r"[!-~]{1,128}")
_ECHO: Final = re.compile(r"[0-9A-Za-z_=+/-]{1,256}")


class Callback:
    """One mini-program's push settings. An empty `token` is a programming error: anybody could sign.

    `aes_key` is the 43-character EncodingAESKey, or None or "" in plain mode. While the console is being
    changed both settings may hold two values, "new,old", and either is taken. With `require_aes` (service)
    a plain body is refused, for the plain signature does not cover the body.
    """

    def __init__(
        self,
        token: str,
        aes_key: str | None,
        appid: str,
        *,
        require_aes: bool = False,
        now: Callable[[], datetime] = clock.now,
    ) -> None:
        tokens, keys = _rotated(token), _rotated(aes_key or "")
        if not token or not all(tokens):
            raise ValueError("WECHAT_TOKEN is empty: every push could be forged")
        if require_aes and not aes_key:
            raise ValueError("WECHAT_AES_KEY is empty, but encrypted pushes are required")
        if aes_key and not all(_AES_KEY.fullmatch(key) for key in keys):
            raise ValueError("WECHAT_AES_KEY is not the 43 letters and digits of the console")
        self._tokens = tokens
        self._appid = appid
        self._ciphers = [PrpCrypto(base64.b64decode(key + "=")) for key in keys if key]
        self._require_aes = require_aes
        self._now = now

    def echo(self, args: Mapping[str, str]) -> str:
        """What to answer to the platform's check of our address, as plain text. InvalidCallback if forged."""
        self._check(args, args.get("signature"))
        echostr = args.get("echostr") or ""
        if not _ECHO.fullmatch(echostr):
            raise InvalidCallback("echostr is missing or odd")
        return echostr

    def read(self, args: Mapping[str, str], body: bytes) -> Event:
        """The event in a push, plain or encrypted, JSON or XML. InvalidCallback for anything else.

        The platform sends again what was not answered within 5 s: `Event.dedupe_key` is the same then.
        """
        if len(body) > MAX_BODY:
            raise InvalidCallback("body is larger than 64 KB")
        try:
            return self._read(args, body)
        except InvalidCallback:
            raise
        except Exception as error:
            # Parsers and ciphers fail in a dozen ways on hostile bodies; to the edge they are all one.
            reason = type(error).__name__
        raise InvalidCallback(f"body cannot be read ({reason})")

    def _read(self, args: Mapping[str, str], body: bytes) -> Event:
        outer = parse_object(body)
        encrypted = outer.get("Encrypt")
        if encrypted is None:
            if self._require_aes or args.get("encrypt_type") == "aes":
                raise InvalidCallback("an encrypted body was expected")
            self._check(args, args.get("signature"))
            return read_event(outer, self._appid, _nonce(args))
        inner = parse_object(self._decrypt(args, encrypted).encode())
        return read_event(inner, self._appid, _nonce(args))

    def _decrypt(self, args: Mapping[str, str], encrypted: Any) -> str:
        if not self._ciphers or not isinstance(encrypted, str):
            raise InvalidCallback("an encrypted body, and no key for it")
        self._check(args, args.get("msg_signature"), encrypted)
        for cipher in self._ciphers:
            # wechatpy also compares the appid that trails the plain text; a wrong key fails in many ways.
            with suppress(Exception):
                return str(cipher.decrypt(encrypted, self._appid))
        raise InvalidCallback("no key of ours opens the body")

    def _check(self, args: Mapping[str, str], signature: str | None, *covered: str) -> None:
        """The signature in constant time, then the age: an old push may be somebody's replay."""
        timestamp, nonce = args.get("timestamp") or "", args.get("nonce") or ""
        given = (signature or "").encode("utf-8", "surrogatepass")
        expected = [_sign(token, timestamp, nonce, *covered) for token in self._tokens]
        if not any([hmac.compare_digest(one, given) for one in expected]):  # a list: each is always compared
            raise InvalidCallback("signature is wrong")
        if not re.fullmatch(r"[0-9]{1,11}", timestamp):
            raise InvalidCallback("timestamp is no number")
        if not _NONCE.fullmatch(nonce):
            raise InvalidCallback("nonce is missing or odd")
        if abs(self._now().timestamp() - int(timestamp)) > FRESH_S:
            raise InvalidCallback("push is too old or from the future")


def _rotated(setting: str) -> list[str]:
    """The values of a setting: one, or the new and the old one with a comma between."""
    return [value.strip() for value in setting.split(",")]


def _sign(*parts: str) -> bytes:
    signer = WeChatSigner()
    signer.add_data(*parts)
    return str(signer.signature).encode()


def _nonce(args: Mapping[str, str]) -> str:
    return f"{args.get('timestamp')}.{args.get('nonce')}"
