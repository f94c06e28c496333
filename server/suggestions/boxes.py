"""Lists of suggestions: a deputy's own on the phone, and the console's views of an office, a unit or a deputy."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import Select, and_, case, exists, func, or_, select

from server.core import clock
from server.core.actor import Actor
from server.core.db import db
from server.core.parsing import Query
from server.core.permissions import Role
from server.core.text import Text
from server.deputies.models import Deputy
from server.suggestions import queries, shapes
from server.suggestions.life import Status
from server.suggestions.models import Cosigner, Seconding, Suggestion, SuggestionExtension, SuggestionUnit
from server.suggestions.schemas import SuggestionPage

LIMIT = 30
PER_PAGE = 40
S = Status


@dataclass(frozen=True, slots=True)
class Line:
    suggestion: Suggestion
    leader: Deputy
    is_invited: bool = False


def _invited(actor: Actor) -> Any:
    return exists(
        select(Cosigner.suggestion_id).where(
            Cosigner.suggestion_id == Suggestion.id,
            Cosigner.deputy_id == actor.deputy_id,
            Cosigner.answer == Seconding.INVITED,
        )
    )


def _waits(actor: Actor) -> Any:
    """As `shapes.waits_for`."""
    is_back = and_(Suggestion.status == S.DRAFT, Suggestion.serial.is_not(None))
    own = and_(Suggestion.leader_id == actor.deputy_id, or_(Suggestion.status == S.REPLIED, is_back))
    return or_(own, and_(Suggestion.status == S.SECONDING, _invited(actor)))


def page_out(actor: Actor, skip: int) -> SuggestionPage:
    """What waits for this deputy first, then the newest."""
    found = queries.visible_to(actor)
    waits = db.session.scalar(found.where(_waits(actor)).with_only_columns(func.count())) or 0
    ordered = (
        found.join(Deputy, Deputy.id == Suggestion.leader_id)
        .add_columns(Deputy, _invited(actor))
        .order_by(case((_waits(actor), 0), else_=1), Suggestion.created_at.desc(), Suggestion.id)
    )
    rows = db.session.execute(ordered.offset(skip).limit(LIMIT + 1)).all()
    return SuggestionPage(
        items=[shapes.line_out(actor, one, leader, is_invited=asked) for one, leader, asked in rows[:LIMIT]],
        next=str(skip + LIMIT) if len(rows) > LIMIT else None,
        waiting=waits,
    )


class View(StrEnum):
    TODO = "todo"
    SUBMITTED = "submitted"
    REVIEWED = "reviewed"
    EXTENSIONS = "extensions"
    DISPATCHED = "dispatched"
    HANDLING = "handling"
    REHANDLING = "rehandling"
    REPLIED = "replied"
    FOLLOWUP = "followup"
    LATE = "late"
    DONE = "done"
    DRAFTS = "drafts"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class ViewLink:
    view: View
    words: str
    icon: str
    count: int = 0
    is_hot: bool = False


_COMMON = (
    ViewLink(View.DISPATCHED, "待签收", "inbox"),
    ViewLink(View.HANDLING, "办理中", "clock"),
    ViewLink(View.REHANDLING, "重新办理", "back"),
    ViewLink(View.REPLIED, "待评价", "reply"),
    ViewLink(View.FOLLOWUP, "跟踪承诺", "calendar"),
    ViewLink(View.LATE, "过期的", "warn"),
    ViewLink(View.DONE, "办结归档", "check"),
    ViewLink(View.ALL, "全部", "list"),
)
_OFFICE = (
    ViewLink(View.SUBMITTED, "待审核", "inbox"),
    ViewLink(View.REVIEWED, "待交办", "send"),
    ViewLink(View.EXTENSIONS, "等批延期", "calendar"),
    *_COMMON,
)
_DEPUTY = (
    ViewLink(View.TODO, "等您的", "bell"),
    ViewLink(View.DRAFTS, "草稿和附议", "paper"),
    *_COMMON[1:5],
    *_COMMON[6:],
)
_HOT = (View.TODO, View.SUBMITTED, View.LATE, View.EXTENSIONS)


def offered(actor: Actor) -> tuple[ViewLink, ...]:
    """The views of this role; the first is where it begins."""
    match actor.role:
        case Role.DEPUTY:
            return _DEPUTY
        case Role.HANDLER | Role.HANDLER_LEAD:
            return _COMMON
        case _:
            return _OFFICE


class FindSuggestions(Query):
    view: View | None = None
    q: Annotated[Text, Field(max_length=40)] | None = None
    page: Annotated[int, Field(ge=1, le=1000)] = 1

    def here(self, actor: Actor) -> View:
        known = [link.view for link in offered(actor)]
        return self.view if self.view in known else known[0]

    @property
    def kept(self) -> dict[str, Any]:
        return self.model_dump(mode="json", exclude_none=True, exclude_defaults=True)


def _is_hot(actor: Actor, view: View) -> bool:
    """What waits for this reader."""
    return view in _HOT or (view is View.DISPATCHED and _is_unit(actor))


def _is_unit(actor: Actor) -> bool:
    return actor.role in (Role.HANDLER, Role.HANDLER_LEAD)


def links(actor: Actor) -> list[ViewLink]:
    """Every view with its count, in one statement."""
    shown = offered(actor)
    found = queries.visible_to(actor).with_only_columns(
        *(func.count().filter(_is_in(actor, link.view)) for link in shown)
    )
    counts = db.session.execute(found).one()
    return [
        ViewLink(link.view, link.words, link.icon, count, count > 0 and _is_hot(actor, link.view))
        for link, count in zip(shown, counts, strict=True)
    ]


_BY_STATUS = {
    View.SUBMITTED: (S.SUBMITTED,),
    View.REVIEWED: (S.REVIEWED, S.RETURNED),
    View.DISPATCHED: (S.DISPATCHED,),
    View.HANDLING: (S.DISPATCHED, S.HANDLING),
    View.REHANDLING: (S.REHANDLING,),
    View.REPLIED: (S.REPLIED,),
    View.FOLLOWUP: (S.FOLLOWUP,),
    View.DONE: (S.CONCLUDED, S.ARCHIVED, S.WITHDRAWN),
    View.DRAFTS: (S.DRAFT, S.SECONDING, S.SUBMITTED, S.REVIEWED, S.RETURNED),
}


def _is_in(actor: Actor, view: View) -> Any:
    match view:
        case View.ALL:
            return Suggestion.id.is_not(None)
        case View.LATE:
            return Suggestion.due_on < clock.today()
        case View.TODO:
            return _waits(actor)
        case View.EXTENSIONS:
            asked = select(SuggestionExtension.id).where(
                SuggestionExtension.suggestion_id == Suggestion.id, SuggestionExtension.is_granted.is_(None)
            )
            return exists(asked)
        case View.HANDLING if _is_unit(actor):
            return Suggestion.status == S.HANDLING
        case _:
            return Suggestion.status.in_(_BY_STATUS[view])


def narrowed(actor: Actor, view: View) -> Select[Any]:
    return queries.visible_to(actor).where(_is_in(actor, view))


def lines(actor: Actor, find: FindSuggestions) -> list[Line]:
    """One page and one more, which says that there is another; what is due first, then the newest."""
    found = narrowed(actor, find.here(actor))
    if find.q:
        named = Suggestion.title.contains(find.q, autoescape=True)
        found = queries.visible_to(actor).where(
            or_(named, Suggestion.content.contains(find.q, autoescape=True))
        )
    ordered = (
        found.join(Deputy, Deputy.id == Suggestion.leader_id)
        .add_columns(Deputy)
        .order_by(Suggestion.due_on.nulls_last(), Suggestion.created_at.desc(), Suggestion.id)
    )
    rows = db.session.execute(ordered.offset((find.page - 1) * PER_PAGE).limit(PER_PAGE + 1))
    return [Line(suggestion, leader) for suggestion, leader in rows]


def main_units(found: list[Line]) -> dict[UUID, str]:
    """The names of the main units of a page of lines."""
    ids = [line.suggestion.id for line in found]
    rows = db.session.execute(
        select(SuggestionUnit.suggestion_id, SuggestionUnit.department_id).where(
            SuggestionUnit.suggestion_id.in_(ids), SuggestionUnit.is_main, SuggestionUnit.left_on.is_(None)
        )
    ).all()
    named = queries.department_names([department for _, department in rows])
    return {suggestion: named.get(department, "") for suggestion, department in rows}
