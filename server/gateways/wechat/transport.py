"""One HTTP call to WeChat on wechatpy's transport, without its token handling, retries and leaking errors."""

from __future__ import annotations

import json
import ssl
from collections.abc import Mapping
from typing import Any, Final, NoReturn
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import HTTPError, MaxRetryError, NewConnectionError, SSLError
from wechatpy.client.base import BaseWeChatClient
from wechatpy.exceptions import WeChatClientException

from server.gateways.wechat.errors import (
    LATER,
    UNKNOWN,
    Ambiguous,
    Unavailable,
    WeChatError,
    by_errcode,
    by_status,
)
from server.gateways.wechat.redaction import guard_http_logs

CONNECT_S: Final = 2.0
READ_S: Final = 4.0
_IMAGES: Final = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
_HEADERS: Final = {"Content-Type": "application/json; charset=utf-8"}


class Transport(BaseWeChatClient):  # type: ignore[misc]
    """Sends one request and gives back the body. Every failure is a WeChatError without an address."""

    def __init__(self, appid: str, base_url: str, timeout: tuple[float, float] = (CONNECT_S, READ_S)) -> None:
        super().__init__(appid, timeout=timeout, auto_retry=False)
        self.API_BASE_URL = base_url.rstrip("/")
        # A proxy of the machine has no business between us and a sandbox on loopback.
        self._http.trust_env = urlsplit(base_url).hostname not in {"127.0.0.1", "localhost", "::1"}
        guard_http_logs()

    def __repr__(self) -> str:
        return f"Transport(appid={self.appid!r})"

    def fetch_access_token(self) -> NoReturn:
        """Tokens are the business of `tokens`; wechatpy must never fetch one behind our back."""
        raise NotImplementedError

    def call(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str],
        body: Mapping[str, Any] | None = None,
        is_repeatable: bool = False,
    ) -> bytes:
        """The raw body of a 2xx answer.

        `is_repeatable` says that doing it twice harms nobody, so that no answer means Unavailable
        and not Ambiguous.
        """
        failure: WeChatError
        try:
            return self._send(method, path, params, body)
        except WeChatClientException as error:
            failure = by_status(error.response.status_code)
        except (requests.RequestException, HTTPError) as error:
            failure = _by_exception(error)
        if is_repeatable and isinstance(failure, Ambiguous):
            failure = Unavailable(failure.advice.replace(UNKNOWN, LATER))
        # Raised outside the handler: the library's exception holds the address with the secret,
        # and must not travel along as __context__.
        raise failure

    def _send(
        self, method: str, path: str, params: Mapping[str, str], body: Mapping[str, Any] | None
    ) -> bytes:
        # An access_token of None keeps wechatpy from fetching one, and requests from sending it.
        options: dict[str, Any] = {"params": {"access_token": None, **params}, "allow_redirects": False}
        if body is not None:
            options |= {"data": dict(body), "headers": _HEADERS}
        response: requests.Response = self._request(method, path, **options)
        if response.is_redirect or response.status_code >= 300:
            raise WeChatClientException(None, None, response=response)
        return response.content

    def _handle_result(self, res: requests.Response, *_: Any, **__: Any) -> requests.Response:
        """Leave the answer alone: it is judged by its body, in `read_json` and `read_image`."""
        return res


def read_json(body: bytes) -> dict[str, Any]:
    """The answer as an object. A missing errcode is 0; any other number is raised as its error.

    Ambiguous when the body is no JSON object: something answered, nobody knows what it did.
    """
    try:
        answer = json.loads(body.decode("utf-8-sig"), strict=False)
        errcode = int(answer.get("errcode", 0))
    except (ValueError, TypeError, AttributeError, RecursionError):
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
    failure: WeChatError = Unavailable("微信没有给出图片，过一会儿再试。")
    try:
        read_json(body)
    except Ambiguous:
        pass
    except WeChatError as error:
        failure = error
    raise failure


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
