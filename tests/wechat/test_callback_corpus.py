"""The door for WeChat's pushes under hundreds of bad ones: each is refused, none leaves a trace or reaches out."""

from __future__ import annotations

import io
import json
import socket
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from server.core import clock
from server.core.db import db
from server.core.outbox import OutboxRow
from server.gateways import registry
from server.gateways.registry import Gateways
from server.gateways.wechat import Callback
from server.notifications.models import PlatformEvent

from . import pushes
from .callback_corpus import FAMILIES
from .pushes import FORMS, GOOD_JSON, MEDIA, MOST_BYTES, Form, Push
from .pushes_that_attack import reaching_out
from .signing import ACCEPT, AES_KEY, APPID, NOW, REJECT, TOKEN, popup

PATH = "/wechat/callback"


@dataclass
class Door:
    """The product's own address for pushes, with what went out of the process while it worked."""

    client: FlaskClient
    reached: list[Any] = field(default_factory=list)
    url: str = ""

    def answer(self, push: Push) -> tuple[int, str]:
        address = "&".join(
            f"{quote(name, safe='')}={quote(value.encode('utf-8', 'surrogatepass'), safe='')}"
            for name, value in push.query
        )
        answer = self.client.open(
            f"{PATH}?{address}", method=push.method, data=push.body, content_type=push.content_type or None
        )
        return answer.status_code, answer.text

    def send(self, form: Form, at: int = NOW, nonce: str = "486452656") -> tuple[int, str]:
        return self.answer(Push(form.name, tuple(form.query(at=str(at), nonce=nonce)), form.body))

    def refused(self, pushes: Iterator[Push]) -> list[tuple[str, int]]:
        """Those that were NOT refused, by name. At least one was sent."""
        sent = list(pushes)
        assert sent
        assert len({push.name for push in sent}) == len(sent)
        return [(push.name, status) for push in sent if (status := self.answer(push)[0]) != 400]

    def rows(self) -> tuple[int, int]:
        counts = [
            db.session.scalar(select(func.count()).select_from(table)) for table in (PlatformEvent, OutboxRow)
        ]
        db.session.rollback()
        return counts[0] or 0, counts[1] or 0


@pytest.fixture(params=["both modes taken", "sealed only"])
def door(
    request: pytest.FixtureRequest, client: FlaskClient, quiet: Gateways, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Door]:
    """Frozen at the second of the pushes. Whatever connects or looks up a name is noted, a listener stands ready."""
    made = Door(client)
    _watch(monkeypatch, made.reached)
    strict = request.param == "sealed only"
    registry.use(replace(quiet, callback=Callback(TOKEN, AES_KEY, APPID, require_aes=strict)))
    with socket.create_server(("127.0.0.1", 0)) as listener, clock.frozen(datetime.fromtimestamp(NOW, UTC)):
        listener.setblocking(False)
        made.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        yield made
        with pytest.raises(BlockingIOError):
            listener.accept()
    registry.use(quiet)


either_form = pytest.mark.parametrize("door", ["both modes taken"], indirect=True)


def _watch(monkeypatch: pytest.MonkeyPatch, reached: list[Any]) -> None:
    """Python's own ways out; the database's is not among them, and Valkey's lines are open before."""

    def noted(*args: Any, **options: Any) -> Any:
        reached.append(args)
        raise OSError("nobody goes out from here")

    monkeypatch.setattr(socket, "create_connection", noted)
    monkeypatch.setattr(socket, "getaddrinfo", noted)
    monkeypatch.setattr(socket.socket, "connect", noted)


# --- what is refused -------------------------------------------------------------------------------------


def test_there_are_hundreds_and_they_are_always_the_same() -> None:
    first, again = ([list(family()) for family in FAMILIES.values()] for _ in range(2))
    assert first == again
    assert sum(map(len, first)) + len(list(reaching_out("http://x"))) >= 300


@pytest.mark.parametrize("family", FAMILIES)
def test_a_bad_push_is_refused_and_leaves_nothing(family: str, door: Door) -> None:
    assert door.refused(FAMILIES[family]()) == []
    assert door.rows() == (0, 0)
    assert door.reached == []


def test_a_push_that_points_elsewhere_is_refused_and_nobody_goes_there(door: Door) -> None:
    assert door.refused(reaching_out(door.url)) == []
    assert door.rows() == (0, 0)
    assert door.reached == []


@pytest.mark.parametrize("door", ["sealed only"], indirect=True)
def test_where_sealing_is_required_the_best_plain_push_is_refused(door: Door) -> None:
    assert [door.send(form)[0] for form in FORMS] == [400, 400, 200, 200]


def test_a_refusal_repeats_nothing_of_what_came(door: Door) -> None:
    word = "<script>the-words-of-the-push</script>"
    body = json.dumps(popup(ACCEPT, CreateTime=word)).encode()
    status, text = door.answer(Push("words", tuple(pushes.query()), body))
    assert status == 400
    assert "the-words-of-the-push" not in text
    assert "这不是微信发来的有效消息" in json.loads(text)["error"]["text"]


# --- how much work a bad push can make -----------------------------------------------------------------------


class CountingStream(io.RawIOBase):
    """A body of any length that is never in memory; counts what was asked of it."""

    def __init__(self, size: int) -> None:
        self.left, self.given = size, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        count = min(len(buffer), self.left)
        buffer[:count] = b" " * count
        self.left -= count
        self.given += count
        return count


@pytest.mark.parametrize("size", [MOST_BYTES + 1, 1_000_000, 100_000_000])
def test_of_a_body_that_is_too_large_only_a_little_is_read(size: int, door: Door) -> None:
    stream = CountingStream(size)
    address = f"{PATH}?" + "&".join(f"{name}={value}" for name, value in pushes.query())
    bare = {"wsgi.input": stream, "CONTENT_LENGTH": str(size)}
    answer = door.client.post(address, environ_overrides=bare)
    assert answer.status_code == 400
    assert stream.given <= MOST_BYTES + 1


@pytest.mark.parametrize("family", ["deep", "blowing_up", "oversized", "odd_lists"])
def test_no_push_makes_more_than_its_share_of_work(family: str, door: Door) -> None:
    """Counted in calls of functions, so that a busy machine does not matter."""
    for push in FAMILIES[family]():
        assert _calls(lambda push=push: door.answer(push)) < 10_000 + 4 * min(len(push.body), MOST_BYTES), (
            push.name
        )


def _calls(work: Any) -> int:
    count = 0

    def note(_frame: Any, event: str, _arg: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


# --- what is taken ---------------------------------------------------------------------------------------


@either_form
@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_the_same_push_again_is_success_and_one_row(form: Form, door: Door) -> None:
    again = [door.send(form) for _ in range(3)]
    later = [door.send(form, at=NOW + 5 * n, nonce=f"retry{n}") for n in (1, 2)]
    assert again + later == [(200, "success")] * 5
    assert door.rows()[0] == 1


@either_form
def test_one_push_in_four_forms_is_one_row(door: Door) -> None:
    answers = [door.send(form, nonce=f"form{n}") for n, form in enumerate(FORMS)]
    assert answers == [(200, "success")] * 4
    assert door.rows()[0] == 1


def test_two_pushes_of_one_second_are_two_rows(door: Door) -> None:
    bodies = [json.dumps(popup(entry, CreateTime=NOW)).encode() for entry in (ACCEPT, REJECT)]
    for n, body in enumerate([*bodies, json.dumps(MEDIA).encode()]):
        seal = pushes.encrypted(body)
        form = Form("sealed", pushes.in_json(seal), (seal,))
        assert door.send(form, nonce=f"n{n}") == (200, "success")
    assert door.rows()[0] == 3


def test_the_nonce_of_a_push_is_not_taken_under_another_body(door: Door) -> None:
    seals = [pushes.encrypted(body) for body in (GOOD_JSON, pushes.popup_json(List=REJECT))]
    forms = [Form("sealed", pushes.in_json(seal), (seal,)) for seal in seals]
    assert [door.send(form)[0] for form in forms] == [200, 400]
    assert door.send(forms[0]) == (200, "success")
    assert door.rows()[0] == 1


@either_form
def test_the_platforms_question_is_answered_to_the_letter(door: Door) -> None:
    pairs = (*pushes.query(), ("echostr", "4375120948345356249"))
    assert door.answer(Push("echo", pairs, method="GET")) == (200, "4375120948345356249")


def test_a_door_that_was_shaken_still_opens(door: Door, app: Flask) -> None:
    """After everything bad, a good push is taken as on the first day."""
    for family in ("forged", "wrongly_sealed", "deep"):
        door.refused(FAMILIES[family]())
    assert door.send(FORMS[2]) == (200, "success")
    assert door.rows()[0] == 1
