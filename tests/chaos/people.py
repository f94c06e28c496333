"""Who writes and who answers: WeChat people who accepted a prompt for every reply, and the station's liaison."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from tests.chaos.lines import Line, expect

LETTERS_EACH = 4
"""The limit of five in ten minutes stays on. One is left for a try that a kill took the answer of."""
THREADS = 6
LATENCY_S = 0.05
"""Between us and the platform, as in service: a kill then finds pushes under way."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the product and its sandbox listen, and what is needed of demo.json."""

    port: int
    sandbox_port: int
    code: str
    template: str
    liaison: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Person:
    openid: str
    token: str


def gather(place: Place, count: int) -> list[Person]:
    """New WeChat people, signed in through wx.login, each with as many accepts as they may write letters."""
    share = range(THREADS)
    with ThreadPoolExecutor(THREADS) as pool:
        parts = pool.map(lambda one: _gather(place, range(one, count, THREADS)), share)
        return [person for part in parts for person in part]


def _gather(place: Place, numbers: Sequence[int]) -> list[Person]:
    product, sandbox = Line(place.port), Line(place.sandbox_port)
    found = []
    for number in numbers:
        openid = f"oChaos-{number:06d}"
        code = expect(sandbox.ask("POST", "/__sandbox__/login", {"openid": openid}), 200)["code"]
        found.append(Person(openid, _sign_in(product, {"wechat_code": code})))
        for _ in range(LETTERS_EACH):
            prompt = {"openid": openid, "template_id": place.template, "status": "accept"}
            expect(sandbox.ask("POST", "/__sandbox__/accept", prompt), 200)
    product.close()
    sandbox.close()
    return found


def move_away(place: Place) -> None:
    """The platform answers a push as late as over a real line; the message arrives at once."""
    fault = {"path": "/cgi-bin/message/subscribe/send", "times": -1, "answer": {"delay_s": LATENCY_S}}
    expect(Line(place.sandbox_port).ask("POST", "/__sandbox__/faults", [fault]), 200)


def liaison(place: Place) -> str:
    """The token of the one who accepts and answers."""
    return _sign_in(Line(place.port), {name: place.liaison[name] for name in ("username", "password")})


def _sign_in(line: Line, body: dict[str, Any]) -> str:
    token: str = expect(line.ask("POST", "/api/sessions", body), 201)["token"]
    return token
