"""报到 (R2-04): a deputy reports in at the constituency once in a term; the rate, and who is in touch with enough people."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, func, literal, select

from server.areas import settings
from server.areas.queries import within
from server.contacts.life import State
from server.contacts.models import Arrival, ContactLink, LinkKind
from server.contacts.queries import MINIMUM
from server.core import audit, clock
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import Conflict
from server.core.text import share_words
from server.deputies.models import DIRECT, Deputy
from server.deputies.queries import in_office
from server.stations.queries import deputies_visible


def arrive(actor: Actor, deputy: Deputy) -> Arrival:
    """By the deputy or, just as good, by the liaison for them."""
    if not deputy.is_in_office:
        raise Conflict("arrival.left", "不在任上，不用报到。")
    if db.session.get(Arrival, (deputy.id, deputy.term_from)) is not None:
        raise Conflict("arrival.known", "这一届已经报到过了，不用再登记。")
    made = Arrival(
        deputy_id=deputy.id,
        term_from=deputy.term_from,
        on=clock.today(),
        area_code=deputy.area_code,
        recorded_by=actor.title,
    )
    db.session.add(made)
    if actor.deputy_id != deputy.id:
        audit.record(actor, "contact.arrival", "deputy", deputy.id)
    return made


@dataclass(frozen=True, slots=True)
class Figures:
    """Deputies in office of a register: how many reported in, how many are in touch with enough people."""

    in_office: int
    arrived: int
    in_touch: int

    @property
    def arrival_rate(self) -> str | None:
        """报到率: rounded down, like every share."""
        return share_words(self.arrived, self.in_office)

    @property
    def contact_rate(self) -> str | None:
        """固定联系达标率 (domain §6.3)."""
        return share_words(self.in_touch, self.in_office)


def figures(actor: Actor) -> Figures:
    """Of the actor's register, in one statement."""
    here = deputies_visible(actor).where(in_office()).with_only_columns(Deputy.id)
    reported = select(Arrival.deputy_id).where(
        Arrival.deputy_id == Deputy.id, Arrival.term_from == Deputy.term_from
    )
    links = active_links().subquery()
    counted = (
        select(
            func.count(),
            func.count().filter(reported.exists()),
            func.count().filter(links.c.held >= minimum()),
        )
        .select_from(Deputy)
        .outerjoin(links, links.c.deputy_id == Deputy.id)
    )
    return Figures(*db.session.execute(counted.where(Deputy.id.in_(here))).one())


def active_links() -> Select[UUID, int]:
    """How many links count, by deputy: agreed to, and of the kind that the deputy's election asks for."""
    wanted = case((Deputy.level.in_(DIRECT), LinkKind.VOTER.value), else_=LinkKind.DEPUTY.value)
    return (
        select(ContactLink.deputy_id, func.count().label("held"))
        .join(Deputy, Deputy.id == ContactLink.deputy_id)
        .where(ContactLink.status == State.ACTIVE, ContactLink.kind == wanted)
        .group_by(ContactLink.deputy_id)
    )


def minimum() -> ColumnElement[int]:
    """What each tenant asks for, inside the statement: most have said nothing."""
    return case((Deputy.level.in_(DIRECT), _least(MINIMUM[True])), else_=_least(MINIMUM[False]))


def _least(key: str) -> ColumnElement[int]:
    """A smaller area's word goes before that of the bigger one around it."""
    said: dict[str, int] = settings.everywhere(key)
    default = literal(said.pop(""))
    nearest = sorted(said.items(), key=lambda one: -len(one[0]))
    return (
        case(*((within(Deputy.area_code, area), value) for area, value in nearest), else_=default)
        if nearest
        else default
    )
