"""What is wrong with an answer. Three kinds, each counted by its own name on the last line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tests.fuzz.asking import Answer, Ask
from tests.fuzz.people import PHONES, REFUSED

SERVER, SCHEMA, SHAPE = "server_errors", "schema_errors", "wrong_shape"
Verdict = tuple[str, str]
"""One of the three kinds, and what it is."""

CHINESE = re.compile(r"[\u4e00-\u9fff]")
CODE = re.compile(r"[a-z][a-z0-9_.]*")
TRACE = re.compile(
    r"Traceback \(most|psycopg|sqlalchemy|pydantic|werkzeug\.|File \"/|\.py\", line", re.IGNORECASE
)
NO_BODY = ("HEAD",)
MAY_TELL = re.compile(r"/messages/[^/]+/identity$")
"""Where somebody is told another's phone: written down, with a reason, and shown to the author."""


def judge(ask: Ask, answer: Answer) -> Iterator[Verdict]:
    """What holds for every answer, whatever was asked."""
    if answer.status >= 500:
        yield SERVER, f"{answer.status} {answer.escaped or answer.trace or answer.text[:120]}"
        return
    if TRACE.search(answer.text):
        yield SHAPE, "the machinery shows itself"
    if answer.trace.startswith(REFUSED):
        # nobody else is at work here: it is not that somebody changed it meanwhile
        yield SHAPE, f"nobody but the database noticed: {answer.trace}"
    yield from _phones(ask, answer)
    if answer.status >= 400 and ask.method not in NO_BODY:
        yield from _console_error(answer) if ask.is_console else _json_error(answer)
    if answer.status == 405 and not answer.headers.get("allow"):
        yield SHAPE, "405 without Allow"


def _phones(ask: Ask, answer: Answer) -> Iterator[Verdict]:
    if MAY_TELL.search(ask.path.partition("?")[0]):
        return
    for name, phone in PHONES.items():
        if name != ask.who and phone.encode() in answer.body:
            yield SHAPE, f"the phone of {name} is told to {ask.who}"


def _console_error(answer: Answer) -> Iterator[Verdict]:
    if answer.kind != "text/html":
        yield SHAPE, f"an error of the console as {answer.kind or 'nothing'}"
    elif not CHINESE.search(answer.text):
        yield SHAPE, "an error of the console without a Chinese word"


def _json_error(answer: Answer) -> Iterator[Verdict]:
    if answer.kind != "application/json":
        yield SHAPE, f"an error as {answer.kind or 'nothing'}"
        return
    try:
        told = answer.json
    except ValueError:
        yield SHAPE, "an error that is no JSON"
        return
    yield from ((SHAPE, words) for words in _unlike_an_error(told))


def _unlike_an_error(told: Any) -> Iterator[str]:
    error = told.get("error") if isinstance(told, dict) and set(told) == {"error"} else None
    if not isinstance(error, dict):
        yield f"not {{error: …}}: {str(told)[:120]}"
        return
    code, text, fields = error.get("code"), error.get("text"), error.get("fields", {})
    if not isinstance(code, str) or not CODE.fullmatch(code):
        yield f"a code that is none: {code!r}"
    if not isinstance(text, str) or not CHINESE.search(text):
        yield f"a text without a Chinese word: {text!r}"
    if not isinstance(fields, dict) or ("fields" in error and not fields):
        yield f"fields that are none: {fields!r}"
        return
    for name, words in fields.items():
        if not isinstance(words, str) or not CHINESE.search(words) or re.search(r"[{}]", words):
            yield f"words about {name!r} that nobody can use: {words!r}"
