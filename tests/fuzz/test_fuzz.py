"""The fuzzer in its short form, and that its judgement sees what it is there for."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from server.gateways.registry import Gateways
from tests import planting
from tests.application import clear
from tests.fuzz import plants
from tests.fuzz.asking import Answer, Ask
from tests.fuzz.campaign import Run
from tests.fuzz.described import Operation, differs
from tests.fuzz.forms import console_rules
from tests.fuzz.people import PHONES, Product
from tests.fuzz.verdicts import SCHEMA, SERVER, SHAPE, judge

LINE = r"operations=\d+ cases=\d+ server_errors=0 schema_errors=0 wrong_shape=0 seconds=\d+\.\d"
SHORT = 3
ASK = Ask("resident", "GET", "/api/messages")
ERROR = {"error": {"code": "message.unknown", "text": "没有这件事。"}}


@pytest.fixture
def product(application: Flask, quiet: Gateways, caplog: pytest.LogCaptureFixture) -> Iterator[Product]:
    made = Product(application, quiet)
    logging.getLogger().addHandler(made.traces)
    with caplog.at_level(logging.WARNING):
        yield made
    logging.getLogger().removeHandler(made.traces)
    with application.app_context():
        clear(quiet)


def test_whatever_is_sent_the_answer_is_clear_and_as_described(product: Product) -> None:
    run = Run(product, SHORT, seed=7)
    run.go()
    assert [finding.lines() for finding in run.findings()] == []
    assert re.fullmatch(LINE, run.line())
    # it came deep enough: things were done, were refused each way, and every form was found with what stands in it
    assert {200, 201, 204, 303, 400, 401, 403, 404, 405, 409} <= set(run.statuses)
    assert {form.endpoint for form in run.forms} == {rule.endpoint for rule in console_rules(product)}
    assert sum(form.method == "POST" and bool(form.fields) for form in run.forms) > 45
    reply = next(form for form in run.forms if form.endpoint == "messages_pages.reply")
    assert {"text", "result"} <= set(reply.fields)


def answer(status: int, body: object = None, kind: str = "application/json", **headers: str) -> Answer:
    content = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
    return Answer(status, {"content-type": kind, **headers}, content)


def told(found: Answer, ask: Ask = ASK) -> list[str]:
    return [kind for kind, _ in judge(ask, found)]


def test_a_clear_answer_is_not_complained_about() -> None:
    assert told(answer(200, {"items": []})) == []
    assert told(answer(404, ERROR)) == []
    assert told(answer(405, ERROR, allow="GET")) == []
    assert (
        told(answer(400, "<p>这里要填文字</p>".encode(), "text/html"), Ask("liaison", "POST", "/console/x"))
        == []
    )


def test_a_failure_is_a_server_error_whether_it_was_caught_or_not() -> None:
    assert told(answer(500, ERROR)) == [SERVER]
    assert told(Answer(500, escaped="ValueError: x")) == [SERVER]


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        {"message": "x"},
        {"error": "x"},
        {"error": {"code": "x.y", "text": "something went wrong"}},
        {"error": {"code": "X Y", "text": "没有这件事。"}},
        {"error": {"code": "x.y", "text": "有 1 处要改。", "fields": []}},
        {"error": {"code": "x.y", "text": "有 1 处要改。", "fields": {"a": "field required"}}},
        {"error": {"code": "x.y", "text": "有 1 处要改。", "fields": {"a": "最多 {max_length} 个字"}}},
        ERROR | {"detail": []},
        b"<h1>Not Found</h1>",
    ],
)
def test_an_error_of_another_shape_is_seen(body: object) -> None:
    assert SHAPE in told(answer(400, body))


def test_traces_a_missing_allow_and_what_only_the_database_refused_are_seen() -> None:
    traced = {"error": {"code": "x.y", "text": "出错了：Traceback (most recent call last)"}}
    assert SHAPE in told(answer(400, traced))
    assert SHAPE in told(answer(405, ERROR))
    assert SHAPE in told(
        Answer(409, answer(409, ERROR).headers, answer(409, ERROR).body, trace="the database refused a row")
    )


def test_a_phone_is_told_to_its_owner_alone_and_to_whom_it_is_revealed() -> None:
    page = answer(200, {"phone": PHONES["resident"]})
    assert told(page) == []
    assert told(page, Ask("liaison", "GET", "/api/messages/1")) == [SHAPE]
    assert told(page, Ask("liaison", "POST", "/api/messages/1/identity")) == []


SPEC = {
    "paths": {
        "/x": {
            "get": {
                "responses": {
                    "200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/X"}}}},
                    "204": {},
                    "default": {
                        "content": {"application/json": {"schema": {"type": "object", "required": ["error"]}}}
                    },
                }
            }
        }
    },
    "components": {
        "schemas": {"X": {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}}}
    },
}


@pytest.mark.parametrize(
    ("found", "differ"),
    [
        (answer(200, {"n": 1}), False),
        (answer(200, {"n": "1"}), True),
        (answer(200, {}), True),
        (answer(200, b"no json"), True),
        (answer(200, {"n": 1}, "text/html"), True),
        (answer(201, {"n": 1}), True),
        (answer(204, b"x"), True),
        (Answer(204), False),
        (answer(404, ERROR), False),
        (answer(404, {"detail": 1}), True),
    ],
)
def test_an_answer_is_held_against_the_description(found: Answer, differ: bool) -> None:
    operation = Operation(SPEC, "GET", "/x", "x")
    kinds = [kind for kind, _ in differs(operation, Ask("resident", "GET", "/x"), found)]
    assert kinds == ([SCHEMA] if differ else [])


def test_a_reproduction_can_be_typed() -> None:
    ask = Ask("liaison", "POST", "/api/x?a=b'c", (("Idempotency-Key", "é"),), b'{"a": "\'\xff"}', "odd")
    assert ask.curl() == (
        "curl -i -X POST -H \"Authorization: Bearer $TOKEN_liaison\" -H 'Idempotency-Key: é' "
        "\"$BASE\"'/api/x?a=b'\"'\"'c' --data-binary $'{\"a\": \"\\'\\xff\"}'"
    )


@pytest.mark.parametrize("plant", plants.PLANTS)
def test_every_plant_still_finds_its_ground(plant: str, tmp_path: Path) -> None:
    planting.copy_tree(tmp_path)
    plants.PLANTS[plant].apply(tmp_path)
