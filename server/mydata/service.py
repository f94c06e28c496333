"""Asking for one's package, and what becomes of it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete

from server.core import audit, clock, limits, outbox
from server.core.actor import Actor
from server.core.db import db
from server.mydata import queries
from server.mydata.models import CopyState, DataCopy


def order(actor: Actor) -> DataCopy:
    """Pack everything of mine; while one is being packed, there is no second."""
    before = queries.latest(actor)
    if before is not None and before.state is CopyState.PACKING:
        return before
    limits.hit(
        "5 per day", "mydata.copy", actor.own_id(), "今天打包过好几次了，明天再来。前面打好的还能下载。"
    )
    copy = DataCopy(
        account_id=actor.own_id(), state=CopyState.PACKING, total=0, done=0, size=0, created_at=clock.now()
    )
    db.session.add(copy)
    db.session.flush()
    audit.record(actor, "mydata.copy", "data_copy", copy.id)
    outbox.assign("mydata.pack", copy_id=copy.id)
    return copy


def note(copy: DataCopy, done: int, total: int) -> None:
    copy.done, copy.total = done, total


def finish(copy: DataCopy, size: int) -> None:
    copy.state, copy.size, copy.finished_at = CopyState.READY, size, clock.now()
    outbox.publish("mydata.packed", copy_id=copy.id, account_id=copy.account_id)


def fail(copy: DataCopy) -> None:
    copy.state, copy.finished_at = CopyState.FAILED, clock.now()


def drop(copy_ids: Sequence[UUID]) -> None:
    db.session.execute(delete(DataCopy).where(DataCopy.id.in_(copy_ids)))
