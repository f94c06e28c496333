"""Fields that a database dump must not show: sealed one by one, bound to their row, keys apart from the data."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from base64 import b64decode, b64encode
from typing import Any, overload

from cryptography.hazmat.primitives import hashes, hmac as mac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_ENVELOPES = {"sm4": 1, "aes": 2}
NONCE, TAG = 12, 16


class KeyRing:
    """Master keys by id, newest last: `1:<base64>,2:<base64>`. The newest seals, every one opens.

    Envelope: version (1 byte) | key id (1 byte) | nonce (12) | ciphertext | tag (16). Version 1 is
    SM4-GCM with HMAC-SM3 for look-ups, version 2 AES-256-GCM with HMAC-SHA256.
    """

    def __init__(self, keys: str, cipher: str = "sm4") -> None:
        pairs = [entry.split(":", 1) for entry in keys.split(",") if entry.strip()]
        self._masters = {int(kid): b64decode(value) for kid, value in pairs}
        if not self._masters or any(len(key) < 32 for key in self._masters.values()):
            raise ValueError("FIELD_KEYS needs at least one key of 32 bytes: 1:<base64>")
        self._version = _ENVELOPES[cipher]
        self._newest = list(self._masters)[-1]
        self._derived: dict[tuple[int, int, str], bytes] = {}

    @staticmethod
    def generate() -> str:
        return "1:" + b64encode(secrets.token_bytes(32)).decode()

    def seal(self, value: str, context: str) -> bytes:
        """Encrypt `value` for the place `context` (table|column|row id); it opens nowhere else."""
        nonce = os.urandom(NONCE)
        key = self._key(self._version, self._newest, "field")
        encryptor = Cipher(self._algorithm(self._version, key), modes.GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(context.encode())
        sealed = encryptor.update(value.encode()) + encryptor.finalize()
        return bytes([self._version, self._newest]) + nonce + sealed + encryptor.tag

    def open(self, envelope: bytes, context: str) -> str:
        """Raises cryptography's InvalidTag when the envelope was altered or moved to another row."""
        version, kid, nonce = envelope[0], envelope[1], envelope[2 : 2 + NONCE]
        sealed, tag = envelope[2 + NONCE : -TAG], envelope[-TAG:]
        key = self._key(version, kid, "field")
        decryptor = Cipher(self._algorithm(version, key), modes.GCM(nonce, tag)).decryptor()
        decryptor.authenticate_additional_data(context.encode())
        return (decryptor.update(sealed) + decryptor.finalize()).decode()

    def index(self, purpose: str, value: str) -> bytes:
        """16 bytes by which an equal value is found again without being readable (blind index)."""
        digest = hashes.SM3() if self._version == 1 else hashes.SHA256()
        oldest = next(iter(self._masters))
        code = mac.HMAC(self._key(self._version, oldest, "index"), digest)
        code.update(f"{purpose}|{value}".encode())
        return code.finalize()[:16]

    def _key(self, version: int, kid: int, purpose: str) -> bytes:
        cached = self._derived.get((version, kid, purpose))
        if cached is None:
            length = 16 if version == 1 and purpose == "field" else 32
            info = f"{purpose}|{version}".encode()
            cached = HKDF(hashes.SHA256(), length, None, info).derive(self._masters[kid])
            self._derived[(version, kid, purpose)] = cached
        return cached

    @staticmethod
    def _algorithm(version: int, key: bytes) -> Any:
        return algorithms.SM4(key) if version == 1 else algorithms.AES(key)


_ring: KeyRing | None = None


def use(ring: KeyRing) -> None:
    """Set the ring of this process (create_app does)."""
    global _ring
    _ring = ring


def ring() -> KeyRing:
    if _ring is None:
        raise RuntimeError("no key ring: create_app sets it")
    return _ring


class Sealed:
    """A readable attribute over a sealed column: `phone = Sealed("phone_sealed")`.

    The row must have its id before the value is set, because the id is part of the seal.
    """

    def __init__(self, column: str) -> None:
        self.column = column

    @overload
    def __get__(self, row: None, owner: type) -> Sealed: ...
    @overload
    def __get__(self, row: Any, owner: type) -> str: ...
    def __get__(self, row: Any, owner: type) -> str | Sealed:
        if row is None:
            return self
        envelope = getattr(row, self.column)
        return ring().open(bytes(envelope), self.context(row)) if envelope else ""

    def __set__(self, row: Any, value: str) -> None:
        setattr(row, self.column, ring().seal(value, self.context(row)) if value else None)

    def context(self, row: Any) -> str:
        return f"{row.__tablename__}|{self.column}|{row.id}"


def token(size: int = 32) -> str:
    """A URL-safe random token with `size` × 8 random bits."""
    return secrets.token_urlsafe(size)


def digest(value: str) -> bytes:
    """What is stored in place of a random token."""
    return hashlib.sha256(value.encode("utf-8", "replace")).digest()


def sign(secret: str, message: str) -> str:
    return hmac.new(secret.encode(), message.encode(), hashlib.sha256).hexdigest()[:40]


def same(left: str, right: str) -> bool:
    """Equal, in constant time."""
    return hmac.compare_digest(left.encode(), right.encode())
