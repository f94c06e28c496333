"""A push as the platform makes it, signed or sealed, and the ways to spoil one part of it."""

from __future__ import annotations

import base64
import hashlib
import json
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from .signing import ACCEPT, AES_KEY, APPID, NOW, OPENID, TOKEN, popup

KEY = base64.b64decode(AES_KEY + "=")
OTHER_KEY = bytes(reversed(KEY))
MEDIA = {
    "ToUserName": "gh_97417a04a28d",
    "FromUserName": OPENID,
    "CreateTime": NOW,
    "MsgType": "event",
    "Event": "wxa_media_check",
    "appid": APPID,
    "trace_id": "967e945cd8a3e458f3c74dcb886068e9",
    "version": 2,
    "result": {"suggest": "pass", "label": 100},
}
XML_HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
XML_FIELDS = (
    f"<ToUserName>gh_97417a04a28d</ToUserName><FromUserName>{OPENID}</FromUserName>"
    f"<CreateTime>{NOW}</CreateTime><MsgType>event</MsgType><Event>subscribe_msg_popup_event</Event>"
    "<SubscribeMsgPopupEvent><List><TemplateId>tmpl-1</TemplateId>"
    "<SubscribeStatusString>accept</SubscribeStatusString><PopupScene>0</PopupScene></List>"
    "</SubscribeMsgPopupEvent>"
)
GOOD_JSON = json.dumps(popup(ACCEPT, CreateTime=NOW)).encode()
GOOD_XML = f"<xml>{XML_FIELDS}</xml>".encode()
MOST_BYTES = 64 * 1024

Query = list[tuple[str, str]]


@dataclass(frozen=True)
class Push:
    """One request to the door. `name` says what is wrong with it."""

    name: str
    query: tuple[tuple[str, str], ...]
    body: bytes = b""
    content_type: str = "application/json"
    method: str = "POST"


Cases = Iterator[Push]


# --- the platform's side ---------------------------------------------------------------------------------


def sign(*parts: str, token: str = TOKEN) -> str:
    return hashlib.sha1("".join(sorted([token, *parts])).encode("utf-8", "surrogatepass")).hexdigest()


def query(*covered: str, at: str = str(NOW), nonce: str = "486452656", token: str = TOKEN) -> Query:
    """With `covered` an encrypted body's, without it a plain one's."""
    signature = sign(at, nonce, *covered, token=token)
    if covered:
        return [
            ("msg_signature", signature),
            ("timestamp", at),
            ("nonce", nonce),
            ("encrypt_type", "aes"),
            ("signature", sign(at, nonce, token=token)),
        ]
    return [("signature", signature), ("timestamp", at), ("nonce", nonce)]


def padded(raw: bytes) -> bytes:
    count = 32 - len(raw) % 32
    return raw + bytes([count]) * count


def packed(plain: bytes, appid: str = APPID) -> bytes:
    return b"0123456789abcdef" + struct.pack(">I", len(plain)) + plain + appid.encode()


def sealed(raw: bytes, key: bytes = KEY) -> str:
    """`raw` must fill whole blocks; the same always gives the same."""
    cipher = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return base64.b64encode(cipher.update(raw) + cipher.finalize()).decode()


def encrypted(plain: bytes, appid: str = APPID) -> str:
    return sealed(padded(packed(plain, appid)))


def in_json(encrypt: Any) -> bytes:
    return json.dumps({"ToUserName": "gh_97417a04a28d", "Encrypt": encrypt}).encode()


def in_xml(encrypt: Any) -> bytes:
    return f"<xml><ToUserName>gh</ToUserName><Encrypt><![CDATA[{encrypt}]]></Encrypt></xml>".encode()


@dataclass(frozen=True)
class Form:
    """One of the four ways a push travels."""

    name: str
    body: bytes
    covered: tuple[str, ...] = ()

    def query(self, **options: str) -> Query:
        return query(*self.covered, **options)

    @property
    def signature(self) -> str:
        return "msg_signature" if self.covered else "signature"


SEALED_JSON, SEALED_XML = encrypted(GOOD_JSON), encrypted(GOOD_XML)
FORMS = (
    Form("plain JSON", GOOD_JSON),
    Form("plain XML", GOOD_XML),
    Form("sealed JSON", in_json(SEALED_JSON), (SEALED_JSON,)),
    Form("sealed XML", in_xml(SEALED_XML), (SEALED_XML,)),
)


def without(pairs: Query, name: str) -> Query:
    return [(key, value) for key, value in pairs if key != name]


def put(pairs: Query, name: str, value: str) -> Query:
    return [(key, value if key == name else known) for key, known in pairs]


def plain(name: str, body: bytes, content_type: str = "application/json") -> Push:
    """Well signed, and alone the body is at fault."""
    return Push(name, tuple(query()), body, content_type)


def both_ways(name: str, body: bytes) -> Cases:
    """The same fault in a plain body, and inside a sealed one."""
    yield plain(f"plain: {name}", body)
    inside = encrypted(body)
    yield Push(f"sealed: {name}", tuple(query(inside)), in_json(inside))


def popup_json(**changes: Any) -> bytes:
    return json.dumps(popup(ACCEPT, CreateTime=NOW) | changes).encode()


def digits(zero: str) -> str:
    return "".join(chr(ord(zero) + int(digit)) for digit in str(NOW))
