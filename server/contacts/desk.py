"""The console's view of contacts: the deputies of a register, and one deputy's links with names hidden."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from server.accounts.doors import settings
from server.contacts import arriving, queries, service, views
from server.contacts.life import State
from server.contacts.models import Arrival, ConsentHow, ContactLink, LinkKind
from server.contacts.schemas import AskOwnForm, InvitedOut
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import InvalidInput
from server.core.pages import page
from server.core.permissions import Permission
from server.core.text import mask_name
from server.deputies.models import Deputy
from server.deputies.queries import public
from server.stations.queries import deputies_at, stations_of

KIND_WORDS = {LinkKind.VOTER: "选民", LinkKind.DEPUTY: "基层代表"}
STATE_WORDS = {
    State.ASKED: "等对方说",
    State.ACTIVE: "固定联系",
    State.DECLINED: "没有同意",
    State.ENDED: "结束了",
}
STATE_TONES = {State.ASKED: "warn", State.ACTIVE: "ok"}
CONSENT_WORDS = {ConsentHow.PHONE: "在手机上同意", ConsentHow.COUNTER: "当面同意"}


@dataclass(frozen=True, slots=True)
class Line:
    """A deputy with what there is, in words."""

    deputy: Deputy
    counted: int
    missing: int
    asked: int
    arrival: Arrival | None

    @property
    def whom(self) -> str:
        return KIND_WORDS[queries.kind_for(self.deputy)]


def listed(actor: Actor) -> str:
    """The station's people see their deputies; an office sees numbers, and no names (F01, F10)."""
    lines = _lines(queries.deputies_of(actor)) if actor.may(Permission.CONTACT_KEEP) else []
    return page("contacts/list.html", lines=lines, figures=arriving.figures(actor))


def opened(actor: Actor, deputy: Deputy) -> str:
    return page("contacts/deputy.html", **_opened(actor, deputy))


def own(actor: Actor, *, invited: InvitedOut | None = None, said: str = "") -> str:
    """A deputy's own contacts, with names in full: they are the deputy's to read."""
    deputy = db.session.get_one(Deputy, actor.deputy_id)
    links = queries.held_by([deputy.id])[deputy.id]
    others, taken = queries.others(links), {link.with_deputy_id for link in links} | {deputy.id}
    seated = [] if deputy.is_direct else _grassroots(deputy)
    return page(
        "contacts/own.html",
        line=_line(deputy, links, queries.arrivals_of([deputy]).get(deputy.id)),
        links=[(link, _full_name(link, others)) for link in links],
        is_direct=deputy.is_direct,
        candidates=[one for one in seated if one.id not in taken],
        state_words=STATE_WORDS,
        state_tones=STATE_TONES,
        invited=invited,
        said=said,
    )


def asked(actor: Actor, given: AskOwnForm) -> str:
    """The same page, with the invitation that is told once."""
    deputy = db.session.get_one(Deputy, actor.deputy_id)
    if given.other_id is not None:
        service.ask_deputy(actor, deputy, other=public(given.other_id))
        return own(actor, said="请过了，等他在自己的手机上说同不同意。")
    if not given.name:
        word = "请写怎么称呼"
        raise InvalidInput("contact.invalid", f"{word}。", fields={"name": word})
    link, invitation = service.ask(actor, deputy, name=given.name, phone=given.phone or "")
    return own(actor, invited=views.invited_out(link, invitation, settings().public_url))


def _grassroots(deputy: Deputy) -> list[Deputy]:
    """County and township deputies who sit where this one sits; others are asked for by name on the phone."""
    found = {one.id: one for station in stations_of(deputy.id) for one in deputies_at(station.id)}
    return [one for one in found.values() if one.is_direct]


def _full_name(link: ContactLink, others: dict[Any, Deputy]) -> str:
    other = others.get(link.with_deputy_id)
    return f"{other.name}代表" if other else link.name


def _opened(actor: Actor, deputy: Deputy) -> dict[str, Any]:
    links = queries.held_by([deputy.id])[deputy.id]
    others = queries.others(links)
    seated = deputies_at(actor.station_id) if actor.station_id else []
    taken = {link.with_deputy_id for link in links} | {deputy.id}
    return {
        "deputy": deputy,
        "line": _line(deputy, links, queries.arrivals_of([deputy]).get(deputy.id)),
        "links": [(link, hidden_name(link, others)) for link in links],
        "is_direct": deputy.is_direct,
        "candidates": [one for one in seated if one.is_direct and one.id not in taken],
        "state_words": STATE_WORDS,
        "state_tones": STATE_TONES,
        "consent_words": CONSENT_WORDS,
    }


def hidden_name(link: ContactLink, others: dict[Any, Deputy]) -> str:
    """王**: a voter's name is opened one by one; a deputy's is public."""
    other = others.get(link.with_deputy_id)
    return f"{other.name}代表" if other else mask_name(link.name)


def _lines(deputies: list[Deputy]) -> list[Line]:
    """By pinyin, in two statements more, however many they are."""
    links = queries.held_by([one.id for one in deputies])
    arrivals = queries.arrivals_of(deputies)
    return [_line(one, links[one.id], arrivals.get(one.id)) for one in deputies]


def _line(deputy: Deputy, links: list[ContactLink], arrival: Arrival | None) -> Line:
    counted, missing = queries.lacking(deputy, links)
    asked = sum(link.status is State.ASKED for link in links)
    return Line(deputy, counted, missing, asked, arrival)
