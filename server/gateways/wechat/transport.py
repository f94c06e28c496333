"""One HTTP call to WeChat: bounded in time and size, judged by its body, failing without a word of what it sent."""

from __future__ import annotations

import json
import ssl
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import HTTPError, MaxRetryError, NewConnectionError, SSLError

from server.gateways.wechat import deadline
from server.gateways.wechat.connections import BoundedAdapter
from server.gateways.wechat.errcodes import by_errcode
from server.gateways.wechat.errors import LATER, UNKNOWN, Ambiguous, Unavailable, WeChatError, by_status
from server.gateways.wechat.redaction import guard_http_logs

CONNECT_S: Final = 2.0
READ_S: Final = 4.0
LARGEST: Final = 4 * 1024 * 1024
_IMAGES: Final = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
_HEADERS: Final = {"Content-Type": "application/json; charset=utf-8"}


class Transport:
    """Sends one request and gives back the body. Every failure is a WeChatError without an address."""

    def __init__(self, appid: str, base_url: str, timeout: tuple[float, float] = (CONNECT_S, READ_S)) -> None:
        self._appid = appid
        self.base_url = base_url.rstrip("/")
        self._timeout = timeout
        self._http = requests.Session()
        self._http.headers["Accept-Encoding"] = "identity"
        # A proxy of the machine has no business between us and a sandbox on loopback.
        self._http.trust_env = urlsplit(base_url).hostname not in {"127.0.0.1", "localhost", "::1"}
        for scheme in ("http://", "https://"):
            self._http.mount(scheme, BoundedAdapter())
        guard_http_logs()

    def __repr__(self) -> str:
        return f"Transport(appid={self._appid!r})"

    def call(
        self, method: str, path: str, *, params: Mapping[str, str], body: Mapping[str, Any] | None = None
    ) -> bytes:
        """The raw body of a 2xx answer."""
        failure: WeChatError
        try:
            return self._send(method, path, params, body)
        except WeChatError as error:
            failure = error
        except (requests.RequestException, HTTPError) as error:
            failure = _by_exception(error)
        # Raised outside the handler: the library's exception holds the address with the secret,
        # and must not travel along as __context__.
        raise failure

    def _send(
        self, method: str, path: str, params: Mapping[str, str], body: Mapping[str, Any] | None
    ) -> bytes:
        connect_s, read_s = (deadline.left(most) for most in self._timeout)
        if connect_s <= 0:
            raise Unavailable(f"等微信等得太久，这次没有发出去，{LATER}")
        # Raw UTF-8: Chinese written as \u escapes passes every content check of the platform unread.
        data = None if body is None else json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
        with self._http.request(
            method,
            self.base_url + path,
            params=dict(params),
            data=data,
            headers=None if data is None else _HEADERS,
            timeout=(connect_s, read_s),
            allow_redirects=False,
            stream=True,
        ) as response:
            if not 200 <= response.status_code < 300:
                raise by_status(response.status_code)
            content: bytes = response.raw.read(LARGEST + 1, decode_content=True)
        if len(content) > LARGEST:
            raise Ambiguous(f"微信的回答太长，{UNKNOWN}")
        return content


def read_json(body: bytes) -> dict[str, Any]:
    """The answer as an object. A missing errcode is 0; any other number is raised as its error.

    Ambiguous when the body is no JSON object: something answered, nobody knows what it did.
    """
    try:
        # A broken character in an errmsg must not hide the errcode beside it.
        answer = json.loads(body.decode("utf-8-sig", "replace"), strict=False)
        given = answer.get("errcode")
        errcode = 0 if given is None else int(given)
    except (ValueError, TypeError, AttributeError, RecursionError, OverflowError):
        errcode, answer = 0, None
    if answer is None:
        raise Ambiguous(f"微信的回答读不懂，{UNKNOWN}")
    if errcode:
        raise by_errcode(errcode, answer.get("errmsg"))
    return dict(answer)


def read_image(body: bytes) -> bytes:
    """The image, told by its first bytes: the platform's Content-Type is often wrong."""
    if body.startswith(_IMAGES):
        return body
    read_json(body)
    raise Ambiguous(f"微信没有给出图片，{UNKNOWN}")


def _by_exception(error: Exception) -> WeChatError:
    """Unavailable when the request surely never left; Ambiguous otherwise."""
    name = type(error).__name__
    if isinstance(error, (requests.ConnectTimeout, ValueError)) or _never_connected(error):
        return Unavailable(f"连不上微信（{name}），{LATER}")
    return Ambiguous(f"微信没有回答（{name}），{UNKNOWN}")


def _never_connected(error: Exception) -> bool:
    """No connection, or one whose certificate we did not trust: no byte of the request went out.

    Any other TLS failure may come after the request, so it does not count.
    """
    cause = error.args[0] if error.args else None
    reason = cause.reason if isinstance(cause, MaxRetryError) else None
    if isinstance(reason, SSLError):
        return bool(reason.args) and isinstance(reason.args[0], ssl.SSLCertVerificationError)
    return isinstance(reason, NewConnectionError)
