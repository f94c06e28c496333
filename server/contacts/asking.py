"""代表三问 (R1-08): 问需、问策、问效, sent to the voters one is in touch with, or asked on a visit."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from sqlalchemy import select

from server.contacts import queries
from server.contacts.life import State
from server.contacts.models import ContactLink, DiaryEntry, Effect, ThreeAnswers, ThreeQuestions
from server.core import clock, outbox
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import Conflict

OPEN_FOR: Final = timedelta(days=14)
NEED, IDEA, EFFECT = (
    "眼下最需要办的是什么？",
    "这件事，您觉得怎么办好？",
    "上次说的事，办得怎么样？",
)
"""问需、问策、问效: built in, the same for everybody."""
EFFECT_WORDS = {
    Effect.SOLVED: "办好了",
    Effect.MOVING: "有进展",
    Effect.STILL: "还没有动",
    Effect.FIRST: "头一回说",
}


def send(actor: Actor) -> ThreeQuestions:
    """To everybody with a phone whom one is in touch with; one round at a time."""
    assert actor.deputy_id is not None
    if queries.running([actor.deputy_id]):
        raise Conflict("questions.running", "上一次三问还没到日子，等收齐了再发。")
    reached = queries.visible_to(actor).where(
        ContactLink.status == State.ACTIVE, ContactLink.account_id.is_not(None)
    )
    links = list(db.session.scalars(reached))
    if not links:
        raise Conflict("questions.nobody", "还没有在手机上同意联系的人。走访时可以当面问、替他记下来。")
    sent = ThreeQuestions(
        deputy_id=actor.deputy_id,
        sent_at=clock.now(),
        sent_to=len(links),
        open_until=clock.today() + OPEN_FOR,
    )
    db.session.add(sent)
    db.session.flush()
    outbox.publish("contact.questioned", questions_id=sent.id)
    return sent


def answer(
    actor: Actor, sent: ThreeQuestions, link: ContactLink, *, need: str, idea: str, effect: Effect
) -> ThreeAnswers:
    """The person's own answers, once; only that deputy reads them."""
    if sent.open_until < clock.today():
        raise Conflict("questions.over", "这次三问已经收了。有事随时可以写信。")
    known = select(ThreeAnswers.id).where(
        ThreeAnswers.questions_id == sent.id, ThreeAnswers.link_id == link.id
    )
    if db.session.scalar(known) is not None:
        raise Conflict("questions.answered", "您已经答过了，谢谢。")
    made = ThreeAnswers(deputy_id=sent.deputy_id, questions_id=sent.id, link_id=link.id, effect=effect)
    return _kept(made, need, idea)


def answer_on_visit(actor: Actor, visit: DiaryEntry, *, need: str, idea: str, effect: Effect) -> ThreeAnswers:
    """Asked at the door, and written down by the deputy."""
    if db.session.scalar(select(ThreeAnswers.id).where(ThreeAnswers.visit_id == visit.id)) is not None:
        raise Conflict("questions.asked", "这一则已经记过三问了。")
    made = ThreeAnswers(deputy_id=visit.deputy_id, visit_id=visit.id, link_id=visit.link_id, effect=effect)
    return _kept(made, need, idea)


def in_words(sent_to: int | None, answers: list[ThreeAnswers]) -> str:
    """发给 6 位，4 位答了；2 位说办好了，1 位说有进展。 Counts by the order of the question, never by number."""
    told = (
        f"发给 {sent_to} 位，{len(answers)} 位答了" if sent_to is not None else f"当面问了 {len(answers)} 位"
    )
    said = {effect: sum(one.effect is effect for one in answers) for effect in Effect}
    effects = "，".join(f"{count} 位说{EFFECT_WORDS[one]}" for one, count in said.items() if count)
    return f"{told}；{effects}。" if effects else f"{told}。"


def _kept(made: ThreeAnswers, need: str, idea: str) -> ThreeAnswers:
    made.answered_at = clock.now()
    made.need, made.idea = need, idea
    db.session.add(made)
    db.session.flush()
    return made
