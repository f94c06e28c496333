"""What the tests of notifications have in common: telling, sending, the platform's own events, and how things stand."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import datetime, time
from typing import Any
from uuid import UUID, uuid4

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from server.accounts.models import Account
from server.core import clock, workdays
from server.core.db import db, transaction
from server.gateways.wechat import QuietWeChat, Sent
from server.notifications.asks import FIELDS, Ask
from server.notifications.models import Push, PushState
from server.notifications.service import Target, tell
from tests.factories import World
from tests.messages.path import drain

TOKEN = "t" * 32
TEMPLATES = {name: f"{name}-template-of-the-tests" for name in FIELDS}
FITTING = {"thing": "一件事", "phrase": "已答复", "number": "3", "time": "2026-11-20 09:30"}


def ask(template: Any = "reply") -> Ask:
    return Ask(template, {key: FITTING[key.rstrip("12345")] for key in FIELDS[template]})


def tell_of(account_id: UUID, template: Any = "reply", source: str = "") -> None:
    """One notice with a push."""
    with transaction():
        tell(
            account_id,
            source=source or f"test-{uuid4()}",
            kind="test",
            title="一件事",
            text="点开看。",
            target=Target("message", uuid4(), "pages/case/index"),
            push=ask(template),
        )


def send_of(account_id: UUID, template: Any = "reply") -> None:
    tell_of(account_id, template)
    drain()


def openid_of(world: World, who: str = "resident") -> str:
    with transaction():
        return db.session.get_one(Account, world.phone(who).account_id).openid or ""


def pushes() -> list[Push]:
    with transaction():
        return list(db.session.scalars(select(Push).order_by(Push.created_at, Push.channel.desc())))


def states() -> list[PushState]:
    return [one.state for one in pushes()]


def event(
    client: FlaskClient,
    openid: str,
    name: str,
    entry: dict[str, str],
    *,
    at: datetime | None = None,
    nonce: str = "",
) -> TestResponse:
    """A push of the platform, signed as it signs."""
    stamp, nonce = str(int(clock.now().timestamp())), nonce or uuid4().hex
    signature = hashlib.sha1("".join(sorted([TOKEN, stamp, nonce])).encode()).hexdigest()
    body = {
        "ToUserName": "gh_1",
        "FromUserName": openid,
        "CreateTime": int((at or clock.now()).timestamp()),
        "MsgType": "event",
        "Event": name,
        "List": entry,
    }
    query = {"signature": signature, "timestamp": stamp, "nonce": nonce}
    return client.post("/wechat/callback", query_string=query, data=json.dumps(body))


def answered(client: FlaskClient, openid: str, status: str = "accept", **options: Any) -> TestResponse:
    entry = {"TemplateId": TEMPLATES["reply"], "SubscribeStatusString": status, "PopupScene": "0"}
    return event(client, openid, "subscribe_msg_popup_event", entry, **options)


def switched_off(client: FlaskClient, openid: str, **options: Any) -> TestResponse:
    entry = {"TemplateId": TEMPLATES["reply"], "SubscribeStatusString": "reject"}
    return event(client, openid, "subscribe_msg_change_event", entry, **options)


def arrived(
    client: FlaskClient, openid: str, msgid: str = "1988810812324364291", code: str = "0", **options: Any
) -> TestResponse:
    status = "success" if code == "0" else "failed"
    entry = {"TemplateId": TEMPLATES["reply"], "MsgID": msgid, "ErrorCode": code, "ErrorStatus": status}
    return event(client, openid, "subscribe_msg_sent_event", entry, **options)


def working_morning(hour: int = 8, minute: int = 30) -> datetime:
    """The next working day at this hour."""
    day = workdays.after(clock.today(), 1)
    return datetime.combine(day, time(hour, minute), clock.ZONE)


class Meanwhile(QuietWeChat):
    """A line on which something happens while it is open."""

    def __init__(self, happens: Callable[[], None], sent: list[Any]) -> None:
        super().__init__(sent=sent)
        self.happens = happens

    def send_subscribe(self, *args: Any) -> Sent:
        self.happens()
        return super().send_subscribe(*args)
