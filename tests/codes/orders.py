"""Ordering what is printed, and doing what the worker does."""

from __future__ import annotations

from server.codes import printing, queries
from server.codes.models import CodeKind, PrintFormat, PrintJob, PrintPart
from server.core import relay
from server.core.actor import Actor
from server.core.db import db, transaction
from tests import factories


def order(actor: Actor, kind: CodeKind = CodeKind.STATION, **options: str) -> PrintJob:
    format = PrintFormat(options.pop("format", "a4"))
    with transaction():
        return printing.order(actor, kind, format, **options)


def second_town() -> None:
    with transaction():
        factories.deputy(factories.station("春江社区代表联络点", "330111002001"), "李芳")


def work(limit: int = 1000) -> None:
    """The worker: what is due is done, at most so many tasks."""
    while limit > 0 and relay.pump(_away):
        limit -= 1


def _away(row_id: int) -> None:
    raise ConnectionError


def fresh(job: PrintJob) -> PrintJob:
    db.session.expire_all()
    return db.session.get_one(PrintJob, job.id)


def parts(job: PrintJob) -> list[PrintPart]:
    db.session.expire_all()
    return queries.parts(job.id)
