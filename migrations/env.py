"""Migrations run inside the application: same settings, same tables, bounded waits for locks."""

from __future__ import annotations

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Table, text

from server.core.db import Base, db

# what a migration may wait for a lock that requests hold; longer would stop the service
LOCK_TIMEOUT = "2s"
STATEMENT_TIMEOUT = "15min"


def ours(thing: Any, name: str | None, kind: str, reflected: bool, compare_to: Any) -> bool:
    """Only tables of the models; none of the database's own."""
    return kind != "table" or isinstance(thing, Table)


def run() -> None:
    with db.engine.connect() as connection:
        connection.execute(text(f"set lock_timeout = '{LOCK_TIMEOUT}'"))
        connection.execute(text(f"set statement_timeout = '{STATEMENT_TIMEOUT}'"))
        connection.commit()
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            include_object=ours,
            transaction_per_migration=True,
            **current_app.extensions["migrate"].configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
