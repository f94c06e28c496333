"""Pushes that are signed well and say something that no platform says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from .pushes import (
    GOOD_JSON,
    GOOD_XML,
    MEDIA,
    MOST_BYTES,
    XML_FIELDS,
    Cases,
    Push,
    both_ways,
    digits,
    encrypted,
    in_json,
    plain,
    popup_json,
    query,
)
from .signing import ACCEPT, APPID, NOW, popup

# --- bodies ----------------------------------------------------------------------------------------------


def oversized() -> Cases:
    room = MOST_BYTES + 1 - len(GOOD_JSON)
    yield plain("one byte too many", GOOD_JSON + b" " * room)
    for size in (100_000, 300_000, 1_000_000):
        yield plain(f"JSON with a field of {size}", GOOD_JSON[:-1] + b',"x":"' + b"x" * size + b'"}')
        yield plain(f"XML with a comment of {size}", GOOD_XML + b"<!--" + b"x" * size + b"-->")
        yield plain(f"{size} blanks", b" " * size)
        yield plain(f"{size} brackets", b"[" * size)
        inside = encrypted(popup_json(x="x" * size))
        yield Push(f"sealed {size}", tuple(query(inside)), in_json(inside))


def cut_json() -> Cases:
    for end in range(0, len(GOOD_JSON), 16):
        yield from both_ways(f"cut after {end}", GOOD_JSON[:end])


def cut_xml() -> Cases:
    for end in range(0, len(GOOD_XML), 40):
        yield from both_ways(f"cut after {end}", GOOD_XML[:end])


def broken_json() -> Cases:
    bodies = {
        "null": b"null",
        "true": b"true",
        "number": b"1",
        "text": b'"x"',
        "list": b"[" + GOOD_JSON + b"]",
        "empty list": b"[]",
        "empty object": b"{}",
        "two objects": GOOD_JSON + GOOD_JSON,
        "something after": GOOD_JSON + b"x",
        "single quotes": GOOD_JSON.replace(b'"', b"'"),
        "comment": b"/* */" + GOOD_JSON,
        "comma at the end": GOOD_JSON[:-1] + b",}",
        "key without quotes": b"{MsgType:1}",
        "raw newline in a text": GOOD_JSON.replace(b"event", b"eve\nnt"),
        "raw null byte": GOOD_JSON.replace(b"event", b"eve\0nt"),
        "five thousand digits": GOOD_JSON.replace(str(NOW).encode(), b"9" * 5000),
        "form": b"MsgType=event&FromUserName=o",
        "multipart": b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x--',
        "YAML": b"MsgType: event",
        "HTML": b"<!doctype html><p>502 Bad Gateway",
    }
    for what, body in bodies.items():
        yield from both_ways(what, body)
    yield plain("gzip", b"\x1f\x8b\x08\x00" + GOOD_JSON)
    for kind in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/xml", ""):
        yield plain(f"cut, called {kind or 'nothing'}", GOOD_JSON[:-9], kind)


def odd_bytes() -> Cases:
    text = GOOD_JSON.decode()
    bodies = {
        "UTF-16 with mark": text.encode("utf-16"),
        "UTF-16 little": text.encode("utf-16-le"),
        "UTF-16 big": text.encode("utf-16-be"),
        "UTF-16 big with mark": b"\xfe\xff" + text.encode("utf-16-be"),
        "UTF-32": text.encode("utf-32"),
        "UTF-7": b"+AHs-" + GOOD_JSON[1:],
        "GBK": text.replace("accept", "接受").encode("gbk"),
        "overlong": GOOD_JSON.replace(b"event", b"\xc0\xafvent"),
        "a lone byte": GOOD_JSON.replace(b"event", b"even\xff"),
        "half a character": GOOD_JSON + "字".encode()[:2],
        "a surrogate in UTF-8": GOOD_JSON.replace(b"event", b"\xed\xa0\x80"),
        "two marks": b"\xef\xbb\xbf\xef\xbb\xbf" + GOOD_JSON,
        "XML in UTF-16": GOOD_XML.decode().encode("utf-16"),
        "XML that says UTF-16": b'<?xml version="1.0" encoding="UTF-16"?>'
        + GOOD_XML.decode().encode("utf-16"),
        "XML in GBK": f"<xml>{XML_FIELDS}<a>字</a></xml>".encode("gbk"),
        "XML with a null byte": GOOD_XML.replace(b"event", b"eve\0nt"),
    }
    for what, body in bodies.items():
        yield plain(what, body)


def deep() -> Cases:
    for depth in (1_000, 5_000, 20_000):
        lists, objects = b"[" * depth + b"]" * depth, b'{"a":' * depth + b"1" + b"}" * depth
        yield from both_ways(f"{depth} lists", lists)
        yield from both_ways(f"{depth} objects", objects[:MOST_BYTES])
        yield from both_ways(f"{depth} lists never closed", b"[" * depth)
        yield from both_ways(f"{depth} lists in a field", GOOD_JSON[:-1] + b',"x":' + lists + b"}")
    for depth in (100, 1_000, 5_000, 20_000):
        tags = b"<a>" * depth + b"</a>" * depth
        yield from both_ways(f"XML {depth} deep", b"<xml>" + XML_FIELDS.encode() + tags + b"</xml>")
        yield from both_ways(f"XML {depth} deep, never closed", b"<xml>" + b"<a>" * depth)


ODD = {
    "null": None,
    "true": True,
    "fraction": 1.5,
    "list": ["event"],
    "object": {"a": "event"},
    "empty": "",
    "long": "x" * 129,
    "newline": "eve\nnt",
    "null byte": "eve\0nt",
    "Chinese": "事件",
    "lone surrogate": "\ud800",
    "right to left": "\u202eevent",
}
TIMES = {"negative": -1, "huge": 10**30, "words": "soon", "Arabic digits": digits("٠"), "exponent": 1e300}


def odd_fields() -> Cases:
    for name in ("FromUserName", "MsgType", "Event", "CreateTime"):
        missing = popup(ACCEPT, CreateTime=NOW)
        del missing[name]
        yield from both_ways(f"no {name}", json.dumps(missing).encode())
        for what, value in ODD.items():
            yield from both_ways(f"{name}: {what}", popup_json(**{name: value}))
    for what, value in TIMES.items():
        yield from both_ways(f"CreateTime: {what}", popup_json(CreateTime=value))
    for word in (b"NaN", b"Infinity", b"-Infinity", b"1e999"):
        yield from both_ways(f"CreateTime: {word.decode()}", GOOD_JSON.replace(str(NOW).encode(), word))
    for what, value in {"another": "wx0000000000000000", "empty": "", "list": [APPID], "number": 1}.items():
        yield from both_ways(f"appid: {what}", popup_json(appid=value))


LISTS: Mapping[str, Any] = {
    "null": None,
    "empty list": [],
    "empty object": {},
    "text": "tmpl-1",
    "number": 1,
    "true": True,
    "list of lists": [[]],
    "list of nulls": [None],
    "list of texts": ["tmpl-1"],
    "good and bad": [ACCEPT, 1],
    "too many": [ACCEPT] * 21,
    "thousands": [{"TemplateId": str(n)} for n in range(2_000)],
    "no TemplateId": {"SubscribeStatusString": "accept"},
    "TemplateId null": {**ACCEPT, "TemplateId": None},
    "TemplateId empty": {**ACCEPT, "TemplateId": ""},
    "TemplateId list": {**ACCEPT, "TemplateId": ["a"]},
    "TemplateId object": {**ACCEPT, "TemplateId": {}},
    "TemplateId true": {**ACCEPT, "TemplateId": True},
    "TemplateId long": {**ACCEPT, "TemplateId": "t" * 129},
    "TemplateId Chinese": {**ACCEPT, "TemplateId": "模板"},
    "status list": {**ACCEPT, "SubscribeStatusString": ["accept"]},
    "status newline": {**ACCEPT, "SubscribeStatusString": "accept\n"},
    "MsgID fraction": {**ACCEPT, "MsgID": 1.5},
    "MsgID object": {**ACCEPT, "MsgID": {}},
    "ErrorCode list": {**ACCEPT, "ErrorCode": []},
}
EVENTS = ("subscribe_msg_popup_event", "subscribe_msg_change_event", "subscribe_msg_sent_event")


def odd_lists() -> Cases:
    for event in EVENTS:
        missing = popup(ACCEPT, CreateTime=NOW, Event=event)
        del missing["List"]
        yield plain(f"{event}: no List", json.dumps(missing).encode())
        for what, found in LISTS.items():
            yield plain(f"{event}: {what}", popup_json(Event=event, List=found))


def odd_media() -> Cases:
    values: Mapping[str, Any] = {
        "null": None,
        "empty": "",
        "list": [],
        "object": {},
        "true": True,
        "fraction": 1.5,
        "long": "a" * 129,
        "Chinese": "编号",
        "newline": "a\nb",
    }
    yield plain("no trace_id", json.dumps({k: v for k, v in MEDIA.items() if k != "trace_id"}).encode())
    for what, value in values.items():
        yield from both_ways(f"trace_id {what}", json.dumps(MEDIA | {"trace_id": value}).encode())
