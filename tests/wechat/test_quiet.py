"""The quiet WeChat keeps the same promises as the real one."""

from __future__ import annotations

import io

import pytest
import zxingcpp
from PIL import Image

from server.gateways.wechat import (
    ConfigurationWrong,
    LoginCodeRefused,
    NotSubscribed,
    QuietWeChat,
    WeChat,
    WeChatClient,
    quiet_openid,
)

from .support import PAGE, REPLY, TEMPLATE


def test_both_keep_the_protocol() -> None:
    both: list[WeChat] = [QuietWeChat(), WeChatClient("wx", "secret", "http://127.0.0.1:1")]
    assert len(both) == 2


def test_a_quiet_code_is_always_the_same_person() -> None:
    quiet = QuietWeChat()
    lin = quiet.code_to_session("quiet-lin").openid
    assert lin == quiet.code_to_session("quiet-lin").openid == quiet_openid("lin")
    assert lin != quiet.code_to_session("quiet-chen").openid
    assert (len(lin), lin[0]) == (28, "o")


@pytest.mark.parametrize("code", ["", "quiet-", "lin", "Quiet-lin"])
def test_any_other_code_is_refused(code: str) -> None:
    with pytest.raises(LoginCodeRefused):
        QuietWeChat().code_to_session(code)


def test_what_was_sent_can_be_looked_at() -> None:
    quiet = QuietWeChat()
    quiet.send_subscribe("o1", TEMPLATE, PAGE, REPLY | {"thing1": "路" * 30})
    (message,) = quiet.sent
    assert (message.openid, message.template_id, message.page) == ("o1", TEMPLATE, PAGE)
    assert message.data["thing1"] == "路" * 19 + "…"


def test_a_refusal_can_be_played() -> None:
    quiet = QuietWeChat(failure=NotSubscribed("对方没有订阅", 43101))
    with pytest.raises(NotSubscribed):
        quiet.send_subscribe("o1", TEMPLATE, PAGE, REPLY)
    assert quiet.sent == []


def test_a_value_that_cannot_fit_is_refused_as_by_the_real_one() -> None:
    quiet = QuietWeChat()
    with pytest.raises(ConfigurationWrong):
        quiet.send_subscribe("o1", TEMPLATE, PAGE, REPLY | {"time4": "不久以前"})
    assert quiet.sent == []


def test_a_quiet_code_picture_holds_the_scene() -> None:
    picture = Image.open(io.BytesIO(QuietWeChat().mini_program_code("s.abc", "pages/enter/index")))
    assert [found.text for found in zxingcpp.read_barcodes(picture.convert("L"))] == ["s.abc"]
