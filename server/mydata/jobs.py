"""Packages are made in the background, told of, and taken away after a week or with their person."""

from __future__ import annotations

import logging
from uuid import UUID

from sqlalchemy.exc import SQLAlchemyError

from server.core import jobs, outbox
from server.core.db import db, transaction
from server.gateways.registry import gateways
from server.mydata import packing, queries, service
from server.mydata.models import CopyState, DataCopy
from server.notifications.service import Target, tell

log = logging.getLogger(__name__)
PAGE = "pages/my-data/index"


@jobs.task("mydata.pack")
def pack(copy_id: UUID) -> None:
    """Killed in the middle, it is begun anew; done twice, it is the same package."""
    with transaction():
        copy = db.session.get(DataCopy, copy_id)
        if copy is None or copy.state is CopyState.READY:
            return
        package = packing.gather(copy.account_id)
    try:
        made = packing.pack(package, lambda done, total: _note(copy_id, done, total))
        gateways().storage.put(str(copy_id), made)
    except SQLAlchemyError:
        raise
    except Exception:
        log.exception("a package was not made", extra={"copy": str(copy_id)})
        with transaction():
            service.fail(db.session.get_one(DataCopy, copy_id))
        return
    with transaction():
        service.finish(db.session.get_one(DataCopy, copy_id), len(made))


def _note(copy_id: UUID, done: int, total: int) -> None:
    with transaction():
        service.note(db.session.get_one(DataCopy, copy_id), done, total)


@jobs.on("mydata.packed")
def tell_packed(copy_id: UUID, account_id: UUID) -> None:
    tell(
        account_id,
        source=f"data-copy-{copy_id.hex}",
        kind="mydata.packed",
        title="您的资料打包好了",
        text="七天里都能下载，过了就收走，可以再打一次。",
        target=Target("mydata", copy_id, PAGE),
    )


@jobs.on("account.closed")
def drop_of(account_id: UUID) -> None:
    _drop(queries.of_account(account_id))


@jobs.every(hour=3, minute=50)
def clear() -> None:
    with transaction():
        _drop(queries.old())


def _drop(copy_ids: list[UUID]) -> None:
    service.drop(copy_ids)
    for copy_id in copy_ids:
        outbox.assign("mydata.forget", copy_id=copy_id)


@jobs.task("mydata.forget")
def forget(copy_id: UUID) -> None:
    gateways().storage.delete(str(copy_id))
