"""Looks at an address as a stranger would: one GET, bounded in time and size, and the certificate."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlsplit

import requests

CONNECT_S, READ_S = 3.0, 5.0
_LARGEST: Final = 64 * 1024


class NoAnswer(Exception):
    """Nobody could be reached there. Carries the kind of trouble, never an address with its query."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    text: str
    headers: Mapping[str, str] = field(default_factory=dict)


def fetch(url: str, query: Mapping[str, str] | None = None) -> Answer:
    """What stands at `url`; where it leads elsewhere is not followed."""
    trouble = ""
    try:
        with requests.Session() as http:
            http.trust_env = not is_loopback(url)
            with http.get(
                url,
                params=dict(query or {}),
                timeout=(CONNECT_S, READ_S),
                allow_redirects=False,
                stream=True,
            ) as response:
                body = response.raw.read(_LARGEST, decode_content=True)
                return Answer(response.status_code, body.decode("utf-8", "replace"), dict(response.headers))
    except (requests.RequestException, OSError, ValueError) as error:
        # raised outside, so that the library's exception, which holds the whole address, stays here
        trouble = type(error).__name__
    raise NoAnswer(trouble)


def is_loopback(url: str) -> bool:
    return urlsplit(url).hostname in {"127.0.0.1", "localhost", "::1"}


_CERTIFICATE: Final[Mapping[int, str]] = {
    10: "证书过期了",
    18: "证书是自己签的",
    19: "证书是自己签的",
    20: "证书链不全，少了中间证书",
    21: "证书链不全，少了中间证书",
    62: "证书不是给这个域名的",
}


class BadCertificate(Exception):
    """Chinese words for what is wrong with it."""


def certificate_ends(host: str, port: int, trust: ssl.SSLContext | None = None) -> datetime:
    """Until when the certificate of `host` is good. BadCertificate, or NoAnswer."""
    context = trust or ssl.create_default_context()
    try:
        with (
            socket.create_connection((host, port), CONNECT_S + READ_S) as line,
            context.wrap_socket(line, server_hostname=host) as secure,
        ):
            certificate = secure.getpeercert() or {}
    except ssl.SSLCertVerificationError as error:
        raise BadCertificate(_CERTIFICATE.get(error.verify_code, "证书不被信任")) from None
    except OSError as error:
        raise NoAnswer(type(error).__name__) from None
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(certificate["notAfter"])), UTC)
