"""Who hears of a lead: its authors in the one notice that asks them, the office that decides, whoever turned the letter."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from server.accounts.queries import account_of
from server.core import clock, jobs
from server.core.db import db, transaction
from server.core.text import day_words
from server.leads import alerts, queries
from server.leads.kinds import LEVEL_WORDS, SHEETS
from server.leads.life import LeadStatus
from server.leads.models import Lead
from server.leads.telling import END_WORDS, how
from server.messages.models import Message
from server.messages.telling import case_of, how_it_stands
from server.notifications.service import Target, tell, tell_all

ASK_PAGE = "pages/agree/index?of=lead&id="
AHEAD, LOOKED_BACK = timedelta(days=3), timedelta(days=14)
"""How early an office is reminded; and what a timetable that was away still tells."""
WORK = (alerts,)
"""Rules that stand in a file of their own."""


@jobs.on("lead.opened")
def tell_opened(lead_id: UUID, message_id: UUID) -> None:
    lead = db.session.get_one(Lead, lead_id)
    _ask_author(lead, message_id)
    _tell_office(
        lead, source="opened", title=f"一件{SHEETS[lead.kind].words}等您看", then="由来信转来，看了请定。"
    )


@jobs.on("lead.joined")
def tell_joined(lead_id: UUID, message_id: UUID) -> None:
    lead = db.session.get_one(Lead, lead_id)
    _ask_author(lead, message_id)
    _tell_office(
        lead, source=f"joined-{message_id.hex}", title="又有一封来信提了同一件事", then="并在一起看。"
    )


@jobs.on("lead.passed")
def tell_passed(lead_id: UUID, at: int) -> None:
    lead = db.session.get_one(Lead, lead_id)
    title = f"一件{SHEETS[lead.kind].words}改由您来定"
    _tell_office(lead, source=f"passed-{at}", title=title, then="为什么转来写在里面。")


@jobs.every(hour=8, minute=55)
def remind() -> None:
    """X6: once some days before the day, once after it; never a second time for the same day. What was taken up and
    is late is an alert instead (R2-24)."""
    today = clock.today()
    with transaction():
        for lead in queries.due_within(today - LOOKED_BACK, today + AHEAD):
            when, words = day_words(lead.due_on), SHEETS[lead.kind].words
            if lead.due_on >= today:
                _tell_office(
                    lead,
                    source=f"due-{lead.due_on}",
                    title=f"一件{words}快到日子了",
                    then=f"请在 {when}前定，或转给另一级。",
                )
            elif lead.status is LeadStatus.RECEIVED:
                then = f"原来说 {when}前定。来信人还在等，定不了的请说一声为什么。"
                _tell_office(lead, source=f"late-{lead.due_on}", title=f"一件{words}还没有定", then=then)


@jobs.on("lead.decided")
@jobs.on("lead.finished")
def tell_decided(lead_id: UUID) -> None:
    """Whoever turned the letter; and authors whom the station has answered meanwhile, once they are told the end."""
    lead = db.session.get_one(Lead, lead_id)
    words, said = SHEETS[lead.kind].words, how(lead)
    tell_all(
        [lead.opened_by],
        source=f"lead-{lead.id.hex}-{lead.status.value}",
        kind="lead.decided",
        title=f"您转的{words}，{END_WORDS[lead.status]}",
        text=f"{lead.title}，{said}。",
        target=_target(lead),
    )
    for message, source in queries.letters_of(lead.id):
        if source.told_at is not None and not source.is_reply:
            tell(
                message.author_id,
                source=f"lead-{message.id.hex}-ended",
                kind="lead.ended",
                title=f"您反映的事转成的{words}，有结果了",
                text=f"编号 {message.number}，{said}。",
                target=case_of(message),
            )


def _ask_author(lead: Lead, message_id: UUID) -> None:
    """Told and asked in one: either answer is right (O14)."""
    message = db.session.get_one(Message, message_id)
    words, office = SHEETS[lead.kind].words, LEVEL_WORDS[lead.level]
    tell(
        message.author_id,
        source=f"lead-{message.id.hex}-begun",
        kind="lead.begun",
        title=f"您反映的事，转成了{words}",
        text=f"编号 {message.number}，由{office}来定，有了结果再告诉您。能不能写明是由您的来信提出的，请您说一句。",
        target=Target("agree_lead", message.id, ASK_PAGE + str(message.id)),
        push=how_it_stands(message, push=("请您说一句", "点开说一句同不同意")),
    )


def _tell_office(lead: Lead, *, source: str, title: str, then: str) -> None:
    post = alerts.office_of(lead)
    office = account_of(post.role, scope=post.scope)
    tell_all(
        [account for account in office if account != lead.opened_by],
        source=f"lead-{lead.id.hex}-{source}",
        kind="lead.opened",
        title=title,
        text=f"{lead.title}。{then}",
        target=_target(lead),
    )


def _target(lead: Lead) -> Target:
    return Target("lead", lead.id, "")
