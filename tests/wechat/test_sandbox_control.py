"""The sandbox's control plane and its page: what a person does, what the product hears, what tests see."""

from __future__ import annotations

import ast
import html
import json
import os
import signal
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
import requests

from server.gateways.wechat import Callback

from .support import (
    APPID,
    PAGE,
    REPLY,
    ROOT,
    SECRET,
    TEMPLATE,
    TOKEN,
    Listener,
    Reply,
    SandboxProcess,
    client,
    environment,
    raw_body,
    running_sandbox,
)

PUSH_S = 30


def pushed(product: Listener, openid: str) -> dict[str, object]:
    """The next push about this person, read by the product's own reader of pushes."""
    while True:
        call = product.arrived.get(timeout=PUSH_S)
        if call.query.get("openid") == openid:
            event = Callback(TOKEN, None, APPID).read(call.query, call.body)
            assert event.openid == openid
            return dict(event.fields)


def test_an_unknown_openid_is_a_new_person_and_none_gets_one(sandbox: SandboxProcess, openid: str) -> None:
    assert sandbox.login(openid) != sandbox.login(openid)
    anew = sandbox.post("/login", {}).json()
    assert (len(anew["openid"]), anew["openid"][0]) == (28, "o")
    assert client(sandbox.url).code_to_session(anew["code"]).openid == anew["openid"]


def test_people_can_be_named(sandbox: SandboxProcess, openid: str) -> None:
    sandbox.login(openid)
    person = {"openid": openid, "name": "陈阿姨", "role": "群众"}
    for _ in range(2):
        sandbox.post("/people", [person])
    assert [known for known in sandbox.get("/people") if known["openid"] == openid] == [person]


def test_an_accept_tells_the_product_which_template(
    sandbox: SandboxProcess, product: Listener, openid: str
) -> None:
    answer = sandbox.accept(openid)
    assert answer.json()["templates"] == [{"template_id": TEMPLATE, "remaining": 1}]
    event = pushed(product, openid)
    assert (event["MsgType"], event["Event"]) == ("event", "subscribe_msg_popup_event")
    assert event["List"] == {"TemplateId": TEMPLATE, "SubscribeStatusString": "accept", "PopupScene": "0"}
    assert isinstance(event["CreateTime"], int)


def test_a_star_answers_for_every_template(sandbox: SandboxProcess, product: Listener, openid: str) -> None:
    sandbox.accept(openid, "reject", "*")
    event = pushed(product, openid)
    assert isinstance(event["List"], dict)
    assert event["List"]["SubscribeStatusString"] == "reject"


def test_a_push_nobody_takes_is_tried_three_times(openid: str) -> None:
    with (
        Listener(lambda call: Reply(status=503)) as busy,
        running_sandbox(f"{busy.url}/wechat/callback") as sandbox,
    ):
        sandbox.post("/switches", {"push_gap_s": 0.1})
        sandbox.accept(openid)
        tries = [busy.arrived.get(timeout=PUSH_S) for _ in range(3)]
        keys = {Callback(TOKEN, None, APPID).read(call.query, call.body).dedupe_key for call in tries}
    assert len(keys) == 1
    assert len({call.query["nonce"] for call in tries}) == 3


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/login", [], 400),
        ("/login", {"openid": "有空格 的"}, 400),
        ("/login", {"openid": 7}, 400),
        ("/accept", {"openid": "o1", "template_id": "another", "status": "accept"}, 404),
        ("/accept", {"openid": "o1", "template_id": [], "status": "accept"}, 404),
        ("/accept", {"openid": "o1", "template_id": "*", "status": "perhaps"}, 400),
        ("/accept", {"openid": "o1", "template_id": "*", "status": []}, 400),
        ("/people", {}, 400),
        ("/people", ["o1"], 400),
    ],
)
def test_a_wrong_control_call_is_told_what_is_wrong(
    sandbox: SandboxProcess, path: str, body: object, status: int
) -> None:
    answer = sandbox.post(path, body)
    assert answer.status_code == status
    assert answer.json()["error"]["text"]


def test_the_journal_keeps_raw_bytes_and_answers_of_the_platform_alone(
    sandbox: SandboxProcess, openid: str
) -> None:
    path = "/cgi-bin/message/subscribe/send"
    odd = b'{"touser":"\\u4e2d", \xff'
    before = len(sandbox.journal(path))
    requests.post(sandbox.url + path, params={"access_token": "x"}, data=odd, timeout=5)
    item = sandbox.journal(path)[before]
    assert raw_body(item) == odd
    assert (item["method"], item["path"], item["query"]) == ("POST", path, {"access_token": "x"})
    assert item["answer"]["errcode"] == 40014
    assert datetime.fromisoformat(item["at"]).utcoffset() is not None
    assert not [item for item in sandbox.get("/journal") if item["path"].startswith("/__sandbox__")]


def test_the_journal_notes_a_picture_by_its_size(sandbox: SandboxProcess) -> None:
    picture = client(sandbox.url).mini_program_code("journal", "pages/enter/index")
    item = sandbox.journal("/wxa/getwxacodeunlimit")[-1]
    assert item["answer"] == {"status": 200, "content_type": "image/jpeg", "bytes": len(picture)}


def test_a_body_that_is_too_large_is_refused_and_noted(sandbox: SandboxProcess) -> None:
    path = "/cgi-bin/stable_token"
    answer = requests.post(sandbox.url + path, data=b"x" * 300_000, timeout=5)
    assert answer.status_code == 413
    assert raw_body(sandbox.journal(path)[-1]) == b""


@pytest.mark.parametrize("path", ["/login", "/people", "/accept"])
@pytest.mark.parametrize("origin", ["http://127.0.0.1:8000", "http://localhost:5173"])
def test_the_browser_build_of_this_machine_may_call(sandbox: SandboxProcess, path: str, origin: str) -> None:
    asking = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    answer = requests.options(f"{sandbox.url}/__sandbox__{path}", headers=asking, timeout=5)
    assert answer.ok
    assert answer.headers["Access-Control-Allow-Origin"] == origin
    assert "Content-Type" in answer.headers["Access-Control-Allow-Headers"]
    assert sandbox.post(path, {}, headers={"Origin": origin}).headers["Access-Control-Allow-Origin"] == origin


@pytest.mark.parametrize(
    ("path", "origin"),
    [
        ("/login", "https://example.org"),
        ("/login", "http://127.0.0.1.example.org"),
        ("/login", "null"),
        ("/journal", "http://127.0.0.1:8000"),
        ("/inbox", "http://127.0.0.1:8000"),
    ],
)
def test_other_pages_and_other_calls_are_not_shared(sandbox: SandboxProcess, path: str, origin: str) -> None:
    answer = requests.options(f"{sandbox.url}/__sandbox__{path}", headers={"Origin": origin}, timeout=5)
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_the_page_shows_people_and_what_they_received(sandbox: SandboxProcess, openid: str) -> None:
    sandbox.post("/people", [{"openid": openid, "name": "林<b>联络员</b>", "role": "联络员"}])
    sandbox.accept(openid)
    client(sandbox.url).send_subscribe(openid, TEMPLATE, PAGE, REPLY | {"thing1": "<i>路灯</i>"})
    page = requests.get(sandbox.url, timeout=5).text
    for words in ("林<b>联络员</b>", "联络员", "<i>路灯</i>", *list(REPLY.values())[1:], openid, "允许一次"):
        assert html.escape(words) in page
    assert "<b>" not in page
    assert "<i>" not in page
    assert "http://" not in page.replace(sandbox.url, "")
    assert "https://" not in page


def test_a_button_of_the_page_is_an_accept(sandbox: SandboxProcess, product: Listener, openid: str) -> None:
    sandbox.login(openid)
    form = {"template_id": TEMPLATE, "status": "accept"}
    page = requests.post(f"{sandbox.url}/people/{openid}/answer", data=form, timeout=5)
    assert page.ok
    assert page.url.startswith(sandbox.url)
    assert pushed(product, openid)["Event"] == "subscribe_msg_popup_event"
    client(sandbox.url).send_subscribe(openid, TEMPLATE, PAGE, REPLY)


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_when_it_is_told_to(sign: signal.Signals) -> None:
    with running_sandbox("http://127.0.0.1:9") as sandbox:
        sandbox.login("o1")
        sandbox.process.send_signal(sign)
        assert sandbox.process.wait(10) == 0


def test_it_names_everything_that_is_missing_and_does_not_start() -> None:
    bare = {key: value for key, value in os.environ.items() if not key.startswith(("WECHAT_", "SANDBOX_"))}
    done = subprocess.run(
        [sys.executable, "-m", "sandbox"],
        cwd=ROOT,
        env=bare,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 1
    for name in ("WECHAT_APPID", "WECHAT_SECRET", "WECHAT_TOKEN", "WECHAT_TEMPLATE_REPLY"):
        assert name in done.stderr


def test_it_writes_no_secret_to_its_own_output(openid: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "sandbox"],
        cwd=ROOT,
        env=environment("http://127.0.0.1:9"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        assert process.stdout is not None
        sandbox = SandboxProcess(process.stdout.readline().split()[-1], process)
        client(sandbox.url).code_to_session(sandbox.login(openid))
        process.terminate()
        assert SECRET not in process.stdout.read()


def _imported(folder: Path) -> set[str]:
    names: set[str] = set()
    for file in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                names.add(node.module.split(".")[0])
    return names


def test_the_sandbox_and_the_server_do_not_know_each_other() -> None:
    assert "sandbox" in _imported(ROOT / "sandbox")
    assert "server" not in _imported(ROOT / "sandbox")
    assert "sandbox" not in _imported(ROOT / "server")


def test_what_the_product_sends_is_json_with_every_field_the_platform_reads(
    sandbox: SandboxProcess, openid: str
) -> None:
    sandbox.accept(openid)
    client(sandbox.url).send_subscribe(openid, TEMPLATE, PAGE, REPLY)
    item = sandbox.journal("/cgi-bin/message/subscribe/send")[-1]
    assert json.loads(raw_body(item)) == {
        "touser": openid,
        "template_id": TEMPLATE,
        "page": PAGE,
        "data": {key: {"value": value} for key, value in REPLY.items()},
        "miniprogram_state": "formal",
        "lang": "zh_CN",
    }
    assert set(item["query"]) == {"access_token"}
