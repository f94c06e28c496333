"""Lists that somebody keeps under a name: made, counted, dropped. In the order they were made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import Select, func, select

from server.core import clock
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import Conflict, InvalidInput, NotFound
from server.messages import inbox, queries
from server.messages.filters import Filters
from server.messages.models import Message
from server.messages.saved_models import SavedView

MOST = 12


@dataclass(frozen=True, slots=True)
class SavedLink:
    """In the left pane. `count` only within one station, where it is quickly counted."""

    id: UUID
    name: str
    filters: dict[str, Any]
    is_here: bool
    count: int | None


def visible_to(actor: Actor) -> Select[SavedView]:
    return select(SavedView).where(SavedView.account_id == actor.own_id())


def keep(actor: Actor, find: Filters, *, name: str) -> SavedView:
    """Raises InvalidInput for a name that is taken, Conflict when there are too many."""
    kept = list(db.session.scalars(visible_to(actor).with_for_update()))
    if len(kept) >= MOST:
        raise Conflict("view.too_many", f"最多存 {MOST} 个视图。先去掉一个不用的，再存这个。")
    if any(view.name == name for view in kept):
        word = f"已经有一个叫“{name}”的了，换个名字"
        raise InvalidInput("view.name", f"{word}。", fields={"name": word})
    made = SavedView(account_id=actor.own_id(), name=name, filters=find.lasting, created_at=clock.now())
    db.session.add(made)
    return made


def drop(actor: Actor, view_id: UUID) -> SavedView:
    view = db.session.scalar(visible_to(actor).where(SavedView.id == view_id).with_for_update())
    if view is None:
        raise NotFound("view.unknown", "没有找到这个视图，可能已经去掉了。")
    db.session.delete(view)
    return view


def links(actor: Actor, find: Filters) -> list[SavedLink]:
    """Two statements, however many there are."""
    views = list(db.session.scalars(visible_to(actor).order_by(SavedView.created_at, SavedView.id)))
    counts = _counts(actor, views) if actor.station_id else {}
    return [SavedLink(v.id, v.name, v.filters, v.filters == find.lasting, counts.get(v.id)) for v in views]


def _counts(actor: Actor, views: list[SavedView]) -> dict[UUID, int]:
    # what is searched for is found when it is opened, and not counted on every page
    read = {view.id: _read(view) for view in views}
    wanted = {view_id: filters for view_id, filters in read.items() if filters and not filters.q}
    if not wanted:
        return {}
    columns = [func.count().filter(_condition(actor, filters)) for filters in wanted.values()]
    row = db.session.execute(queries.inbox_of(actor).with_only_columns(*columns).order_by(None)).one()
    return dict(zip(wanted, row, strict=True))


def _read(view: SavedView) -> Filters | None:
    """A list that was kept before a filter went is opened without a count, and not an error."""
    try:
        return Filters.model_validate(view.filters)
    except ValidationError:
        return None


def _condition(actor: Actor, filters: Filters) -> Any:
    clause = inbox.narrowed(actor, select(Message), filters).whereclause
    return Message.id.is_not(None) if clause is None else clause
