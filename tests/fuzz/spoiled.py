"""A request that would do, spoiled in every way: cut, nested, too large, of the wrong type, at a wrong place."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial
from random import Random
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

from server.core.grants import allows
from server.core.http import PERMISSIONS
from server.core.permissions import Role
from tests.fuzz import odd
from tests.fuzz.asking import Ask
from tests.fuzz.described import Operation, Spec
from tests.fuzz.multipart import MULTIPART
from tests.fuzz.people import PEOPLE, Product

JSON = ("Content-Type", "application/json")
KEY = ("Idempotency-Key", "fuzz-{:08d}")
DEEP = 100_000
LARGE = 10 * 2**20
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "TRACE", "BREW")
Late = Callable[[], Ask]
"""A request that is made when its turn comes: most corpora are larger than what is taken of them."""
Body = bytes | Callable[[], bytes] | None
SENTENCE = "楼下的路灯坏了三天，晚上看不清路。"


class Spoiler:
    """All about one operation. `good` is what would do."""

    def __init__(self, product: Product, operation: Operation, random: Random) -> None:
        self.product, self.operation, self.random = product, operation, random
        self.good = good(product, operation, operation.body) if operation.body else None
        self.entitled = [who for who in PEOPLE[1:] if allows(Role(who), PERMISSIONS[operation.endpoint])] or [
            *PEOPLE
        ]
        self._sent = 0

    def cases(self, count: int) -> Iterator[Ask]:
        """At most `count`, each made when its turn comes."""
        made = [*self._bodies(), *self._paths(), *self._queries(), *self._headers(), *self._methods()]
        if self.operation.takes_files:
            made += self._files()
        for late in self.random.sample(made, min(count, len(made))):
            yield late()

    def _ask(self, *given: Any, **more: Any) -> Late:
        return partial(self._made, *given, **more)

    def _made(
        self, why: str, body: Body = None, *headers: tuple[str, str], path: str = "", **more: str
    ) -> Ask:
        self._sent += 1
        if callable(body):
            body = body()
        who = more.get("who") or self.random.choice(self.entitled)
        if body is None:
            body = b"" if self.good is None else json.dumps(self.good).encode()
        told = {KEY[0]: KEY[1].format(self._sent)} | dict([JSON] if body else []) | dict(headers)
        method = more.get("method", self.operation.method)
        return Ask(who, method, path or self._path(), tuple(told.items()), body, why)

    def _path(self, **instead: str) -> str:
        path = self.operation.path
        for one in self.operation.parameters("path"):
            name = one["name"]
            real = quote(self.random.choice(self.product.known.get(name, ["x"])))
            path = path.replace(f"{{{name}}}", instead.get(name, real))
        required = {
            one["name"]: plausible(self.product, self.operation, one["name"], one["schema"])
            for one in self.operation.parameters("query")
            if one.get("required")
        }
        return f"{path}?{urlencode(required)}" if required else path

    def _bodies(self) -> Iterator[Late]:
        for who in PEOPLE:
            yield self._ask("good", who=who)
        if self.good is None:
            yield self._ask("a body nobody wants", b'{"a": 1}')
            return
        whole = json.dumps(self.good, ensure_ascii=False).encode()
        yield from (self._ask(f"cut at byte {at}", whole[:at]) for at in range(len(whole)))
        for what, broken in BROKEN.items():
            yield self._ask(what, partial(broken, whole))
        for name in self.operation.resolved(self.operation.body or {}).get("properties", {}):
            yield from self._field(name)
        for what, value in odd.VALUES.items():
            yield self._ask(f"everything is {what}", partial(_json, dict.fromkeys(self.good, value)))

    def _field(self, name: str) -> Iterator[Late]:
        assert self.good is not None
        rest = {other: value for other, value in self.good.items() if other != name}
        yield self._ask(f"without {name}", _json(rest))
        yield self._ask(f"{name} twice", b'{"%b": 1, ' % name.encode() + _json(self.good)[1:])
        for what, value in odd.VALUES.items():
            yield self._ask(f"{name} is {what}", partial(_json, rest | {name: value}))
            yield self._ask(f"{name} holds {what}", partial(_json, rest | {name: [value]}))
        yield self._ask(f"{name} is ten megabytes", lambda: _json(rest | {name: "x" * LARGE}))

    def _paths(self) -> Iterator[Late]:
        for one in self.operation.parameters("path"):
            for value in odd.PATHS:
                yield self._ask(f"{one['name']} is {value[:40]}", path=self._path(**{one["name"]: value}))
            for known in self.product.known.get(one["name"], []):
                yield self._ask(f"{one['name']} is there", path=self._path(**{one["name"]: quote(known)}))
        for end in ("/", "//", "/..", "/.", "?", "%00", "%20", ";", ".json"):
            yield self._ask(f"{end} at the end", path=self._path().partition("?")[0] + end)

    def _queries(self) -> Iterator[Late]:
        names = [one["name"] for one in self.operation.parameters("query")]
        plain = self._path().partition("?")[0]
        for name in [*names, "unknown"]:
            for what, value in odd.VALUES.items():
                written = urlencode({name: str(value)}, errors="surrogatepass")
                yield self._ask(f"{name} is {what}", path=f"{plain}?{written}")
            for value in odd.PATHS:
                yield self._ask(f"{name} is {value[:40]}", path=f"{plain}?{name}={value}")
            for value in self.product.known.get(name, []):
                yield self._ask(f"{name} is there", path=f"{plain}?{name}={quote(value)}")
            yield self._ask(f"{name} twice", path=f"{plain}?{name}=1&{name}=2&{name}[]=3&{name}")

    def _headers(self) -> Iterator[Late]:
        yield from (self._ask(f"the header {pair[0]}: {pair[1][:40]}", None, pair) for pair in odd.HEADERS)

    def _methods(self) -> Iterator[Late]:
        path = self._path()
        for method in METHODS:
            yield partial(Ask, self.random.choice(self.entitled), method, path, why="another method")

    def _files(self) -> Iterator[Late]:
        for what, (mark, body) in MULTIPART.items():
            kind = ("Content-Type", f"multipart/form-data; boundary={mark}")
            yield self._ask(what, partial(body, "", "file"), kind)


BROKEN: dict[str, Callable[[bytes], bytes]] = {
    "no JSON": lambda whole: b"{",
    "a list": lambda whole: b"[]",
    "null": lambda whole: b"null",
    "a number": lambda whole: b"7",
    "a text": lambda whole: b'"x"',
    "not UTF-8": lambda whole: whole[:-1] + b'\xff"}',
    "a mark before": lambda whole: b"\xef\xbb\xbf" + whole,
    "UTF-16": lambda whole: whole.decode().encode("utf-16"),
    "a NUL before": lambda whole: b"\0" + whole,
    "twice": lambda whole: whole + whole,
    "blanks of ten megabytes": lambda whole: b" " * LARGE + whole,
    "thirteen megabytes": lambda whole: b" " * (13 * 2**20),
    "deep lists": lambda whole: b"[" * DEEP,
    "deep objects": lambda whole: b'{"a":' * DEEP,
    "deep and whole": lambda whole: b'{"a":' * 900 + b"1" + b"}" * 900,
    "many fields": lambda whole: _json({f"f{number}": number for number in range(20_000)}),
    "a form": lambda whole: b"a=1&b=2",
    "XML": lambda whole: b"<a/>",
}


def _json(value: Any) -> bytes:
    return json.dumps(value).encode()


def good(product: Product, operation: Operation, schema: Spec) -> dict[str, Any]:
    """A body the description allows: every required field, and the others where a plain value is known."""
    shape = operation.resolved(schema)
    return {
        name: plausible(product, operation, name, field)
        for name, field in shape.get("properties", {}).items()
        if name in shape.get("required", ()) or name in product.known or "default" not in field
    }


def plausible(product: Product, operation: Operation, name: str, schema: Spec) -> Any:
    """A value that fits, and names something real where the name says of what."""
    schema = operation.resolved(schema)
    if name in product.known:
        return product.known[name][0]
    if choices := schema.get("anyOf"):
        return plausible(product, operation, name, choices[0])
    if "enum" in schema or "const" in schema:
        return schema.get("enum", [schema.get("const")])[0]
    match schema.get("type"):
        case "string":
            return _text(schema)
        case "boolean":
            return True
        case "integer" | "number":
            return schema.get("minimum", 1)
        case "array":
            return []
    return {}


def _text(schema: Spec) -> str:
    formats = {"uuid": str(UUID(int=7)), "date": "2026-12-05", "date-time": "2026-12-05T09:00:00+08:00"}
    if schema.get("format") in formats:
        return formats[schema["format"]]
    longest = schema.get("maxLength", 100)
    return (SENTENCE * (1 + schema.get("minLength", 0) // len(SENTENCE)))[:longest]
