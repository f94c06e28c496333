"""Passwords that somebody could guess are refused with words that help; nothing is asked of anybody outside."""

from __future__ import annotations

import pytest

from server.accounts.guessable import Known, why

LIN = Known("lin.gh", "林小雨", "13867410022", ("桂花社区代表联络站",))


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("short-7", "长一点"),
        ("password123", "很多人"),
        ("1qaz2wsx3edc", "很多人"),
        ("woaini1314520", "很多人"),
        ("P@ssw0rd2026", "很多人"),
        ("20260101abcd", "很多人"),
        ("renda@123456", "很多人"),
        ("zhongguo2026", "很多人"),
        ("aabbccddee11", "很多人"),
        ("LIN.GH-spring-rain", "账号名"),
        ("林小雨爱吃桂花糕和米酒", "姓名"),
        ("west-lake-867410", "手机号"),
        ("桂花社区代表联络站的灯", "单位名"),
    ],
)
def test_what_can_be_guessed_is_refused_with_the_reason(password: str, said: str) -> None:
    assert said in why(password, LIN)


@pytest.mark.parametrize(
    "password", ["桂花又开满了-2026", "chun-feng-hua-yu-2026", "a-long-password-7", "茶壶 雨伞 河边 铁皮"]
)
def test_what_is_long_and_of_ones_own_is_taken(password: str) -> None:
    assert why(password, LIN) == ""
