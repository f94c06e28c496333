"""Sending subscribe messages through the sandbox."""

from __future__ import annotations

import json
from typing import Literal

import pytest

from server.gateways.wechat import ConfigurationWrong, NotSubscribed, Refused

from .support import PAGE, REPLY, TEMPLATE, SandboxProcess, client, raw_body

SEND = "/cgi-bin/message/subscribe/send"


def test_one_accept_is_one_message(sandbox: SandboxProcess, openid: str) -> None:
    sandbox.accept(openid)
    wechat = client(sandbox.url)
    sent = wechat.send_subscribe(openid, TEMPLATE, PAGE, REPLY)
    with pytest.raises(NotSubscribed) as refusal:
        wechat.send_subscribe(openid, TEMPLATE, PAGE, REPLY)
    assert refusal.value.errcode == 43101
    (message,) = sandbox.inbox(openid)
    assert message["msgid"] == sent.msgid
    assert int(sent.msgid) > 2**53
    assert {key: entry["value"] for key, entry in message["data"].items()} == REPLY
    assert message["page"] == PAGE


def test_accepts_add_up_and_a_rejection_spends_them_all(sandbox: SandboxProcess, openid: str) -> None:
    wechat = client(sandbox.url)
    for _ in range(3):
        sandbox.accept(openid)
    wechat.send_subscribe(openid, TEMPLATE, PAGE, REPLY)
    wechat.send_subscribe(openid, TEMPLATE, PAGE, REPLY)
    sandbox.accept(openid, "reject")
    with pytest.raises(NotSubscribed):
        wechat.send_subscribe(openid, TEMPLATE, PAGE, REPLY)


@pytest.mark.parametrize(
    ("env", "state"), [("develop", "developer"), ("trial", "trial"), ("release", "formal")]
)
def test_trap_c_state_and_language_are_always_sent(
    sandbox: SandboxProcess, openid: str, env: Literal["develop", "trial", "release"], state: str
) -> None:
    sandbox.accept(openid)
    client(sandbox.url, env=env).send_subscribe(openid, TEMPLATE, PAGE, REPLY)
    (message,) = sandbox.inbox(openid)
    assert message["miniprogram_state"] == state
    body = json.loads(raw_body(sandbox.journal(SEND)[-1]))
    assert (body["miniprogram_state"], body["lang"]) == (state, "zh_CN")


def test_chinese_travels_as_raw_utf8_and_not_as_escapes(sandbox: SandboxProcess, openid: str) -> None:
    sandbox.accept(openid)
    client(sandbox.url).send_subscribe(openid, TEMPLATE, PAGE, REPLY | {"thing1": "𠮷野家旁的路灯🚧"})
    sent = raw_body(sandbox.journal(SEND)[-1])
    assert "𠮷野家旁的路灯🚧".encode() in sent
    assert b"\\u" not in sent


def test_long_text_arrives_trimmed_to_twenty_characters(sandbox: SandboxProcess, openid: str) -> None:
    sandbox.accept(openid)
    client(sandbox.url).send_subscribe(openid, TEMPLATE, PAGE, REPLY | {"thing1": "路" * 500})
    (message,) = sandbox.inbox(openid)
    assert message["data"]["thing1"]["value"] == "路" * 19 + "…"


def test_a_value_that_cannot_fit_is_not_sent_and_spends_nothing(sandbox: SandboxProcess, openid: str) -> None:
    sandbox.accept(openid)
    wechat = client(sandbox.url)
    before = len(sandbox.journal(SEND))
    with pytest.raises(ConfigurationWrong) as refusal:
        wechat.send_subscribe(openid, TEMPLATE, PAGE, REPLY | {"time4": "不久以前"})
    assert refusal.value.errcode == 47003
    assert len(sandbox.journal(SEND)) == before
    wechat.send_subscribe(openid, TEMPLATE, PAGE, REPLY)


def test_a_person_of_another_mini_program_is_refused(sandbox: SandboxProcess) -> None:
    with pytest.raises(Refused) as refusal:
        client(sandbox.url).send_subscribe("o" + "x" * 27, TEMPLATE, PAGE, REPLY)
    assert refusal.value.errcode == 40003
    assert not isinstance(refusal.value, NotSubscribed | ConfigurationWrong)


@pytest.mark.parametrize(
    ("template_id", "page", "missing", "errcode"),
    [
        ("another-template", PAGE, None, 40037),
        (TEMPLATE, "/pages/message/index", None, 41030),
        (TEMPLATE, PAGE, "thing5", 47003),
    ],
)
def test_what_a_person_must_mend_is_a_wrong_configuration(
    sandbox: SandboxProcess, openid: str, template_id: str, page: str, missing: str | None, errcode: int
) -> None:
    sandbox.accept(openid)
    data = {key: value for key, value in REPLY.items() if key != missing}
    with pytest.raises(ConfigurationWrong) as refusal:
        client(sandbox.url).send_subscribe(openid, template_id, page, data)
    assert refusal.value.errcode == errcode


def test_the_request_id_of_the_platform_is_kept_for_its_support(sandbox: SandboxProcess, openid: str) -> None:
    sandbox.login(openid)
    with pytest.raises(NotSubscribed) as refusal:
        client(sandbox.url).send_subscribe(openid, TEMPLATE, PAGE, REPLY)
    answer = sandbox.journal(SEND)[-1]["answer"]
    assert refusal.value.rid
    assert answer["errmsg"].endswith(f" rid: {refusal.value.rid}")
