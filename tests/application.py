"""The application of a test run, in this process: migrated, with a quiet outside world, emptied when asked."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import text

from server import create_app
from server.areas import settings
from server.core import cache
from server.core.db import Base, db
from server.gateways.registry import Gateways
from server.gateways.storage import QuietStorage
from server.gateways.wechat import Callback, QuietWeChat
from server.messages import numbers
from tests.embedded import Servers
from tests.settings import test_settings


def quiet_gateways() -> Gateways:
    return Gateways(QuietWeChat(), QuietStorage(), Callback("t" * 32, None, "wx0000000000000000"))


def make(servers: Servers, data_dir: Path, gateways: Gateways) -> Flask:
    """Its database is made by the real migrations."""
    app = create_app(test_settings(servers, data_dir), gateways)
    app.config["TESTING"] = True
    with app.app_context():
        upgrade()
    return app


def clear(gateways: Gateways) -> None:
    """Empty the tables and forget what was kept of them."""
    db.session.rollback()
    db.session.remove()
    _empty()
    # a day whose first number was taken from tables that are gone
    numbers.forget()
    settings.forget()
    cache.client().flushdb()
    assert isinstance(gateways.wechat, QuietWeChat)
    gateways.wechat.sent.clear()
    gateways.wechat.failure = None


def _empty() -> None:
    # a few rows are deleted much quicker than thirty tables are truncated
    emptied = "; ".join(f"delete from {table.name}" for table in reversed(Base.metadata.sorted_tables))
    with db.engine.begin() as connection:
        connection.execute(text(emptied))
