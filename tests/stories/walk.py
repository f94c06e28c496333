"""Walks the main job over the wire, knowing nothing but the public contract: `python -m tests.stories.walk DATA_DIR`."""

from __future__ import annotations

import base64
import json
import sys
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pyotp
import requests
from PIL import Image

PATIENCE = 30.0
TOKENS: dict[str, str] = {}
"""Sessions of staff by their password, which no two demonstrations share."""
Told = Callable[[str], None]


class Wire:
    """The product and its sandbox as an outsider sees them."""

    def __init__(self, demo: dict[str, Any]) -> None:
        self.demo = demo
        self.base = demo["base_url"]
        self.sandbox = demo["sandbox_url"]

    def call(
        self, method: str, path: str, token: str = "", *, key: str = "", expect: int = 200, **options: Any
    ) -> Any:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        headers |= {"Idempotency-Key": key} if key else {}
        answer = requests.request(method, self.base + path, headers=headers, timeout=20, **options)
        assert answer.status_code == expect, (method, path, answer.status_code, answer.text[:400])
        return answer.json() if answer.content else None

    def person(self, openid: str) -> str:
        """Sign in as a WeChat person, through the sandbox's wx.login."""
        code = self.play("login", openid=openid)["code"]
        token: str = self.call("POST", "/api/sessions", json={"wechat_code": code}, expect=201)["token"]
        return token

    def staff(self, role: str) -> str:
        """Signed in once and kept: each code of an authenticator counts once."""
        account = next(a for a in self.demo["accounts"] if a["role"] == role)
        if account["password"] not in TOKENS:
            body = {"username": account["username"], "password": account["password"]}
            TOKENS[account["password"]] = self._with_code(body, account["otp_secret"])
        return TOKENS[account["password"]]

    def _with_code(self, body: dict[str, str], secret: str | None) -> str:
        """Somebody else may just have used the present code: the next one is taken then, as a person would."""

        def sign_in() -> str | None:
            code = {"otp": pyotp.TOTP(secret).now()} if secret else {}
            answer = requests.post(f"{self.base}/api/sessions", json=body | code, timeout=20)
            assert answer.ok or (secret and answer.status_code == 401), answer.text[:400]
            return str(answer.json()["token"]) if answer.ok else None

        token: str = wait_for("a code that counts", sign_in, every=6.0, patience=75.0)
        return token

    def play(self, what: str, **body: str) -> Any:
        answer = requests.post(f"{self.sandbox}/__sandbox__/{what}", json=body, timeout=20)
        assert answer.ok, answer.text
        return answer.json() if answer.content else None

    def inbox(self, openid: str) -> list[Any]:
        answer = requests.get(
            f"{self.sandbox}/__sandbox__/inbox", params={"openid": openid}, timeout=20
        ).json()
        items: list[Any] = answer["items"]
        return items


def wait_for(what: str, look: Callable[[], Any], *, every: float = 0.2, patience: float = PATIENCE) -> Any:
    """Poll until `look` finds something; the whole walk has a bound, no step has a duration."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        if found := look():
            return found
        time.sleep(every)
    raise AssertionError(f"waited in vain for {what}")


def photo() -> bytes:
    data = BytesIO()
    Image.new("RGB", (320, 240), "#446688").save(data, "JPEG")
    return data.getvalue()


def walk(demo: dict[str, Any], tell: Told = print) -> None:
    wire = Wire(demo)
    station_id = look_around(wire)
    tell("码认得出，站点和代表看得到")
    message = submit(wire, demo["wechat"]["resident"])
    tell(f"留言 {message['number']}，{message['promised_on']} 前有人看")
    answer(wire, message)
    tell("联络员收下、带照片答复")
    is_told(wire, message, demo["wechat"]["resident"])
    tell("居民收到站内通知和一条微信提醒，评价后办结")
    record_duty(wire)
    tell("代表扫码入档，再扫还是同一条")
    refuse(wire, message, station_id)
    tell("不该看的看不到，不对的说得清")


def look_around(wire: Wire) -> str:
    """Scanning needs no sign-in; unknown codes are told kindly."""
    shown = wire.call("GET", f"/api/codes/{wire.demo['codes']['station']}")
    assert shown["kind"] == "station"
    assert shown["deputies"]
    assert wire.call("GET", f"/api/stations/{shown['station']['id']}")["name"] == shown["station"]["name"]
    deputy = shown["deputies"][0]
    assert wire.call("GET", f"/api/deputies/{deputy['id']}")["promise"] == deputy["promise"]
    assert wire.call("GET", f"/api/codes/{wire.demo['codes']['deputy']}")["deputy"]
    assert wire.call("GET", f"/api/codes/{wire.demo['codes']['duty']}")["kind"] == "duty"
    unknown = wire.call("GET", "/api/codes/s1.AAAAAAAAAAAAAAAAAAAAAA", expect=404)
    assert unknown["error"]["code"] == "code.unknown"
    area = wire.call("GET", f"/api/areas/{wire.demo['area']}")
    assert len(area["children"]) == 24
    station_id: str = shown["station"]["id"]
    return station_id


def submit(wire: Wire, openid: str) -> Any:
    """Sent twice with one key it is one message; the same key with another body is refused."""
    token = wire.person(openid)
    upload = wire.call("POST", "/api/uploads", token, files={"file": ("a.jpg", photo())}, expect=201)
    body = {
        "code": wire.demo["codes"]["station"],
        "content": "我们单元门口的路灯坏了三天，晚上老人下楼看不清。",
        "place": "桂花西路 22 号 3 幢",
        "upload_ids": [upload["id"]],
    }
    key = f"walk-{uuid4()}"
    first = wire.call("POST", "/api/messages", token, key=key, json=body, expect=201)
    again = wire.call("POST", "/api/messages", token, key=key, json=body, expect=201)
    assert first == again
    other = body | {"content": "同一个钥匙，换了内容。"}
    reused = wire.call("POST", "/api/messages", token, key=key, json=other, expect=422)
    assert reused["error"]["code"] == "idempotency.key_reused"
    assert first["status"] == "submitted"
    assert first["steps"][0]["action"] == "submit"
    assert first["look_up"] is None
    return first


def answer(wire: Wire, message: Any) -> None:
    """Liaison and head find it; a reply before acceptance is refused; accept, reply with a picture."""
    path = f"/api/messages/{message['id']}"
    liaison, head = wire.staff("liaison"), wire.staff("station_head")
    for token in (liaison, head):
        box = wire.call("GET", "/api/messages?box=inbox&status=submitted", token)
        assert message["id"] in [item["id"] for item in box["items"]]
    wire.call("POST", f"{path}/reply", liaison, json={"text": "还没收下就答复。"}, expect=409)
    accepted = wire.call("POST", f"{path}/accept", liaison, json={})
    assert accepted["status"] == "accepted"
    wire.play("accept", openid=wire.demo["wechat"]["resident"], template_id="*", status="accept")
    upload = wire.call("POST", "/api/uploads", liaison, files={"file": ("b.jpg", photo())}, expect=201)
    reply = {"text": "灯泡换好了，今晚亮。", "result": "A", "upload_ids": [upload["id"]]}
    assert (
        wire.call("POST", f"{path}/reply", head, json=reply, expect=400)["error"]["code"] == "upload.unknown"
    )
    assert wire.call("POST", f"{path}/reply", liaison, json=reply)["status"] == "answered"


def is_told(wire: Wire, message: Any, openid: str) -> None:
    """One notice in the app, one push on the wire, raw UTF-8; then two answers to two questions."""
    token = wire.person(openid)
    before = f"{message['number']}"

    def replied() -> list[Any]:
        items = wire.call("GET", "/api/notices", token)["items"]
        return [i for i in items if i["kind"] == "message.replied" and before in i["text"]]

    assert len(wait_for("the notice", replied)) == 1
    pushes = wait_for(
        "the push", lambda: [p for p in wire.inbox(openid) if before in json.dumps(p, ensure_ascii=False)]
    )
    assert len(pushes) == 1
    journal = requests.get(
        f"{wire.sandbox}/__sandbox__/journal", params={"path": "/cgi-bin/message/subscribe/send"}, timeout=20
    ).json()["items"]
    assert b"\\u" not in base64.b64decode(journal[-1]["body_base64"])
    case = wire.call("GET", f"/api/messages/{message['id']}", token)
    assert case["reply"]["attachments"]
    picture = requests.get(wire.base + case["reply"]["attachments"][0]["url"], timeout=20)
    assert picture.headers["Content-Type"] == "image/jpeg"
    rated = wire.call("POST", f"/api/messages/{message['id']}/rate", token, json={"reply": 3, "solved": True})
    assert rated["status"] == "concluded"
    assert [step["action"] for step in rated["steps"]] == ["submit", "accept", "reply", "rate"]


def record_duty(wire: Wire) -> None:
    """Scan, one tap, confirmed by itself; again it is the same record; it is in the own file."""
    token = wire.person(wire.demo["wechat"]["deputy"])
    body = {"code": wire.demo["codes"]["duty"]}
    # on a demo that was walked before, the first scan already finds the record
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": f"walk-{uuid4()}"}
    first = requests.post(f"{wire.base}/api/duties", json=body, headers=headers, timeout=20)
    assert first.status_code in (200, 201), first.text
    duty = first.json()
    assert (duty["status"], duty["source"]) == ("confirmed", "scan")
    again = wire.call("POST", "/api/duties", token, key=f"walk-{uuid4()}", json=body, expect=200)
    assert again["id"] == duty["id"]
    file = wire.call("GET", "/api/duties?box=mine", token)
    assert duty["id"] in [item["id"] for item in file["items"]]


def refuse(wire: Wire, message: Any, station_id: str) -> None:
    """What is not yours does not exist; what you may not do is refused; a code of another kind is named."""
    stranger = wire.person(f"o{uuid4().hex[:27]}")
    wire.call("GET", f"/api/messages/{message['id']}", stranger, expect=404)
    wire.call("GET", f"/api/messages/{message['id']}", expect=401)
    wire.call("POST", f"/api/messages/{message['id']}/accept", stranger, json={}, expect=403)
    wire.call("GET", f"/api/messages/{message['id']}", wire.staff("sys_admin"), expect=403)
    wrong = {"code": wire.demo["codes"]["duty"], "content": "扫错了码也说得清楚。"}
    other = wire.call("POST", "/api/messages", stranger, key=f"walk-{uuid4()}", json=wrong, expect=400)
    assert other["error"]["code"] == "code.other_kind"
    guest = wire.call("POST", "/api/sessions", json={"guest": True}, expect=201)["token"]
    body = {"station_id": station_id, "content": "没有微信，也想说一件事。"}
    sent = wire.call("POST", "/api/messages", guest, key=f"walk-{uuid4()}", json=body, expect=201)
    assert len(sent["look_up"]["pin"]) == 8
    assert wire.call("POST", "/api/sessions", json=sent["look_up"], expect=201)["token"]


if __name__ == "__main__":
    walk(json.loads((Path(sys.argv[1]) / "demo.json").read_text()))
