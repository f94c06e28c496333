"""The administrators' page: what did not arrive and why, and what only a person may decide."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from server.core import clock, outbox
from server.core.audit import AuditEntry
from server.core.db import db, transaction
from server.core.outbox import OutboxKind, OutboxRow
from server.core.permissions import Role
from server.gateways.wechat import Ambiguous, ConfigurationWrong, NotSubscribed, QuietWeChat
from server.notifications.models import PushState
from tests.console.desk import At
from tests.factories import World
from tests.messages.path import answered, drain
from tests.notifications.platform import openid_of, pushes, send_of, states, tell_of

PAGE = "/console/delivery"


def give_up(error: str = "ValidationError: 1 error for tell\n  input_value='陈小明'") -> int:
    with transaction():
        row = outbox.add(OutboxKind.LISTENER, "messages.tell_replied", {"message_id": "x"})
        row.is_dead, row.tries, row.error = True, 36, error
        db.session.flush()
        return row.id


@pytest.mark.parametrize(
    "role", [role for role in Role if role is not Role.VISITOR], ids=lambda role: role.value
)
def test_only_the_administrator_opens_it(world: World, desk: At, wechat: QuietWeChat, role: Role) -> None:
    wechat.failure = Ambiguous("x")
    send_of(world.phone("resident").account_id)
    (lost,), row_id = pushes(), give_up()
    somebody, is_admin = desk(role.value), role is Role.SYS_ADMIN
    assert somebody.get(PAGE).status_code == (200 if is_admin else 403)
    assert ("送达" in somebody.page("/console/notices")) is is_admin
    for path in (f"pushes/{lost.id}/again", f"tasks/{row_id}/again"):
        assert somebody.post(f"{PAGE}/{path}").status_code == (303 if is_admin else 403)
    if not is_admin:
        assert somebody.post(f"{PAGE}/pushes/{lost.id}/sent").status_code == 403
        assert states() == [PushState.UNKNOWN]


def test_it_tells_the_remedy_of_each_number_and_nothing_of_anybody(
    world: World, desk: At, wechat: QuietWeChat
) -> None:
    world.phone("resident").put("/api/accounts/me", {"name": "陈小明", "phone": "13812342046"})
    for failure in (
        NotSubscribed("x", 43101),
        ConfigurationWrong("x", 40037),
        Ambiguous("x"),
    ):
        wechat.failure = failure
        answered(world)
        drain()
    give_up()
    page = desk("sys_admin").page(PAGE)
    for words in ("43101", "40037", "再发一次", "算送到了", "重新办", "messages.tell_replied"):
        assert words in page
    # the advice of the gateway's own tree
    from server.gateways.wechat.errcodes import by_errcode

    assert by_errcode(40037).advice in page
    account_id = str(world.phone("resident").account_id)
    for private in ("陈小明", "13812342046", "路灯", "换好", openid_of(world), account_id):
        assert private not in page
    assert f"…{account_id[-6:]}" in page


def test_counting_it_as_sent_ends_the_matter_and_is_on_record(
    world: World, desk: At, wechat: QuietWeChat
) -> None:
    wechat.failure = Ambiguous("x")
    send_of(world.phone("resident").account_id)
    wechat.failure = None
    (lost,) = pushes()
    assert desk("sys_admin").post(f"{PAGE}/pushes/{lost.id}/sent").status_code == 303
    drain()
    assert (states(), wechat.sent) == ([PushState.SENT], [])
    with transaction():
        assert db.session.scalars(
            select(AuditEntry.action).where(AuditEntry.subject_id == lost.id)
        ).all() == ["push.count_as_sent"]


def test_what_is_meanwhile_known_is_not_decided_again(world: World, desk: At, wechat: QuietWeChat) -> None:
    send_of(world.phone("resident").account_id)
    (sent,) = pushes()
    for verb in ("again", "sent"):
        assert desk("sys_admin").post(f"{PAGE}/pushes/{sent.id}/{verb}").status_code == 409
    drain()
    assert len(wechat.sent) == 1


def test_a_dead_letter_begins_anew(world: World, desk: At) -> None:
    answered(world)
    with transaction():
        row = db.session.scalars(select(OutboxRow).where(OutboxRow.name == "message.replied")).one()
        payload = dict(row.payload)
        db.session.delete(row)
    with transaction():
        given_up = outbox.add(OutboxKind.LISTENER, "messages.tell_replied", payload)
        given_up.is_dead, given_up.tries = True, 36
    drain()
    assert states() == []
    assert desk("sys_admin").post(f"{PAGE}/tasks/{given_up.id}/again").status_code == 303
    drain()
    assert states() == [PushState.SENT]
    assert desk("sys_admin").post(f"{PAGE}/tasks/{given_up.id}/again").status_code == 404


def test_metrics_tell_of_pushes_by_state_and_number(
    world: World, client: FlaskClient, wechat: QuietWeChat
) -> None:
    for failure in (None, Ambiguous("x"), NotSubscribed("x", 43101)):
        wechat.failure = failure
        send_of(world.phone("resident").account_id)
    text = client.get("/metrics").get_data(as_text=True)
    assert "outbox_oldest_seconds 0.0" in text
    assert "outbox_unknown_total 1.0" in text
    assert 'pushes{channel="wechat",errcode="43101",state="not_subscribed"} 1.0' in text
    assert 'pushes{channel="wechat",errcode="",state="sent"} 1.0' in text


def test_a_late_outbox_makes_the_product_degraded(world: World, client: FlaskClient) -> None:
    tell_of(world.phone("resident").account_id)
    assert client.get("/readyz").json["status"] == "ok"
    with clock.shifted(timedelta(minutes=5, seconds=5)):
        answer = client.get("/readyz")
        assert (answer.status_code, answer.json["status"]) == (200, "degraded")
    drain()
    assert client.get("/readyz").json["status"] == "ok"
