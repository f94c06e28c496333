"""The error tree: every number of the platform has its kind, its advice, and nothing that must stay inside."""

from __future__ import annotations

import pickle
import re

import pytest

from server.gateways.wechat import (
    Ambiguous,
    ConfigurationWrong,
    LoginCodeRefused,
    NotSubscribed,
    QuotaSpent,
    Refused,
    Unavailable,
    Unseen,
    WeChatError,
    by_errcode,
)
from server.gateways.wechat.errcodes import KNOWN

RETRY = {-1, 40001, 40014, 42001, 43108, 44990, 45009, 45011}
# every number the facts about the platform name for the calls and tools we know
NAMED = {
    *(-1, 40001, 40002, 40003, 40013, 40014, 40029, 40037, 40038, 40066, 40097, 40125, 40129, 40159, 40163),
    *(
        40164,
        40165,
        40169,
        40189,
        40212,
        40225,
        40226,
        41001,
        41002,
        41004,
        41008,
        41030,
        42001,
        43002,
        43003,
    ),
    *(
        43101,
        43104,
        43107,
        43108,
        43302,
        44002,
        44990,
        45009,
        45011,
        45015,
        45029,
        45047,
        45063,
        45168,
        47001,
    ),
    *(
        47003,
        48001,
        48006,
        50002,
        50004,
        61010,
        76001,
        76003,
        76021,
        76022,
        85066,
        85068,
        85069,
        85070,
        85071,
    ),
    *(85072, 85073, 85074, 85075, 85096, 85107, 85400, 85401, 87008, 87009, 87014, 89503, 89506, 89507),
}


def test_every_number_that_is_named_is_known_and_no_other() -> None:
    assert set(KNOWN) == NAMED


@pytest.mark.parametrize("errcode", sorted(NAMED | {99999, 43116}))
def test_every_number_says_what_to_do_in_chinese(errcode: int) -> None:
    error = by_errcode(errcode, "whatever rid: 652d44d0-1d0af18b-5b069232")
    assert isinstance(error, Unavailable) == (errcode in RETRY)
    assert isinstance(error, Refused) == (errcode not in RETRY)
    assert re.search(r"[\u4e00-\u9fff]{3}", error.advice)
    assert error.advice.endswith("。")
    assert not re.search("[!！]|系统异常", error.advice)
    assert (error.errcode, error.rid) == (errcode, "652d44d0-1d0af18b-5b069232")
    assert str(errcode) in str(error)


@pytest.mark.parametrize(
    ("errcode", "kind"),
    [
        (43101, NotSubscribed),
        (61010, Unseen),
        (40029, LoginCodeRefused),
        (40163, LoginCodeRefused),
        (45009, QuotaSpent),
        (40125, ConfigurationWrong),
        (40037, ConfigurationWrong),
        (43107, ConfigurationWrong),
        (40003, Refused),
        (43116, Refused),
    ],
)
def test_the_kind_says_whether_to_send_again(errcode: int, kind: type[WeChatError]) -> None:
    assert type(by_errcode(errcode)) is kind


def test_the_tree_has_three_branches() -> None:
    assert {kind.__name__ for kind in WeChatError.__subclasses__()} == {"Refused", "Unavailable", "Ambiguous"}
    assert not issubclass(Ambiguous, Unavailable)


@pytest.mark.parametrize(
    "errmsg", ["secret=abc&openid=oABC 张三", "access_token=50_x", "x" * 10_000, 7, None]
)
def test_an_errmsg_is_never_repeated(errmsg: object) -> None:
    error = by_errcode(47003, errmsg)
    shown = str(error) + repr(error) + str(vars(error))
    assert not isinstance(errmsg, str) or errmsg[:20] not in shown


def test_an_error_travels_between_processes_whole() -> None:
    error = by_errcode(45009, "x rid: 652d44d0-1d0af18b-5b069232")
    again = pickle.loads(pickle.dumps(error))
    assert vars(again) == vars(error)
