"""The inbox as the console shows it: views with their counts, what is most pressing first, one message open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, false, func

from server.core.actor import Actor
from server.core.db import db
from server.core.permissions import Permission, Role
from server.messages import course_queries, cursors, filters, letter_counts, queries, search
from server.messages.filters import Chip, Filters, View
from server.messages.life import JUDGED, MessageStatus
from server.messages.models import Message
from server.messages.queries import Line
from server.stations.models import Station

PER_PAGE = 40


@dataclass(frozen=True, slots=True)
class ViewLink:
    """A view in the left pane; `group` is the heading above the first of its kind."""

    view: View
    words: str
    icon: str
    group: str = ""
    count: int = 0
    is_hot: bool = False


VIEWS = (
    ViewLink(View.SUBMITTED, "待受理", "inbox", "收件"),
    ViewLink(View.NEED_INFO, "待补充", "help"),
    ViewLink(View.PROPOSED, "等批的", "shield"),
    ViewLink(View.ACCEPTED, "办理中", "clock", "办理"),
    ViewLink(View.UNITS, "单位在办", "case"),
    ViewLink(View.UNIT_RETURNED, "单位退回", "back"),
    ViewLink(View.REWORKING, "不满意", "warn"),
    ViewLink(View.ANSWERED, "已答复", "reply"),
    ViewLink(View.CONCLUDED, "已办结", "check", "其他"),
    ViewLink(View.REJECTED, "不予受理", "stop"),
    ViewLink(View.WITHDRAWN, "撤回", "back"),
    ViewLink(View.MERGED, "并案", "merge"),
    ViewLink(View.ALL, "全部", "list"),
)
OPEN_VIEWS = (View.SUBMITTED, View.ACCEPTED, View.UNITS, View.UNIT_RETURNED, View.REWORKING)
GROUPS = {
    View.UNITS: (MessageStatus.ASSIGNED, MessageStatus.HANDLING),
    View.ANSWERED: JUDGED,
    View.CONCLUDED: (MessageStatus.CONCLUDED, MessageStatus.CONVERTED),
}
"""Views that hold more than the state of their name."""

COUNTED = 100
NARROW = frozenset(
    {
        View.SUBMITTED,
        View.NEED_INFO,
        View.PROPOSED,
        View.ACCEPTED,
        View.UNITS,
        View.UNIT_RETURNED,
        View.REWORKING,
    }
)
"""Views of what still waits for somebody of ours, which is little of all there is."""


class FindMessages(Filters):
    """What stands in the address: what narrows the list, and the open message."""

    cursor: cursors.Cursor | None = None
    """Of a search: behind which line its page begins."""
    open: UUID | None = None


def may_read(actor: Actor) -> bool:
    """Who works with messages in the console; residents read theirs on the phone."""
    return actor.may(Permission.MESSAGE_READ) and actor.role not in (Role.RESIDENT, Role.FORMER_DEPUTY)


def views(actor: Actor) -> list[ViewLink]:
    """Every view with its count, in two statements."""
    found = queries.inbox_of(actor)
    by_status = letter_counts.of_inbox(actor)
    counts = {link.view: sum(by_status[state] for state in _states(link.view)) for link in VIEWS}
    counts[View.ALL] = sum(by_status.values())
    if not actor.may(Permission.MESSAGE_REFUSE):
        return [_counted(link, counts[link.view]) for link in VIEWS if link.view is not View.PROPOSED]
    proposed = _narrowed(found, View.PROPOSED).with_only_columns(func.count())
    counts[View.PROPOSED] = db.session.execute(proposed).scalar_one()
    return [_counted(link, counts[link.view]) for link in VIEWS]


def _counted(link: ViewLink, count: int) -> ViewLink:
    is_hot = link.view in (View.REWORKING, View.UNIT_RETURNED, View.PROPOSED) and count > 0
    return ViewLink(link.view, link.words, link.icon, link.group, count, is_hot)


def lines(actor: Actor, find: FindMessages) -> list[Line]:
    """One page and one more, which says that there is another. Open ones by time left, others newest first."""
    found = narrowed(actor, queries.inbox_of(actor), find)
    if find.q:
        return queries.lines_of(hits(actor, find, before=cursors.read(find.cursor), limit=PER_PAGE + 1))
    if find.view in OPEN_VIEWS:
        found = found.order_by(Message.promised_on, Message.created_at, Message.id)
    else:
        found = found.order_by(Message.created_at.desc(), Message.id.desc())
    named = found.join(Station, Station.id == Message.station_id).add_columns(Station.name)
    rows = db.session.execute(named.offset((find.page - 1) * PER_PAGE).limit(PER_PAGE + 1))
    return [Line(message, station_name, None) for message, station_name in rows]


def narrowed(actor: Actor, found: Select[Any], find: Filters) -> Select[Any]:
    """The view and everything that narrows it, but for the words of a search."""
    if find.view is View.PROPOSED and not actor.may(Permission.MESSAGE_REFUSE):
        return found.where(false())
    return filters.narrow(_narrowed(found, find.view), find)


def way_out(actor: Actor, find: Filters) -> tuple[Chip, int] | None:
    """The one filter to drop, when nothing is left: the first without which there is something."""
    for chip in filters.chips(find):
        count = _count(actor, Filters.model_validate(chip.without))
        if count:
            return chip, count
    return None


def _count(actor: Actor, find: Filters) -> int:
    """How many there are; of a search no more than are worth counting."""
    if find.q:
        return len(hits(actor, find, limit=COUNTED))
    found = narrowed(actor, queries.inbox_of(actor), find)
    return db.session.execute(found.with_only_columns(func.count()).order_by(None)).scalar_one()


def hits(actor: Actor, find: Filters, *, limit: int, before: cursors.Before | None = None) -> list[UUID]:
    """What the words of a search find among the letters that the other chips leave."""
    found = narrowed(actor, queries.inbox_of(actor), find)
    is_narrow = find.view in NARROW or len(find.narrowing) > 1
    return search.newest(actor, found, find.q or "", before=before, limit=limit, is_narrow=is_narrow)


def found_in(actor: Actor, find: Filters) -> Select[Any]:
    """The letters of a view that the chips leave, in no order; the words are for the search."""
    return narrowed(actor, queries.inbox_of(actor), find)


def following(lines: list[Line]) -> str | None:
    """The cursor of the next page, when there is one."""
    last = lines[PER_PAGE - 1].message if len(lines) > PER_PAGE else None
    return cursors.written(last.created_at, last.id) if last else None


def _narrowed(found: Select[tuple[Message]] | Select[Any], view: View) -> Select[Any]:
    match view:
        case View.ALL:
            return found
        case View.PROPOSED:
            return found.where(course_queries.proposed())
        case View.NEED_INFO | View.WITHDRAWN:
            return found.where(course_queries.standing(MessageStatus(view.value)))
        case _:
            return found.where(Message.status.in_(_states(view)))


def _states(view: View) -> tuple[MessageStatus, ...]:
    if view in (View.ALL, View.PROPOSED):
        return ()
    return GROUPS.get(view) or (MessageStatus(view.value),)


def after(actor: Actor, message_id: UUID, find: FindMessages) -> UUID | None:
    """The message that opens when this one has been dealt with: the next in the list, or the one above."""
    ids = [line.message.id for line in lines(actor, find)]
    if message_id not in ids:
        return None
    place = ids.index(message_id)
    rest = ids[place + 1 :] or ids[:place][::-1]
    return rest[0] if rest else None


def view_of(status: MessageStatus) -> View:
    """Where a letter of this status stands."""
    return next(link.view for link in VIEWS if status in _states(link.view))


def words_of(view: View) -> str:
    return next(link.words for link in VIEWS if link.view is view)
