"""The console's forms, found by walking its pages as its people do, each sent with something missing or odd."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from html.parser import HTMLParser
from random import Random
from typing import Any
from urllib.parse import quote, urlencode, urljoin

from werkzeug.routing import Rule

from tests.console.table import TABLE
from tests.console.things import fill as written
from tests.fuzz import odd
from tests.fuzz.asking import Ask
from tests.fuzz.multipart import MULTIPART
from tests.fuzz.people import ANONYMOUS, Product

WALKERS = ("sys_admin", "npc_staff", "street_npc", "liaison", "deputy", "resident")
PER_ENDPOINT = 2
ENCODED = (("Content-Type", "application/x-www-form-urlencoded"),)
PLAUSIBLE = {
    "text": "修路灯的事，已经说好了",
    "search": "路灯",
    "date": "2026-12-05",
    "time": "09:00",
    "number": "1",
    "tel": "13900139000",
    "password": "a long enough password 9",
}
"""What somebody would write into an empty field of this type."""
MARK = "fuzz"
Late = Callable[[], Ask]


@dataclass
class Form:
    """`fields`: name → the value it stands with on the page."""

    who: str
    method: str
    path: str
    endpoint: str
    fields: dict[str, str] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)


class Reader(HTMLParser):
    """Links and forms of one page."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[tuple[str, str, dict[str, str], list[str]]] = []
        self._open: tuple[str, str, dict[str, str], list[str]] | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag == "a" and given.get("href", "").startswith("/console"):
            self.links.append(given["href"])
        if "hx-get" in given:
            self.links.append(given["hx-get"])
        if tag == "form" or "hx-post" in given:
            method = "POST" if "hx-post" in given else given.get("method", "get").upper()
            action = given.get("hx-post") or given.get("action", "")
            self._open = (method, action, {}, [])
            self.forms.append(self._open)
        elif self._open is not None:
            self._field(tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None

    def _field(self, tag: str, given: dict[str, str]) -> None:
        assert self._open
        _, _, fields, files = self._open
        name = given.get("name", "")
        if tag == "option" and self._select:
            if given.get("value") and (not fields[self._select] or "selected" in given):
                fields[self._select] = given["value"]
        elif tag in ("input", "textarea", "select", "button") and name and name != "csrf":
            self._select = name if tag == "select" else ""
            if given.get("type") == "file":
                files.append(name)
            else:
                fields.setdefault(
                    name,
                    given.get("value")
                    or (PLAUSIBLE.get(given.get("type", "text"), "") if tag != "button" else ""),
                )


def console_rules(product: Product) -> list[Rule]:
    return [rule for rule in product.app.url_map.iter_rules() if rule.rule.startswith("/console")]


def harvest(product: Product) -> list[Form]:
    """Every form of the console once: as a page shows it, or else as its address alone tells."""
    found: dict[tuple[str, str], Form] = {}
    for who in WALKERS:
        for form in _walk(product, who):
            before = found.get((form.method, form.endpoint))
            if before is None or len(form.fields) > len(before.fields):
                found[form.method, form.endpoint] = form
    for rule in console_rules(product):
        method = "POST" if "POST" in (rule.methods or ()) else "GET"
        if (method, rule.endpoint) not in found:
            found[method, rule.endpoint] = _of_the_matrix(product, rule, method)
    return [found[key] for key in sorted(found)]


def _of_the_matrix(product: Product, rule: Rule, method: str) -> Form:
    """A form that no page of this world shows: as the tenant matrix sends it, or bare."""
    page = TABLE.get(rule.endpoint)
    if page is None:
        return Form("street_npc", method, fill(product, rule.rule), rule.endpoint)
    own = product.things["own"]
    fields = {name: written(value, own) for name, value in (page.form or {}).items()}
    who = next((who for who in WALKERS if who in page.owners), "street_npc")
    path = f"/console/{written(page.path, own)}"
    return Form(who, method, path, rule.endpoint, fields)


def beginnings(product: Product) -> list[str]:
    """The front page, what no page of this world links to, and a letter in every state."""
    known = product.known
    letters = known["message_id"][:7]
    steps = [f"first-day/{key}" for key in ("areas", "stations", "codes", "done")]
    pages = ["", "sign-in", "accounts/new?role=liaison&q=", "delegation", "first-day", "blocks", *steps]
    pages += [f"accounts/{account}?role=liaison" for account in known["account_id"][:4]]
    pages += [f"messages/{letter}" for letter in letters] + [f"messages/{letters[2]}/publication"]
    pages += [f"imports/{sheet}" for sheet in known["import_id"][:1]]
    pages += [f"stations/{station}" for station in known["station_id"][:1]]
    return [f"/console/{page}" for page in pages]


def _walk(product: Product, who: str) -> Iterator[Form]:
    """Breadth first, a few pages of each kind."""
    first = beginnings(product)
    waiting, seen, many = [*first], set[str](), dict[str, int]()
    while waiting:
        path = waiting.pop(0)
        endpoint = endpoint_of(product, path, "GET")
        if path in seen or not endpoint or (path not in first and many.get(endpoint, 0) >= PER_ENDPOINT):
            continue
        seen.add(path)
        many[endpoint] = many.get(endpoint, 0) + 1
        answer = product.ask(Ask(who, "GET", path))
        if answer.status in (301, 302, 303):
            waiting.append(answer.headers["location"])
        if answer.kind != "text/html" or answer.status != 200:
            continue
        page = Reader()
        page.feed(answer.text)
        waiting += page.links
        for method, action, fields, files in page.forms:
            target = urljoin(f"http://x{path}", action).removeprefix("http://x")
            if known := endpoint_of(product, target, method):
                yield Form(who, method, target, known, fields, files)


def endpoint_of(product: Product, path: str, method: str) -> str:
    """Empty when there is no such page."""
    try:
        found, _ = product.app.url_map.bind("x").match(path.partition("?")[0].partition("#")[0], method)
    except Exception:
        return ""
    return str(found)


def fill(product: Product, rule: str, instead: str = "") -> str:
    """An address with real ids in it, or with `instead` in the place of each."""

    def value(match: re.Match[str]) -> str:
        if instead:
            return instead
        return quote(product.known.get(match[2], ["x"])[0])

    return re.sub(r"<(\w+(?:\([^)]*\))?:)?(\w+)>", value, rule)


def cases(product: Product, form: Form, random: Random, count: int) -> Iterator[Ask]:
    """At most `count` about one form: as it stands, nothing, a field missing or odd, no token, another body."""
    made = [*_fields(product, form), *_whole(product, form), *_addresses(product, form)]
    for late in random.sample(made, min(count, len(made))):
        yield late()


def _fields(product: Product, form: Form) -> Iterator[Late]:
    names = [*form.fields, *form.files] or [MARK]
    for name in names:
        rest = {other: value for other, value in form.fields.items() if other != name}
        yield _send(product, form, rest, f"without {name}")
        for what, value in odd.VALUES.items():
            yield _send(product, form, rest | {name: _written(value)}, f"{name} is {what}")


def _whole(product: Product, form: Form) -> Iterator[Late]:
    yield _send(product, form, form.fields, "as it stands")
    yield _send(product, form, {}, "nothing filled in")
    yield _send(product, form, form.fields | {"unknown": "x"}, "a field too many")
    yield _send(product, form, form.fields, "as a part", (("HX-Request", "true"),))
    yield _send(product, form, {}, "nothing, as a part", (("HX-Request", "true"),))
    for what, value in odd.VALUES.items():
        yield _send(product, form, dict.fromkeys(form.fields, _written(value)), f"everything is {what}")
    if form.method == "POST":
        for csrf in ("", "x", "é", "0" * 5_000):
            body = urlencode(form.fields | {"csrf": csrf}).encode()
            yield partial(Ask, form.who, "POST", form.path, ENCODED, body, "a false token")
        for pair in odd.HEADERS:
            headers = dict(ENCODED) | dict([pair])
            yield _send(product, form, form.fields, f"the header {pair[0]}", tuple(headers.items()))
        yield from _multipart(product, form)


def _addresses(product: Product, form: Form) -> Iterator[Late]:
    """The same form at a wrong place; from somebody else; another method."""
    rule = next(one.rule for one in console_rules(product) if one.endpoint == form.endpoint)
    if "<" in rule:
        for path in odd.PATHS:
            there = Form(form.who, form.method, fill(product, rule, path), form.endpoint, form.fields)
            yield _send(product, there, form.fields, "a wrong place")
    for who in (ANONYMOUS, *WALKERS, "handler"):
        yield _send(product, Form(who, form.method, form.path, form.endpoint), form.fields, "somebody else")
    for method in ("GET", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"):
        yield partial(Ask, form.who, method, form.path, why="another method")


def _send(*given: Any) -> Late:
    return partial(_made, *given)


def _made(
    product: Product,
    form: Form,
    fields: dict[str, str],
    why: str,
    headers: tuple[tuple[str, str], ...] = ENCODED,
) -> Ask:
    if form.method == "GET":
        asked = urlencode(fields, errors="surrogatepass")
        return Ask(form.who, "GET", f"{form.path.partition('?')[0]}?{asked}", why=why)
    given = {"csrf": product.form_token(form.who)} | fields
    told = headers if any(name == "Content-Type" for name, _ in headers) else (*ENCODED, *headers)
    return Ask(form.who, "POST", form.path, told, urlencode(given, errors="surrogatepass").encode(), why)


def _written(value: Any) -> str:
    return value if isinstance(value, str) else str(value)


def _multipart(product: Product, form: Form) -> Iterator[Late]:
    token = product.form_token(form.who)
    names = form.files or ["file"]
    for what, (mark, body) in MULTIPART.items():
        kind = (("Content-Type", f"multipart/form-data; boundary={mark}"),)
        yield partial(_with_body, form, kind, partial(body, token, names[0]), f"multipart: {what}")


def _with_body(form: Form, kind: tuple[tuple[str, str], ...], body: Callable[[], bytes], why: str) -> Ask:
    return Ask(form.who, "POST", form.path, kind, body(), why)
