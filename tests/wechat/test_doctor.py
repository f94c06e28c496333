"""The doctor: each broken setting and account has its line, and nothing secret is printed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from server.doctor import account, shape
from server.doctor.findings import State, exit_code, mend, unseen, well
from server.doctor.outside import Answer
from server.gateways.wechat import (
    Ambiguous,
    Template,
    Unavailable,
    Unseen,
    WeChatError,
    by_errcode,
)
from server.notifications.asks import FIELDS

from .patients import (
    ENV,
    SECRETS,
    SETTINGS,
    TEMPLATES,
    Sick,
    Site,
    examined,
    of,
    visited,
)
from .signing import AES_KEY
from .support import SECRET

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
