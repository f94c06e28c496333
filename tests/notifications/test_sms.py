"""The provider over HTTP, on a real loopback socket: what it says decides, and nothing private is in an error."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator

import pytest

from server.gateways.sms import HttpSms, SmsAmbiguous, SmsError, SmsRefused, SmsUnavailable, http

PHONE, KEY = "13812342046", "a-key-nobody-may-read"
Serve = Callable[[bytes], HttpSms]


def full(status: str, body: bytes, head: bytes = b"") -> bytes:
    return b"HTTP/1.1 %s\r\nContent-Length: %d\r\n%s\r\n" % (status.encode(), len(body), head) + body


class Provider:
    """Answers every request with the same bytes and keeps what it was sent."""

    def __init__(self) -> None:
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.answer = b""
        self.asked = b""
        self.stays_silent = False
        self.held: list[socket.socket] = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self.listening.accept()
            except OSError:
                return
            line.settimeout(1)
            self.asked = line.recv(8192)
            while b"\r\n\r\n" not in self.asked or not self.asked.rstrip().endswith(b"}"):
                self.asked += line.recv(8192)
            if self.stays_silent:
                self.held.append(line)
                continue
            line.sendall(self.answer)
            line.close()


@pytest.fixture
def provider() -> Iterator[Provider]:
    made = Provider()
    yield made
    made.listening.close()
    for line in made.held:
        line.close()


@pytest.fixture
def client(provider: Provider) -> HttpSms:
    port = provider.listening.getsockname()[1]
    return HttpSms(f"http://127.0.0.1:{port}/send", KEY, timeout=(0.5, 0.3))


def test_what_goes_over_the_wire(provider: Provider, client: HttpSms) -> None:
    provider.answer = full("200 OK", b'{"code": 0, "id": "m-1"}')
    assert client.send(PHONE, "reply", {"phrase2": "已答复"}) == "m-1"
    head, _, body = provider.asked.partition(b"\r\n\r\n")
    assert f"X-Api-Key: {KEY}".encode() in head
    assert "已答复".encode() in body
    assert json.loads(body) == {"phone": PHONE, "template": "reply", "fields": {"phrase2": "已答复"}}


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (full("200 OK", b'{"code": 7, "id": ""}'), SmsRefused),
        (full("200 OK", b'{"code": "12"}'), SmsRefused),
        (full("400 Bad", b'{"code": 3}'), SmsRefused),
        (full("401 No", b"<html>no</html>"), SmsRefused),
        (full("502 Bad Gateway", b""), SmsUnavailable),
        (full("503 Away", b"<html>"), SmsUnavailable),
        (full("500 Error", b"<html>"), SmsAmbiguous),
        (full("504 Late", b""), SmsAmbiguous),
        (full("200 OK", b"<html>hello</html>"), SmsAmbiguous),
        (full("200 OK", b'{"id": "x"}'), SmsAmbiguous),
        (full("200 OK", b"[" * 5000), SmsAmbiguous),
        (full("302 Found", b"", b"Location: http://127.0.0.1:9/\r\n"), SmsAmbiguous),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{", SmsAmbiguous),
        (b"nonsense\r\n\r\n", SmsAmbiguous),
        (b"", SmsAmbiguous),
    ],
)
def test_each_answer_has_its_kind_and_tells_nothing_private(
    provider: Provider, client: HttpSms, answer: bytes, kind: type[SmsError]
) -> None:
    provider.answer = answer
    with pytest.raises(SmsError) as caught:
        client.send(PHONE, "reply", {"phrase2": "已答复"})
    assert type(caught.value) is kind
    assert caught.value.__context__ is None
    for private in (PHONE, KEY, "已答复"):
        assert private not in repr(caught.value) + str(caught.value) + repr(client)


def test_silence_is_ambiguous_and_nobody_there_is_not(provider: Provider, client: HttpSms) -> None:
    provider.stays_silent = True
    with pytest.raises(SmsAmbiguous):
        client.send(PHONE, "reply", {})
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(SmsUnavailable):
        HttpSms(f"http://127.0.0.1:{port}/", KEY, timeout=(0.5, 0.3)).send(PHONE, "reply", {})


def test_an_endless_answer_is_cut_off(
    provider: Provider, client: HttpSms, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "_LARGEST", 1000)
    provider.answer = full("200 OK", b'{"code": 0, "id": "' + b"x" * 40_000 + b'"}')
    with pytest.raises(SmsAmbiguous):
        client.send(PHONE, "reply", {})
