"""What is inside a push: the same event from JSON and XML, and one kind of error for everything else."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from server.gateways.wechat import InvalidCallback, MediaResult

from .signing import ACCEPT, APPID, NOW, OPENID, REJECT, callback, popup, read, signed


def test_one_template_comes_as_an_object_and_several_as_an_array() -> None:
    (alone,) = read(popup(ACCEPT)).items
    assert (alone.template_id, alone.is_accepted) == ("tmpl-1", True)
    both = read(popup([ACCEPT, REJECT])).items
    assert [(item.template_id, item.is_accepted) for item in both] == [("tmpl-1", True), ("tmpl-2", False)]


XML = """<xml><ToUserName><![CDATA[gh_1]]></ToUserName><FromUserName><![CDATA[{openid}]]></FromUserName>
<CreateTime>1620973045</CreateTime><MsgType><![CDATA[event]]></MsgType>
<Event><![CDATA[{event}]]></Event><{holder}>{entries}</{holder}></xml>"""


def _xml(event: str, holder: str, *entries: dict[str, str]) -> bytes:
    lists = "".join(
        "<List>" + "".join(f"<{key}><![CDATA[{value}]]></{key}>" for key, value in entry.items()) + "</List>"
        for entry in entries
    )
    return XML.format(openid=OPENID, event=event, holder=holder, entries=lists).encode()


@pytest.mark.parametrize("entries", [[ACCEPT], [ACCEPT, REJECT]])
def test_xml_and_json_say_the_same(entries: list[dict[str, str]]) -> None:
    from_xml = read(_xml("subscribe_msg_popup_event", "SubscribeMsgPopupEvent", *entries))
    from_json = read(popup(entries, CreateTime="1620973045"))
    assert from_xml.items == from_json.items
    assert from_xml.dedupe_key == from_json.dedupe_key


def test_a_person_can_switch_messages_off_in_the_settings() -> None:
    event = read(_xml("subscribe_msg_change_event", "SubscribeMsgChangeEvent", REJECT))
    assert [(item.template_id, item.is_accepted) for item in event.items] == [("tmpl-2", False)]


def test_a_sent_event_names_the_message_and_what_became_of_it() -> None:
    entry = {"TemplateId": "t", "MsgID": "1864323726461255680", "ErrorCode": "0", "ErrorStatus": "success"}
    for event in (
        read(popup(entry, Event="subscribe_msg_sent_event")),
        read(_xml("subscribe_msg_sent_event", "SubscribeMsgSentEvent", entry)),
        read(popup(entry | {"MsgID": 1864323726461255680, "ErrorCode": 0}, Event="subscribe_msg_sent_event")),
    ):
        (item,) = event.items
        assert (item.msgid, item.errcode, item.status) == ("1864323726461255680", "0", "success")


def test_the_same_push_again_has_the_same_key_and_another_has_another() -> None:
    keys = {
        read(popup(ACCEPT)).dedupe_key,
        read(popup(REJECT)).dedupe_key,
        read(popup([ACCEPT, REJECT])).dedupe_key,
        read(popup(ACCEPT, CreateTime=1620973046)).dedupe_key,
        read(popup(ACCEPT, FromUserName="o" + "x" * 27)).dedupe_key,
        read(popup(ACCEPT, Event="subscribe_msg_change_event")).dedupe_key,
    }
    assert len(keys) == 6
    again = callback(NOW + 5).read(signed(at=NOW + 5), json.dumps(popup([REJECT, ACCEPT])).encode())
    assert again.dedupe_key in keys


def test_messages_are_told_apart_by_their_number() -> None:
    text = {"ToUserName": "gh", "FromUserName": OPENID, "CreateTime": 1, "MsgType": "text", "Content": "您好"}
    assert read(text | {"MsgId": 1}).dedupe_key != read(text | {"MsgId": 2}).dedupe_key
    assert read(text | {"MsgId": 1}).dedupe_key == read(text | {"MsgId": "1"}).dedupe_key


def test_an_event_shows_no_person_when_printed() -> None:
    assert OPENID not in repr(read(popup(ACCEPT)))


# --- what was found in a photo ------------------------------------------------------------------------

SECOND = {
    "ToUserName": "gh_9df7d78a1234",
    "FromUserName": OPENID,
    "CreateTime": 1626959646,
    "MsgType": "event",
    "Event": "wxa_media_check",
    "appid": APPID,
    "trace_id": "60f96f1d-3845297a-1976a3ae",
    "version": 2,
    "detail": [{"strategy": "content_model", "errcode": 0, "suggest": "pass", "label": 100, "prob": 90}],
    "errcode": 0,
    "errmsg": "ok",
    "result": {"suggest": "pass", "label": 100},
}
FIRST = {
    "ToUserName": "gh_38cc49f9733b",
    "FromUserName": OPENID,
    "CreateTime": 1626959646,
    "MsgType": "event",
    "Event": "wxa_media_check",
    "isrisky": 0,
    "extra_info_json": "",
    "appid": APPID,
    "trace_id": "13e4b2c1-1",
    "status_code": 0,
}


@pytest.mark.parametrize(
    ("change", "suggest", "label"),
    [
        ({}, "pass", 100),
        ({"result": {"suggest": "risky", "label": 20002}}, "risky", 20002),
        ({"result": {"suggest": "review", "label": "20001"}}, "review", 20001),
        ({"result": {"suggest": "pass", "label": "100"}, "errcode": "0"}, "pass", 100),
        ({"errcode": -1008, "result": None}, "review", 21000),
        ({"errcode": "-1010"}, "review", 21000),
        ({"errcode": None}, "pass", 100),
        ({"result": {}}, "pass", 100),
        ({"result": None, "detail": None}, "review", 21000),
        ({"result": "pass"}, "pass", 100),
        ({"detail": 7}, "pass", 100),
    ],
)
def test_a_media_result_of_the_second_version(change: dict[str, Any], suggest: str, label: int) -> None:
    media = read(SECOND | change).media
    assert media == MediaResult("60f96f1d-3845297a-1976a3ae", suggest, label)


@pytest.mark.parametrize(
    ("change", "suggest", "label"),
    [
        ({}, "pass", 100),
        ({"isrisky": "0", "status_code": "0"}, "pass", 100),
        ({"isrisky": 1}, "risky", 21000),
        ({"isrisky": "1"}, "risky", 21000),
        ({"status_code": 4294966288}, "review", 21000),
        ({"status_code": "4294966288", "isrisky": 1}, "review", 21000),
    ],
)
def test_a_media_result_of_the_first_version(change: dict[str, Any], suggest: str, label: int) -> None:
    assert read(FIRST | change).media == MediaResult("13e4b2c1-1", suggest, label)


def test_a_media_result_may_be_xml() -> None:
    xml = f"""<xml><ToUserName><![CDATA[gh_9df7d78a1234]]></ToUserName><FromUserName><![CDATA[{OPENID}]]></FromUserName>
<CreateTime>1626959646</CreateTime><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[wxa_media_check]]></Event>
<appid><![CDATA[{APPID}]]></appid><trace_id><![CDATA[60f96f1d-3845297a-1976a3ae]]></trace_id><version>2</version>
<detail><strategy><![CDATA[content_model]]></strategy><errcode>0</errcode><suggest><![CDATA[pass]]></suggest>
<label>100</label><prob>90</prob></detail><errcode>0</errcode><errmsg><![CDATA[ok]]></errmsg>
<result><suggest><![CDATA[pass]]></suggest><label>100</label></result></xml>"""
    from_xml, from_json = read(xml.encode()), read(SECOND)
    assert from_xml.media == from_json.media
    assert from_xml.dedupe_key == from_json.dedupe_key


def test_results_of_two_photos_are_two_events() -> None:
    assert read(SECOND).dedupe_key != read(SECOND | {"trace_id": "another"}).dedupe_key


def test_a_media_result_without_its_number_belongs_to_nothing() -> None:
    with pytest.raises(InvalidCallback):
        read({name: value for name, value in SECOND.items() if name != "trace_id"})


def test_only_a_media_check_has_a_media_result() -> None:
    assert read(popup(ACCEPT)).media is None


def test_the_nonce_of_a_push_tells_a_repetition_from_a_forgery() -> None:
    """The same one with another body is refused by whoever keeps them; a new moment is a new one."""
    first, again = read(popup(ACCEPT)), read(popup(REJECT))
    assert first.nonce == again.nonce != ""
    assert first.dedupe_key != again.dedupe_key
    later = callback(NOW + 5).read(signed(at=NOW + 5), json.dumps(popup(ACCEPT)).encode())
    assert later.nonce != first.nonce
    assert later.dedupe_key == first.dedupe_key


# --- hostile bodies ------------------------------------------------------------------------------------


def _doctype(declarations: str, event: str = "&a;") -> bytes:
    """A push that would be whole, were its entities believed."""
    return (
        f"<!DOCTYPE xml [{declarations}]><xml><FromUserName>{OPENID}</FromUserName><CreateTime>1</CreateTime>"
        f"<MsgType>event</MsgType><Event>{event}</Event></xml>"
    ).encode()


HOSTILE = {
    "empty": b"",
    "blank": b"  ",
    "text": b"success",
    "not utf-8": b"\xff\xfe{\x00}\x00",
    "utf-16 xml": "<xml><MsgType>event</MsgType></xml>".encode("utf-16"),
    "array": b"[]",
    "null": b"null",
    "number": b"1",
    "string": b'"x"',
    "cut json": b'{"MsgType":',
    "deep json": b'{"a":' * 10_000,
    "huge number": b'{"CreateTime":' + b"9" * 5000 + b"}",
    "cut xml": b"<xml><MsgType>",
    "other root": b"<html></html>",
    "text root": b"<xml>x</xml>",
    "empty root": b"<xml/>",
    "deep xml": b"<a>" * 20_000,
    "deep closed xml": b"<a>" * 9_000 + b"</a>" * 9_000,
    "outside entity": _doctype('<!ENTITY a SYSTEM "file:///etc/hostname">'),
    "inside entity": _doctype('<!ENTITY a "x">'),
    "entity bomb": _doctype('<!ENTITY b "aaaa"><!ENTITY a "&b;&b;&b;">'),
    "unused entity": _doctype('<!ENTITY a "x">', event="x"),
    "outside dtd": b'<!DOCTYPE xml SYSTEM "http://127.0.0.1:9/x.dtd"><xml></xml>',
    "repeated element": b"<xml><MsgType>event</MsgType><MsgType>event</MsgType></xml>",
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE.keys())
def test_trap_g_every_body_we_cannot_read_is_one_kind_of_error(body: bytes) -> None:
    with pytest.raises(InvalidCallback):
        read(body)


@pytest.mark.parametrize(
    "change",
    [
        {"FromUserName": None},
        {"FromUserName": ""},
        {"FromUserName": ["o"]},
        {"FromUserName": "o" * 129},
        {"FromUserName": "o\x00"},
        {"FromUserName": "甲"},
        {"MsgType": None},
        {"MsgType": 1.5},
        {"MsgType": True},
        {"Event": ""},
        {"Event": {}},
        {"CreateTime": None},
        {"CreateTime": "yesterday"},
        {"CreateTime": -1},
        {"CreateTime": 1e9},
        {"List": None},
        {"List": []},
        {"List": "accept"},
        {"List": [1]},
        {"List": [ACCEPT] * 21},
        {"List": {}},
        {"List": {"TemplateId": "t", "SubscribeStatusString": ["accept"]}},
    ],
)
def test_a_part_that_is_missing_or_of_a_wrong_kind_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(InvalidCallback):
        read(popup(ACCEPT, **change))


def test_a_body_of_64_kilobytes_is_read_and_a_larger_one_is_not() -> None:
    fits = json.dumps(popup(ACCEPT, filler="")).encode()
    full = fits.replace(b'"filler": ""', b'"filler": "' + b"x" * (64 * 1024 - len(fits)) + b'"')
    assert len(full) == 64 * 1024
    assert read(full).openid == OPENID
    with pytest.raises(InvalidCallback):
        read(full + b" ")


# a busy machine makes the first values late, which says nothing of the reader
patient = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)


@patient
@given(st.binary(max_size=300))
def test_no_bytes_at_all_raise_another_error(body: bytes) -> None:
    with pytest.raises(InvalidCallback):
        read(body)


@patient
@given(
    st.dictionaries(
        st.sampled_from(sorted(popup(ACCEPT))), st.from_type(type(None)) | st.text() | st.integers()
    )
)
def test_no_values_at_all_raise_another_error(change: dict[str, Any]) -> None:
    try:
        event = read(popup(ACCEPT, **change))
    except InvalidCallback:
        return
    assert len(event.dedupe_key) == 64


def test_a_refusal_never_repeats_the_body() -> None:
    with pytest.raises(InvalidCallback) as refusal:
        read(b'{"phone": "13800002046", ')
    assert "13800002046" not in repr(refusal.value)
    assert refusal.value.__context__ is None
