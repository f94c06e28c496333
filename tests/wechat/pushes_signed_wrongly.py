"""Pushes whose signature, time or parts are not the platform's."""

from __future__ import annotations

import hashlib

from .pushes import FORMS, Cases, Push, Query, digits, put, query, sign, without
from .signing import NOW, TOKEN

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
    "Arabic digits": digits("٠"),
    "Devanagari digits": digits("०"),
    "full-width digits": digits("０"),
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
        "Arabic digits": [*query(at=digits("٠")), echo],
        "two timestamps": [*good, ("timestamp", "1"), echo],
    }
    for what, pairs in faults.items():
        yield Push(what, tuple(pairs), method="GET")
