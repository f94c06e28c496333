"""One push as it goes over the wire: body, query and signature, sound or broken in one chosen way."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from sandbox.events import ORIGINAL_ID, as_xml
from sandbox.sealing import seal_push, signature
from sandbox.settings import Settings

MODES = ("plain", "aes")
FORMATS = ("json", "xml")
BREAKS = ("signature", "stale", "duplicate")
_STALE_S = 3600


@dataclass(frozen=True, slots=True)
class Letter:
    """What to send, and how; the signature is made at the moment of sending."""

    openid: str
    body: Mapping[str, Any]
    mode: str = "plain"
    format: str = "json"
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Sealed:
    query: str
    raw: bytes
    content_type: str


def seal(letter: Letter, settings: Settings, at: float) -> Sealed:
    """Sign it anew, as for every try; in AES mode the body is inside an envelope that is signed too."""
    moment = int(at) - (_STALE_S if letter.fault == "stale" else 0)
    timestamp, nonce = str(moment), str(secrets.randbelow(10**10))
    raw = _written(letter.body, letter.format)
    args = {"signature": signature(settings.token, timestamp, nonce), "timestamp": timestamp, "nonce": nonce}
    args["openid"] = letter.openid
    if letter.mode == "aes":
        sealed = seal_push(raw, settings.aes_key, settings.appid)
        raw = _written({"ToUserName": ORIGINAL_ID, "Encrypt": sealed}, letter.format)
        args |= {"encrypt_type": "aes", "msg_signature": signature(settings.token, timestamp, nonce, sealed)}
    if letter.fault == "signature":
        args |= {name: "0" * 40 for name in ("signature", "msg_signature") if name in args}
    kind = "application/json" if letter.format == "json" else "text/xml"
    return Sealed(urlencode(args), raw, kind)


def echo_query(settings: Settings, at: float, echostr: str) -> str:
    """The check of the address, when it is entered in the console."""
    timestamp, nonce = str(int(at)), str(secrets.randbelow(10**10))
    signed = signature(settings.token, timestamp, nonce)
    return urlencode({"signature": signed, "timestamp": timestamp, "nonce": nonce, "echostr": echostr})


def _written(body: Mapping[str, Any], form: str) -> bytes:
    return (as_xml(body) if form == "xml" else json.dumps(body, ensure_ascii=False)).encode()
