"""A provider of short messages over HTTP, in the one shape that a few lines turn into any provider's own.

POST SMS_URL, header `X-Api-Key`, body `{"phone", "template", "fields"}`; the answer is `{"code": 0, "id": "…"}`,
any other code is a refusal. What happened is told by the body alone. A 502 or 503 never reached the provider;
after any other answer that cannot be read nobody knows.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Final

import requests
from urllib3.exceptions import HTTPError, MaxRetryError, NewConnectionError

from server.gateways.sms.errors import SmsAmbiguous, SmsError, SmsRefused, SmsUnavailable

TIMEOUT: Final = (2.0, 4.0)
_ALL_S: Final = 6.0
"""An answer that drips in holds nobody longer than this."""
_LARGEST: Final = 64 * 1024


class HttpSms:
    """Implements `gateway.Sms`. Address and key stay out of every text and of `repr`."""

    def __init__(self, url: str, key: str, timeout: tuple[float, float] = TIMEOUT) -> None:
        self._url, self._key, self._timeout = url, key, timeout

    def send(self, phone: str, template: str, fields: Mapping[str, str]) -> str:
        body: dict[str, object] = {"phone": phone, "template": template, "fields": dict(fields)}
        failure: SmsError
        try:
            return _read(*self._post(body))
        except (requests.RequestException, HTTPError) as error:
            failure = _by_exception(error)
        # raised outside the handler: the library's exception holds the request with the number in it
        raise failure

    def _post(self, body: dict[str, object]) -> tuple[int, bytes]:
        headers = {"X-Api-Key": self._key, "Content-Type": "application/json; charset=utf-8"}
        data = json.dumps(body, ensure_ascii=False).encode()
        with requests.post(
            self._url, data, headers=headers, timeout=self._timeout, allow_redirects=False, stream=True
        ) as answer:
            return answer.status_code, _body(answer)


def _body(answer: requests.Response) -> bytes:
    """What came in time; cut off, it cannot be read, and that is what it then counts as."""
    found, until = b"", time.monotonic() + _ALL_S
    while len(found) <= _LARGEST and time.monotonic() < until:
        more: bytes = answer.raw.read1(8192, decode_content=True)
        if not more:
            return found
        found += more
    return b""


def _read(status: int, body: bytes) -> str:
    """The provider's number of the message. Raises the kind of failure the answer tells of."""
    if status in (502, 503):
        raise SmsUnavailable(f"短信服务出错（HTTP {status}），过一会儿再试。")
    try:
        answer = json.loads(body.decode("utf-8-sig"))
        code = int(answer["code"])
    except (ValueError, TypeError, KeyError, RecursionError):
        answer, code = None, 0
    if answer is None and 400 <= status < 500:
        raise SmsRefused(f"短信服务不接受（HTTP {status}），请核对 SMS_URL 和 SMS_KEY。", status)
    if answer is None:
        raise SmsAmbiguous("短信服务的回答读不懂，不知道发了没有。")
    if code:
        raise SmsRefused("短信服务没有发，请按它的错误码查。", code)
    return str(answer.get("id", ""))[:40]


def _by_exception(error: Exception) -> SmsError:
    cause = error.args[0] if error.args else None
    reason = cause.reason if isinstance(cause, MaxRetryError) else None
    if isinstance(error, requests.ConnectTimeout) or isinstance(reason, NewConnectionError):
        return SmsUnavailable("连不上短信服务，过一会儿再试。")
    return SmsAmbiguous("短信服务没有回答，不知道发了没有。")
