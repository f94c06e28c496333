"""Pushes in XML that reaches out or blows up, and seals that do not fit."""

from __future__ import annotations

import base64
import json
import struct
from typing import Any

from .pushes import (
    GOOD_JSON,
    OTHER_KEY,
    SEALED_JSON,
    XML_FIELDS,
    XML_HEAD,
    Cases,
    Push,
    both_ways,
    encrypted,
    in_json,
    in_xml,
    packed,
    padded,
    popup_json,
    query,
    sealed,
)
from .signing import ACCEPT, APPID, popup

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
    blocks = base64.b64decode(SEALED_JSON)
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
        "a block lost": base64.b64encode(blocks[:-16]).decode(),
        "first block lost": base64.b64encode(blocks[16:]).decode(),
        "half a block": base64.b64encode(blocks[:-7]).decode(),
        "blocks exchanged": base64.b64encode(blocks[32:64] + blocks[:32]).decode(),
        "a bit turned": base64.b64encode(blocks[:-1] + bytes([blocks[-1] ^ 1])).decode(),
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
