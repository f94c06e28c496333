"""What /openapi.json promises: the operations, and whether an answer is as it says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import jsonschema_rs
from flask import Flask

from tests.fuzz.asking import Answer, Ask
from tests.fuzz.verdicts import SCHEMA, Verdict

METHODS = ("get", "post", "put", "patch", "delete")
JSON = "application/json"
Spec = dict[str, Any]


@dataclass(frozen=True)
class Operation:
    """One method of one address, as the description has it; `endpoint` is the view behind it."""

    spec: Spec
    method: str
    path: str
    endpoint: str

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def told(self) -> Spec:
        return dict(self.spec["paths"][self.path][self.method.lower()])

    def parameters(self, where: str) -> list[Spec]:
        return [one for one in self.told.get("parameters", []) if one["in"] == where]

    @property
    def body(self) -> Spec | None:
        content = self.told.get("requestBody", {}).get("content", {})
        return content[JSON]["schema"] if JSON in content else None

    @property
    def takes_files(self) -> bool:
        return "multipart/form-data" in self.told.get("requestBody", {}).get("content", {})

    def resolved(self, schema: Spec) -> Spec:
        while "$ref" in schema:
            schema = self.spec["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
        return schema


def operations(app: Flask) -> list[Operation]:
    """In the order of their names."""
    spec: Spec = app.spec  # type: ignore[attr-defined]
    views = {
        (plain(rule.rule), method): rule.endpoint
        for rule in app.url_map.iter_rules()
        for method in rule.methods or ()
    }
    found = [
        Operation(spec, method.upper(), path, views[path, method.upper()])
        for path, item in spec["paths"].items()
        for method in METHODS
        if method in item
    ]
    return sorted(found, key=lambda one: (one.path, one.method))


def plain(rule: str) -> str:
    for converter in ("uuid:", "string:", "int:", "path:"):
        rule = rule.replace(f"<{converter}", "<")
    return rule.replace("<", "{").replace(">", "}")


def differs(operation: Operation, ask: Ask, answer: Answer) -> Iterator[Verdict]:
    """Where the answer is not what the description says."""
    if ask.method != operation.method or answer.status >= 500:
        return
    responses = operation.told["responses"]
    told = responses.get(str(answer.status), responses.get("default") if answer.status >= 400 else None)
    if told is None:
        yield SCHEMA, f"the description knows no {answer.status}"
        return
    content = told.get("content", {})
    if not content and answer.body:
        yield SCHEMA, f"{answer.status} is described without a body, and has one"
    elif content and answer.kind not in content:
        yield (
            SCHEMA,
            f"{answer.status} is described as {'/'.join(content)} and comes as {answer.kind or 'nothing'}",
        )
    elif JSON in content:
        yield from _unlike(operation, content[JSON].get("schema", {}), answer)


def _unlike(operation: Operation, schema: Spec, answer: Answer) -> Iterator[Verdict]:
    if not schema:
        yield SCHEMA, f"{answer.status} is described as any JSON at all"
        return
    try:
        body = answer.json
    except ValueError:
        yield SCHEMA, f"{answer.status} is no JSON"
        return
    try:
        errors = _validator(_frozen(operation.spec, schema)).iter_errors(body)
    except jsonschema_rs.ValidationError as error:
        yield SCHEMA, f"{answer.status} is described by a shape that is none: {error.message}"
        return
    for error in errors:
        place = "/".join(str(part) for part in error.instance_path)
        yield SCHEMA, f"{answer.status} at /{place}: {error.message[:160]}"
        return


class _Frozen:
    """A schema with everything it may refer to, by its place in the description."""

    def __init__(self, whole: Spec, name: str) -> None:
        self.whole, self.name = whole, name

    def __hash__(self) -> int:
        return hash(self.name)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Frozen) and other.name == self.name


def _frozen(spec: Spec, schema: Spec) -> _Frozen:
    return _Frozen(schema | {"components": spec["components"]}, f"{id(spec)} {schema}")


@cache
def _validator(schema: _Frozen) -> Any:
    return jsonschema_rs.validator_for(schema.whole, validate_formats=True)
