"""Photos: fetched by the platform from an address that ends, and judged by a push that comes when it likes."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from server.core import clock
from server.core.db import db, transaction
from server.gateways.wechat import QuietWeChat
from server.safety import jobs, service
from server.safety.models import CheckState, Doubt, MediaFinding, Part
from tests.factories import World
from tests.messages.path import drain

from .looking import checks, open_letter, photo_of, pushed


def address(wechat: QuietWeChat) -> str:
    (asked,) = [check for check in wechat.checks if check.kind == "image"]
    return asked.content


def test_the_platform_can_fetch_the_photo_for_half_an_hour_and_no_longer(
    world: World, client: FlaskClient, wechat: QuietWeChat
) -> None:
    open_letter(world, photos=1)
    drain()
    url = address(wechat)
    assert url.startswith("http://127.0.0.1:8000/api/uploads/")
    path = url.removeprefix("http://127.0.0.1:8000")
    with clock.shifted(timedelta(minutes=29)):
        assert client.get(path).mimetype == "image/jpeg"
    with clock.shifted(timedelta(minutes=36)):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("suggest", "state", "why"),
    [
        ("pass", CheckState.PASSED, None),
        ("risky", CheckState.DOUBTFUL, Doubt.RISKY),
        ("review", CheckState.DOUBTFUL, Doubt.REVIEW),
        ("", CheckState.DOUBTFUL, Doubt.REVIEW),
        ("PASS ", CheckState.DOUBTFUL, Doubt.REVIEW),
    ],
)
def test_the_push_decides_and_only_pass_passes(
    world: World, suggest: str, state: CheckState, why: Doubt | None
) -> None:
    letter = open_letter(world, photos=1)
    drain()
    assert photo_of(letter).state is CheckState.WAITING
    pushed(photo_of(letter).trace_id, suggest)
    assert (photo_of(letter).state, photo_of(letter).doubt) == (state, why)
    pushed(photo_of(letter).trace_id, "pass")
    assert photo_of(letter).state is state


def test_each_photo_is_asked_about_by_itself(world: World, wechat: QuietWeChat) -> None:
    letter = open_letter(world, photos=3)
    drain()
    photos = checks(letter, Part.PHOTO)
    assert len({photo.trace_id for photo in photos}) == 3
    pushed(photos[1].trace_id, "risky")
    states = [photo.state for photo in checks(letter, Part.PHOTO)]
    assert states.count(CheckState.DOUBTFUL) == 1
    assert states.count(CheckState.WAITING) == 2


def test_a_push_that_comes_before_we_know_its_name_is_kept(
    world: World, wechat: QuietWeChat, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen on the real platform: the push is quicker than the answer that names it."""

    def slow(self: QuietWeChat, openid: str, url: str, kind: str, scene: int = 2) -> str:
        with transaction():
            service.take_finding("early-trace", "risky", 20002)
        return "early-trace"

    monkeypatch.setattr(QuietWeChat, "check_media", slow)
    letter = open_letter(world, photos=1)
    drain()
    photo = photo_of(letter)
    assert (photo.state, photo.doubt, photo.label) == (CheckState.DOUBTFUL, Doubt.RISKY, 20002)


@pytest.mark.parametrize("first", ["name", "finding"])
def test_name_and_finding_that_come_at_once_do_not_miss_each_other(
    app: Flask, world: World, wechat: QuietWeChat, monkeypatch: pytest.MonkeyPatch, first: str
) -> None:
    letter = open_letter(world, photos=1)
    monkeypatch.setattr(QuietWeChat, "check_media", lambda *_: "")
    drain()
    check_id = photo_of(letter).id
    with transaction():
        check = db.session.get_one(type(photo_of(letter)), check_id)
        check.trace_id, check.asked_at = None, None
    verbs = {
        "name": lambda: service.take_trace(check_id, "same-moment"),
        "finding": lambda: service.take_finding("same-moment", "pass", 100),
    }
    second = next(name for name in verbs if name != first)
    done = threading.Event()

    def other() -> None:
        with app.app_context(), transaction():
            verbs[second]()
        done.set()

    with transaction():
        verbs[first]()
        db.session.flush()
        thread = threading.Thread(target=other)
        thread.start()
        assert not done.wait(0.3), "the other one waits until the first has committed"
    thread.join(10)
    assert photo_of(letter).state is CheckState.PASSED


def test_no_result_within_half_an_hour_is_a_doubt_and_a_late_one_still_counts(world: World) -> None:
    letter = open_letter(world, photos=1)
    drain()
    with clock.shifted(timedelta(minutes=29)):
        jobs.give_up()
    assert photo_of(letter).state is CheckState.WAITING
    with clock.shifted(timedelta(minutes=31)):
        jobs.give_up()
    assert (photo_of(letter).state, photo_of(letter).doubt) == (CheckState.DOUBTFUL, Doubt.DOWN)
    pushed(photo_of(letter).trace_id, "pass")
    assert (photo_of(letter).state, photo_of(letter).doubt) == (CheckState.PASSED, None)


def test_a_push_about_a_photo_of_nobody_changes_nothing_and_is_forgotten(world: World) -> None:
    letter = open_letter(world, photos=1)
    drain()
    pushed("another-trace", "pass")
    assert photo_of(letter).state is CheckState.WAITING
    with clock.shifted(timedelta(days=31)):
        jobs.forget_old()
    with transaction():
        assert db.session.execute(select(func.count()).select_from(MediaFinding)).scalar_one() == 0
