"""The platform's moods on a real socket: faults, late answers, concurrent sends."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest
import requests

from .phone import SEND, STABLE, Phone

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
