"""Who hears of it inside the platform, without a push; and what ends by itself. The alert W03 is registered here."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from server.accounts.queries import account_of
from server.contacts import alerts, looking_back, service
from server.contacts.life import State
from server.contacts.models import ContactLink, LinkKind, ThreeQuestions
from server.core import jobs
from server.core.db import db, transaction
from server.core.permissions import Role
from server.deputies.models import Deputy
from server.notifications.service import Target, tell_all

WATCHED = (alerts.too_few_contacts, looking_back.too_few)
MINE = "pages/contact/index"
OWN = "deputy/contacts/index"


@jobs.on("contact.asked")
def tell_asked(link_id: UUID) -> None:
    link = db.session.get_one(ContactLink, link_id)
    if link.account_id is not None and link.status is State.ASKED:
        words = ("一位代表请您固定联系", "同意不同意都行，点开说一句。")
        _tell([link.account_id], f"contact-{link_id.hex}-asked", "contact.asked", words, _mine(link))


@jobs.on("contact.answered")
def tell_answered(link_id: UUID, agrees: bool) -> None:
    link = db.session.get_one(ContactLink, link_id)
    what = "同意了" if agrees else "没有同意"
    words = (f"固定联系：有一位{what}", "点开看是哪一位。" if agrees else "不用再问，可以另请一位。")
    _tell(_deputy(link), f"contact-{link_id.hex}-answered", "contact.answered", words, _own(link))


@jobs.on("contact.ended")
def tell_ended(link_id: UUID, is_own: bool) -> None:
    """The other side hears that it is over, never why."""
    link = db.session.get_one(ContactLink, link_id)
    words = ("固定联系结束了一位", "以后有事，仍然可以写信、来站里。")
    people = _deputy(link) if is_own else [link.account_id] if link.account_id else []
    target = _own(link) if is_own else _mine(link)
    _tell(people, f"contact-{link_id.hex}-ended", "contact.ended", words, target)


@jobs.on("contact.questioned")
def tell_questioned(questions_id: UUID) -> None:
    sent = db.session.get_one(ThreeQuestions, questions_id)
    deputy = db.session.get_one(Deputy, sent.deputy_id)
    found = select(ContactLink.account_id).where(
        ContactLink.deputy_id == deputy.id,
        ContactLink.kind == LinkKind.VOTER,
        ContactLink.status == State.ACTIVE,
    )
    people = [one for one in db.session.scalars(found) if one is not None]
    until = f"{sent.open_until.month} 月 {sent.open_until.day} 日"
    words = (f"{deputy.name}代表有三个问题想问您", f"{until}前都可以答，不答也没有关系。")
    target = Target("contact_mine", sent.id, MINE)
    _tell(people, f"contact-questions-{questions_id.hex}", "contact.questioned", words, target)


@jobs.on("deputy.left")
def release(deputy_id: UUID, on: str = "") -> None:
    service.release(deputy_id)


@jobs.on("account.merged")
def move(account_id: UUID, into_id: UUID) -> None:
    service.move(account_id, into_id)


@jobs.on("account.closed")
def forget(account_id: UUID) -> None:
    service.forget(account_id)


@jobs.every(hour=0, minute=40)
def lapse() -> None:
    """A month without a word: the name is not kept any longer."""
    with transaction():
        service.lapse()


def _deputy(link: ContactLink) -> list[UUID]:
    return account_of(Role.DEPUTY, subject_id=link.deputy_id)


def _own(link: ContactLink) -> Target:
    return Target("contact", link.deputy_id, OWN)


def _mine(link: ContactLink) -> Target:
    return Target("contact_mine", link.id, MINE)


def _tell(people: list[UUID], source: str, kind: str, words: tuple[str, str], target: Target) -> None:
    title, text = words
    tell_all(people, source=source, kind=kind, title=title, text=text, target=target)
