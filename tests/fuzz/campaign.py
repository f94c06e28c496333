"""The whole run: every operation of the description, then every form of the console."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from random import Random

from tests.fuzz import drawn, forms, spoiled
from tests.fuzz.asking import Ask
from tests.fuzz.described import Operation, differs, operations
from tests.fuzz.people import Product
from tests.fuzz.verdicts import SCHEMA, SERVER, SHAPE, judge

LASTS = 128
"""Examples that are sent into one world."""


@dataclass(frozen=True, slots=True)
class Finding:
    kind: str
    where: str
    words: str
    ask: Ask

    def lines(self) -> str:
        return (
            f"{self.kind} {self.where}: {self.words}\n  {self.ask.who}, {self.ask.why}\n  {self.ask.curl()}"
        )


@dataclass
class Run:
    """What was sent and what was found. Of one finding the shortest reproduction is kept."""

    product: Product
    count: int
    seed: int
    say: Callable[[str], None] = lambda words: None
    cases: int = 0
    operations: int = 0
    forms: list[forms.Form] = field(default_factory=list)
    found: dict[tuple[str, str, str], Finding] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)
    seconds: float = 0.0

    def go(self) -> None:
        """`count` examples of each operation and form, and the world built anew before it is used up."""
        start, anew_every = time.monotonic(), max(1, LASTS // self.count)
        self.product.begin()
        described = operations(self.product.app)
        drawer = drawn.Drawer(self.product.app.spec, self.seed)  # type: ignore[attr-defined]
        for number, operation in enumerate(described):
            self._begin(number, anew_every)
            self._api(operation, drawer)
        self.forms = forms.harvest(self.product)
        for number, form in enumerate(self.forms):
            self._begin(number, anew_every)
            self._form(form)
        self.seconds = time.monotonic() - start

    def _begin(self, number: int, anew_every: int) -> None:
        self.operations += 1
        if number % anew_every == 0:
            self.product.begin()

    def _api(self, operation: Operation, drawer: drawn.Drawer) -> None:
        random = Random(f"{self.seed} {operation.name}")
        made = drawn.asks(self.product, operation, drawer.cases(operation, self.count), random)
        self._send(operation.name, made, operation)
        odd = spoiled.Spoiler(self.product, operation, random).cases(self.count)
        self._send(operation.name, odd, operation)

    def _form(self, form: forms.Form) -> None:
        random = Random(f"{self.seed} {form.method} {form.endpoint}")
        self._send(f"{form.method} {form.endpoint}", forms.cases(self.product, form, random, self.count))

    def _send(self, where: str, asks: Iterable[Ask], operation: Operation | None = None) -> None:
        before, start = self.cases, time.monotonic()
        for ask in asks:
            self.cases += 1
            answer = self.product.ask(ask)
            self.statuses[answer.status] += 1
            verdicts = [*judge(ask, answer), *(differs(operation, ask, answer) if operation else ())]
            for kind, words in verdicts:
                self._keep(Finding(kind, where, words, ask))
        self.say(f"{where}: {self.cases - before} in {time.monotonic() - start:.1f} s")

    def _keep(self, finding: Finding) -> None:
        key = (finding.kind, finding.where, finding.words)
        known = self.found.get(key)
        if known is None or len(finding.ask.curl()) < len(known.ask.curl()):
            self.found[key] = finding

    def findings(self) -> list[Finding]:
        return [self.found[key] for key in sorted(self.found)]

    def line(self) -> str:
        many = Counter(finding.kind for finding in self.found.values())
        told = " ".join(f"{kind}={many[kind]}" for kind in (SERVER, SCHEMA, SHAPE))
        return f"operations={self.operations} cases={self.cases} {told} seconds={self.seconds:.1f}"
