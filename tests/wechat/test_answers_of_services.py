"""Answers about links, content safety, the account and messages, in the forms they come in."""

from __future__ import annotations

from typing import Any

import pytest

from server.gateways.wechat import (
    ConfigurationWrong,
    Quota,
    Refused,
    Template,
    Unavailable,
    Unseen,
    Verdict,
)
from server.gateways.wechat.safety import LONGEST, OVERLAP, parts

from .bare import CALLS, GOOD, OPENID, BarePlatform, answer, asking, offline
from .support import APPID

# --- links ---------------------------------------------------------------------------------------------


def test_a_link_and_a_scheme_say_page_version_and_life() -> None:
    given, asked = asking(CALLS["url_link"], GOOD["url_link"])
    assert given == "https://wxaurl.cn/5SZQ3Cswdl"
    life = {"expire_type": 1, "expire_interval": 30}
    way = {"path": "pages/enter/index", "query": "c=s1.abc", "env_version": "release"}
    assert asked.json == way | life
    given, asked = asking(CALLS["url_scheme"], GOOD["url_scheme"])
    assert given == "weixin://dl/business/?t=XTSkBZlzqmn"
    assert asked.json == {"jump_wxa": way, "is_expire": True} | life


@pytest.mark.parametrize("days", [0, 31, -1])
def test_a_life_the_platform_does_not_take_is_refused_before_it_is_asked(days: int) -> None:
    for verb in (offline().url_link, offline().url_scheme):
        with pytest.raises(ConfigurationWrong) as refusal:
            verb("pages/a", "", days)
        assert refusal.value.errcode == 85401


def test_a_query_that_is_too_long_is_refused_before_it_is_asked() -> None:
    with pytest.raises(ConfigurationWrong) as refusal:
        offline().url_link("pages/a", "q=" + "x" * 1023)
    assert refusal.value.errcode == 40212


@pytest.mark.parametrize("link", ["http://a.example", "javascript:alert(1)", "", 7, None])
def test_only_an_address_of_the_right_kind_is_a_link(link: Any) -> None:
    for call, name in (("url_link", "url_link"), ("url_scheme", "openlink")):
        with pytest.raises(Unavailable):
            asking(CALLS[call], {"errcode": 0, name: link})


# --- content safety ------------------------------------------------------------------------------------

OFFICIAL = {
    "errcode": 0,
    "errmsg": "ok",
    "detail": [
        {"strategy": "content_model", "errcode": 0, "suggest": "risky", "label": 20006, "prob": 90},
        {
            "strategy": "keyword",
            "errcode": 0,
            "suggest": "pass",
            "label": 20006,
            "level": 20,
            "keyword": "一",
        },
    ],
    "trace_id": "60ae120f-371d5872-4941a05b",
    "result": {"suggest": "risky", "label": 20006},
}


@pytest.mark.parametrize(
    ("body", "suggest", "label"),
    [
        (OFFICIAL, "risky", 20006),
        ({"result": {"suggest": "pass", "label": "100"}}, "pass", 100),
        ({"result": {"suggest": "Review", "label": "20001"}}, "review", 20001),
        ({"result": {"suggest": "risk", "label": 20002}}, "risky", 20002),
        ({"result": {"suggest": "fine", "label": 100}}, "review", 100),
        ({"result": {"suggest": "pass"}}, "pass", 100),
        ({"result": {"suggest": "risky", "label": "?"}}, "risky", 21000),
        ({"errcode": 0, "errmsg": "ok"}, "review", 21000),
        ({"result": None, "detail": None}, "review", 21000),
        ({"detail": OFFICIAL["detail"]}, "risky", 20006),
        ({"detail": [{"errcode": -1008, "suggest": "pass", "label": 100}]}, "review", 21000),
        ({"detail": {"errcode": 0, "suggest": "pass", "label": 100}}, "pass", 100),
        ({"errcode": 87014, "errmsg": "risky content rid: x"}, "risky", 21000),
    ],
)
def test_only_a_clear_pass_is_a_pass(body: dict[str, Any], suggest: str, label: int) -> None:
    given, _ = asking(CALLS["check_text"], body)
    assert (given.suggest, given.label) == (suggest, label)


def test_a_person_who_was_not_here_for_two_hours_is_unseen() -> None:
    with pytest.raises(Unseen) as refusal:
        asking(CALLS["check_text"], {"errcode": 61010, "errmsg": "code is expired rid: x"})
    assert isinstance(refusal.value, Refused)
    with pytest.raises(Unseen):
        asking(CALLS["check_media"], {"errcode": 61010})


def test_title_and_nickname_are_sent_only_where_there_are_some() -> None:
    _, asked = asking(lambda w: w.check_text(OPENID, "路", 1, "标题", "昵称"), OFFICIAL)
    assert (asked.json["title"], asked.json["nickname"], asked.json["scene"]) == ("标题", "昵称", 1)
    _, asked = asking(lambda w: w.check_text(OPENID, " ", 2, "只有标题", " "), OFFICIAL)
    assert (asked.json["content"], asked.json["title"]) == ("只有标题", "只有标题")
    assert "nickname" not in asked.json


def test_nothing_to_read_is_nothing_to_object_to() -> None:
    assert offline().check_text(OPENID, " \n") == Verdict("pass", 100, "")


@pytest.mark.parametrize("length", [1, 2499, 2500, 2501, 4899, 4900, 4901, 10_000])
def test_a_long_text_goes_in_overlapping_parts_that_hold_all_of_it(length: int) -> None:
    text = "".join(chr(0x4E00 + n % 20_000) for n in range(length))
    found = list(parts(text))
    assert all(0 < len(part) <= LONGEST for part in found)
    assert found[0] + "".join(part[OVERLAP:] for part in found[1:]) == text
    assert (len(found) == 1) == (length <= LONGEST)


def test_the_worst_part_of_a_long_text_counts() -> None:
    def script(asked: Any) -> Any:
        content = asked.json["content"]
        suggest = "risky" if "坏" in content else "review" if "疑" in content else "pass"
        return answer({"result": {"suggest": suggest, "label": 100}, "trace_id": suggest})

    with BarePlatform(script) as platform:
        wechat = platform.client(total_s=20)
        assert wechat.check_text(OPENID, "好" * 6000).suggest == "pass"
        assert wechat.check_text(OPENID, "好" * 3000 + "疑" + "好" * 3000).trace_id == "review"
        assert wechat.check_text(OPENID, "疑" + "好" * 6000 + "坏").suggest == "risky"
        # a phrase on the seam is whole in one of the parts
        platform.asked.clear()
        wechat.check_text(OPENID, "好" * (LONGEST - 5) + "特别的一句完整的话" + "好" * 100)
    assert any("特别的一句完整的话" in asked.json["content"] for asked in platform.asked)


@pytest.mark.parametrize(("kind", "number"), [("audio", 1), ("image", 2)])
def test_a_sound_and_a_photo_are_told_apart(kind: Any, number: int) -> None:
    _, asked = asking(lambda w: w.check_media(OPENID, "https://a.example/1", kind, 4), {"trace_id": "t"})
    assert (asked.json["media_type"], asked.json["scene"]) == (number, 4)


def test_half_a_character_is_replaced_and_breaks_nothing() -> None:
    _, asked = asking(lambda w: w.check_text(OPENID, "路\ud800灯"), OFFICIAL)
    assert asked.json["content"] == "路?灯"


# --- the account ---------------------------------------------------------------------------------------


def test_templates_are_listed_with_their_keys_in_order() -> None:
    entry = {
        "priTmplId": "9Aw5ZV1j9xdWTFEkqCpZ7mIBbSC34khK55OtzUPl0rU",
        "title": "报名结果通知",
        "content": "会议时间:{{date2.DATA}}\n会议地点:{{thing1.DATA}}\n提示:{{ enum_string3.DATA }}",
        "example": "会议时间:2016年8月8日\n",
        "type": 2,
    }
    given, asked = asking(CALLS["templates"], {"errcode": 0, "data": [entry, {}, "odd"]})
    assert given == [
        Template(entry["priTmplId"], "报名结果通知", ("date2", "thing1", "enum_string3")),
        Template("", "", ()),
    ]
    assert (asked.method, asked.body) == ("GET", b"")


def test_a_quota_may_be_written_in_texts() -> None:
    body = {"quota": {"daily_limit": "10000000", "used": 7, "remain": "9999993"}}
    given, asked = asking(CALLS["quota"], body)
    assert given == Quota(10_000_000, 7, 9_999_993)
    assert asked.json == {"cgi_path": "/cgi-bin/message/subscribe/send"}


def test_clearing_the_quota_names_the_mini_program_and_never_the_secret() -> None:
    _, asked = asking(CALLS["clear_quota"], {"errcode": 0})
    assert asked.json == {"appid": APPID}


def test_a_failed_call_is_explained_without_its_secrets_and_without_what_was_written() -> None:
    request = {
        "invoke_time": 1635156704,
        "cost_in_ms": 30,
        "request_url": "access_token=50_Im7xxxx&openid=oABC",
        "request_body": '{"content":"张三打人","openid":"oABC"}',
        "response_body": '{"errcode":45009,"openid":"oABC","errmsg":"reach max api daily quota limit"}',
        "client_ip": "203.0.113.7",
    }
    given, asked = asking(CALLS["explain"], {"errcode": 0, "request": request})
    assert asked.json == {"rid": "652d44d0-1d0af18b-5b069232"}
    shown = str(given)
    assert not [word for word in ("50_Im7xxxx", "oABC", "张三") if word in shown]
    assert "45009" in given["response_body"]
    assert given["cost_in_ms"] == "30"


# --- messages ------------------------------------------------------------------------------------------


def test_a_message_without_a_page_sends_none() -> None:
    _, asked = asking(lambda w: w.send_subscribe(OPENID, "t", "", {"thing1": "路"}), {"msgid": 1})
    assert "page" not in asked.json
    assert "null" not in asked.body.decode()


@pytest.mark.parametrize("msgid", [1988810812324364291, "1988810812324364291"])
def test_a_message_number_keeps_every_digit(msgid: Any) -> None:
    given, _ = asking(CALLS["send_subscribe"], {"errcode": 0, "msgid": msgid})
    assert given.msgid == "1988810812324364291"
