"""What a screen shows can only be made by the server, for one station and one half minute."""

from __future__ import annotations

import os
import random
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from server.codes import rotating
from server.codes.rotating import Header

SECRET, STATION = bytes(range(32)), UUID(int=7)
NOON = datetime(2026, 11, 5, 4, 0, tzinfo=UTC)
HEADER = Header(3, b"screen", rotating.step_at(NOON))
TRIES = int(os.environ.get("FORGED", "20000"))
"""`FORGED=1000000 pytest tests/screens/test_tokens.py` for the whole campaign."""


def taken(text: str) -> bool:
    """Accepted at noon, by this station's key."""
    parts = rotating.read(text)
    return bool(parts) and rotating.is_ours(SECRET, STATION, *parts) and rotating.is_shown(parts[0], NOON)  # type: ignore[misc]


def test_a_code_is_31_characters_and_is_taken() -> None:
    text = rotating.made(SECRET, STATION, HEADER)
    assert len(text) == 31
    assert taken(text)


def test_no_forged_or_altered_code_is_taken() -> None:
    dice = random.Random(20261105)
    good = rotating.made(SECRET, STATION, HEADER)
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    accepted = 0
    for number in range(TRIES):
        body = list(good[3:])
        if number % 2:
            body = [dice.choice(letters) for _ in body]
        else:
            place = dice.randrange(len(body))
            body[place] = dice.choice(letters.replace(body[place], ""))
        accepted += taken(rotating.PREFIX + "".join(body))
    assert accepted == 0


@pytest.mark.parametrize(
    "text", ["", "r1.", "r1.短", "r1." + "A" * 27, "r1." + "A" * 29, "r1." + "=" * 28, "u1." + "A" * 28]
)
def test_what_has_another_shape_is_none(text: str) -> None:
    assert rotating.read(text) is None


def test_another_station_and_another_secret_make_another_code() -> None:
    assert not taken(rotating.made(SECRET, UUID(int=8), HEADER))
    assert not taken(rotating.made(bytes(32), STATION, HEADER))


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(-1, False), (0, True), (29, True), (30, True), (59, True), (60, False), (61, False)],
)
def test_a_code_is_taken_in_its_own_half_minute_and_the_next(seconds: int, shown: bool) -> None:
    assert rotating.is_shown(HEADER, NOON + timedelta(seconds=seconds)) is shown


@pytest.mark.parametrize(("minutes", "could"), [(-9, False), (-8, True), (0, True), (8, True), (9, False)])
def test_a_phone_without_a_net_may_be_eight_minutes_off(minutes: int, could: bool) -> None:
    tolerance = timedelta(minutes=8)
    assert rotating.was_shown(HEADER, NOON + timedelta(minutes=minutes, seconds=15), tolerance) is could
