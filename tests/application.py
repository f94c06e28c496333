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


def keep(name: str) -> str:
    """Remember what stands in the tables now. Returns what `put_back` takes: one statement instead of doing it all again."""
    back = []
    with db.engine.begin() as connection:
        connection.execute(text(f"drop schema if exists {name} cascade; create schema {name}"))
        for table in Base.metadata.sorted_tables:
            if connection.scalar(text(f"select exists (select from {table.name})")):
                columns = ", ".join(f'"{column.name}"' for column in table.columns if column.computed is None)
                connection.execute(
                    text(f"create table {name}.{table.name} as select {columns} from {table.name}")
                )
                rows = f"select {columns} from {name}.{table.name}"
                back.append(f"insert into {table.name} ({columns}) overriding system value {rows}")
    return "; ".join(back)


def put_back(gateways: Gateways, kept: str) -> None:
    """The tables as they were kept. The database's own rules on how rows may change do not apply to rows put back."""
    clear(gateways)
    with db.engine.begin() as connection:
        connection.execute(text(f"set local session_replication_role = replica; {kept}"))


def _empty() -> None:
    # a few rows are deleted much quicker than thirty tables are truncated
    kept = ("audit_links", "audit_entries")
    emptied = "; ".join(
        f"delete from {table.name}"
        for table in reversed(Base.metadata.sorted_tables)
        if table.name not in kept
    )
    with db.engine.begin() as connection:
        # rows of the audit cannot be deleted by the product, only by who may set its rules aside
        connection.execute(text("set local session_replication_role = replica"))
        connection.execute(text("; ".join(f"delete from {name}" for name in kept)))
        connection.execute(text("set local session_replication_role = origin"))
        connection.execute(text(emptied))
