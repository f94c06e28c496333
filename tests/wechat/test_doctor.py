"""The doctor: each broken thing has its line, nothing secret is printed, and a healthy product is told so."""

from __future__ import annotations

import os
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
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
from server.doctor import account, address, outside, shape
from server.doctor.findings import Finding, State, exit_code, mend, unseen, well
from server.doctor.outside import Answer, BadCertificate, NoAnswer
from server.gateways.wechat import (
    Ambiguous,
    QuietWeChat,
    Quota,
    Template,
    Unavailable,
    Unseen,
    WeChatError,
    by_errcode,
)
from server.notifications.asks import FIELDS
from tests.embedded import Servers
from tests.settings import environment, test_settings

from .signing import AES_KEY
from .support import APPID, ROOT, SECRET, TEMPLATE, TOKEN, SandboxProcess, free_port

FILE = ("AbCd1234.txt", "0123456789abcdef0123456789abcdef")
HOST = "m.example.gov.cn"
PARTS = (
    f"APP_ENV=production PUBLIC_URL=https://{HOST} WECHAT_APPID={APPID} WECHAT_SECRET={SECRET}"
    f" WECHAT_TOKEN=k7Q2xM9rT4vB8nL3 WECHAT_AES_KEY={AES_KEY} WECHAT_DOMAIN_FILE={':'.join(FILE)}"
    " DATABASE_URL=postgresql://x REDIS_URL=redis://x SECRET_KEY=abcdefghijklmnopqrstuvwxyz0123456789"
    " FIELD_KEYS=1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
)
ENV = dict(part.split("=", 1) for part in PARTS.split()) | {
    f"WECHAT_TEMPLATE_{name.upper()}": f"template-{name}" for name in FIELDS
}
SETTINGS = load(ENV)
TEMPLATES = [Template(f"template-{name}", "提醒", keys) for name, keys in FIELDS.items()]
SECRETS = (SECRET, ENV["WECHAT_TOKEN"], AES_KEY, ENV["SECRET_KEY"])


def of(findings: list[Finding], step: str) -> Finding:
    """The one line of that step."""
    (found,) = [finding for finding in findings if finding.step == step]
    return found


# --- settings ------------------------------------------------------------------------------------------


def test_settings_of_the_right_shape_are_one_good_line() -> None:
    assert [finding.state for finding in shape.examine(SETTINGS)] == [State.WELL]


def test_both_halves_of_a_rotation_are_looked_at() -> None:
    both = replace(SETTINGS, wechat_token="newToken123,old", wechat_aes_key=f"{AES_KEY},{AES_KEY}")
    assert exit_code(list(shape.examine(both))) == 0
    broken = replace(SETTINGS, wechat_token="newToken123,", wechat_aes_key=f"{AES_KEY},short")
    assert [finding.state for finding in shape.examine(broken)] == [State.MEND] * 2


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"wechat_appid": "wx123"}, "WECHAT_APPID"),
        ({"wechat_appid": "gh_97417a04a28d1234"}, "WECHAT_APPID"),
        ({"wechat_secret": SECRET.upper()}, "WECHAT_SECRET"),
        ({"wechat_secret": SECRET + "\n"}, "WECHAT_SECRET"),
        ({"wechat_token": "has spaces"}, "WECHAT_TOKEN"),
        ({"wechat_token": "x" * 33}, "WECHAT_TOKEN"),
        ({"wechat_aes_key": AES_KEY + "="}, "WECHAT_AES_KEY"),
        ({"wechat_aes_key": ""}, "WECHAT_AES_KEY"),
        ({"templates": {}}, "WECHAT_TEMPLATE_REPLY"),
    ],
)
def test_a_setting_of_the_wrong_shape_is_named(changes: dict[str, Any], name: str) -> None:
    (found,) = shape.examine(replace(SETTINGS, **changes))
    assert (found.state, name in found.text) == (State.MEND, True)
    assert "小程序后台" in found.text


def test_one_id_for_two_templates_is_told() -> None:
    both = replace(SETTINGS, templates={"reply": "same", "digest": "same"})
    assert [finding.state for finding in shape.examine(both)] == [State.MEND] * 2


# --- the account ---------------------------------------------------------------------------------------


class Sick(QuietWeChat):
    """A quiet account with one illness: the verb `where` raises."""

    __slots__ = ("error", "left", "pages", "where")

    def __init__(self, where: str = "", error: WeChatError | None = None, left: int = 5) -> None:
        super().__init__(known_templates=TEMPLATES)
        self.where, self.error, self.left = where, error, left
        self.pages: list[dict[str, Any]] = []

    def _ache(self, verb: str) -> None:
        if verb == self.where and self.error is not None:
            raise self.error

    def templates(self) -> list[Template]:
        self._ache("templates")
        return super().templates()

    def mini_program_code(self, scene: str, page: str, *args: Any, **options: Any) -> bytes:
        self.pages.append({"scene": scene, "page": page, **options})
        self._ache("mini_program_code")
        return b"\x89PNG"

    def check_text(self, *args: Any, **options: Any) -> Any:
        self._ache("check_text")
        return super().check_text(*args, **options)

    def quota(self, path: str) -> Quota:
        self._ache("quota")
        return Quota(10, 10 - self.left, self.left)


def examined(wechat: QuietWeChat, settings: Any = SETTINGS) -> list[Finding]:
    return list(account.examine(settings, wechat, FIELDS))


def test_a_healthy_account_is_well_in_every_step() -> None:
    wechat = Sick()
    found = examined(wechat)
    assert [finding.state for finding in found] == [State.WELL] * (1 + len(FIELDS) + 3)
    assert wechat.pages == [
        {"scene": "doctor", "page": "pages/enter/index", "check_path": True, "env_version": "release"}
    ]


@pytest.mark.parametrize(
    ("errcode", "errmsg", "words"),
    [
        (40013, "invalid appid rid: 652d44d0-1d0af18b-5b069232", "WECHAT_APPID"),
        (40125, "invalid appsecret, hints: [ req_id: x ]", "WECHAT_SECRET"),
        (40001, "invalid credential", "WECHAT_SECRET"),
        (40164, "invalid ip 203.0.113.9 ipv6 ::ffff:203.0.113.9, not in whitelist rid: x", "203.0.113.9"),
        (40164, "not in whitelist", "IP 白名单"),
        (89503, "", "手机微信上确认"),
    ],
)
def test_a_call_that_is_turned_away_says_where_to_click_and_stops_the_rest(
    errcode: int, errmsg: str, words: str
) -> None:
    found = examined(Sick("templates", by_errcode(errcode, errmsg)))
    token = of(found, account.TOKEN)
    assert (token.state, words in token.text, str(errcode) in token.text) == (State.MEND, True, True)
    assert {finding.state for finding in found[1:]} == {State.UNSEEN}


@pytest.mark.parametrize("error", [Unavailable("连不上微信。"), Ambiguous("读不懂。"), by_errcode(-1)])
def test_a_platform_that_does_not_answer_is_no_fault_of_ours(error: WeChatError) -> None:
    found = examined(Sick("templates", error))
    assert {finding.state for finding in found} == {State.UNSEEN}
    assert exit_code(found) == 2


def test_an_account_without_subscribe_messages_says_so_and_the_rest_is_looked_at() -> None:
    found = examined(Sick("templates", by_errcode(48001)))
    assert of(found, account.TOKEN).state is State.WELL
    assert "开通" in of(found, "模板").text
    assert of(found, account.QUOTA).state is State.WELL


def test_a_template_that_the_account_does_not_have_is_named_with_its_fields() -> None:
    wechat = Sick()
    wechat.known_templates = [one for one in TEMPLATES if one.id != "template-digest"]
    found = of(examined(wechat), "模板 digest")
    assert found.state is State.MEND
    assert "WECHAT_TEMPLATE_DIGEST" in found.text
    assert "thing1、number2、time3、thing4" in found.text


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        (("thing1", "phrase2", "thing3", "time4"), "缺 thing5。"),
        (("thing1", "phrase2", "thing3", "time4", "thing5", "name6"), "多 name6。"),
        (("thing1", "phrase2", "thing3", "time5", "thing6"), "缺 time4、thing5，多 time5、thing6。"),
    ],
)
def test_fields_that_differ_are_told_one_by_one(keys: tuple[str, ...], words: str) -> None:
    wechat = Sick()
    wechat.known_templates = [Template("template-reply", "提醒", keys), *TEMPLATES[1:]]
    found = of(examined(wechat), "模板 reply")
    assert (found.state, words in found.text) == (State.MEND, True)


def test_the_order_of_the_fields_does_not_matter() -> None:
    wechat = Sick()
    wechat.known_templates = [replace(one, keys=one.keys[::-1]) for one in TEMPLATES]
    assert exit_code(examined(wechat)) == 0


def test_a_template_that_is_not_used_is_no_fault() -> None:
    found = examined(Sick(), replace(SETTINGS, templates={"reply": "template-reply"}))
    assert exit_code(found) == 0
    assert "没有填" in of(found, "模板 urgent").text


@pytest.mark.parametrize(
    ("error", "version", "words"),
    [
        (by_errcode(41030), "release", "点发布"),
        (by_errcode(41030), "trial", "只有项目成员打得开"),
        (by_errcode(40129), "release", "告诉开发人员"),
        (by_errcode(40169), "release", "告诉开发人员"),
        (by_errcode(45063), "release", "没有生成小程序码的权限"),
        (None, "trial", "改成 release"),
    ],
)
def test_a_code_that_would_open_nothing_is_told(error: WeChatError | None, version: str, words: str) -> None:
    settings = replace(SETTINGS, wechat_env_version=version)
    found = of(examined(Sick("mini_program_code", error), settings), account.PAGE)
    assert (found.state, words in found.text) == (State.MEND, True)


@pytest.mark.parametrize("error", [Unseen("没来过。", 61010), by_errcode(40003), by_errcode(43104)])
def test_content_safety_that_knows_no_such_person_is_reached_all_the_same(error: WeChatError) -> None:
    assert of(examined(Sick("check_text", error)), account.SAFETY).state is State.WELL


def test_content_safety_that_is_not_allowed_or_suspects_everything_is_told() -> None:
    assert of(examined(Sick("check_text", by_errcode(48001))), account.SAFETY).state is State.MEND
    wechat = Sick()
    wechat.suggest = "review"
    assert of(examined(wechat), account.SAFETY).state is State.MEND


def test_a_spent_quota_is_told_with_when_it_comes_back() -> None:
    found = of(examined(Sick(left=0)), account.QUOTA)
    assert (found.state, "明天" in found.text) == (State.MEND, True)
    assert of(examined(Sick("quota", by_errcode(45009))), account.QUOTA).state is State.UNSEEN


# --- domain, file, callback, clock -------------------------------------------------------------------------


class Site:
    """What a stranger sees of us and of the platform; a test changes single answers."""

    def __init__(self, **changes: Answer | Exception) -> None:
        self.changes = changes
        self.asked: list[str] = []

    def __call__(self, url: str, query: Any) -> Answer:
        self.asked.append(url)
        now = format_datetime(clock.now().astimezone(UTC), usegmt=True)
        usual = {
            "callback": Answer(200, query.get("echostr", "")),
            "root": Answer(200, FILE[1]),
            "beside": Answer(200, FILE[1]),
            "platform": Answer(404, "", {"Date": now}),
        }
        name = next(
            name
            for name, end in (
                ("callback", "/wechat/callback"),
                ("beside", f"/c/{FILE[0]}"),
                ("root", f"/{FILE[0]}"),
                ("platform", "/"),
            )
            if url.endswith(end)
        )
        answer = self.changes.get(name, usual[name])
        if isinstance(answer, Exception):
            raise answer
        return answer


def in_a_year(host: str, port: int) -> datetime:
    return clock.now() + timedelta(days=365)


def visited(
    site: Site | None = None, certificate: Callable[[str, int], datetime] = in_a_year, **changes: Any
) -> list[Finding]:
    return list(address.examine(replace(SETTINGS, **changes), site or Site(), certificate))


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


# --- what is printed, and what it is worth -------------------------------------------------------------------


def test_the_exit_code_is_zero_only_when_all_is_well() -> None:
    assert exit_code([well("a", "")]) == 0
    assert exit_code([well("a", ""), unseen("b", "")]) == 2
    assert exit_code([unseen("b", ""), mend("c", "")]) == 1


def test_nothing_secret_is_printed_whatever_is_wrong() -> None:
    wrong = replace(SETTINGS, wechat_appid="x", public_url="http://x")
    lines = [
        *shape.examine(wrong),
        *shape.examine(replace(wrong, wechat_token=f"{ENV['WECHAT_TOKEN']}, a b")),
        *examined(Sick("templates", by_errcode(40125, f"secret={SECRET}"))),
        *visited(Site(callback=Answer(400, SECRET), root=Answer(200, SECRET)), public_url="http://x"),
    ]
    printed = "\n".join(map(str, lines))
    assert len(lines) > 10
    assert not [secret for secret in SECRETS if secret in printed]
    assert "！" not in printed


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
