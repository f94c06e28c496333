"""Somebody who does not type speaks instead; what was said is heard by those who may read the letter, and nobody else."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest

from server.core import clock
from server.core.actor import Actor
from server.core.db import transaction
from server.core.permissions import Role
from server.messages import author_views, queries
from server.messages.kinds import Kind
from tests.console.desk import At
from tests.factories import Phone, World
from tests.uploads.sounds import MP3


def recorded(phone: Phone, data: bytes = MP3, path: str = "/api/uploads/voices") -> Any:
    file = {"file": (BytesIO(data), "a.exe", "image/png")}
    return phone.client.post(path, data=file, headers=phone.headers, content_type="multipart/form-data")


def test_a_letter_may_be_spoken_and_its_recording_is_heard_by_its_readers(world: World, desk: At) -> None:
    voice = recorded(world.phone("resident"))
    assert (voice.status_code, voice.json["type"]) == (201, "audio/mpeg"), "by content, not by name"
    sent = world.submit(content="", voice_id=voice.json["id"])
    assert (sent.status_code, sent.json["content"]) == (201, "录音，没有文字")
    path = f"/api/messages/{sent.json['id']}"
    heard = world.phone("liaison").get(path).json["voice"]
    part = world.client.get(heard["url"], headers={"Range": "bytes=0-99"})
    assert (part.status_code, part.data, part.mimetype) == (206, MP3[:100], "audio/mpeg")
    with clock.shifted(timedelta(minutes=20)):
        assert world.client.get(heard["url"]).status_code == 404, "the address does not last"
    assert world.phone("neighbour").get(path).status_code == 404
    page = desk("liaison").page(f"/console/messages/{sent.json['id']}")
    assert "<audio controls" in page
    done = desk("liaison").post(f"/console/messages/{sent.json['id']}/transcript", {"text": "路灯不亮。"})
    assert done.status_code == 303
    told = world.phone("resident").get(path).json["voice"]
    assert (told["transcript"], told["transcriber"]) == ("路灯不亮。", "联络员 小林")


def test_words_or_a_voice_one_of_both(world: World) -> None:
    short = world.submit(content="灯")
    assert (short.status_code, short.json["error"]["fields"]["content"]) == (400, "请至少写 5 个字")
    voice = recorded(world.phone("resident")).json["id"]
    assert world.submit(content="灯坏了", voice_id=voice).json["content"] == "灯坏了"
    again = world.submit(content="灯坏了", voice_id=voice)
    assert (again.status_code, again.json["error"]["code"]) == (400, "upload.unknown"), "used once"


def test_nobody_sends_anothers_voice_nor_a_voice_as_a_picture(world: World) -> None:
    others = recorded(world.phone("neighbour")).json["id"]
    assert world.submit(voice_id=others).status_code == 400
    assert world.submit("neighbour", upload_ids=[others]).status_code == 400
    assert recorded(world.phone("resident"), b"<html>").json["error"]["code"] == "sound.not_a_sound"
    assert (
        recorded(world.phone("resident"), path="/api/uploads").json["error"]["code"]
        == "picture.not_a_picture"
    )


def test_a_unit_reads_what_was_heard_and_not_who_spoke(world: World) -> None:
    voice = recorded(world.phone("resident")).json["id"]
    sent = world.submit(content="", voice_id=voice).json
    unit = Actor(Role.HANDLER, f"department:{uuid4()}", uuid4())
    with transaction():
        liaison = Actor(Role.LIAISON, world.station.scope, uuid4())
        case = queries.opened(liaison, sent["id"])
        hidden = author_views.voice_of(unit, case)
        assert hidden is not None
        assert hidden.url is None
        case.message.consent_share_identity, case.message.kind = True, Kind.COMPLAINT
        of_complaint = author_views.voice_of(unit, case)
        assert of_complaint is not None
        assert of_complaint.url is None
        case.message.kind = Kind.HELP
        open_to_unit = author_views.voice_of(unit, case)
        assert open_to_unit is not None
        assert open_to_unit.url


@pytest.mark.parametrize(
    ("point", "status"),
    [
        ({"latitude": 30.0490123, "longitude": 119.9604298}, 201),
        ({"latitude": 30.0}, 400),
        ({"latitude": 91.0, "longitude": 0.0}, 400),
    ],
    ids=["whole", "half", "nowhere"],
)
def test_a_point_on_the_map_is_whole_and_no_finer_than_a_metre(
    world: World, desk: At, point: dict[str, float], status: int
) -> None:
    sent = world.submit(**point)
    assert sent.status_code == status
    if status == 201:
        assert sent.json["spot"] == {"latitude": 30.04901, "longitude": 119.96043}
        assert "30.04901，119.96043" in desk("liaison").page(f"/console/messages/{sent.json['id']}")
