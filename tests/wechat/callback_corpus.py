"""Pushes that the door must refuse, made up from families, always the same ones.

Each is signed, or sealed, as well as its fault allows: what is wrong with it is that one thing alone.
"""

from __future__ import annotations

import base64
import hashlib
import json
import struct
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from .signing import ACCEPT, AES_KEY, APPID, NOW, OPENID, TOKEN, popup

KEY = base64.b64decode(AES_KEY + "=")
OTHER_KEY = bytes(reversed(KEY))
MEDIA = {
    "ToUserName": "gh_97417a04a28d",
    "FromUserName": OPENID,
    "CreateTime": NOW,
    "MsgType": "event",
    "Event": "wxa_media_check",
    "appid": APPID,
    "trace_id": "967e945cd8a3e458f3c74dcb886068e9",
    "version": 2,
    "result": {"suggest": "pass", "label": 100},
}
XML_HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
XML_FIELDS = (
    f"<ToUserName>gh_97417a04a28d</ToUserName><FromUserName>{OPENID}</FromUserName>"
    f"<CreateTime>{NOW}</CreateTime><MsgType>event</MsgType><Event>subscribe_msg_popup_event</Event>"
    "<SubscribeMsgPopupEvent><List><TemplateId>tmpl-1</TemplateId>"
    "<SubscribeStatusString>accept</SubscribeStatusString><PopupScene>0</PopupScene></List>"
    "</SubscribeMsgPopupEvent>"
)
GOOD_JSON = json.dumps(popup(ACCEPT, CreateTime=NOW)).encode()
GOOD_XML = f"<xml>{XML_FIELDS}</xml>".encode()
MOST_BYTES = 64 * 1024

Query = list[tuple[str, str]]


@dataclass(frozen=True)
class Push:
    """One request to the door. `name` says what is wrong with it."""

    name: str
    query: tuple[tuple[str, str], ...]
    body: bytes = b""
    content_type: str = "application/json"
    method: str = "POST"


Cases = Iterator[Push]


# --- the platform's side ---------------------------------------------------------------------------------


def sign(*parts: str, token: str = TOKEN) -> str:
    return hashlib.sha1("".join(sorted([token, *parts])).encode("utf-8", "surrogatepass")).hexdigest()


def query(*covered: str, at: str = str(NOW), nonce: str = "486452656", token: str = TOKEN) -> Query:
    """With `covered` an encrypted body's, without it a plain one's."""
    signature = sign(at, nonce, *covered, token=token)
    if covered:
        return [
            ("msg_signature", signature),
            ("timestamp", at),
            ("nonce", nonce),
            ("encrypt_type", "aes"),
            ("signature", sign(at, nonce, token=token)),
        ]
    return [("signature", signature), ("timestamp", at), ("nonce", nonce)]


def padded(raw: bytes) -> bytes:
    count = 32 - len(raw) % 32
    return raw + bytes([count]) * count


def packed(plain: bytes, appid: str = APPID) -> bytes:
    return b"0123456789abcdef" + struct.pack(">I", len(plain)) + plain + appid.encode()


def sealed(raw: bytes, key: bytes = KEY) -> str:
    """`raw` must fill whole blocks; the same always gives the same."""
    cipher = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return base64.b64encode(cipher.update(raw) + cipher.finalize()).decode()


def encrypted(plain: bytes, appid: str = APPID) -> str:
    return sealed(padded(packed(plain, appid)))


def in_json(encrypt: Any) -> bytes:
    return json.dumps({"ToUserName": "gh_97417a04a28d", "Encrypt": encrypt}).encode()


def in_xml(encrypt: Any) -> bytes:
    return f"<xml><ToUserName>gh</ToUserName><Encrypt><![CDATA[{encrypt}]]></Encrypt></xml>".encode()


@dataclass(frozen=True)
class Form:
    """One of the four ways a push travels."""

    name: str
    body: bytes
    covered: tuple[str, ...] = ()

    def query(self, **options: str) -> Query:
        return query(*self.covered, **options)

    @property
    def signature(self) -> str:
        return "msg_signature" if self.covered else "signature"


SEALED_JSON, SEALED_XML = encrypted(GOOD_JSON), encrypted(GOOD_XML)
FORMS = (
    Form("plain JSON", GOOD_JSON),
    Form("plain XML", GOOD_XML),
    Form("sealed JSON", in_json(SEALED_JSON), (SEALED_JSON,)),
    Form("sealed XML", in_xml(SEALED_XML), (SEALED_XML,)),
)


def without(pairs: Query, name: str) -> Query:
    return [(key, value) for key, value in pairs if key != name]


def put(pairs: Query, name: str, value: str) -> Query:
    return [(key, value if key == name else known) for key, known in pairs]


def plain(name: str, body: bytes, content_type: str = "application/json") -> Push:
    """Well signed, and alone the body is at fault."""
    return Push(name, tuple(query()), body, content_type)


def both_ways(name: str, body: bytes) -> Cases:
    """The same fault in a plain body, and inside a sealed one."""
    yield plain(f"plain: {name}", body)
    inside = encrypted(body)
    yield Push(f"sealed: {name}", tuple(query(inside)), in_json(inside))


# --- who signed, and when ----------------------------------------------------------------------------------


def forged() -> Cases:
    for form in FORMS:
        good = dict(form.query())[form.signature]
        parts = (str(NOW), "486452656", *form.covered)
        signatures = {
            "empty": "",
            "zeros": "0" * 40,
            "upper case": good.upper() + "X",
            "cut short": good[:-1],
            "too long": good + "0",
            "first character turned": ("0" if good[0] != "0" else "1") + good[1:],
            "last character turned": good[:-1] + ("0" if good[-1] != "0" else "1"),
            "another token": sign(*parts, token="another"),
            "an empty token": sign(*parts, token=""),
            "token left out": hashlib.sha1("".join(sorted(parts)).encode()).hexdigest(),
            "not sorted": hashlib.sha1("".join(["z", TOKEN, *parts]).encode()).hexdigest(),
            "sha256": hashlib.sha256("".join(sorted([TOKEN, *parts])).encode()).hexdigest(),
            "blank before": " " + good,
            "newline after": good + "\n",
            "Chinese": "签名",
            "full-width digits": "０" * 40,
            "null byte": good[:20] + "\0" + good[21:],
            "ten thousand characters": "a" * 10_000,
        }
        for what, signature in signatures.items():
            yield Push(f"{form.name}: {what}", tuple(put(form.query(), form.signature, signature)), form.body)


def parts_missing() -> Cases:
    for form in FORMS:
        for name in (form.signature, "timestamp", "nonce"):
            yield Push(f"{form.name}: no {name}", tuple(without(form.query(), name)), form.body)
        yield Push(f"{form.name}: no query", (), form.body)
        yield Push(
            f"{form.name}: nonce left out of query and signature",
            tuple(without(form.query(nonce=""), "nonce")),
            form.body,
        )


def parts_twice() -> Cases:
    """Two programs could read two different ones of them."""
    for form in FORMS:
        for name in (form.signature, "timestamp", "nonce"):
            good = dict(form.query())[name]
            yield Push(f"{form.name}: bad {name} first", ((name, "1"), *form.query()), form.body)
            yield Push(f"{form.name}: bad {name} last", (*form.query(), (name, "1")), form.body)
            yield Push(f"{form.name}: the same {name} twice", (*form.query(), (name, good)), form.body)


def stale() -> Cases:
    for form in FORMS:
        for age in (301, 302, 600, 3600, 86_400, 30 * 86_400, 365 * 86_400, NOW - 1, NOW):
            yield Push(f"{form.name}: {age} s old", tuple(form.query(at=str(NOW - age))), form.body)
        for ahead in (301, 3600, 86_400, 10 * 365 * 86_400):
            yield Push(f"{form.name}: {ahead} s ahead", tuple(form.query(at=str(NOW + ahead))), form.body)


def _digits(zero: str) -> str:
    return "".join(chr(ord(zero) + int(digit)) for digit in str(NOW))


TIMESTAMPS = {
    "empty": "",
    "negative": f"-{NOW}",
    "minus one": "-1",
    "with plus": f"+{NOW}",
    "blank before": f" {NOW}",
    "blank after": f"{NOW} ",
    "newline after": f"{NOW}\n",
    "fraction": f"{NOW}.0",
    "exponent": "1.714037060e9",
    "hexadecimal": hex(NOW),
    "with underscores": "1_714_037_060",
    "with commas": "1,714,037,060",
    "milliseconds": f"{NOW}000",
    "twelve digits": "9" * 12,
    "five thousand digits": "9" * 5000,
    "Arabic digits": _digits("٠"),
    "Devanagari digits": _digits("०"),
    "full-width digits": _digits("０"),
    "one full-width digit": "１" + str(NOW)[1:],
    "superscript": "¹" + str(NOW)[1:],
    "Chinese": "一七一四",
    "nan": "nan",
    "inf": "inf",
    "null": "null",
    "soon": "soon",
    "null byte": f"{NOW}\0",
}
NONCES = {
    "empty": "",
    "newline": "4864\n52656",
    "null byte": "4864\x0052656",
    "blank": "4864 52656",
    "Chinese": "随机数",
    "lone surrogate": "\udc80",
    "ten thousand characters": "4" * 10_000,
}


def odd_timestamps() -> Cases:
    for form in (FORMS[0], FORMS[2]):
        for what, at in TIMESTAMPS.items():
            yield Push(f"{form.name}: {what}", tuple(form.query(at=at)), form.body)


def odd_nonces() -> Cases:
    for form in (FORMS[0], FORMS[2]):
        for what, nonce in NONCES.items():
            yield Push(f"{form.name}: {what}", tuple(form.query(nonce=nonce)), form.body)


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


def popup_json(**changes: Any) -> bytes:
    return json.dumps(popup(ACCEPT, CreateTime=NOW) | changes).encode()


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
TIMES = {"negative": -1, "huge": 10**30, "words": "soon", "Arabic digits": _digits("٠"), "exponent": 1e300}


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


# --- XML that reaches out, or blows up ---------------------------------------------------------------------


def _document(head: str, fields: str = XML_FIELDS) -> bytes:
    return f"{XML_HEAD}{head}<xml>{fields}</xml>".encode()


def _laughs(count: int) -> str:
    lines = ['<!ENTITY l0 "lol">']
    lines += [f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, count)]
    return f"<!DOCTYPE xml [{''.join(lines)}]>"


def reaching_out(url: str) -> Cases:
    """`url` is where the test listens: nobody may come."""
    heads = {
        "a file": '<!DOCTYPE xml [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        "an address": f'<!DOCTYPE xml [<!ENTITY x SYSTEM "{url}/x">]>',
        "a public address": f'<!DOCTYPE xml [<!ENTITY x PUBLIC "-//x//x" "{url}/x">]>',
        "a file of the program": '<!DOCTYPE xml [<!ENTITY x SYSTEM "expect://id">]>',
    }
    for what, head in heads.items():
        for where in ("FromUserName", "Event", "extra"):
            fields = f"<{where}>&x;</{where}>" + XML_FIELDS
            yield from both_ways(f"{what} in {where}", _document(head, fields))
        yield from both_ways(f"{what}, not used", _document(head))
    more = {
        "a definition elsewhere": f'<!DOCTYPE xml SYSTEM "{url}/x.dtd">',
        "a public definition elsewhere": f'<!DOCTYPE xml PUBLIC "-//x//x" "{url}/x.dtd">',
        "a parameter": f'<!DOCTYPE xml [<!ENTITY % p SYSTEM "{url}/p.dtd"> %p;]>',
        "a parameter in a file": '<!DOCTYPE xml [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>',
        "a notation": f'<!DOCTYPE xml [<!NOTATION n SYSTEM "{url}/n">]>',
        "an empty definition": "<!DOCTYPE xml>",
        "a definition of attributes": '<!DOCTYPE xml [<!ATTLIST xml a CDATA "b">]>',
    }
    for what, head in more.items():
        yield from both_ways(what, _document(head))


def blowing_up() -> Cases:
    for count in (5, 10, 50, 100):
        yield from both_ways(
            f"laughs {count}", _document(_laughs(count), f"<a>&l{count - 1};</a>{XML_FIELDS}")
        )
    for size in (1_000, 10_000, 30_000):
        head = f'<!DOCTYPE xml [<!ENTITY a "{"a" * size}">]>'
        yield from both_ways(f"quadratic {size}", _document(head, "&a;" * (size // 10) + XML_FIELDS))
    loop = '<!DOCTYPE xml [<!ENTITY a "&b;"><!ENTITY b "&a;">]>'
    yield from both_ways("entities in a ring", _document(loop, f"<a>&a;</a>{XML_FIELDS}"))
    many = "".join(f'<!ENTITY e{n} "x">' for n in range(2_000))
    yield from both_ways("thousands of entities", _document(f"<!DOCTYPE xml [{many}]>"))


def broken_xml() -> Cases:
    bodies = {
        "no root": "",
        "only a head": XML_HEAD,
        "text": "hello",
        "another root": f"<root>{XML_FIELDS}</root>",
        "two roots": f"<xml>{XML_FIELDS}</xml><xml>{XML_FIELDS}</xml>",
        "something after": f"<xml>{XML_FIELDS}</xml>x",
        "empty root": "<xml/>",
        "only text in the root": "<xml>event</xml>",
        "tags crossed": "<xml><a><b></a></b></xml>",
        "unknown entity": f"<xml>{XML_FIELDS}<a>&foo;</a></xml>",
        "null character": f"<xml>{XML_FIELDS}<a>&#0;</a></xml>",
        "surrogate character": f"<xml>{XML_FIELDS}<a>&#xD800;</a></xml>",
        "character beyond all": f"<xml>{XML_FIELDS}<a>&#x110000;</a></xml>",
        "raw control character": f"<xml>{XML_FIELDS}<a>\x01</a></xml>",
        "lone ampersand": f"<xml>{XML_FIELDS}<a>a & b</a></xml>",
        "CDATA never closed": f"<xml>{XML_FIELDS}<a><![CDATA[x</a></xml>",
        "comment never closed": f"<xml>{XML_FIELDS}<!-- </xml>",
        "attribute twice": f'<xml a="1" a="2">{XML_FIELDS}</xml>',
        "attribute without quotes": f"<xml a=1>{XML_FIELDS}</xml>",
        "tag of digits": f"<xml>{XML_FIELDS}<1/></xml>",
        "head in the middle": f"<xml>{XML_HEAD}{XML_FIELDS}</xml>",
        "FromUserName twice": f"<xml>{XML_FIELDS}<FromUserName>x</FromUserName></xml>",
        "CreateTime twice": f"<xml>{XML_FIELDS}<CreateTime>1</CreateTime></xml>",
        "Event with a child": f"<xml>{XML_FIELDS.replace('>event<', '>e<b/>vent<')}</xml>",
        "MsgType with an attribute": f"<xml>{XML_FIELDS.replace('<MsgType>', '<MsgType a=' + chr(34) + chr(34) + '>')}</xml>",
        "List of text": f"<xml>{XML_FIELDS.split('<List>')[0]}<List>x</List></SubscribeMsgPopupEvent></xml>",
        "List empty": f"<xml>{XML_FIELDS.split('<List>')[0]}<List/></SubscribeMsgPopupEvent></xml>",
        "event without its part": f"<xml>{XML_FIELDS.split('<SubscribeMsg')[0]}</xml>",
    }
    for what, body in bodies.items():
        yield from both_ways(what, body.encode())


# --- sealed bodies -------------------------------------------------------------------------------------------


def wrongly_sealed() -> Cases:
    raw, good = packed(GOOD_JSON), padded(packed(GOOD_JSON))
    lengths = (0, 1, len(GOOD_JSON) - 1, len(GOOD_JSON) + 1, 2**31 - 1, 2**32 - 1)
    filled = raw + b"x" * (-len(raw) % 32)
    seals: dict[str, Any] = {
        "another appid": encrypted(GOOD_JSON, "wx0000000000000000"),
        "no appid": encrypted(GOOD_JSON, ""),
        "appid cut": encrypted(GOOD_JSON, APPID[:-1]),
        "appid longer": encrypted(GOOD_JSON, APPID + "0"),
        "appid in capitals": encrypted(GOOD_JSON, APPID.upper()),
        "another key": sealed(good, OTHER_KEY),
        "padding of 0": sealed(filled[:-1] + b"\x00"),
        "padding of 33": sealed(filled + b"!" * 32),
        "padding of 255": sealed(filled[:-1] + b"\xff"),
        "padding too long": sealed(good[:-1] + bytes([good[-1] + 1])),
        "padding too short": sealed(good[:-1] + bytes([good[-1] - 1])),
        "nothing but padding": sealed(b"\x20" * 32),
        "all zeros": sealed(b"\0" * 64),
        "one block": sealed(b"\x10" * 16),
        "a block lost": base64.b64encode(base64.b64decode(SEALED_JSON)[:-16]).decode(),
        "first block lost": base64.b64encode(base64.b64decode(SEALED_JSON)[16:]).decode(),
        "half a block": base64.b64encode(base64.b64decode(SEALED_JSON)[:-7]).decode(),
        "blocks exchanged": base64.b64encode(
            base64.b64decode(SEALED_JSON)[32:64] + base64.b64decode(SEALED_JSON)[:32]
        ).decode(),
        "a bit turned": base64.b64encode(
            base64.b64decode(SEALED_JSON)[:-1] + bytes([base64.b64decode(SEALED_JSON)[-1] ^ 1])
        ).decode(),
        "not sealed": base64.b64encode(GOOD_JSON).decode(),
        "no base64": "密文",
        "one character": "A",
        "empty": "",
        "sealed twice": encrypted(in_json(SEALED_JSON)),
        "not UTF-8 inside": encrypted(b"\xff\xfe{}"),
        "nothing inside": encrypted(b""),
    }
    seals |= {f"length says {n}": sealed(padded(raw[:16] + struct.pack(">I", n) + raw[20:])) for n in lengths}
    for what, seal in seals.items():
        yield Push(f"JSON: {what}", tuple(query(seal)), in_json(seal))
        yield Push(f"XML: {what}", tuple(query(seal)), in_xml(seal))
    for what, value in {"null": None, "number": 7, "list": [SEALED_JSON], "object": {"a": 1}}.items():
        yield Push(f"Encrypt is {what}", tuple(query(str(value))), in_json(value))


def swapped() -> Cases:
    """Good parts of different pushes put together."""
    other = encrypted(popup_json(MsgType="text"))
    yield Push("the signature of another seal", tuple(query(other)), in_json(SEALED_JSON))
    yield Push("plain signature alone", tuple(query()), in_json(SEALED_JSON))
    pairs = query()
    yield Push(
        "plain signature as msg_signature", (*pairs, ("msg_signature", pairs[0][1])), in_json(SEALED_JSON)
    )
    yield Push("plain body called sealed", (*pairs, ("encrypt_type", "aes")), GOOD_JSON)
    yield Push("plain body with a seal's query", tuple(query(SEALED_JSON)), GOOD_JSON)
    yield Push("seal in the query", (*query(SEALED_JSON), ("Encrypt", SEALED_JSON)), b"")
    yield Push("seal without a wrapping", tuple(query(SEALED_JSON)), SEALED_JSON.encode())
    yield Push("query in the body", (), "&".join(f"{k}={v}" for k, v in pairs).encode())
    both = json.dumps(popup(ACCEPT) | {"Encrypt": "AAAA"}).encode()
    yield Push("plain and sealed at once", tuple(query("AAAA")), both)


def address_checks() -> Cases:
    """The platform's question whether this address is ours."""
    echo = ("echostr", "4375120948345356249")
    good = query()
    faults: dict[str, Query] = {
        "no query": [],
        "no echo": good,
        "empty echo": [*good, ("echostr", "")],
        "script": [*good, ("echostr", "<script>alert(1)</script>")],
        "newline": [*good, ("echostr", "1\r\nSet-Cookie: a=b")],
        "long": [*good, ("echostr", "1" * 300)],
        "Chinese": [*good, ("echostr", "回声")],
        "forged": [*put(good, "signature", "0" * 40), echo],
        "no signature": [*without(good, "signature"), echo],
        "no timestamp": [*without(good, "timestamp"), echo],
        "no nonce": [*without(query(nonce=""), "nonce"), echo],
        "stale": [*query(at=str(NOW - 301)), echo],
        "ahead": [*query(at=str(NOW + 301)), echo],
        "another token": [*query(token="another"), echo],
        "Arabic digits": [*query(at=_digits("٠")), echo],
        "two timestamps": [*good, ("timestamp", "1"), echo],
    }
    for what, pairs in faults.items():
        yield Push(what, tuple(pairs), method="GET")


FAMILIES: Mapping[str, Callable[[], Cases]] = {
    family.__name__: family
    for family in (
        forged,
        parts_missing,
        parts_twice,
        stale,
        odd_timestamps,
        odd_nonces,
        oversized,
        cut_json,
        cut_xml,
        broken_json,
        odd_bytes,
        deep,
        odd_fields,
        odd_lists,
        odd_media,
        blowing_up,
        broken_xml,
        wrongly_sealed,
        swapped,
        address_checks,
    )
}
"""All but `reaching_out`, which has to know where the test listens."""
