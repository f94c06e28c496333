"""The line as it is in service: over TLS, to a name with several addresses, kept open between calls."""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from server.gateways.wechat import Ambiguous, Unavailable, WeChatClient

from .bare import CALLS, TOKEN, BarePlatform, answer
from .support import Listener, Reply, client, free_port, scripted

OK = {"errcode": 0, "errmsg": "ok", "msgid": 7}


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 with its key, in one file; it is its own authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "platform of the test")])
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    path.write_bytes(signed.public_bytes(serialization.Encoding.PEM) + secret)
    return path


@contextmanager
def secured(platform: BarePlatform, certificate: Path) -> Iterator[str]:
    """A TLS door before the platform."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    door = socket.create_server(("127.0.0.1", 0))
    inside = ("127.0.0.1", int(platform.url.rpartition(":")[2]))
    threading.Thread(target=_let_in, args=(door, context, inside), daemon=True).start()
    try:
        yield f"https://127.0.0.1:{door.getsockname()[1]}"
    finally:
        door.shutdown(socket.SHUT_RDWR)
        door.close()


def _let_in(door: socket.socket, context: ssl.SSLContext, inside: tuple[str, int]) -> None:
    while True:
        try:
            outside = context.wrap_socket(door.accept()[0], server_side=True)
        except ssl.SSLError:
            continue  # somebody who does not trust the certificate
        except OSError:
            return
        within = socket.create_connection(inside)
        for pair in ((outside, within), (within, outside)):
            threading.Thread(target=_carry, args=pair, daemon=True).start()


def _carry(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while piece := source.recv(65536):
            target.sendall(piece)
        target.shutdown(socket.SHUT_RDWR)


def trusting(url: str, certificate: Path, **options: Any) -> WeChatClient:
    wechat = client(url, **options)
    wechat._transport._http.verify = str(certificate)
    return wechat


def test_calls_go_over_tls(certificate: Path) -> None:
    with BarePlatform(lambda asked: answer(OK)) as platform, secured(platform, certificate) as url:
        assert CALLS["send_subscribe"](trusting(url, certificate)).msgid == "7"


def test_a_certificate_nobody_vouches_for_gets_no_request(certificate: Path) -> None:
    with BarePlatform(lambda asked: answer(OK)) as platform, secured(platform, certificate) as url:
        with pytest.raises(Unavailable):
            CALLS["send_subscribe"](client(url))
        with pytest.raises(Unavailable):
            client(url).code_to_session("code")
    assert platform.asked == []


def test_a_slow_drip_over_tls_lets_the_caller_go(certificate: Path) -> None:
    def drip() -> Iterator[bytes | float]:
        yield b"HTTP/1.1 200 OK\r\n\r\n"
        while True:
            yield b" "
            yield 0.05

    with BarePlatform(lambda asked: drip()) as platform, secured(platform, certificate) as url:
        wechat = trusting(url, certificate, timeout=(5, 5), total_s=0.5)
        started = time.monotonic()
        with pytest.raises(Ambiguous):
            wechat.code_to_session("code")
    assert time.monotonic() - started < 3


def test_a_door_that_never_shakes_hands_lets_the_caller_go() -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        wechat = client(f"https://127.0.0.1:{door.getsockname()[1]}", timeout=(0.3, 0.3), total_s=1)
        started = time.monotonic()
        with pytest.raises((Unavailable, Ambiguous)):
            wechat.code_to_session("code")
    assert time.monotonic() - started < 3


def addresses(*found: str) -> Any:
    real = socket.getaddrinfo

    def named(host: Any, port: Any, *args: Any, **options: Any) -> Any:
        if host != "platform.test":
            return real(host, port, *args, **options)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in found]

    return named


def test_of_several_addresses_the_first_that_answers_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", addresses("127.0.0.3", "127.0.0.2", "127.0.0.1"))
    with BarePlatform(lambda asked: answer(OK)) as platform:
        wechat = client(platform.url.replace("127.0.0.1", "platform.test"))
        wechat._transport._http.trust_env = False
        assert CALLS["send_subscribe"](wechat).msgid == "7"


def test_the_time_to_connect_is_for_all_addresses_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twenty addresses that swallow everything must not cost twenty times the limit."""
    tried: list[float] = []

    def swallow(place: Any, seconds: float, *args: Any) -> Any:
        tried.append(seconds)
        time.sleep(seconds)
        raise TimeoutError

    monkeypatch.setattr("server.gateways.wechat.connections.create_connection", swallow)
    monkeypatch.setattr(socket, "getaddrinfo", addresses(*[f"127.0.1.{n}" for n in range(20)]))
    wechat = client("http://platform.test:80", timeout=(0.4, 5))
    wechat._transport._http.trust_env = False
    started = time.monotonic()
    with pytest.raises(Unavailable):
        wechat.code_to_session("code")
    assert time.monotonic() - started < 2
    assert len(tried) == 20


@pytest.mark.parametrize("host", ["127.0.0.1", "no-such-host.invalid"])
def test_where_nobody_is_nothing_was_sent(host: str) -> None:
    with pytest.raises(Unavailable):
        client(f"http://{host}:{free_port()}").code_to_session("code")


def test_a_line_is_kept_open_between_calls() -> None:
    """One connection for many messages: a handshake for each would cost more than the message."""
    lines: set[str] = set()

    def script(call: Any) -> Reply:
        return Reply(TOKEN if call.path.endswith("token") else OK)

    with Listener(script) as platform:
        handler: Any = platform._server.RequestHandlerClass
        handler.protocol_version = "HTTP/1.1"
        handler.setup = _noting(handler.setup, lines)
        wechat = client(platform.url)
        for _ in range(5):
            CALLS["send_subscribe"](wechat)
        wechat._transport._http.close()
    assert len(platform.calls) == 6
    assert len(lines) == 1


def _noting(setup: Any, lines: set[str]) -> Any:
    def noting(handler: Any) -> None:
        lines.add(str(handler.client_address))
        setup(handler)

    return noting


def test_a_line_that_was_closed_meanwhile_is_not_used_again() -> None:
    """An idle line the platform has closed would make every first message after a pause a doubtful one."""
    with Listener(scripted(Reply(OK))) as platform:
        handler: Any = platform._server.RequestHandlerClass
        handler.protocol_version = "HTTP/1.1"
        handler.timeout = 0.2
        wechat = client(platform.url)
        CALLS["send_subscribe"](wechat)
        time.sleep(0.5)
        assert CALLS["send_subscribe"](wechat).msgid == "7"
        wechat._transport._http.close()
