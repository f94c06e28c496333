"""Contacts as the deputy reads them, and as the other side does."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import select

from server.codes.qr import qr_png
from server.contacts import asking, queries
from server.contacts.life import WORKFLOW, Action, State
from server.contacts.models import ContactLink, DiaryEntry, LinkKind, ThreeAnswers, ThreeQuestions
from server.contacts.schemas import (
    ContactAskedOut,
    ContactsOut,
    DiaryOut,
    InvitedOut,
    LinkOut,
    MineOut,
    QuestionsOut,
    ReadOut,
    ThreeOut,
)
from server.core import clock
from server.core.actor import Actor
from server.core.audit import AuditEntry
from server.core.db import db
from server.core.http import Page
from server.deputies.models import Deputy

PICTURE_SIDE = 440
INVITED = "/m/pages/contact/index?invitation="


def contacts_out(deputy: Deputy) -> ContactsOut:
    """Three statements, however many there are."""
    links = queries.held_by([deputy.id])[deputy.id]
    others, arrived = queries.others(links), queries.arrivals_of([deputy]).get(deputy.id)
    counted, _ = queries.lacking(deputy, links)
    return ContactsOut(
        kind=queries.kind_for(deputy),
        counted=counted,
        least=queries.minimum_of(deputy),
        items=[link_out(link, others) for link in links],
        arrived_on=arrived.on if arrived else None,
    )


def link_out(link: ContactLink, others: dict[UUID, Deputy] | None = None) -> LinkOut:
    return LinkOut(**_line(link, others if others is not None else queries.others([link])))


def invited_out(link: ContactLink, invitation: str | None, site: str) -> InvitedOut:
    """The picture is drawn here: no other server learns of the invitation."""
    address = f"{site}{INVITED}{invitation}" if invitation else None
    drawn = b64encode(qr_png(address, PICTURE_SIDE)).decode() if address else None
    picture = f"data:image/png;base64,{drawn}" if drawn else None
    return InvitedOut(**_line(link, queries.others([link])), link=address, picture=picture)


def _line(link: ContactLink, others: dict[UUID, Deputy]) -> dict[str, Any]:
    return {
        "id": link.id,
        "kind": link.kind,
        "status": link.status,
        "name": name_of(link, others),
        "phone": link.phone,
        "since": link.since,
        "asked_at": clock.local(link.asked_at),
        "consent": link.consent,
        "actions": _actions(link),
    }


def name_of(link: ContactLink, others: dict[UUID, Deputy]) -> str:
    other = others.get(link.with_deputy_id) if link.with_deputy_id else None
    return f"{other.name}代表" if other else link.name


def _actions(link: ContactLink) -> list[str]:
    may = WORKFLOW.actions(link.status)
    invites = Action.INVITE in may and link.kind is LinkKind.VOTER
    ends = Action.END in may or Action.CALL_OFF in may
    return [*(["invite"] if invites else []), *(["end"] if ends else [])]


def asked_out(link: ContactLink) -> ContactAskedOut:
    deputy = db.session.get_one(Deputy, link.deputy_id)
    return ContactAskedOut(deputy=deputy.name, title=deputy.title, constituency=deputy.constituency)


def mine_out(actor: Actor) -> Page[MineOut]:
    """What is asked of me and whom I am in touch with, in the order of time."""
    found = queries.mine(actor).where(ContactLink.status.in_((State.ASKED, State.ACTIVE)))
    links = list(db.session.scalars(found.order_by(ContactLink.asked_at, ContactLink.id)))
    ids = [link.deputy_id for link in links]
    deputies = {one.id: one for one in db.session.scalars(select(Deputy).where(Deputy.id.in_(ids)))}
    running, said, reads = queries.running(ids), queries.answered(actor), _reads(links)
    return Page[MineOut](
        items=[
            _mine(link, deputies[link.deputy_id], running.get(link.deputy_id), said, reads.get(link.id, []))
            for link in links
        ]
    )


def _mine(
    link: ContactLink,
    deputy: Deputy,
    questions: ThreeQuestions | None,
    said: set[tuple[UUID | None, UUID | None]],
    reads: list[ReadOut],
) -> MineOut:
    is_asked = link.status is State.ASKED
    waits = questions is not None and not is_asked and (questions.id, link.id) not in said
    actions: list[Literal["answer", "end"]] = ["answer"] if is_asked else ["end"]
    return MineOut(
        id=link.id,
        status=link.status,
        deputy=deputy.name,
        title=deputy.title,
        name=link.name,
        phone=link.phone,
        since=link.since,
        questions_id=questions.id if waits and questions else None,
        identity_reads=reads,
        actions=actions,
    )


def _reads(links: Sequence[ContactLink]) -> dict[UUID, list[ReadOut]]:
    """Who opened the name and phone of each, when and why."""
    ids = [link.id for link in links]
    found = select(AuditEntry).where(
        AuditEntry.subject_type == "contact",
        AuditEntry.subject_id.in_(ids),
        AuditEntry.action == "contact.identity_read",
    )
    told: dict[UUID, list[ReadOut]] = {}
    for entry in db.session.scalars(found.order_by(AuditEntry.at)):
        assert entry.subject_id is not None
        read = ReadOut(at=clock.local(entry.at), by=entry.by, reason=entry.reason)
        told.setdefault(entry.subject_id, []).append(read)
    return told


def visits_out(actor: Actor, visits: Sequence[DiaryEntry]) -> list[DiaryOut]:
    """With what was answered at the door: two statements for all of them."""
    ids = [visit.id for visit in visits]
    found = select(ThreeAnswers).where(ThreeAnswers.visit_id.in_(ids))
    said = {one.visit_id: one for one in db.session.scalars(found)}
    return [_visit(visit, said.get(visit.id)) for visit in visits]


def _visit(visit: DiaryEntry, answers: ThreeAnswers | None) -> DiaryOut:
    return DiaryOut(
        id=visit.id,
        on=visit.on,
        who=visit.who,
        said=visit.said,
        promised=visit.promised,
        follow_up=visit.follow_up,
        link_id=visit.link_id,
        is_on_file=visit.duty_id is not None,
        message_id=visit.message_id,
        answers=_three(answers, "") if answers else None,
    )


def questions_out(actor: Actor) -> Page[QuestionsOut]:
    """Every round, the latest first."""
    rounds = queries.questions_of(actor)
    answers = queries.answers_to(rounds)
    ids = {one.link_id for said in answers.values() for one in said if one.link_id}
    links = db.session.scalars(select(ContactLink).where(ContactLink.id.in_(ids))) if ids else ()
    names = {link.id: link.name for link in links}
    return Page[QuestionsOut](items=[_questions(one, answers[one.id], names) for one in rounds])


def _questions(one: ThreeQuestions, said: list[ThreeAnswers], names: dict[UUID, str]) -> QuestionsOut:
    return QuestionsOut(
        id=one.id,
        sent_at=clock.local(one.sent_at),
        open_until=one.open_until,
        is_open=one.open_until >= clock.today(),
        told=asking.in_words(one.sent_to, said),
        answers=[_three(answer, names.get(answer.link_id, "") if answer.link_id else "") for answer in said],
    )


def _three(answer: ThreeAnswers, who: str) -> ThreeOut:
    return ThreeOut(
        who=who,
        need=answer.need,
        idea=answer.idea,
        effect=answer.effect,
        answered_at=clock.local(answer.answered_at),
    )
