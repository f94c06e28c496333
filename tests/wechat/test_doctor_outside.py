"""The doctor looks from outside: domain, file, callback and clock, and all of it as an operator runs it."""

from __future__ import annotations

import os
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from flask import Flask
from flask.testing import FlaskClient

from server.config import SettingsError, load
from server.core import clock
from server.doctor import address, outside
from server.doctor.findings import State
from server.doctor.outside import Answer, BadCertificate, NoAnswer
from tests.embedded import Servers
from tests.settings import environment, test_settings

from .patients import (
    ENV,
    FILE,
    HOST,
    Site,
    of,
    visited,
)
from .support import APPID, ROOT, SECRET, TEMPLATE, TOKEN, SandboxProcess, free_port

# --- domain, file, callback, clock -------------------------------------------------------------------------


def test_a_healthy_address_is_well_in_every_step() -> None:
    site = Site()
    found = visited(site)
    assert [finding.state for finding in found] == [State.WELL] * 4
    assert f"https://{HOST}/wechat/callback" in site.asked
    assert "安全模式" in of(found, address.CALLBACK).text
    assert "request" in of(found, address.DOMAIN).text


@pytest.mark.parametrize(
    ("public_url", "words"),
    [
        (f"http://{HOST}", "https://"),
        (f"https://{HOST}:8443", "端口"),
        ("https://203.0.113.9", "IP"),
        ("https://intranet", "不是域名"),
    ],
)
def test_an_address_that_the_platform_takes_for_no_domain_is_told(public_url: str, words: str) -> None:
    found = of(visited(public_url=public_url), address.DOMAIN)
    assert (found.state, words in found.text) == (State.MEND, True)


def test_a_certificate_that_is_bad_or_ends_soon_is_told() -> None:
    def bad(host: str, port: int) -> datetime:
        raise BadCertificate("证书过期了")

    def soon(host: str, port: int) -> datetime:
        return clock.now() + timedelta(days=13)

    def away(host: str, port: int) -> datetime:
        raise NoAnswer("TimeoutError")

    assert "过期" in of(visited(certificate=bad), address.DOMAIN).text
    assert "续期" in of(visited(certificate=soon), address.DOMAIN).text
    assert of(visited(certificate=away), address.DOMAIN).state is State.UNSEEN


@pytest.mark.parametrize("place", ["root", "beside"])
@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (Answer(404, ""), State.MEND),
        (Answer(200, "another"), State.MEND),
        (Answer(302, ""), State.MEND),
        (NoAnswer("ConnectTimeout"), State.UNSEEN),
    ],
)
def test_the_file_must_be_there_to_the_letter(place: str, answer: Any, state: State) -> None:
    assert of(visited(Site(**{place: answer})), address.FILE).state is state


def test_without_a_file_the_codes_open_no_mini_program() -> None:
    found = of(visited(domain_file=None), address.FILE)
    assert (found.state, f"https://{HOST}/c/" in found.text) == (State.MEND, True)


@pytest.mark.parametrize(
    ("answer", "state", "words"),
    [
        (Answer(400, ""), State.MEND, "WECHAT_TOKEN"),
        (Answer(404, ""), State.MEND, "nginx"),
        (Answer(301, ""), State.MEND, "转到了别处"),
        (Answer(502, ""), State.MEND, "502"),
        (Answer(200, "<html>"), State.MEND, "答得不对"),
        (NoAnswer("ReadTimeout"), State.UNSEEN, "打不开"),
    ],
)
def test_a_callback_that_does_not_echo_is_told_with_its_cause(answer: Any, state: State, words: str) -> None:
    found = of(visited(Site(callback=answer)), address.CALLBACK)
    assert (found.state, words in found.text) == (state, True)


@pytest.mark.parametrize(
    ("skew", "state"), [(58, State.WELL), (-58, State.WELL), (62, State.MEND), (-3600, State.MEND)]
)
def test_clocks_may_differ_by_a_minute(skew: int, state: State) -> None:
    then = format_datetime(datetime.now(UTC) + timedelta(seconds=skew), usegmt=True)
    found = of(visited(Site(platform=Answer(200, "", {"Date": then}))), address.CLOCK)
    assert found.state is state


@pytest.mark.parametrize("answer", [Answer(200, ""), Answer(200, "", {"Date": "soon"}), NoAnswer("x")])
def test_a_platform_that_tells_no_time_is_not_seen(answer: Any) -> None:
    assert of(visited(Site(platform=answer)), address.CLOCK).state is State.UNSEEN


# --- on the wire ---------------------------------------------------------------------------------------


def test_an_address_where_nobody_listens_is_no_answer_and_names_no_query() -> None:
    with pytest.raises(NoAnswer) as caught:
        outside.fetch(f"http://127.0.0.1:{free_port()}/", {"signature": "of-the-token"})
    assert "of-the-token" not in repr(caught.value)
    assert caught.value.__context__ is None


def _certificate(folder: Path, host: str, days: int) -> tuple[Path, ssl.SSLContext]:
    """A certificate of `host` that signs itself, in a file with its key, and a context that trusts it."""
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)]),
    )
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=400))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    raw = made.public_bytes(serialization.Encoding.PEM)
    pkcs8, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    file = folder / f"{host}{days}.pem"
    file.write_bytes(raw + key.private_bytes(serialization.Encoding.PEM, pkcs8, plain))
    return file, ssl.create_default_context(cadata=raw.decode())


@contextmanager
def _served(file: Path) -> Iterator[int]:
    """A port of this machine where that certificate is shown."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with suppress(OSError):  # the other side did not like it
            context.wrap_socket(server.accept()[0], server_side=True).close()

    thread = threading.Thread(target=serve)
    thread.start()
    yield server.getsockname()[1]
    thread.join(5)
    server.close()


def test_a_certificate_tells_when_it_ends(tmp_path: Path) -> None:
    file, trust = _certificate(tmp_path, "localhost", 30)
    with _served(file) as port:
        ends = outside.certificate_ends("localhost", port, trust)
    assert timedelta(days=29) < ends - datetime.now(UTC) < timedelta(days=31)


@pytest.mark.parametrize(
    ("host", "days", "is_trusted", "words"),
    [
        ("localhost", -1, True, "证书过期了"),
        ("elsewhere.example", 30, True, "证书不是给这个域名的"),
        ("localhost", 30, False, "证书是自己签的"),
    ],
)
def test_a_certificate_that_phones_would_not_trust_says_why(
    tmp_path: Path, host: str, days: int, is_trusted: bool, words: str
) -> None:
    file, trust = _certificate(tmp_path, host, days)
    with _served(file) as port, pytest.raises(BadCertificate, match=words):
        outside.certificate_ends("localhost", port, trust if is_trusted else None)


# --- the file on the site --------------------------------------------------------------------------------


def test_only_exactly_the_named_file_is_served(app: Flask, client: FlaskClient, monkeypatch: Any) -> None:
    assert client.get(f"/{FILE[0]}").status_code == 404
    settings = replace(app.config["SETTINGS"], domain_file=FILE)
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    for path in (f"/{FILE[0]}", f"/c/{FILE[0]}"):
        answer = client.get(path)
        assert (answer.status_code, answer.text, answer.mimetype) == (200, FILE[1], "text/plain")
    for path in ("/other.txt", "/abcd1234.txt", f"/{FILE[0]}.txt", "/.txt"):
        assert client.get(path).status_code == 404
    assert client.get("/c/other.txt").status_code == 302


@pytest.mark.parametrize("value", ["a.txt", "../a.txt:x", "a.html:x", "a.txt:<b>", "a b.txt:x", "a.txt:"])
def test_an_odd_file_never_starts(value: str) -> None:
    with pytest.raises(SettingsError, match="WECHAT_DOMAIN_FILE"):
        load(ENV | {"WECHAT_DOMAIN_FILE": value})


# --- all of it, as an operator runs it ----------------------------------------------------------------------


@contextmanager
def _product(env: dict[str, str], port: int) -> Iterator[None]:
    command = [sys.executable, "-m", "flask", "--app", "server", "run", "-p", str(port)]
    process = subprocess.Popen(
        command, cwd=ROOT, env=env, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )
    try:
        for _ in range(200):
            try:
                requests.get(f"http://127.0.0.1:{port}/livez", timeout=1)
                break
            except requests.ConnectionError:
                time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait(10)


def _run(env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "flask", "--app", "server", "wechat", "doctor"]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=False)


def test_a_healthy_product_with_the_sandbox_is_well_and_a_wrong_secret_is_not(
    servers: Servers, sandbox: SandboxProcess, tmp_path: Path
) -> None:
    port = free_port()
    env = os.environ | environment(servers, tmp_path)
    env |= {
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "WECHAT_API_BASE": sandbox.url,
        "WECHAT_APPID": APPID,
        "WECHAT_SECRET": SECRET,
        "WECHAT_TOKEN": TOKEN.replace("-", ""),
        "WECHAT_TEMPLATE_REPLY": TEMPLATE,
        "WECHAT_DOMAIN_FILE": ":".join(FILE),
    }
    with _product(env, port):
        done = _run(env)
        wrong = _run(env | {"WECHAT_SECRET": "0" * 32, "WECHAT_TOKEN": "another"})
    assert done.returncode == 0, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) == 13
    assert all(line.startswith("好了　") for line in lines)
    assert wrong.returncode == 1
    assert "WECHAT_SECRET" in wrong.stdout
    assert "不认签名" in wrong.stdout
    assert not [
        secret for secret in (SECRET, "0" * 32) if secret in done.stdout + wrong.stdout + wrong.stderr
    ]


def test_the_settings_of_the_tests_say_no_file(servers: Servers, tmp_path: Path) -> None:
    assert test_settings(servers, tmp_path).domain_file is None
    assert test_settings(servers, tmp_path, WECHAT_DOMAIN_FILE=":".join(FILE)).domain_file == FILE
