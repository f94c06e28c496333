"""Empties the outbox: tells listeners of facts, hands tasks to the queue, tries again, gives up aloud."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from server.core import clock, jobs
from server.core.db import apart, db, remembering, transaction
from server.core.outbox import OutboxKind, OutboxRow, add

log = logging.getLogger(__name__)

TRIES = 36
"""With an hour between the later ones: what waits for tomorrow's quota is still there tomorrow."""

BATCH = 100
"""Rows settled in one transaction at most."""

HandOver = Callable[[int], None]
Tell = Callable[[OutboxRow], bool]
"""Tells of one row; whether nothing of the row itself is left to do."""


def pump(hand_over: HandOver, limit: int = BATCH) -> int:
    """Take what is due, in order, and settle it in one transaction. Returns how many rows were taken.

    Tasks that the queue does not take, because Redis is away, are done here and now. Where one listener fails,
    all that was told is taken back and told again, each listener apart from the others.
    """
    try:
        return _pump(hand_over, limit, _told_at_once)
    except Exception:
        return _pump(hand_over, limit, _is_done)


def _pump(hand_over: HandOver, limit: int, tell: Tell) -> int:
    with transaction():
        rows = db.session.scalars(
            select(OutboxRow)
            .where(~OutboxRow.is_dead, OutboxRow.due_at <= clock.now())
            .order_by(OutboxRow.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        ).all()
        done = [row.id for row in rows if row.kind is not OutboxKind.TASK and tell(row)]
        db.session.flush()
        left = [row.id for row in rows if row.kind is OutboxKind.TASK and not _handed(row, hand_over)]
        if done:
            db.session.execute(delete(OutboxRow).where(OutboxRow.id.in_(done)))
    for row_id in left:
        perform(row_id)
    return len(rows)


def perform(row_id: int) -> None:
    """Do one task (called by a worker). Its row goes when the work is done, and stays when it failed."""
    with transaction():
        row = db.session.get(OutboxRow, row_id)
    if row is None or row.is_dead:
        return
    try:
        jobs.tasks[row.name](**row.payload)
    except jobs.Later as later:
        db.session.rollback()
        _hold(row_id, _after(later))
        return
    except Exception as error:
        db.session.rollback()
        with transaction():
            current = db.session.get(OutboxRow, row_id, with_for_update=True)
            if current is not None:
                _failed(current, error)
        return
    with transaction():
        db.session.execute(delete(OutboxRow).where(OutboxRow.id == row_id))


def _after(later: jobs.Later) -> datetime:
    return clock.now() + timedelta(seconds=later.seconds)


def _hold(row_id: int, due: datetime) -> None:
    """Not its hour yet. A long wait is no delay: the age of the row counts from when it is due."""
    held = {"due_at": due} | ({"created_at": due} if due > clock.now() + jobs.LEASE else {})
    with transaction():
        db.session.execute(update(OutboxRow).where(OutboxRow.id == row_id).values(held))


def _told_at_once(row: OutboxRow) -> bool:
    """As `_is_done`, without holding the listeners of a fact apart, which is two journeys to the server for each.

    Raises what one of them raises.
    """
    if row.kind is not OutboxKind.FACT:
        return _is_done(row)
    # most listeners of a fact begin with the same row
    with remembering():
        for name in jobs.listeners.get(row.name, []):
            jobs.handlers[name](**row.payload)
    return True


def _is_done(row: OutboxRow) -> bool:
    """Tell or run it now. Whether nothing of the row itself is left to do."""
    if row.kind is OutboxKind.FACT:
        _tell(row)
        return True
    return _run_listener(row)


def _tell(row: OutboxRow) -> None:
    """Every listener hears the fact; one that fails is tried again alone, the others are done."""
    for name in jobs.listeners.get(row.name, []):
        try:
            with apart():
                jobs.handlers[name](**row.payload)
        except jobs.Later as later:
            add(OutboxKind.LISTENER, name, row.payload).due_at = _after(later)
        except Exception as error:
            log.exception("a listener failed", extra={"listener": name})
            _failed(add(OutboxKind.LISTENER, name, row.payload), error)


def _run_listener(row: OutboxRow) -> bool:
    """Whether it is done."""
    try:
        with apart():
            jobs.handlers[row.name](**row.payload)
    except jobs.Later as later:
        row.due_at = _after(later)
        return False
    except Exception as error:
        _failed(row, error)
        return False
    return True


def _handed(row: OutboxRow, hand_over: HandOver) -> bool:
    """Before the queue until the lease ends; whether the queue took it."""
    row.due_at = clock.now() + jobs.lease_of(row.name)
    try:
        hand_over(row.id)
    except Exception as error:
        log.warning("the queue is away", extra={"error": type(error).__name__})
        return False
    return True


def _failed(row: OutboxRow, error: Exception) -> None:
    row.tries += 1
    row.error = f"{type(error).__name__}: {error}"[:300]
    row.due_at = _later(row.tries)
    row.is_dead = row.tries >= TRIES
    log.error("outbox row failed", extra={"row": row.id, "task": row.name, "tries": row.tries})


def _later(tries: int) -> datetime:
    return clock.now() + timedelta(seconds=min(2**tries, 3600))
