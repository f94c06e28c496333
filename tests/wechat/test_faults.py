"""When WeChat is away, slow or talks nonsense: what has surely not happened, and what nobody can know."""

from __future__ import annotations

import logging
import socket
import threading
import traceback
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from server.gateways.wechat import Ambiguous, Refused, Unavailable, WeChatClient, WeChatError
from server.gateways.wechat.redaction import redact

from .bare import CALLS, OPENID, SESSION_KEY
from .support import (
    PAGE,
    REPLY,
    SECRET,
    TEMPLATE,
    Listener,
    Reply,
    client,
    free_port,
    scripted,
)

SEND = "/cgi-bin/message/subscribe/send"
SHORT = (0.2, 0.2)
LOGIN_CODE = f"login-code-{3 * 7}"  # made up here, because a traceback shows lines of this file
OK = Reply({"errcode": 0, "errmsg": "ok", "msgid": 1})


def send(wechat: WeChatClient) -> str:
    return wechat.send_subscribe("o" + "p" * 27, TEMPLATE, PAGE, REPLY).msgid


@pytest.fixture
def black_hole() -> Iterator[str]:
    """Takes connections and never answers; cuts them in the end, so that a caller without limit is found out."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        cut = threading.Timer(10, listening.close)
        cut.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        cut.cancel()


def test_trap_j_a_black_hole_at_the_token_endpoint_lets_the_caller_go(black_hole: str) -> None:
    with pytest.raises(Unavailable) as failure:
        send(client(black_hole, timeout=SHORT))
    assert "ReadTimeout" in str(failure.value)


def test_a_black_hole_at_the_login_lets_the_caller_go(black_hole: str) -> None:
    with pytest.raises(Ambiguous) as failure:
        client(black_hole, timeout=SHORT).code_to_session("code")
    assert "ReadTimeout" in str(failure.value)


def test_trap_j_every_call_has_both_time_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    limits: list[Any] = []
    plain_send = requests.adapters.HTTPAdapter.send

    def noting(self: Any, request: Any, **options: Any) -> Any:
        limits.append((request.path_url.split("?")[0], options["timeout"], options.get("stream")))
        return plain_send(self, request, **options)

    monkeypatch.setattr(requests.adapters.HTTPAdapter, "send", noting)
    with Listener(scripted(Reply({"openid": "o" * 28}))) as platform:
        wechat = client(platform.url)
        wechat.code_to_session("code")
        send(wechat)
        with pytest.raises(Unavailable):
            wechat.mini_program_code("a", "pages/a/b")
    assert [path for path, _, _ in limits] == [
        "/sns/jscode2session",
        "/cgi-bin/stable_token",
        SEND,
        "/wxa/getwxacodeunlimit",
    ]
    assert {timeout for _, timeout, _ in limits} == {(2.0, 4.0)}


def test_a_refused_connection_means_the_message_has_surely_not_gone() -> None:
    with Listener(scripted(OK)) as platform:
        wechat = client(platform.url)
        wechat._tokens.get()
    with pytest.raises(Unavailable):
        send(wechat)


@pytest.mark.parametrize(
    "reply",
    [
        Reply(is_cut=True),
        Reply(b'{"errcode":0,"errm'),
        Reply(b'{"errcode":0}', missing_bytes=50),
        Reply(b"<html><h1>It works</h1></html>", content_type="text/html"),
        Reply(b""),
        Reply(b"[]"),
        Reply(b"null"),
        Reply(b'{"errcode": "zero"}'),
        Reply(b'{"errcode": {}}'),
        Reply(b"\xff\xfe"),
        Reply(b"[" * 100_000),
        Reply(status=504),
    ],
)
def test_a_send_without_a_readable_answer_may_have_gone_and_is_not_repeated(reply: Reply) -> None:
    with Listener(scripted(reply)) as platform, pytest.raises(Ambiguous):
        send(client(platform.url, timeout=SHORT))
    assert platform.count(SEND) == 1


def test_a_send_that_times_out_may_have_gone(black_hole: str) -> None:
    with Listener(scripted(OK)) as platform:
        wechat = client(platform.url, timeout=SHORT)
        wechat._tokens.get()
        wechat._transport.base_url = black_hole
        with pytest.raises(Ambiguous) as failure:
            send(wechat)
    assert "ReadTimeout" in str(failure.value)


@pytest.mark.parametrize("status", [500, 502, 503, 404, 429, 302])
def test_an_http_error_means_try_again_later_and_follows_nobody(status: int) -> None:
    with (
        Listener(scripted(Reply(b"<html>", status=status, location="/elsewhere"))) as platform,
        pytest.raises(Unavailable) as failure,
    ):
        send(client(platform.url))
    assert str(status) in str(failure.value)
    assert platform.count("/elsewhere") == 0
    assert platform.count(SEND) == 1


@pytest.mark.parametrize("errcode", [-1, 45009, 45011, 43108])
def test_a_busy_platform_means_try_again_later(errcode: int) -> None:
    with Listener(scripted(Reply({"errcode": errcode}))) as platform, pytest.raises(Unavailable) as failure:
        send(client(platform.url))
    assert failure.value.errcode == errcode
    assert platform.count(SEND) == 1


def test_an_errcode_nobody_knows_is_a_refusal() -> None:
    with Listener(scripted(Reply({"errcode": 99999}))) as platform, pytest.raises(Refused) as failure:
        send(client(platform.url))
    assert failure.value.errcode == 99999


@pytest.mark.parametrize(
    "body",
    [b'{"msgid":7}', b'\xef\xbb\xbf{"errcode":0,"msgid":7}', b'{"errcode":"0","msgid":7,"errmsg":"bad"}'],
)
@pytest.mark.parametrize("content_type", ["text/plain", "text/html", "image/png"])
def test_an_answer_is_judged_by_its_body_alone(body: bytes, content_type: str) -> None:
    with Listener(scripted(Reply(body, content_type=content_type))) as platform:
        assert send(client(platform.url)) == "7"


def failing(url: str) -> list[WeChatError]:
    """The errors of every call against a platform at `url`."""
    wechat = client(url, timeout=(2, 2))
    errors: list[WeChatError] = []
    calls = CALLS | {"code_to_session": lambda w: w.code_to_session(LOGIN_CODE)}
    for call in calls.values():
        with pytest.raises(WeChatError) as caught:
            call(wechat)
        errors.append(caught.value)
    return errors


@pytest.mark.parametrize("fault", ["refused", "cut", "500", "html", "errcode"])
def test_no_error_and_no_log_shows_a_secret_or_a_token(fault: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="urllib3")
    replies = {
        "cut": Reply(is_cut=True),
        "500": Reply(status=500),
        "html": Reply(b"<html>"),
        "errcode": Reply({"errcode": 40001, "errmsg": f"secret={SECRET}"}),
    }
    if fault == "refused":
        errors = failing(f"http://127.0.0.1:{free_port()}")
    else:
        with Listener(scripted(replies[fault])) as platform:
            errors = failing(platform.url)
    shown = caplog.text + "".join(str(record.__dict__) for record in caplog.records)
    for error in errors:
        assert error.__context__ is None or isinstance(error.__context__, WeChatError)
        shown += "".join(traceback.format_exception(error)) + repr(error) + str(vars(error))
    for hidden in (SECRET, "the-access-token-of-the-test", LOGIN_CODE, OPENID, SESSION_KEY, REPLY["thing1"]):
        assert hidden not in shown
    assert "urllib3" in caplog.text or fault == "refused"


def test_a_client_shows_no_secret_when_printed() -> None:
    wechat = client("http://127.0.0.1:1")
    assert SECRET not in repr(wechat) + str(wechat) + repr(wechat._transport) + repr(wechat._tokens)


@pytest.mark.parametrize(
    "line",
    [
        "GET /sns/jscode2session?appid=a&secret=HIDE&js_code=HIDE&grant_type=x",
        "POST /wxa/x?access_token=HIDE HTTP/1.1",
        '{"session_key": "HIDE", "openid":"HIDE"}',
        "Redirecting https%3A%2F%2Fa%3Faccess_token%3DHIDE",
    ],
)
def test_addresses_in_logs_lose_their_secrets(line: str) -> None:
    assert "HIDE" not in redact(line)
    assert "***" in redact(line)
