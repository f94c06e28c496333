"""Whose contacts one may see: the deputy's own, one's own as the other side, those of one's station's deputies (R4-09)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Select, false, or_, select

from server.areas import offered, settings
from server.areas.queries import prefix_of, within
from server.contacts.life import HELD, State
from server.contacts.models import Arrival, ContactLink, DiaryEntry, LinkKind, ThreeAnswers, ThreeQuestions
from server.core import clock, crypto
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import Gone, NotFound
from server.core.permissions import Role
from server.deputies.models import DIRECT, Deputy
from server.deputies.queries import BY_PINYIN, in_office
from server.stations.models import Seat
from server.stations.queries import deputies_visible

MINIMUM = {True: "links.minimum_direct", False: "links.minimum_indirect"}
"""By whether a deputy was elected directly: the setting that says how many people to stay in touch with."""
KEEPERS = (Role.LIAISON, Role.STATION_HEAD)
PEOPLE = (Role.RESIDENT, Role.DEPUTY, Role.FORMER_DEPUTY)
MOST_VISITS, MOST_FOUND = 50, 20
UNASKED_AFTER = timedelta(days=30)


def visible_to(actor: Actor) -> Select[ContactLink]:
    """A deputy's own, and those of the deputies of one's station; never an office's or the administrator's."""
    if actor.role is Role.DEPUTY and actor.deputy_id:
        return select(ContactLink).where(ContactLink.deputy_id == actor.deputy_id)
    if actor.role in KEEPERS and actor.station_id:
        seated = select(Seat.deputy_id).where(Seat.station_id == actor.station_id)
        return select(ContactLink).where(ContactLink.deputy_id.in_(seated))
    return select(ContactLink).where(false())


def mine(actor: Actor) -> Select[ContactLink]:
    """Those in which one is the other side."""
    own = ContactLink.account_id == actor.account_id
    return select(ContactLink).where(own if actor.role in PEOPLE and actor.account_id else false())


def get(actor: Actor, link_id: UUID) -> ContactLink:
    """Raises NotFound for whatever is not one's own to see."""
    return _one(visible_to(actor).where(ContactLink.id == link_id))


def get_for_update(actor: Actor, link_id: UUID) -> ContactLink:
    return _one(visible_to(actor).where(ContactLink.id == link_id).with_for_update())


def own_for_update(actor: Actor, link_id: UUID) -> ContactLink:
    """One in which the actor is the other side."""
    return _one(mine(actor).where(ContactLink.id == link_id).with_for_update())


def either_for_update(actor: Actor, link_id: UUID) -> ContactLink:
    """From either side: both may end it."""
    ids = (one.with_only_columns(ContactLink.id) for one in (visible_to(actor), mine(actor)))
    either = or_(*(ContactLink.id.in_(found) for found in ids))
    return _one(select(ContactLink).where(either, ContactLink.id == link_id).with_for_update())


def _one(found: Select[ContactLink]) -> ContactLink:
    link = db.session.scalar(found)
    if link is None:
        raise NotFound("contact.unknown", "没有找到这个联系，可能已经结束了。")
    return link


def by_invitation(invitation: str) -> ContactLink:
    """What an invitation asks. Raises Gone when it was used, replaced or is a week old."""
    asked = select(ContactLink).where(ContactLink.invitation_digest == crypto.digest(invitation))
    link = db.session.scalar(asked.with_for_update())
    if link is None or link.status is not State.ASKED or (link.invited_until or clock.now()) <= clock.now():
        raise Gone("contact.invitation_over", "这枚邀请用过了，或过了七天。请代表再给您一枚。")
    offered.require("contacts", db.session.get_one(Deputy, link.deputy_id).area_code)
    return link


def held_by(deputy_ids: Sequence[UUID]) -> dict[UUID, list[ContactLink]]:
    """What is asked and what is active, in the order of time; one statement for all of them."""
    held = select(ContactLink).where(ContactLink.deputy_id.in_(deputy_ids), ContactLink.status.in_(HELD))
    found: dict[UUID, list[ContactLink]] = defaultdict(list)
    for link in db.session.scalars(held.order_by(ContactLink.asked_at, ContactLink.id)):
        found[link.deputy_id].append(link)
    return found


def others(links: Sequence[ContactLink]) -> dict[UUID, Deputy]:
    """The grassroots deputies of these links."""
    ids = {link.with_deputy_id for link in links if link.with_deputy_id}
    found = db.session.scalars(select(Deputy).where(Deputy.id.in_(ids))) if ids else ()
    return {deputy.id: deputy for deputy in found}


def kind_for(deputy: Deputy) -> LinkKind:
    return LinkKind.VOTER if deputy.is_direct else LinkKind.DEPUTY


def minimum_of(deputy: Deputy) -> int:
    """How many at least, where the deputy is registered."""
    return settings.number(deputy.area_code, MINIMUM[deputy.is_direct])


def deputies_of(actor: Actor) -> list[Deputy]:
    """In office and of one's register, by pinyin (F01)."""
    return list(db.session.scalars(deputies_visible(actor).where(in_office()).order_by(*BY_PINYIN)))


def candidates(deputy: Deputy, words: str) -> list[Deputy]:
    """Grassroots deputies of the deputy's area who are called like this; nobody is listed unasked."""
    named = Deputy.name.contains(words, autoescape=True)
    near = within(Deputy.area_code, prefix_of(deputy.area_code))
    found = select(Deputy).where(Deputy.level.in_(DIRECT), near, named, in_office(), Deputy.id != deputy.id)
    return list(db.session.scalars(found.order_by(*BY_PINYIN).limit(MOST_FOUND)))


def arrivals_of(deputies: Sequence[Deputy]) -> dict[UUID, Arrival]:
    """Who reported in this term."""
    terms = {deputy.id: deputy.term_from for deputy in deputies}
    found = db.session.scalars(select(Arrival).where(Arrival.deputy_id.in_(terms)))
    return {one.deputy_id: one for one in found if one.term_from == terms[one.deputy_id]}


def visits_visible(actor: Actor) -> Select[DiaryEntry]:
    """The diary is the deputy's alone."""
    own = actor.role is Role.DEPUTY and actor.deputy_id is not None
    return select(DiaryEntry).where(DiaryEntry.deputy_id == actor.deputy_id if own else false())


def visits(actor: Actor) -> list[DiaryEntry]:
    ordered = visits_visible(actor).order_by(
        DiaryEntry.on.desc(), DiaryEntry.recorded_at.desc(), DiaryEntry.id
    )
    return list(db.session.scalars(ordered.limit(MOST_VISITS)))


def visit_for_update(actor: Actor, visit_id: UUID) -> DiaryEntry:
    visit = db.session.scalar(visits_visible(actor).where(DiaryEntry.id == visit_id).with_for_update())
    if visit is None:
        raise NotFound("visit.unknown", "没有找到这则日记。")
    return visit


def questions_of(actor: Actor) -> list[ThreeQuestions]:
    """What was sent, the latest first."""
    own = actor.role is Role.DEPUTY and actor.deputy_id is not None
    sent = select(ThreeQuestions).where(ThreeQuestions.deputy_id == actor.deputy_id if own else false())
    return list(db.session.scalars(sent.order_by(ThreeQuestions.sent_at.desc()).limit(MOST_VISITS)))


def answers_to(questions: Sequence[ThreeQuestions]) -> dict[UUID, list[ThreeAnswers]]:
    """In the order of time."""
    ids = [one.id for one in questions]
    said = select(ThreeAnswers).where(ThreeAnswers.questions_id.in_(ids))
    found: dict[UUID, list[ThreeAnswers]] = defaultdict(list)
    for answer in db.session.scalars(said.order_by(ThreeAnswers.answered_at, ThreeAnswers.id)):
        assert answer.questions_id is not None
        found[answer.questions_id].append(answer)
    return found


def running(deputy_ids: Sequence[UUID]) -> dict[UUID, ThreeQuestions]:
    """Questions that may be answered today, by deputy."""
    open_now = ThreeQuestions.open_until >= clock.today()
    found = select(ThreeQuestions).where(ThreeQuestions.deputy_id.in_(deputy_ids), open_now)
    return {one.deputy_id: one for one in db.session.scalars(found.order_by(ThreeQuestions.sent_at))}


def asked_of(actor: Actor, questions_id: UUID) -> tuple[ThreeQuestions, ContactLink]:
    """Questions that were sent to the actor, who is still in touch with that deputy. Raises NotFound."""
    found = (
        select(ThreeQuestions, ContactLink)
        .join(ContactLink, ContactLink.deputy_id == ThreeQuestions.deputy_id)
        .where(ThreeQuestions.id == questions_id, ContactLink.status == State.ACTIVE)
        .where(ContactLink.id.in_(mine(actor).with_only_columns(ContactLink.id)))
    )
    row = db.session.execute(found).first()
    if row is None:
        raise NotFound("questions.unknown", "没有找到这次三问，可能已经过了日子。")
    return row[0], row[1]


def answered(actor: Actor) -> set[tuple[UUID | None, UUID | None]]:
    """Which questions the actor has answered, by link."""
    own = mine(actor).with_only_columns(ContactLink.id)
    found = select(ThreeAnswers.questions_id, ThreeAnswers.link_id).where(ThreeAnswers.link_id.in_(own))
    return {(row[0], row[1]) for row in db.session.execute(found)}


def unanswered() -> list[ContactLink]:
    """Asked a month ago, and nobody has said anything."""
    old = select(ContactLink).where(
        ContactLink.status == State.ASKED, ContactLink.asked_at < clock.now() - UNASKED_AFTER
    )
    return list(db.session.scalars(old.order_by(ContactLink.asked_at).limit(500).with_for_update()))


def lacking(deputy: Deputy, links: Sequence[ContactLink]) -> tuple[int, int]:
    """How many count, and how many are still missing."""
    counted = sum(link.status is State.ACTIVE and link.kind is kind_for(deputy) for link in links)
    return counted, max(0, minimum_of(deputy) - counted)
