"""A phone number as the platform tells it, in the one form the product keeps."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from typing import Any, Final

from wechatpy.crypto import WeChatWxaCrypto

from server.gateways.wechat.errors import UNKNOWN, Ambiguous, LoginCodeRefused, Refused

_HOME: Final = "86"
_AGAIN: Final = "手机号没有取到，请再点一次按钮，或者手动填写。"


def read_phone(info: object, appid: str) -> str:
    """`13812345678`, or `+852…` for a number from elsewhere. The country comes as text or as number."""
    if not isinstance(info, Mapping):
        raise Ambiguous(f"微信的回答里没有手机号，{UNKNOWN}")
    watermark = info.get("watermark")
    if isinstance(watermark, Mapping) and watermark.get("appid") not in (None, appid):
        raise Refused("这个手机号是给别的小程序的，没有收下。")
    country = _digits(info.get("countryCode")).lstrip("0") or _HOME
    number = _digits(info.get("purePhoneNumber"))
    if not number:
        whole = _digits(info.get("phoneNumber"))
        number = whole.removeprefix(country) if country != _HOME or len(whole) > 11 else whole
    if not 5 <= len(number) <= 15:
        raise Ambiguous(f"微信的回答里没有手机号，{UNKNOWN}")
    return number if country == _HOME else f"+{country}{number}"


def open_phone(session_key: str, encrypted_data: str, iv: str, appid: str) -> str:
    """The number out of what the phone sealed with the session key (AES-128-CBC, PKCS#7)."""
    try:
        info = _open(session_key, encrypted_data, iv, appid)
    except Exception:
        # Ciphers and parsers fail in a dozen ways on what a phone made up; to the person they are all one.
        info = None
    if info is None:
        raise LoginCodeRefused(_AGAIN)
    return read_phone(info, appid)


def _open(session_key: str, encrypted_data: str, iv: str, appid: str) -> Mapping[str, Any] | None:
    if len(base64.b64decode(session_key, validate=True)) != 16:
        return None
    opened = WeChatWxaCrypto(session_key, iv, appid).decrypt_message(encrypted_data)
    return opened if isinstance(opened, Mapping) else None


def _digits(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        return ""
    return re.sub(r"[^0-9]", "", str(value))
