"""Requests that schemathesis draws from the description: such as it allows, and such as it forbids."""

from __future__ import annotations

import json
from collections.abc import Iterator
from random import Random
from typing import Any
from urllib.parse import quote, urlencode

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed as with_seed, settings
from schemathesis import Case, GenerationMode
from schemathesis.core import NOT_SET

from tests.fuzz.asking import Ask
from tests.fuzz.described import Operation
from tests.fuzz.people import PEOPLE, Product

REAL = 0.8
"""How often a place that names something is given the name of something that is there."""
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)


class Drawer:
    """Draws for every operation of one description."""

    def __init__(self, spec: dict[str, Any], seed: int) -> None:
        self.seed = seed
        found = (result.ok() for result in schemathesis.openapi.from_dict(spec).get_all_operations())
        self.operations = {one.label: one for one in found}

    def cases(self, operation: Operation, count: int) -> Iterator[Case]:
        """Half of them allowed, half forbidden where that can be drawn. The same seed draws the same."""
        drawn = [self._draw(operation, mode, count // 2 + count % 2) for mode in MODES]
        many = max(map(len, drawn))
        for number in range(many):
            yield from (cases[number] for cases in drawn if number < len(cases))

    def _draw(self, operation: Operation, mode: GenerationMode, count: int) -> list[Case]:
        found: list[Case] = []
        strategy = self.operations[operation.name].as_strategy(generation_mode=mode)

        @with_seed(self.seed)
        @settings(
            max_examples=count,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(strategy)
        def take(case: Case) -> None:
            found.append(case)

        if count:
            try:
                take()
            except Exception as error:  # nothing is forbidden here: then nothing forbidden can be drawn
                if type(error).__name__ not in ("Unsatisfiable", "InvalidArgument"):
                    raise
        return found


def asks(product: Product, operation: Operation, cases: Iterator[Case], random: Random) -> Iterator[Ask]:
    """Each case as a request of one of the people, about things that are there."""
    for number, case in enumerate(cases):
        yield _written(product, operation, case, PEOPLE[number % len(PEOPLE)], random)


def _written(product: Product, operation: Operation, case: Case, who: str, random: Random) -> Ask:
    def real(name: str, value: Any) -> Any:
        known = product.known.get(name)
        return random.choice(known) if known and random.random() < REAL else value

    path = operation.path
    for one in operation.parameters("path"):
        name = one["name"]
        drawn = str(real(name, (case.path_parameters or {}).get(name, "x")))
        path = path.replace(f"{{{name}}}", quote(drawn, safe="", errors="surrogatepass"))
    if case.query:
        path += "?" + urlencode({k: real(k, v) for k, v in case.query.items()}, True, errors="surrogatepass")
    headers = tuple((name, value) for name, value in (case.headers or {}).items() if _can_stand(name, value))
    if case.body is NOT_SET:
        return Ask(who, operation.method, path, headers, why="drawn")
    body = case.body
    if isinstance(body, dict):
        body = {name: real(name, value) for name, value in body.items()}
    kind = (("Content-Type", case.media_type or "application/json"),)
    return Ask(who, operation.method, path, (*headers, *kind), _body(body), "drawn")


def _can_stand(name: str, value: Any) -> bool:
    """Whether a header like this gets past the web server at all."""
    if not isinstance(value, str) or name.lower() == "authorization":
        return False
    return all(" " <= sign <= "ÿ" for sign in value)


def _body(body: Any) -> bytes:
    if isinstance(body, bytes):
        return body
    return json.dumps(body, default=str).encode()
