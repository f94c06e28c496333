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
    Template,
    Unavailable,
    Unseen,
    Verdict,
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


def test_a_quiet_phone_code_is_the_number_itself() -> None:
    quiet = QuietWeChat()
    assert quiet.phone_number("quiet-13800000000") == "13800000000"
    assert quiet.phone_number_of("key", "quiet-13800000000", "iv") == "13800000000"
    for code in ("", "quiet-", "13800000000"):
        with pytest.raises(LoginCodeRefused):
            quiet.phone_number(code)


def test_what_was_checked_can_be_looked_at_and_the_verdict_chosen() -> None:
    quiet = QuietWeChat(risky_words=("坏",))
    assert quiet.check_text("o1", "路灯") == Verdict("pass", 100, "quiet-trace-1")
    assert quiet.check_text("o1", "路灯", title="坏的").suggest == "risky"
    quiet.suggest = "review"
    assert quiet.check_text("o1", "路灯").suggest == "review"
    assert quiet.check_media("o1", "https://a.example/1", "image") == "quiet-trace-4"
    assert [check.kind for check in quiet.checks] == ["text", "text", "text", "image"]


@pytest.mark.parametrize("failure", [Unseen("两小时没来过", 61010), Unavailable("忙")])
def test_a_check_that_cannot_be_had_can_be_played(failure: Exception) -> None:
    quiet = QuietWeChat(check_failure=failure)
    for check in (
        lambda: quiet.check_text("o1", "路灯"),
        lambda: quiet.check_media("o1", "https://a.example/1", "image"),
    ):
        with pytest.raises(type(failure)):
            check()
    assert quiet.checks == []


def test_the_rest_of_the_quiet_platform_answers_too() -> None:
    quiet = QuietWeChat(known_templates=[Template("t", "答复", ("thing1",))], is_session_good=False)
    assert quiet.check_session("o1", "key") is False
    assert quiet.templates()[0].keys == ("thing1",)
    assert quiet.url_link("pages/a", "q=1").startswith("https://")
    assert quiet.url_scheme("pages/a", "q=1").startswith("weixin://")
    assert quiet.url_link("pages/a", "q=1") != quiet.url_link("pages/a", "q=2")
    assert quiet.quota("/x").remain > 0
    quiet.clear_quota()
    assert (quiet.cleared, quiet.explain("r")) == (1, {"rid": "r"})


def test_a_quiet_code_picture_holds_the_scene() -> None:
    picture = Image.open(io.BytesIO(QuietWeChat().mini_program_code("s.abc", "pages/enter/index")))
    assert [found.text for found in zxingcpp.read_barcodes(picture.convert("L"))] == ["s.abc"]
