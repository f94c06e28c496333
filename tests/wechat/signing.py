"""Plays the platform's side of a push: signs it, seals it, and reads it with the product's own reader."""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from wechatpy.crypto import PrpCrypto

from server.gateways.wechat import Callback, Event

APPID = "wx5823bf96d3bd56c7"
TOKEN = "QDG6eK"
AES_KEY = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
NOW = 1714037060
OPENID = "o9AgO5Kd5ggOC-bXrbNODIiE3bGY"


def callback(at: float = NOW, aes_key: str | None = AES_KEY, token: str = TOKEN, **options: Any) -> Callback:
    return Callback(token, aes_key, APPID, now=lambda: datetime.fromtimestamp(at, UTC), **options)


def signed(*covered: str, at: float = NOW, name: str = "signature") -> dict[str, str]:
    """The query of a push sent at `at`."""
    parts = sorted([TOKEN, str(int(at)), "486452656", *covered])
    digest = hashlib.sha1("".join(parts).encode()).hexdigest()
    return {name: digest, "timestamp": str(int(at)), "nonce": "486452656"}


def popup(entries: Any, **changes: Any) -> dict[str, Any]:
    return {
        "ToUserName": "gh_97417a04a28d",
        "FromUserName": OPENID,
        "CreateTime": 1620973045,
        "MsgType": "event",
        "Event": "subscribe_msg_popup_event",
        "List": entries,
        **changes,
    }


ACCEPT = {"TemplateId": "tmpl-1", "SubscribeStatusString": "accept", "PopupScene": "0"}
REJECT = {"TemplateId": "tmpl-2", "SubscribeStatusString": "reject", "PopupScene": "0"}


def read(body: Any, **options: Any) -> Event:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return callback(**options).read(signed(), raw)


def encrypted(plain: str | bytes, appid: str = APPID) -> str:
    sealed: bytes = PrpCrypto(base64.b64decode(AES_KEY + "=")).encrypt(plain, appid)
    return sealed.decode()


def read_encrypted(plain: str, appid: str = APPID, **options: Any) -> Event:
    sealed = encrypted(plain, appid)
    args = signed(sealed, name="msg_signature") | {"encrypt_type": "aes"}
    return callback(**options).read(args, json.dumps({"ToUserName": "gh_1", "Encrypt": sealed}).encode())
