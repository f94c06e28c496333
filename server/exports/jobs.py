"""What exports do by themselves: they are made, told of, and deleted after a week."""

from __future__ import annotations

import logging
from uuid import UUID

from sqlalchemy.exc import SQLAlchemyError

from server.accounts.queries import account_of
from server.core import jobs
from server.core.db import db, transaction
from server.core.errors import OutOfSpace
from server.core.permissions import Role
from server.exports import making
from server.exports.models import Export, ExportState
from server.gateways.registry import gateways
from server.notifications.service import Target, tell, tell_all

log = logging.getLogger(__name__)
NO_ROOM = "我们这边放不下了，已经在处理。请过一会儿再试。"
NOT_MADE = "没有做成，已经记下来了。请再试一次。"
FINISHED = {
    ExportState.DONE: ("导出做好了", "可以下载了，七天之内都在。"),
    ExportState.FAILED: ("导出没有做成", "点开看看为什么，可以再试一次。"),
}


@jobs.task("exports.sit")
def sit(export_id: UUID) -> None:
    """A sitting. Killed in the middle, it is handed over again; done twice, it counts once."""
    try:
        with transaction():
            making.sit(export_id)
    except SQLAlchemyError:
        raise
    except Exception as error:
        log.exception("an export was not made", extra={"export": str(export_id)})
        with transaction():
            making.give_up(export_id, NO_ROOM if isinstance(error, OutOfSpace) else NOT_MADE)


@jobs.on("export.asked")
def tell_second_person(export_id: UUID) -> None:
    """The other people of the office, and of the offices above, can look at what it is for."""
    export = db.session.get_one(Export, export_id)
    prefix = export.scope.removeprefix("area:")
    offices = [f"area:{prefix[:length]}" for length in (2, 4, 6, 9, 12) if length <= len(prefix)]
    people = {one for scope in offices for one in account_of(Role.NPC_STAFF, scope=scope)}
    tell_all(
        people - {export.account_id},
        source=f"export-{export.id}-asked",
        kind="export.asked",
        title="有一份带姓名的导出等您看",
        text=f"{export.by}要导出带姓名电话的{export.what}。请看看为什么，再决定。",
        target=Target("export", export.id, ""),
    )


@jobs.on("export.decided")
def tell_decided(export_id: UUID) -> None:
    export = db.session.get_one(Export, export_id)
    if export.state is ExportState.REFUSED:
        _tell(export, "refused", "您的导出没有同意", f"{export.decider}：{export.error}"[:160])


@jobs.on("export.finished")
def tell_finished(export_id: UUID) -> None:
    export = db.session.get_one(Export, export_id)
    title, text = FINISHED.get(export.state, FINISHED[ExportState.DONE])
    _tell(export, f"{export.state.value}-{export.sittings}", title, text)


def _tell(export: Export, what: str, title: str, text: str) -> None:
    source, target = f"export-{export.id}-{what}", Target("export", export.id, "")
    tell(export.account_id, source=source, kind="export.finished", title=title, text=text, target=target)


@jobs.every(hour=3, minute=50)
def clear() -> None:
    """What was exported a week ago can be exported again."""
    with transaction():
        gone = making.forget_old()
    for key in gone:
        gateways().storage.delete(key)
