"""The requests of every phase, whole as they go over the wire, drawn without putting back: nobody is asked twice early."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import count, cycle, islice
from random import Random
from typing import TypeVar
from uuid import uuid4

from server.demo import library
from tests.bench.city import OVERVIEW, Metropolis
from tests.bench.load import Deck
from tests.bench.world import World

T = TypeVar("T")

SUBMISSIONS = 40_000
"""Of 10,000 authors everybody writes four times at most: the limit of five in ten minutes stays on and is met by nobody."""
LETTER = 60


def hello(port: int) -> Deck:
    return Deck(port, 200, [_get(port, "/")])


def decks(world: World, port: int, seed: int = 7) -> dict[str, Deck]:
    """By phase, in the order of measuring."""
    random = Random(seed)
    return {
        "code_first": _looks(port, _shuffled(world.codes, random)),
        "code_resolve": _looks(port, _shuffled(world.codes, random)),
        "message_read": Deck(
            port,
            200,
            [
                _get(port, f"/api/messages/{message_id}", token)
                for message_id, token in _shuffled(world.letters, random)
            ],
        ),
        "message_submit": Deck(port, 201, list(_submissions(world, port, random)), is_endless=False),
        "duty_scan": _scans(port, world.scans, random),
    }


def city_decks(metropolis: Metropolis, port: int, seed: int = 7) -> dict[str, Deck]:
    """Of the very large city."""
    random = Random(seed)
    files = [_get(port, OVERVIEW, token) for token in _shuffled(metropolis.deputies, random)]
    return {
        "duty_scan_large": _scans(port, metropolis.scans, random),
        "overview": Deck(port, 200, files),
    }


def _scans(port: int, scans: Sequence[tuple[str, str]], random: Random) -> Deck:
    sent = [_post(port, "/api/duties", token, {"code": code}) for token, code in _shuffled(scans, random)]
    return Deck(port, 201, sent, is_endless=False)


def _looks(port: int, codes: list[str]) -> Deck:
    """Every code as often as every other. The first time round nothing of it is kept, later its answer is."""
    return Deck(port, 200, [_get(port, f"/api/codes/{code}") for code in codes])


def _submissions(world: World, port: int, random: Random) -> Iterator[bytes]:
    texts = cycle(_letters())
    codes = cycle(_shuffled(world.addresses, random))
    most = min(SUBMISSIONS, 4 * len(world.authors))
    for token in islice(_dealt(world.authors, random), most):
        yield _post(port, "/api/messages", token, {"code": next(codes), "content": next(texts)})


def _letters() -> list[str]:
    """What people write, each brought to the same length."""
    return [(one.text * LETTER)[:LETTER] for one in library.letters()]


def _dealt(cards: Sequence[T], random: Random) -> Iterator[T]:
    """Round after round, each in a new order: everybody has had a turn before anybody has a second one."""
    for _ in count():
        yield from _shuffled(cards, random)


def _shuffled(cards: Sequence[T], random: Random) -> list[T]:
    return random.sample(cards, len(cards))


def _get(port: int, path: str, token: str | None = None) -> bytes:
    return _request("GET", port, path, token)


def _post(port: int, path: str, token: str, fields: dict[str, str]) -> bytes:
    body = json.dumps(fields, ensure_ascii=False).encode()
    extra = f"Idempotency-Key: {uuid4()}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    return _request("POST", port, path, token, extra) + body


def _request(method: str, port: int, path: str, token: str | None, extra: str = "") -> bytes:
    signed = f"Authorization: Bearer {token}\r\n" if token else ""
    return f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{signed}{extra}\r\n".encode()
