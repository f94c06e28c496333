"""Signs and seals as the platform does: SHA-1 signatures, AES-256-CBC of pushes, AES-128-CBC of phone numbers."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import struct
from typing import Any

from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_PUSH_BLOCK = 256  # bits: pushes are padded to 32 bytes, twice the block of AES


def signature(*parts: str) -> str:
    return hashlib.sha1("".join(sorted(parts)).encode(), usedforsecurity=False).hexdigest()


def session_signature(session_key: str) -> str:
    """What `checksession` wants: HMAC-SHA256 of nothing, with the session key as it was given."""
    return hmac.new(session_key.encode(), b"", hashlib.sha256).hexdigest()


def seal_push(plain: bytes, aes_key: str, appid: str) -> str:
    """16 random bytes, the length, the message and the appid, in one envelope."""
    key = base64.b64decode(aes_key + "=")
    whole = secrets.token_bytes(16) + struct.pack(">I", len(plain)) + plain + appid.encode()
    return _encrypt(whole, key, key[:16], _PUSH_BLOCK)


def seal_phone(phone_info: dict[str, Any], session_key: str) -> dict[str, str]:
    """The old way of the phone button: what `getPhoneNumber` gave before there were codes."""
    iv = secrets.token_bytes(16)
    sealed = _encrypt(json.dumps(phone_info).encode(), base64.b64decode(session_key), iv, 128)
    return {"encrypted_data": sealed, "iv": base64.b64encode(iv).decode()}


def _encrypt(plain: bytes, key: bytes, iv: bytes, block_bits: int) -> str:
    padder = padding.PKCS7(block_bits).padder()
    encryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).encryptor()
    padded = padder.update(plain) + padder.finalize()
    return base64.b64encode(encryptor.update(padded) + encryptor.finalize()).decode()
