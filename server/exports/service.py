"""What people do with exports: order one, agree to names or not, try again. One function per verb."""

from __future__ import annotations

import secrets
from typing import Any

from sqlalchemy import Select, func, literal_column, select

from server.assignments import boxes
from server.assignments.boxes import Box
from server.core import audit, clock, limits, outbox
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import Forbidden, InvalidInput, NotFound
from server.core.optional import OPTIONAL
from server.core.permissions import Permission
from server.exports.models import WORKFLOW, Export, ExportAction, ExportFormat, ExportKind, ExportState
from server.messages import inbox
from server.messages.filters import words_of
from server.messages.inbox import FindMessages

MOST = 20_000
"""Rows of one sheet: what a spreadsheet still opens at once, and a worker makes in one go."""
MAY_ORDER = "20 per hour"
TOO_MANY = f"一次最多 {MOST} 封（件）。请先按状态或词筛选，分几次导出。"


def order(
    actor: Actor, find: FindMessages, *, format: ExportFormat, with_people: bool = False, reason: str = ""
) -> Export:
    """The letters of a view of the inbox as a sheet. With people's names it waits for a second person (domain §4.2)."""
    _refuse_too_often(actor)
    if with_people:
        _refuse_names(actor, reason)
    export = Export(
        kind=ExportKind.LETTERS,
        format=format,
        box=find.view.value,
        q=find.q or "",
        filters={name: value for name, value in find.lasting.items() if name not in ("view", "q")},
        said="、".join(words_of(find, name) for name in find.narrowing if name != "q")[:200],
        with_people=with_people,
        reason=reason,
        total=None if find.q else _total(inbox.found_in(actor, find)),
    )
    return _order(actor, export)


def order_assignments(actor: Actor, *, box: Box, format: ExportFormat, q: str = "") -> Export:
    """What units were given, as the desk shows it: without the people who wrote, for the unit and the office alike."""
    _refuse_too_often(actor)
    export = Export(
        kind=ExportKind.ASSIGNMENTS,
        format=format,
        box=box.value,
        q=q,
        with_people=False,
        total=_total(boxes.found(actor, box, q or None)),
    )
    return _order(actor, export)


def _refuse_too_often(actor: Actor) -> None:
    limits.hit(MAY_ORDER, "export.order", actor.own_id(), "导出得太勤了，歇一会儿再来。做好的都在下面。")


def _order(actor: Actor, export: Export) -> Export:
    """Made at once, or when a second person has agreed to the names in it."""
    export.number, export.created_at = _number(), clock.now()
    export.account_id, export.by = actor.own_id(), actor.title
    export.role, export.scope = actor.role, actor.scope
    export.state = ExportState.ASKED if export.with_people else ExportState.WAITING
    db.session.add(export)
    db.session.flush()
    audit.record(actor, "export.order", "export", export.id, _what(export))
    if export.with_people:
        outbox.publish("export.asked", export_id=export.id)
    else:
        _begin(export)
    return export


def _refuse_names(actor: Actor, reason: str) -> None:
    if not actor.may(Permission.EXPORT_DECIDE):
        raise Forbidden("export.no_people", "您导出的只能是隐去姓名电话的。要带姓名的，请人大机关来导出。")
    if not reason:
        words = "写明用在哪里"
        raise InvalidInput(
            "export.reason", "带姓名电话的要写明为什么，另一个人看了才好决定。", fields={"reason": words}
        )


def _total(found: Select[Any]) -> int:
    """How many there are. Raises InvalidInput when nothing is there, or too much."""
    ones: Select[Any] = found.with_only_columns(literal_column("1"))
    counted = select(func.count()).select_from(ones.limit(MOST + 1).subquery())
    total = db.session.execute(counted).scalar_one()
    if not total:
        raise InvalidInput("export.nothing", "这里没有可以导出的。换一个视图再试。")
    if total > MOST:
        raise InvalidInput("export.too_many", TOO_MANY)
    return total


def asked_for(export: Export) -> FindMessages:
    """Which letters it is to hold, where it holds letters."""
    return FindMessages.model_validate({"view": export.box, "q": export.q or None, **export.filters})


def _number() -> str:
    """D261122-7K2F9Q: the day and six characters by which a sheet is traced to its order."""
    letters = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
    return f"D{clock.today():%y%m%d}-" + "".join(secrets.choice(letters) for _ in range(6))


def _what(export: Export) -> str:
    names = f"带姓名电话：{export.reason}" if export.with_people else "隐去姓名电话"
    asked = [export.kind.value, export.box, f"“{export.q}”" if export.q else "", export.said]
    return f"{export.number} {' '.join(part for part in asked if part)} {names}"[:200]


def agree(actor: Actor, export: Export) -> None:
    """A second person has read what it is for."""
    _decide(actor, export, ExportAction.AGREE)
    _begin(export)


def refuse(actor: Actor, export: Export, *, reason: str) -> None:
    _decide(actor, export, ExportAction.REFUSE, reason)
    export.error = reason


def _decide(actor: Actor, export: Export, action: ExportAction, reason: str = "") -> None:
    if export.account_id == actor.account_id:
        raise Forbidden("export.own", "要由另一个人来看，自己不能同意自己的。")
    export.state = WORKFLOW.after(export.state, action)
    export.decided_by, export.decider, export.decided_at = actor.own_id(), actor.title, clock.now()
    audit.record(actor, f"export.{action.value}", "export", export.id, reason or _what(export))
    outbox.publish("export.decided", export_id=export.id)


def again(actor: Actor, export: Export) -> None:
    """What failed is made anew, from its beginning."""
    export.state = WORKFLOW.after(export.state, ExportAction.AGAIN)
    export.done, export.sittings, export.cursor, export.error = 0, 0, "", ""
    audit.record(actor, "export.again", "export", export.id)
    _begin(export)


def take_away(actor: Actor, export: Export) -> None:
    """Downloading only reads, and is written down all the same."""
    if export.state is not ExportState.DONE:
        raise NotFound("export.not_done", "这份还没有做好。")
    audit.record_apart(actor, "export.download", "export", export.id, export.number)


def _begin(export: Export) -> None:
    outbox.assign("exports.sit", export_id=export.id)


def order_archive(actor: Actor, name: str, *, with_people: bool, reason: str) -> Export:
    """All that an optional feature has on record in the actor's county (F15); names by the same rule as letters."""
    limits.hit(MAY_ORDER, "export.order", actor.own_id(), "导出得太勤了，歇一会儿再来。做好的都在下面。")
    if with_people:
        _refuse_names(actor, reason)
    made = Export(
        number=_number(),
        account_id=actor.own_id(),
        role=actor.role,
        scope=actor.scope,
        by=actor.title,
        format=ExportFormat.ZIP,
        box=name,
        q="",
        filters={},
        said=f"{OPTIONAL[name].words}的归档",
        with_people=with_people,
        reason=reason,
        state=ExportState.ASKED if with_people else ExportState.WAITING,
        created_at=clock.now(),
    )
    db.session.add(made)
    db.session.flush()
    audit.record(actor, "export.order", "export", made.id, f"{made.number} {made.said} {reason}"[:200])
    if with_people:
        outbox.publish("export.asked", export_id=made.id)
    else:
        _begin(made)
    return made
