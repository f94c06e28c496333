"""Asking somebody to stay in touch, their yes or no, and the end of it. One function per verb; nothing here commits."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import Select, select, update

from server.contacts import queries
from server.contacts.life import HELD, WORKFLOW, Action, State
from server.contacts.models import ConsentHow, ContactLink, LinkKind
from server.core import audit, clock, crypto, limits, outbox
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import Conflict, Forbidden, InvalidInput
from server.deputies.models import Deputy
from server.deputies.queries import public
from server.deputies.service import account_for

INVITED_FOR = timedelta(days=7)
MAY_ASK = "60 per hour; 200 per day"
UNHEARD = "三十天没有说"


def ask(actor: Actor, deputy: Deputy, *, name: str, phone: str = "") -> tuple[ContactLink, str]:
    """Ask a voter (R4-09). Returns the link and the invitation that is handed to them, told once."""
    _refuse_kind(deputy, LinkKind.VOTER)
    link = _asked(actor, deputy, LinkKind.VOTER)
    link.name, link.phone = name, phone
    db.session.add(link)
    db.session.flush()
    return link, invite(actor, link)


def ask_deputy(actor: Actor, deputy: Deputy, *, other: Deputy) -> ContactLink:
    """Ask a grassroots deputy, who says yes or no on their own phone (R4-09, R4-13)."""
    _refuse_kind(deputy, LinkKind.DEPUTY)
    if not other.is_direct or not other.is_in_office or other.id == deputy.id:
        raise _wrong("deputy_id", "请选一位在任的区县或乡镇代表")
    if any(link.with_deputy_id == other.id for link in queries.held_by([deputy.id])[deputy.id]):
        raise Conflict("contact.twice", f"{other.name}代表已经请过了。")
    link = _asked(actor, deputy, LinkKind.DEPUTY)
    link.with_deputy_id, link.account_id = other.id, account_for(other).id
    db.session.add(link)
    db.session.flush()
    outbox.publish("contact.asked", link_id=link.id)
    return link


def invite(actor: Actor, link: ContactLink) -> str:
    """A new invitation of seven days; the one before opens nothing any more."""
    link.status = WORKFLOW.after(link.status, Action.INVITE)
    if link.kind is LinkKind.DEPUTY:
        raise Conflict("contact.no_invitation", "对方是代表，已经在他的手机上请过了，不用邀请。")
    invitation = crypto.token(16)
    link.invitation_digest = crypto.digest(invitation)
    link.invited_until = clock.now() + INVITED_FOR
    return invitation


def answer(actor: Actor, link: ContactLink, *, agrees: bool) -> ContactLink:
    """The other side's own word, on their own phone: only then does it count."""
    _refuse_own(actor, link)
    link.invitation_digest = link.invited_until = None
    if not agrees:
        _end(link, Action.DECLINE, by="本人")
    else:
        _bind(actor, link)
        _agreed(link, Action.AGREE, ConsentHow.PHONE, by="本人")
    outbox.publish("contact.answered", link_id=link.id, agrees=agrees)
    return link


def note(actor: Actor, link: ContactLink) -> ContactLink:
    """Said at the counter, and noted by the liaison, who stands for it in the audit. Never by the deputy."""
    _refuse_others(actor)
    link.invitation_digest = link.invited_until = None
    _agreed(link, Action.NOTE, ConsentHow.COUNTER, by=actor.title)
    audit.record(actor, "contact.consent_noted", "contact", link.id)
    outbox.publish("contact.answered", link_id=link.id, agrees=True)
    return link


def note_at_counter(
    actor: Actor,
    deputy: Deputy,
    *,
    consent: bool,
    name: str = "",
    phone: str = "",
    other_id: UUID | None = None,
) -> ContactLink:
    """Asked and agreed to in words, in one go. Without the yes nothing is written down (R4-09)."""
    if not consent:
        raise _wrong("consent", "请先问一句：愿意固定联系、把称呼电话记下来吗？愿意就勾上")
    if not deputy.is_direct:
        if other_id is None:
            raise _wrong("other_id", "请选一位基层代表")
        return note(actor, ask_deputy(actor, deputy, other=public(other_id)))
    if not name:
        raise _wrong("name", "请写怎么称呼")
    link, _ = ask(actor, deputy, name=name, phone=phone)
    return note(actor, link)


def end(actor: Actor, link: ContactLink) -> ContactLink:
    """From either side, at any time and without a reason; name and phone go with it."""
    by = "本人" if link.account_id == actor.account_id else actor.title
    _end(link, Action.CALL_OFF if link.status is State.ASKED else Action.END, by=by)
    outbox.publish("contact.ended", link_id=link.id, is_own=by == "本人")
    return link


def reveal(actor: Actor, link: ContactLink, *, reason: str) -> ContactLink:
    """Open name and phone to the station: written down with the reason, and shown to the person."""
    _refuse_others(actor)
    audit.record(actor, "contact.identity_read", "contact", link.id, reason)
    return link


def release(deputy_id: UUID) -> None:
    """The office is over: so is staying in touch, from both sides."""
    either = (ContactLink.deputy_id == deputy_id) | (ContactLink.with_deputy_id == deputy_id)
    _end_all(select(ContactLink).where(either, ContactLink.status.in_(HELD)), by="代表离任")


def forget(account_id: UUID) -> None:
    """Whoever closed their account is in touch with nobody."""
    own = select(ContactLink).where(ContactLink.account_id == account_id, ContactLink.status.in_(HELD))
    _end_all(own, by="账号注销")


def move(account_id: UUID, into_id: UUID) -> None:
    """A person became one with another account: their contacts go along, where they are not there yet."""
    held = ContactLink.status.in_(HELD)
    there = select(ContactLink.deputy_id).where(ContactLink.account_id == into_id, held)
    twice = ContactLink.account_id == account_id, held, ContactLink.deputy_id.in_(there)
    _end_all(select(ContactLink).where(*twice), by="两个账号并成一个")
    mine = update(ContactLink).where(ContactLink.account_id == account_id)
    db.session.execute(mine.values(account_id=into_id))


def lapse() -> int:
    """A month without a word is no consent: nobody is asked again by the machine. Returns how many."""
    found = queries.unanswered()
    for link in found:
        _end(link, Action.CALL_OFF, by=UNHEARD)
    return len(found)


def _asked(actor: Actor, deputy: Deputy, kind: LinkKind) -> ContactLink:
    limits.hit(MAY_ASK, "contact.ask", actor.own_id(), "请得太密了，歇几分钟再请。写好的都在。")
    if not deputy.is_in_office:
        raise Conflict("contact.left", "这位代表已经离任，不再固定联系。")
    return ContactLink(
        deputy_id=deputy.id,
        kind=kind,
        status=State.ASKED,
        asked_at=clock.now(),
        asked_by=actor.title,
        consent_by="",
        ended_by="",
    )


def _agreed(link: ContactLink, action: Action, how: ConsentHow, *, by: str) -> None:
    link.status = WORKFLOW.after(link.status, action)
    link.consent, link.consent_by, link.since = how, by, clock.today()


def _bind(actor: Actor, link: ContactLink) -> None:
    """The invitation becomes theirs; with one deputy one is in touch only once."""
    if link.account_id is None:
        same = queries.mine(actor).where(
            ContactLink.deputy_id == link.deputy_id, ContactLink.status.in_(HELD)
        )
        if db.session.scalar(same) is not None:
            raise Conflict("contact.twice", "您已经和这位代表固定联系了，不用再答。")
        link.account_id = actor.own_id()


def _end(link: ContactLink, action: Action, *, by: str) -> None:
    link.status = WORKFLOW.after(link.status, action)
    link.ended_on, link.ended_by = clock.today(), by
    link.invitation_digest = link.invited_until = None
    link.name = link.phone = ""


def _end_all(found: Select[ContactLink], *, by: str) -> None:
    for link in db.session.scalars(found.with_for_update()):
        _end(link, Action.CALL_OFF if link.status is State.ASKED else Action.END, by=by)


def _refuse_kind(deputy: Deputy, kind: LinkKind) -> None:
    if queries.kind_for(deputy) is not kind:
        whom = "选民" if deputy.is_direct else "基层代表"
        raise Conflict("contact.kind", f"这一级的代表固定联系的是{whom}。")


def _refuse_own(actor: Actor, link: ContactLink) -> None:
    if actor.deputy_id == link.deputy_id:
        raise Forbidden("contact.own", "这一步要由对方自己来答。把邀请给他，请他用自己的手机点。")


def _refuse_others(actor: Actor) -> None:
    if actor.role not in queries.KEEPERS:
        raise Forbidden("contact.not_keeper", "这一步由代表所在站的联络员、站长来做。")


def _wrong(field: str, word: str) -> InvalidInput:
    return InvalidInput.at("contact.invalid", word, field)
