"""What tests of blocks say and do: somebody is blocked, writes all the same, appeals."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

from flask.testing import FlaskClient
from PIL import Image

from server.accounts.models import Block
from server.core import clock
from server.core.db import db
from tests.console.desk import Desk
from tests.factories import Phone, World

DEVICE = "0f8fad5b-d9cb-469f-a165-70867728950e"
REASON = "反复发同一段骂人的话"


def on(days: int) -> str:
    return str(clock.today() + timedelta(days=days))


def block(desk: Desk, message_id: str, **form: str) -> int:
    given = {"reason": REASON, "until": on(7)} | form
    return desk.post(f"/console/messages/{message_id}/block", given).status_code


def write(phone: Phone, world: World) -> Any:
    body = {"code": world.station_code.token, "content": "楼下的路灯坏了三天，晚上看不见路。"}
    return phone.post("/api/messages", body, key=f"key-{uuid4()}")


def picture(phone: Phone) -> int:
    data = BytesIO()
    Image.new("RGB", (40, 30), "#446688").save(data, "JPEG")
    data.seek(0)
    sent = phone.client.post("/api/uploads", data={"file": (data, "a.jpg")}, headers=phone.headers)
    return sent.status_code


def the_block() -> Block:
    db.session.expire_all()
    return db.session.query(Block).one()


def sign_in(client: FlaskClient, device: str | None, **how: object) -> Phone:
    headers = {"X-Device": device} if device else {}
    answer = client.post("/api/sessions", json=how or {"guest": True}, headers=headers)
    return Phone(client, answer.json["token"], UUID(answer.json["account"]["id"]))


def appeal(phone: Phone, text: str = "我没有骂人，请再看一看。") -> Any:
    return phone.post("/api/blocks/mine/appeal", {"text": text})
