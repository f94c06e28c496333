"""Whatever comes in, the answer is clear and Chinese, and nothing is half stored."""

from __future__ import annotations

import json
import re
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from server.core.db import db, transaction
from server.messages.models import Message
from tests import factories
from tests.factories import World

CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture
def world(client: FlaskClient) -> World:
    return factories.world(client)


def refused(answer: Any, *statuses: int) -> dict[str, Any]:
    """A real status, a machine's code, a Chinese text, no trace of the machinery."""
    assert answer.status_code in statuses, (answer.status_code, answer.get_data(as_text=True)[:300])
    error: dict[str, Any] = answer.json["error"]
    assert re.fullmatch(r"[a-z_.\d]+", error["code"])
    assert CHINESE.search(error["text"])
    assert not re.search(r"Traceback|psycopg|sqlalchemy|pydantic", answer.get_data(as_text=True))
    return error


BODIES: dict[str, bytes] = {
    "empty": b"",
    "not json": b"{",
    "a list": b"[]",
    "a number": b"7",
    "null": b"null",
    "latin bytes": b'{"content": "\xff\xfe"}',
    "half a surrogate": b'{"code": "CODE", "content": "\\ud800 half a pair"}',
    "empty content": b'{"code": "CODE", "content": ""}',
    "too short": '{"code": "CODE", "content": "短"}'.encode(),
    "only blanks": b'{"code": "CODE", "content": "            "}',
    "only signs": '{"code": "CODE", "content": "。。。。。。。。"}'.encode(),
    "too long": b'{"code": "CODE", "content": "' + b"x" * 2001 + b'"}',
    "a megabyte": b'{"code": "CODE", "content": "' + b"x" * 1_000_000 + b'"}',
    "number for text": b'{"code": "CODE", "content": 12345}',
    "object for text": b'{"code": "CODE", "content": {"a": 1}}',
    "unknown field": '{"code": "CODE", "content": "楼下的路灯坏了", "status": "concluded"}'.encode(),
    "foreign author": '{"code": "CODE", "content": "楼下的路灯坏了", "author_id": "x"}'.encode(),
    "wrong visibility": '{"code": "CODE", "content": "楼下的路灯坏了", "visibility": "all"}'.encode(),
    "id that is none": '{"code": "CODE", "content": "楼下的路灯坏了", "deputy_id": "1 or 1=1"}'.encode(),
    "unknown deputy": f'{{"code": "CODE", "content": "楼下的路灯坏了", "deputy_id": "{uuid4()}"}}'.encode(),
    "unknown upload": f'{{"code": "CODE", "content": "楼下的路灯坏了", "upload_ids": ["{uuid4()}"]}}'.encode(),
    "seven uploads": json.dumps(
        {"code": "CODE", "content": "楼下的路灯坏了", "upload_ids": [str(uuid4()) for _ in range(7)]}
    ).encode(),
    "no address": '{"content": "楼下的路灯坏了"}'.encode(),
    "two addresses": f'{{"code": "CODE", "station_id": "{uuid4()}", "content": "楼下的路灯坏了"}}'.encode(),
    "deep": b"[" * 100_000,
    "consent as text": '{"code": "CODE", "content": "楼下的路灯坏了", "consent_share_identity": "maybe"}'.encode(),
}


@pytest.mark.parametrize("name", BODIES)
def test_a_bad_message_is_refused_in_chinese_and_not_stored(world: World, name: str) -> None:
    body = BODIES[name].replace(b"CODE", world.station_code.token.encode())
    headers = world.phone("resident").headers | {"Idempotency-Key": "bad-input-1"}
    answer = world.client.post("/api/messages", data=body, headers=headers, content_type="application/json")
    refused(answer, 400)
    with transaction():
        assert db.session.execute(select(func.count()).select_from(Message)).scalar_one() == 0


def test_a_field_error_names_the_field(world: World) -> None:
    error = refused(world.submit(content="短"), 400)
    assert error["fields"] == {"content": "请至少写 5 个字"}


def test_a_nul_and_invisible_characters_are_taken_out_not_stored(world: World) -> None:
    answer = world.submit(content="路灯\x00坏了\u200b三天，\ufeff请看看。")
    assert answer.json["content"] == "路灯坏了三天，请看看。"


def test_rare_characters_emoji_and_right_to_left_come_back_unchanged(world: World) -> None:
    text = "㛃𠮷龘燚堃 👨‍👩‍👧 مرحبا <script>alert(1)</script> '; drop table messages; --"
    assert world.submit(content=text).json["content"] == text


def test_a_message_without_a_key_is_not_taken(world: World) -> None:
    body = {"code": world.station_code.token, "content": "楼下的路灯坏了三天。"}
    refused(world.phone("resident").post("/api/messages", body), 400)
    refused(world.phone("resident").post("/api/messages", body, key="x" * 200), 400)


@pytest.mark.parametrize(
    "code", ["nonsense", "s1.", "s1.AAAAAAAAAAAAAAAAAAAAAA", "%00", "%F0%9F%98%80", "x" * 5000]
)
def test_an_unknown_code_is_told_kindly(world: World, code: str) -> None:
    error = refused(world.client.get(f"/api/codes/{code}"), 404)
    assert error["code"] == "code.unknown"


def test_guessing_codes_is_stopped(world: World) -> None:
    answers = [world.client.get(f"/api/codes/s1.{n:022d}").status_code for n in range(31)]
    assert answers == [404] * 30 + [429]


QUERIES = [
    "/api/messages?box=everybody",
    "/api/messages?status=lost",
    "/api/messages?cursor=drop",
    "/api/messages?cursor=2026-01-01_x",
    "/api/messages?q=" + "x" * 41,
    "/api/messages?page=1",
    "/api/stations?area=abc",
    "/api/stations?cursor=-1",
    "/api/stations?cursor=99999999999999999999",
    "/api/notices?cursor=x",
]


@pytest.mark.parametrize("path", QUERIES)
def test_a_bad_query_is_refused(world: World, path: str) -> None:
    refused(world.phone("resident").get(path), 400)


@pytest.mark.parametrize("q", ["%", "_", "\\", "'", "100%", "%00", "𠮷"])
def test_signs_in_a_search_are_searched_for_not_obeyed(world: World, q: str) -> None:
    from urllib.parse import quote

    answer = world.phone("resident").get(f"/api/messages?q={quote(q)}")
    assert answer.status_code == 200
    assert world.client.get(f"/api/stations?q={quote(q)}").status_code == 200


PATHS = [
    "/api/messages/not-an-id",
    "/api/stations/%2e%2e",
    "/api/deputies/00000000-0000-4000-8000-000000000000",
    "/api/areas/99",
    "/api/areas/abc",
    "/api/areas/3301110000000",
    "/api/nowhere",
    "/api/uploads/00000000-0000-4000-8000-000000000000?until=1&sign=x",
]


@pytest.mark.parametrize("path", PATHS)
def test_a_wrong_address_is_told_in_chinese(world: World, path: str) -> None:
    refused(world.phone("resident").get(path), 404)


def test_a_method_that_does_not_exist_is_told_in_chinese(world: World) -> None:
    answer = world.client.patch("/api/messages")
    refused(answer, 405)
    assert "POST" in answer.headers["Allow"]


def test_too_much_at_once_is_refused(world: World) -> None:
    photo = {"file": (BytesIO(b"x" * (13 * 1024 * 1024)), "big.jpg")}
    answer = world.client.post("/api/uploads", data=photo, headers=world.phone("resident").headers)
    refused(answer, 413)


@pytest.mark.parametrize("token", ["", "x", "x" * 5000, "Bearer", "é"])
def test_a_false_token_is_nobody(world: World, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}".encode("latin-1", "replace").decode("latin-1")}
    refused(world.client.get("/api/messages", headers=headers), 401)


def test_a_bad_photo_is_refused_and_the_text_is_not_needed_again(world: World) -> None:
    fake = {"file": (BytesIO(b"<svg onload=alert(1)>"), "photo.jpg")}
    answer = world.client.post("/api/uploads", data=fake, headers=world.phone("resident").headers)
    refused(answer, 400)


def test_an_upload_counts_once_and_only_for_its_owner(world: World) -> None:
    from PIL import Image

    data = BytesIO()
    Image.new("RGB", (40, 30), "red").save(data, "JPEG")
    sent = world.client.post(
        "/api/uploads",
        data={"file": (BytesIO(data.getvalue()), "a.jpg")},
        headers=world.phone("resident").headers,
    )
    assert sent.status_code == 201
    upload = sent.json["id"]
    refused(world.submit("neighbour", upload_ids=[upload]), 400)
    message = world.submit(upload_ids=[upload]).json
    picture = world.client.get(message["attachments"][0]["url"])
    assert (picture.status_code, picture.mimetype) == (200, "image/jpeg")
    assert picture.headers["Content-Security-Policy"].startswith("sandbox")
    refused(world.client.get(message["attachments"][0]["url"].replace("sign=", "sign=0")), 404)
    refused(world.submit(upload_ids=[upload]), 400)


ID_OF_NOTHING = "00000000-0000-4000-8000-000000000000"
VERBS: dict[str, dict[str, Any]] = {
    "accept": {},
    "reply": {"text": "好的，来看。"},
    "rate": {"reply": 3, "solved": True},
}


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_on_nothing_is_not_found(world: World, verb: str) -> None:
    who = "resident" if verb == "rate" else "liaison"
    refused(world.phone(who).post(f"/api/messages/{ID_OF_NOTHING}/{verb}", VERBS[verb]), 404)


@pytest.mark.parametrize(
    "rating",
    [
        {"reply": 0, "solved": True},
        {"reply": 4, "solved": True},
        {"reply": 3},
        {"reply": "3", "solved": True},
    ],
)
def test_a_half_rating_is_refused(world: World, rating: dict[str, Any]) -> None:
    message_id = world.submit().json["id"]
    refused(world.phone("resident").post(f"/api/messages/{message_id}/rate", rating), 400)
