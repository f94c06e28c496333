"""What runs, whether it can serve, and what it counts."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from server import site
from server.core import cache, driver, outbox
from server.core.db import db, transaction


def test_live_asks_nobody_else(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*args: object, **options: object) -> None:
        raise OperationalError("select 1", {}, Exception("planted"))

    monkeypatch.setattr(db.session, "execute", away)
    assert client.get("/livez").status_code == 200
    answer = client.get("/readyz")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")


def test_ready_is_the_newest_migration(client: FlaskClient) -> None:
    newest = max((Path(site.__file__).parent.parent / "migrations/versions").glob("0*.py")).name[:4]
    assert client.get("/readyz").json == {"status": "ok", "migration": newest}
    assert client.get("/_status").json["migration"] == newest


def test_without_valkey_it_is_ready_but_degraded(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    import redis

    monkeypatch.setattr(cache, "_client", redis.Redis(port=9, socket_connect_timeout=0.1))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json["status"]) == (200, "degraded")


def test_the_database_away_is_told_kindly_and_to_be_tried_again(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*args: object, **options: object) -> None:
        raise OperationalError("select 1", {}, Exception("planted"))

    monkeypatch.setattr(db.session, "execute", away)
    monkeypatch.setattr(driver.Words, "send", away)
    answer = client.get("/api/stations/00000000-0000-4000-8000-000000000000/")
    assert answer.status_code == 404
    answer = client.get("/api/codes/s1.AAAAAAAAAAAAAAAAAAAAAA")
    assert (answer.status_code, answer.json["error"]["code"]) == (503, "service.unavailable")
    assert answer.headers["Retry-After"]


def test_metrics_tell_the_age_of_the_outbox(app: Flask, client: FlaskClient) -> None:
    with transaction():
        outbox.publish("duty.recorded", duty_id="x")
    text = client.get("/metrics").get_data(as_text=True)
    assert "outbox_waiting 1.0" in text
    assert "outbox_oldest_s" in text


def test_every_answer_carries_the_guards(client: FlaskClient) -> None:
    answer = client.get("/livez")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "unsafe-inline" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Request-ID"]
