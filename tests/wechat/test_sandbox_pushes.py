"""What the platform pushes back on a real socket: events, pictures' results, and pushes of one's own."""

from __future__ import annotations

import queue
import time
from typing import Any

import pytest
import requests

from server.gateways.wechat import Callback

from .phone import WAIT_S, Phone, read
from .support import (
    APPID,
    TEMPLATE,
    TOKEN,
    Call,
    Listener,
    Reply,
    running_sandbox,
)

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
