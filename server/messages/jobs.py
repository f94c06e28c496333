"""Who is told what, and what happens by itself when nobody says anything."""

from __future__ import annotations

from collections import Counter
from datetime import date
from uuid import UUID

from sqlalchemy import update

from server.accounts.queries import account_of
from server.areas import settings
from server.areas.catalogue import RATE_DAYS
from server.core import clock, jobs
from server.core.db import db, transaction
from server.core.permissions import Role
from server.core.text import day_words
from server.deputies.models import Deputy
from server.messages import (
    alerts,
    arranging_news,
    emergencies,
    endings,
    follow_news,
    forwarding_news,
    gathering_years,
    gatherings,
    letter_counts,
    looking_back,
    news,
    publication,
    queries,
    revisits,
    rewording,
    service,
)
from server.messages.life import MessageStatus
from server.messages.models import Message, Visibility
from server.messages.telling import case_of, staff_of, with_station
from server.notifications.asks import Ask
from server.notifications.service import tell, tell_all
from server.stations.models import Station

WORK = (
    alerts,
    arranging_news,
    emergencies,
    endings,
    follow_news,
    forwarding_news,
    gathering_years,
    gatherings,
    letter_counts,
    looking_back,
    news,
    revisits,
    rewording,
)
"""Listeners, timers and rules that stand in a file of their own."""


@jobs.on("message.submitted")
def tell_station(message_id: UUID) -> None:
    """The station's liaison and head, and the deputy it is addressed to, find it in the app."""
    message, station = with_station(message_id)
    staff = staff_of(message, station)
    deputies = account_of(Role.DEPUTY, subject_id=message.deputy_id) if message.deputy_id else []
    tell_all(
        dict.fromkeys(staff + deputies),
        source=f"message-{message.id}-submitted",
        kind="message.submitted",
        title="有一封新来信",
        text=f"编号 {message.number}，请在 {_day(message)}前看一看。",
        target=case_of(message),
    )


@jobs.on("message.raised")
def tell_raised(message_id: UUID) -> None:
    """A person said that it is a complaint about the village: the township takes it from there."""
    message, station = with_station(message_id)
    tell_all(
        staff_of(message, station),
        source=f"message-{message.id.hex}-raised",
        kind="message.raised",
        title="一封来信上调到镇街",
        text=f"编号 {message.number}，说的是村社区自己，村里的站看不到了，请您办。",
        target=case_of(message),
    )


@jobs.on("message.submitted")
def order_checks(message_id: UUID) -> None:
    """What its author wants public is looked at meanwhile; a private letter leaves for nobody."""
    if db.session.get_one(Message, message_id).visibility is Visibility.PRIVATE:
        return
    # held, so that an author who takes it back meanwhile is not overlooked
    publication.order_checks(db.session.get_one(Message, message_id, with_for_update=True))


@jobs.on("message.published")
def tell_published(message_id: UUID, at: int) -> None:
    """Its author sees what everybody can read now, and whom to ask when it should not be."""
    message, station = with_station(message_id)
    tell(
        message.author_id,
        source=f"message-{message.id.hex}-published-{at}",
        kind="message.published",
        title="您反映的事，站里公开了",
        text=f"编号 {message.number}，写在{station.name}的页面上，没有您的全名和电话。不想公开了，点开这件事，自己就能撤下。",
        target=case_of(message),
    )


@jobs.on("message.accepted")
def tell_accepted(message_id: UUID) -> None:
    message, station = with_station(message_id)
    tell(
        message.author_id,
        source=f"message-{message.id}-accepted",
        kind="message.accepted",
        title="您反映的事，有人收下了",
        text=f"{station.name}收下了，答应 {_day(message)}前答复您。",
        target=case_of(message),
    )


@jobs.on("message.replied")
def tell_replied(message_id: UUID, step_id: int, deputy_id: UUID | None = None) -> None:
    """The one push: what the author waits for. It names no person and nothing that was written."""
    message, station = with_station(message_id)
    tell(
        message.author_id,
        source=f"message-{message.id}-replied-{step_id}",
        kind="message.replied",
        title="您反映的事，有答复了",
        text=f"编号 {message.number}，点开看答复，也请您说一句算不算解决。",
        target=case_of(message),
        push=Ask(
            "reply",
            {
                "thing1": f"您反映的事 {message.number}",
                "phrase2": "已答复",
                "thing3": station.name,
                "time4": f"{clock.local(message.answered_at or clock.now()):%Y-%m-%d %H:%M}",
                "thing5": "点开看答复，说一句算不算解决",
            },
        ),
    )


@jobs.on("message.rated")
def tell_rated(message_id: UUID, step_id: int) -> None:
    """Only an unsatisfied author calls for somebody; a satisfied one disturbs nobody."""
    message, station = with_station(message_id)
    if message.status is not MessageStatus.REWORKING:
        return
    tell_all(
        staff_of(message, station),
        source=f"message-{message.id}-unsatisfied-{step_id}",
        kind="message.unsatisfied",
        title="有一位来信人不满意",
        text=f"编号 {message.number}，请看看还差什么。",
        target=case_of(message),
    )


@jobs.on("deputy.left")
def hand_back_letters(deputy_id: UUID, on: date) -> None:
    """What a deputy who left has not finished goes to its station; its author and the station are told."""
    deputy = db.session.get_one(Deputy, deputy_id)
    first: dict[UUID, Message] = {}
    counts: Counter[UUID] = Counter()
    stations: dict[UUID, Station] = {}
    while batch := queries.taken_from(deputy_id):
        for message, station in batch:
            service.hand_back(message, deputy)
            _tell_handed_back(message, station, deputy)
            first.setdefault(station.id, message)
            stations[station.id] = station
            counts[station.id] += 1
        db.session.flush()
    for station_id, station in stations.items():
        _tell_takes_over(station, deputy, first[station_id], counts[station_id], on)


def _tell_handed_back(message: Message, station: Station, deputy: Deputy) -> None:
    tell(
        message.author_id,
        source=f"handed-{message.id.hex}-{deputy.id.hex}",
        kind="message.handed_back",
        title="您写的信，转由联络站答复",
        text=f"{deputy.name}代表不再担任代表，编号 {message.number} 由{station.name}接着办，您不用重新写。",
        target=case_of(message),
    )


def _tell_takes_over(station: Station, deputy: Deputy, first: Message, count: int, on: date) -> None:
    tell_all(
        account_of(Role.LIAISON, Role.STATION_HEAD, scope=station.scope),
        source=f"deputy-{deputy.id}-left",
        kind="deputy.left",
        title=f"{count} 封来信转回站里",
        text=f"{deputy.name}代表从{day_words(on)}起不再担任代表，没办完的信由本站答复，先看 {first.number}。",
        target=case_of(first),
    )


@jobs.on("account.merged")
def move_messages(account_id: UUID, into_id: UUID) -> None:
    """What somebody wrote before they were bound stays theirs."""
    db.session.execute(update(Message).where(Message.author_id == account_id).values(author_id=into_id))


@jobs.every(hour=1, minute=10)
def conclude_unrated() -> None:
    """O11: so many days after the answer as its tenant gives, in batches, each its own transaction."""
    while True:
        with transaction():
            batch = queries.lapsed(settings.everywhere(RATE_DAYS))
            for message in batch:
                service.lapse(message)
        if not batch:
            return


def _day(message: Message) -> str:
    return day_words(message.promised_on)
