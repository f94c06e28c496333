"""Everything a person has here can be taken away by that person, and by nobody else."""

from __future__ import annotations

import json
import zipfile
from datetime import timedelta
from io import BytesIO
from typing import Any

from server.core import clock
from server.mydata.jobs import clear
from tests.factories import Phone, World
from tests.messages.path import answered, drain
from tests.messages.test_voices import recorded
from tests.uploads.sounds import MP3


def packed(phone: Phone) -> dict[str, Any]:
    phone.post("/api/data-copies")
    drain()
    found: dict[str, Any] = phone.get("/api/data-copies/latest").json["copy_now"]
    return found


def test_the_package_holds_what_its_owner_wrote_and_was_told(world: World) -> None:
    phone = world.phone("resident")
    phone.put("/api/accounts/me", {"name": "陈小明", "phone": "13812342046"})
    answered(world)
    voice = recorded(phone).json["id"]
    number = world.submit(content="", voice_id=voice).json["number"]
    world.submit("neighbour", content="这是邻居写的，不该在里面。")
    copy = packed(phone)
    assert (copy["state"], copy["done"]) == ("ready", copy["total"])
    answer = phone.get(f"/api/data-copies/{copy['id']}/file")
    assert (answer.mimetype, answer.headers["Cache-Control"]) == ("application/zip", "no-store")
    archive = zipfile.ZipFile(BytesIO(answer.data))
    assert archive.read(f"录音/{number}.mp3") == MP3
    kept = json.loads(archive.read("我的资料.json"))
    assert [one["reply"]["text"] for one in kept["letters"] if one["reply"]] == ["灯已经换好了。"]
    page = archive.read("我的资料.html").decode()
    assert [word for word in ("陈小明", "13812342046", number, "灯已经换好了。") if word not in page] == []
    assert "邻居写的" not in page + json.dumps(kept, ensure_ascii=False)
    assert any(one["kind"] == "mydata.packed" for one in phone.get("/api/notices").json["items"])


def test_a_package_is_its_owners_for_a_week(world: World) -> None:
    phone = world.phone("resident")
    assert phone.get("/api/data-copies/latest").json["copy_now"] is None
    path = f"/api/data-copies/{packed(phone)['id']}/file"
    assert world.phone("neighbour").get(path).status_code == 404
    assert world.phone("sys_admin").get(path).status_code == 404
    assert world.client.get(path).status_code == 401
    with clock.shifted(timedelta(days=8)):
        assert phone.get(path).status_code == 404, "whether or not the timetable came by"
        clear()
        drain()
        assert phone.get("/api/data-copies/latest").json["copy_now"] is None


def test_while_one_is_packed_there_is_no_second(world: World) -> None:
    phone = world.phone("resident")
    first = phone.post("/api/data-copies").json["id"]
    assert phone.post("/api/data-copies").json["id"] == first
