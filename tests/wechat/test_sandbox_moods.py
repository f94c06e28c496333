"""The platform's moods on a real socket: faults, late answers, concurrent sends, and what is pushed back."""

from __future__ import annotations

import json
import queue
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from server.gateways.wechat import Callback, Event

from .support import (
    APPID,
    PAGE,
    REPLY,
    SECRET,
    TEMPLATE,
    TOKEN,
    Call,
    Listener,
    Reply,
    SandboxProcess,
    running_sandbox,
)

AES_KEY = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
SEND = "/cgi-bin/message/subscribe/send"
MEDIA = "/wxa/media_check_async"
STABLE = "/cgi-bin/stable_token"
WAIT_S = 30


class Phone:
    """A sandbox of its own, one person on it, and the product that hears its pushes."""

    def __init__(self, sandbox: SandboxProcess, product: Listener, openid: str) -> None:
        self.sandbox, self.product, self.openid = sandbox, product, openid

    def call(self, path: str, body: dict[str, Any], timeout: float = 10) -> requests.Response:
        raw = json.dumps(body, ensure_ascii=False).encode()
        token = {"access_token": self.token()} if path != STABLE else {}
        return requests.post(self.sandbox.url + path, params=token, data=raw, timeout=timeout)

    def token(self) -> str:
        body = {"grant_type": "client_credential", "appid": APPID, "secret": SECRET}
        return str(requests.post(self.sandbox.url + STABLE, json=body, timeout=5).json()["access_token"])

    def send(self, timeout: float = 10) -> requests.Response:
        data = {key: {"value": value} for key, value in REPLY.items()}
        body = {"touser": self.openid, "template_id": TEMPLATE, "page": PAGE, "data": data}
        return self.call(SEND, body, timeout)

    def check_media(self, url: str) -> str:
        body = {"media_url": url, "media_type": 2, "version": 2, "scene": 2, "openid": self.openid}
        return str(self.call(MEDIA, body).json()["trace_id"])

    def fault(self, path: str, answer: dict[str, Any], **more: Any) -> None:
        assert self.sandbox.post("/faults", [{"path": path, "answer": answer, **more}]).ok

    def switch(self, **wanted: Any) -> None:
        assert self.sandbox.post("/switches", wanted).ok

    def push(self, **body: Any) -> dict[str, Any]:
        event = {"FromUserName": self.openid, "Event": "debug_demo", "debug_str": "你好"}
        answer: dict[str, Any] = self.sandbox.post("/push", {"event": event, **body}).json()
        return answer

    def heard(self, name: str) -> Event:
        """The next push of this name about this person, read by the product's own reader."""
        while True:
            call = self.product.arrived.get(timeout=WAIT_S)
            if call.query.get("openid") == self.openid and read(call).name == name:
                return read(call)

    def pushes(self) -> list[Call]:
        """Every push about this person so far."""
        return [call for call in self.product.calls if call.query.get("openid") == self.openid]


def read(call: Call) -> Event:
    return Callback(TOKEN, AES_KEY, APPID).read(call.query, call.body)


@pytest.fixture(scope="module")
def sandbox(product: Listener) -> Iterator[SandboxProcess]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WECHAT_AES_KEY", AES_KEY)
        with running_sandbox(f"{product.url}/wechat/callback") as running:
            patch.undo()
            yield running


@pytest.fixture
def phone(sandbox: SandboxProcess, product: Listener, openid: str) -> Iterator[Phone]:
    for lever in ("faults", "switches"):
        requests.delete(f"{sandbox.url}/__sandbox__/{lever}", timeout=5)
    person = Phone(sandbox, product, openid)
    sandbox.login(openid)
    person.switch(push_gap_s=0.05, media_delay_s=0)
    yield person
    requests.delete(f"{sandbox.url}/__sandbox__/faults", timeout=5)


# --- faults --------------------------------------------------------------------------------------------


def test_a_fault_meets_so_many_calls_and_then_no_more(phone: Phone) -> None:
    phone.sandbox.accept(phone.openid)
    phone.fault(SEND, {"errcode": -1}, times=2)
    answers = [phone.send().json() for _ in range(3)]
    assert [answer["errcode"] for answer in answers] == [-1, -1, 0]
    assert answers[0]["errmsg"].startswith("system error rid: ")
    assert phone.sandbox.journal(SEND)[-3]["fault"] == {"errcode": -1}


def test_without_a_number_of_times_a_fault_stays_until_it_is_cleared(phone: Phone) -> None:
    phone.fault(SEND, {"errcode": 45009})
    phone.fault(SEND, {"errcode": 40001}, times=-1)
    assert [phone.send().json()["errcode"] for _ in range(3)] == [45009] * 3
    assert [fault["times"] for fault in phone.sandbox.get("/faults")] == [-1, -1]
    assert requests.delete(f"{phone.sandbox.url}/__sandbox__/faults", timeout=5).json() == {"items": []}
    assert phone.send().json()["errcode"] == 43101


@pytest.mark.parametrize("path", ["*", "/cgi-bin/message", "/cgi-bin/message/", "/cgi-bin/mess*", SEND])
def test_a_fault_meets_a_path_by_its_beginning(phone: Phone, path: str) -> None:
    token = phone.token()
    phone.fault(path, {"status": 502}, times=1)
    requests.get(f"{phone.sandbox.url}/", timeout=5)
    answer = requests.post(phone.sandbox.url + SEND, params={"access_token": token}, timeout=5)
    assert (answer.status_code, answer.headers["Content-Type"]) == (502, "text/html")
    assert phone.sandbox.get("/faults") == []


def test_the_beginning_of_a_name_is_no_path(phone: Phone) -> None:
    phone.fault("/cgi-bin/message/sub", {"status": 502})
    assert phone.send().status_code == 200


def test_a_late_answer_is_late_but_the_message_went(phone: Phone) -> None:
    phone.sandbox.accept(phone.openid)
    phone.fault(SEND, {"delay_s": 0.6}, times=1)
    with pytest.raises(requests.ReadTimeout):
        phone.send(timeout=0.2)
    assert len(phone.sandbox.inbox(phone.openid)) == 1
    assert phone.sandbox.journal(SEND)[-1]["answer"]["errcode"] == 0
    time.sleep(0.5)
    assert phone.send().json()["errcode"] == 43101


def test_a_connection_is_cut_without_a_byte_and_nothing_went(phone: Phone) -> None:
    phone.sandbox.accept(phone.openid)
    phone.fault(SEND, {"cut": True}, times=1)
    with pytest.raises(requests.ConnectionError):
        phone.send()
    assert phone.sandbox.inbox(phone.openid) == []
    assert phone.send().json()["errcode"] == 0


def test_a_connection_can_also_be_cut_after_the_work(phone: Phone) -> None:
    phone.sandbox.accept(phone.openid)
    phone.fault(SEND, {"cut": True, "performed": True}, times=1)
    with pytest.raises(requests.ConnectionError):
        phone.send()
    assert len(phone.sandbox.inbox(phone.openid)) == 1


def test_an_error_page_can_also_come_after_the_work(phone: Phone) -> None:
    phone.sandbox.accept(phone.openid)
    phone.fault(SEND, {"status": 502, "performed": True}, times=1)
    assert phone.send().status_code == 502
    assert len(phone.sandbox.inbox(phone.openid)) == 1


def test_an_answer_can_be_any_text_of_any_kind(phone: Phone) -> None:
    phone.fault(SEND, {"raw": '{"errcode":0,"errm', "content_type": "image/jpeg"}, times=1)
    answer = phone.send()
    assert (answer.text, answer.headers["Content-Type"]) == ('{"errcode":0,"errm', "image/jpeg")
    phone.fault(SEND, {"raw": "busy", "status": 503}, times=1)
    assert (phone.send().status_code, phone.sandbox.journal(SEND)[-1]["answer"]["bytes"]) == (503, 4)


def test_a_right_answer_can_come_in_odd_clothes(phone: Phone) -> None:
    phone.fault(SEND, {"bom": True, "content_type": "text/plain"}, times=1)
    assert phone.send().content.startswith(b"\xef\xbb\xbf{")
    phone.fault(SEND, {"truncate": 9}, times=1)
    assert phone.send().content == b'{"errcode'
    phone.fault(SEND, {"missing_bytes": 5}, times=1)
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        phone.send()
    phone.fault(SEND, {"drip_s": 0.002}, times=1)
    assert phone.send().json()["errcode"] == 43101


def test_the_control_plane_works_while_every_path_is_broken(phone: Phone) -> None:
    phone.fault("*", {"status": 500})
    assert phone.sandbox.login(phone.openid)
    assert phone.call(STABLE, {}).status_code == 500


@pytest.mark.parametrize(
    "wrong",
    [
        "x",
        [7],
        [{"path": "", "answer": {"errcode": 1}}],
        [{"path": "*"}],
        [{"path": "*", "answer": {}}],
        [{"path": "*", "answer": {"errcode": "1"}}],
        [{"path": "*", "answer": {"errcode": True}}],
        [{"path": "*", "answer": {"status": 99}}],
        [{"path": "*", "answer": {"delay_s": -1}}],
        [{"path": "*", "answer": {"explode": True}}],
        [{"path": "*", "answer": {"errcode": 1}, "times": 0}],
        [{"path": "*", "answer": {"errcode": 1}, "times": True}],
        [{"path": "*", "answer": {"errcode": 1}}, {"path": "*"}],
    ],
)
def test_a_fault_that_makes_no_sense_is_told_so_and_none_is_kept(phone: Phone, wrong: Any) -> None:
    answer = phone.sandbox.post("/faults", wrong)
    assert answer.status_code == 400
    assert answer.json()["error"]["text"]
    assert phone.sandbox.get("/faults") == []


@pytest.mark.parametrize(
    "wrong",
    [
        [],
        {"none": 1},
        {"safety": "perhaps"},
        {"safety": []},
        {"grace": 1},
        {"push_gap_s": -1},
        {"push_gap_s": True},
        {"banned": "x"},
        {"words": {"a": "bad"}},
        {"quotas": {"/x": 5}},
        {"quotas": []},
        {"label": "string", "none": 1},
    ],
)
def test_a_switch_that_makes_no_sense_changes_nothing(phone: Phone, wrong: Any) -> None:
    url = f"{phone.sandbox.url}/__sandbox__/switches"
    before = requests.get(url, timeout=5).json()
    assert phone.sandbox.post("/switches", wrong).status_code == 400
    assert requests.get(url, timeout=5).json() == before


def test_two_messages_to_one_person_at_once_are_refused_and_noted(phone: Phone) -> None:
    for _ in range(2):
        phone.sandbox.accept(phone.openid)
    phone.fault(SEND, {"delay_s": 0.5}, times=1)
    first = threading.Thread(target=phone.send)
    first.start()
    time.sleep(0.2)
    assert phone.send().json()["errcode"] == 43108
    assert phone.sandbox.journal(SEND)[-1]["violations"] == ["concurrent_send"]
    first.join()
    assert phone.send().json()["errcode"] == 0
    assert len(phone.sandbox.inbox(phone.openid)) == 2


# --- pushes --------------------------------------------------------------------------------------------


def test_every_delivered_message_is_followed_by_its_sent_event(phone: Phone) -> None:
    phone.sandbox.accept(phone.openid)
    msgid = phone.send().json()["msgid"]
    item = phone.heard("subscribe_msg_sent_event").items[0]
    assert (item.msgid, item.template_id, item.errcode, item.status) == (str(msgid), TEMPLATE, "0", "success")


def test_no_sent_event_when_that_is_switched_off(phone: Phone) -> None:
    phone.sandbox.accept(phone.openid)
    phone.heard("subscribe_msg_popup_event")
    phone.switch(sent_events=False)
    phone.send()
    phone.sandbox.accept(phone.openid)
    assert phone.heard("subscribe_msg_popup_event")
    assert {read(call).name for call in phone.pushes()} == {"subscribe_msg_popup_event"}


@pytest.mark.parametrize("form", ["json", "xml"])
@pytest.mark.parametrize("mode", ["plain", "aes"])
@pytest.mark.parametrize("list_form", ["object", "array"])
def test_a_push_is_read_in_every_form(phone: Phone, mode: str, form: str, list_form: str) -> None:
    phone.switch(push_mode=mode, push_format=form, list_form=list_form)
    phone.sandbox.accept(phone.openid)
    event = phone.heard("subscribe_msg_popup_event")
    assert [(item.template_id, item.is_accepted) for item in event.items] == [(TEMPLATE, True)]
    phone.sandbox.post("/switch_off", {"openid": phone.openid})
    assert not phone.heard("subscribe_msg_change_event").items[0].is_accepted
    assert (phone.pushes()[-1].query.get("encrypt_type") == "aes") == (mode == "aes")


@pytest.mark.parametrize("mode", ["plain", "aes"])
def test_a_push_of_ones_own_is_sent_at_once_and_its_answer_told(phone: Phone, mode: str) -> None:
    answer = phone.push(mode=mode)
    assert (answer["status"], answer["body"], len(answer["deliveries"])) == (200, "success", 1)
    assert phone.heard("debug_demo").fields["debug_str"] == "你好"


def test_a_duplicate_is_the_same_push_letter_by_letter(phone: Phone) -> None:
    assert len(phone.push(**{"break": "duplicate"})["deliveries"]) == 2
    first, second = phone.pushes()[-2:]
    assert (first.query, first.body) == (second.query, second.body)
    assert read(first).dedupe_key == read(second).dedupe_key


@pytest.mark.parametrize("mode", ["plain", "aes"])
@pytest.mark.parametrize("broken", ["signature", "stale"])
def test_a_broken_push_is_one_that_the_product_refuses(phone: Phone, mode: str, broken: str) -> None:
    phone.push(mode=mode, **{"break": broken})
    with pytest.raises(Exception, match="signature is wrong" if broken == "signature" else "too old"):
        read(phone.pushes()[-1])


@pytest.mark.parametrize(
    "wrong",
    [{"event": []}, {"mode": "rot13"}, {"break": "leg"}, {"format": "yaml"}, {"mode": []}],
)
def test_a_push_that_makes_no_sense_is_told_so(phone: Phone, wrong: dict[str, Any]) -> None:
    answer = phone.sandbox.post("/push", {"event": {"Event": "x"}, **wrong})
    assert answer.status_code == 400
    assert answer.json()["error"]["text"]


def test_without_a_key_nothing_is_sealed(product: Listener) -> None:
    with running_sandbox(f"{product.url}/wechat/callback") as bare:
        assert bare.post("/push", {"event": {"Event": "x"}, "mode": "aes"}).status_code == 400
        assert bare.post("/push", {"event": {"Event": "x"}}).json()["status"] == 200


def test_an_own_push_that_is_not_taken_has_its_other_tries_later() -> None:
    tries: queue.Queue[int] = queue.Queue()

    def script(call: Call) -> Reply:
        tries.put(1)
        return Reply(b"busy") if tries.qsize() < 3 else Reply(b"")

    with Listener(script) as busy, running_sandbox(f"{busy.url}/wechat/callback") as sandbox:
        sandbox.post("/switches", {"push_gap_s": 0.05})
        assert sandbox.post("/push", {"event": {"Event": "x"}}).json()["body"] == "busy"
        calls = [busy.arrived.get(timeout=WAIT_S) for _ in range(3)]
        assert len({call.body for call in calls}) == 1
        for _ in range(100):
            pushes = requests.get(f"{sandbox.url}/__sandbox__/counts", timeout=5).json()["pushes"]
            if pushes["taken"]:
                break
            time.sleep(0.05)
        assert pushes == {"waiting": 0, "taken": 1, "given_up": 0, "dropped": 0}


def test_the_callbacks_address_is_checked_as_the_console_does(product: Listener) -> None:
    def right(call: Call) -> Reply:
        return Reply(Callback(TOKEN, None, APPID).echo(call.query).encode(), content_type="text/plain")

    for script, is_right in ((right, True), (lambda call: Reply(b"success"), False)):
        with Listener(script) as listener, running_sandbox(f"{listener.url}/wechat/callback") as sandbox:
            assert sandbox.post("/check_callback", {}).json() == {"ok": is_right}


# --- pictures ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "suggest", "label"), [("a", "pass", 100), ("risky", "risky", 20006)])
def test_a_pictures_result_is_pushed_after_the_answer(
    phone: Phone, name: str, suggest: str, label: int
) -> None:
    trace_id = phone.check_media(f"https://example.org/{name}.jpg")
    fields = phone.heard("wxa_media_check").fields
    assert (fields["trace_id"], fields["appid"], fields["version"]) == (trace_id, APPID, 2)
    assert fields["result"] == {"suggest": suggest, "label": label}


def test_a_pictures_result_can_come_before_the_answer_or_not_at_all(phone: Phone) -> None:
    phone.switch(media_order="before", label="string", media="review")
    trace_id = phone.check_media("https://example.org/a.jpg")
    early = [read(call).fields for call in phone.pushes()]
    assert [fields["trace_id"] for fields in early] == [trace_id]
    assert early[0]["result"] == {"suggest": "review", "label": "21000"}
    phone.switch(media_order="never")
    phone.check_media("https://example.org/a.jpg")
    phone.push()
    assert [read(call).name for call in phone.pushes()] == ["wxa_media_check", "debug_demo"]


def test_the_old_result_had_other_names(phone: Phone) -> None:
    phone.switch(media_version="1")
    phone.check_media("https://example.org/risky.jpg")
    fields = phone.heard("wxa_media_check").fields
    assert (fields["isrisky"], fields["status_code"]) == (1, 0)


def test_a_picture_of_this_machine_must_be_there_for_everybody(phone: Phone) -> None:
    with Listener(lambda call: Reply(b"JPEG") if "open" in call.path else Reply(status=401)) as files:
        phone.check_media(f"{files.url}/open.jpg")
        assert phone.heard("wxa_media_check").fields["result"] == {"suggest": "pass", "label": 100}
        phone.check_media(f"{files.url}/closed.jpg")
        fields = phone.heard("wxa_media_check").fields
        assert (fields["errcode"], fields.get("result")) == (-1008, None)
