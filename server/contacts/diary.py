"""民情日记: what was heard on a visit, what was promised, what became of it; and a matter handed in for somebody (R1-08)."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from server.accounts.models import Account
from server.contacts import queries
from server.contacts.models import ContactLink, DiaryEntry
from server.core import clock, limits
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import Conflict, InvalidInput
from server.deputies.models import Deputy
from server.duties.queries import station_for
from server.duties.visiting import visited
from server.messages import walkins
from server.messages.queries import Case
from server.messages.walkin_models import TakenHow
from server.stations.models import Station

OLDEST = timedelta(days=60)
MAY_WRITE = "40 per hour; 120 per day"


def write(
    actor: Actor,
    *,
    who: str,
    on: date,
    said: str = "",
    promised: str = "",
    follow_up: str = "",
    link_id: UUID | None = None,
) -> DiaryEntry:
    """Five fields at the most. The duty record comes by itself; without a station nobody could confirm one."""
    limits.hit(MAY_WRITE, "contact.visit", actor.own_id(), "记得太密了，歇几分钟再记。写好的都在。")
    _refuse_day(on)
    link = queries.get(actor, link_id) if link_id else None
    deputy = _deputy(actor)
    station = station_for(deputy.id, deputy.area_code)
    visit = DiaryEntry(
        deputy_id=deputy.id,
        link_id=link.id if link else None,
        on=on,
        duty_id=visited(actor, deputy.id, station=station, on=on).id if station else None,
        recorded_at=clock.now(),
    )
    visit.who, visit.said, visit.promised, visit.follow_up = who, said, promised, follow_up
    db.session.add(visit)
    db.session.flush()
    return visit


def follow_up(actor: Actor, visit: DiaryEntry, *, text: str) -> DiaryEntry:
    """What became of it, written later."""
    visit.follow_up = text
    return visit


def hand_in(
    actor: Actor,
    visit: DiaryEntry,
    *,
    content: str,
    place: str = "",
    name: str = "",
    phone: str = "",
    consent_record: bool = False,
) -> tuple[Case, str]:
    """The matter as a letter on behalf of whoever said it (R2-22): theirs to follow and to judge.

    In touch and with a phone of their own, it is in their account; otherwise number and PIN are told once.
    """
    if visit.message_id is not None:
        raise Conflict("visit.handed_in", "这一则已经代提过一封信了。还有别的事，另记一则。")
    author = _author_of(visit)
    case, pin = walkins.take_down(
        actor,
        _own_station(actor),
        content=content,
        how=TakenHow.VISIT,
        place=place,
        name=name,
        phone=phone,
        consent_record=consent_record,
        author=author,
    )
    db.session.flush()
    visit.message_id = case.message.id
    return case, pin


def _author_of(visit: DiaryEntry) -> Account | None:
    link = db.session.get(ContactLink, visit.link_id) if visit.link_id else None
    return db.session.get(Account, link.account_id) if link and link.account_id else None


def _own_station(actor: Actor) -> Station:
    deputy = _deputy(actor)
    station = station_for(deputy.id, deputy.area_code)
    if station is None:
        raise Conflict("visit.no_station", "您还没有排到哪个站，没有人能收这封信。请先找区人大机关。")
    return station


def _deputy(actor: Actor) -> Deputy:
    return db.session.get_one(Deputy, actor.deputy_id)


def _refuse_day(on: date) -> None:
    if on > clock.today():
        word = "还没到的日子，到了再记"
    elif on < clock.today() - OLDEST:
        word = "太久以前的，请联络员补登"
    else:
        return
    raise InvalidInput("visit.day", f"{word}。", fields={"on": word})
