"""The value rules of template fields, judged twice: by the gateway's table and by the sandbox's own."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from sandbox.rules import is_value
from server.gateways.wechat import ConfigurationWrong
from server.gateways.wechat.fields import RULES, fit


@pytest.mark.parametrize(
    ("key", "value", "fitted"),
    [
        ("thing1", "门前路灯不亮", "门前路灯不亮"),
        ("thing1", "路" * 20, "路" * 20),
        ("thing1", "路" * 21, "路" * 19 + "…"),
        ("thing1", "𠮷" * 21, "𠮷" * 19 + "…"),
        ("thing1", "路灯\r\n\t不亮\x00", "路灯 不亮"),
        ("thing1", "路灯\ud800不亮", "路灯不亮"),
        ("thing1", "一" * 18 + " 二三", "一" * 18 + "…"),
        ("thing20", " e\u0301 ", "é"),
        ("thing1", ": 路灯不亮", "路灯不亮"),
        ("thing1", "：路灯不亮", "路灯不亮"),
        ("thing1", "路灯：不亮", "路灯：不亮"),
        ("thing1", "路灯\u2028不亮\x85坏了", "路灯 不亮 坏了"),
        ("phrase2", "已答复", "已答复"),
        ("phrase2", "已办理完毕了", "已办理完毕"),
        ("phrase2", "已答复！A级", "已答复级"),
        ("name3", "欧阳修" * 4, "欧阳修" * 3 + "…"),
        ("name3", "John Ronald Reuel To", "John Ronald Reuel To"),
        ("character_string5", "261110-0237", "261110-0237"),
        ("character_string5", "编号 261110-0237", "261110-0237"),
        ("character_string5", "9" * 40, "9" * 32),
        ("time4", "15:01", "15:01"),
        ("time4", "2019年10月1日 15:01", "2019年10月1日 15:01"),
        ("time4", "2024-07-24 08:00～12:00", "2024-07-24 08:00~12:00"),
        ("time4", "2024-07-24 08:00~12:00", "2024-07-24 08:00~12:00"),
        ("time4", "１５：０１", "15:01"),
        ("date4", "2019-10-01", "2019-10-01"),
        ("date4", "2019年10月1日 15:01", "2019年10月1日 15:01"),
        ("date4", "2019-10-01～2019-10-07", "2019-10-01~2019-10-07"),
        ("number6", "１２", "12"),
        ("date4", "2019年10月1日~2019年10月7日", "2019年10月1日~2019年10月7日"),
        ("number6", "3.14", "3.14"),
        ("letter7", "ABC", "ABC"),
        ("symbol8", "★", "★"),
        ("amount9", "￥12.50元", "￥12.50元"),
        ("phone_number10", "+86-0766-66888866", "+86-0766-66888866"),
        ("car_number11", "粤A8Z888挂", "粤A8Z888挂"),
    ],
)
def test_a_value_is_made_to_fit_its_type(key: str, value: str, fitted: str) -> None:
    assert fit(key, value) == fitted
    assert is_value(key, fitted)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("thing1", ""),
        ("thing1", " \n\t"),
        ("phrase2", "OK"),
        ("character_string5", "编号"),
        ("time4", "15点"),
        ("time4", "25:00"),
        ("time4", "08~12"),
        ("time4", "2024-13-01 08:00"),
        ("time4", "2024-07-24 08~12"),
        ("time4", ":15:01"),
        ("time4", "15:01\n16:00"),
        ("date4", "2024-07-24 08~12"),
        ("thing1", "：: "),
        ("number6", "٣"),
        ("time4", "٠٨:٠٠"),
        ("number6", "-1"),
        ("enum5", ""),
        ("thing٣", "别的数字"),
        ("time4", "2023-03-24 11:50:00"),
        ("date4", "昨天"),
        ("number6", "很多"),
        ("number6", "1" * 33),
        ("letter7", "字母"),
        ("symbol8", "A"),
        ("amount9", "12345678901"),
        ("phone_number10", "1" * 18),
        ("name3", "甲1"),
        ("thing", "没有序号"),
        ("unknown1", "没有这个类型"),
        ("Thing1", "大写"),
    ],
)
def test_what_cannot_fit_is_refused_before_it_is_sent(key: str, value: str) -> None:
    with pytest.raises(ConfigurationWrong) as refusal:
        fit(key, value)
    assert refusal.value.errcode == 47003
    assert key in str(refusal.value)


@given(st.text(st.characters(), max_size=200), st.sampled_from(sorted(set(RULES) - {"enum", "enum_string"})))
def test_whatever_passes_the_gateway_passes_the_platform(value: str, kind: str) -> None:
    try:
        fitted = fit(f"{kind}1", value)
    except ConfigurationWrong:
        return
    assert is_value(f"{kind}1", fitted)
    fitted.encode("utf-8")


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Z"]), min_size=1, max_size=200))
def test_any_visible_text_fits_a_thing(value: str) -> None:
    assert 1 <= len(fit("thing1", value)) <= 20


def test_a_refusal_never_repeats_the_value() -> None:
    with pytest.raises(ConfigurationWrong) as refusal:
        fit("time4", "张三的电话 13800002046")
    assert "13800002046" not in repr(refusal.value)
