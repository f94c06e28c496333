"""The console of the station's people: their deputies' contacts; and an office's numbers."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, url_for

from server.contacts import arriving, desk, queries, service
from server.contacts.schemas import AskForm, AskOwnForm, RevealForm
from server.core.actor import current
from server.core.pages import Pages, go, page
from server.core.parsing import form
from server.core.permissions import Permission as P
from server.stations.queries import managed_deputy

pages = Pages("contacts", "server.contacts")
ONE = "/contacts/links/<uuid:link_id>"


@pages.get("/contacts", permission=P.CONTACT_READ)
def listed() -> str:
    """The station's deputies by pinyin, or how many of an area's."""
    return desk.listed(current())


@pages.get("/contacts/own", permission=P.CONTACT_OWN)
def own() -> str:
    """A deputy's own: how many there are, how many are missing, and asking one more (where W03 is mended)."""
    return desk.own(current())


@pages.post("/contacts/own", permission=P.CONTACT_OWN)
def ask_own() -> str:
    """A voter gets an invitation, shown once; a grassroots deputy is asked on their own phone."""
    return desk.asked(current(), form(AskOwnForm))


@pages.get("/contacts/<uuid:deputy_id>", permission=P.CONTACT_KEEP)
def deputy(deputy_id: UUID) -> str:
    return desk.opened(current(), managed_deputy(current(), deputy_id))


@pages.post("/contacts/<uuid:deputy_id>", permission=P.CONTACT_KEEP)
def ask(deputy_id: UUID) -> Response:
    """Written down at the counter, with the consent that was said; without it nothing is kept."""
    given, found = form(AskForm), managed_deputy(current(), deputy_id)
    service.note_at_counter(current(), found, **given.fields)
    return _done(deputy_id, "记好了，从今天起固定联系")


@pages.post("/contacts/<uuid:deputy_id>/arrival", permission=P.CONTACT_KEEP)
def arrive(deputy_id: UUID) -> Response:
    found = managed_deputy(current(), deputy_id)
    arriving.arrive(current(), found)
    return _done(deputy_id, f"替{found.name}代表登记报到了，和本人登记一样算数")


@pages.post(f"{ONE}/consent", permission=P.CONTACT_KEEP)
def note(link_id: UUID) -> Response:
    """The person came by and said yes."""
    link = service.note(current(), queries.get_for_update(current(), link_id))
    return _done(link.deputy_id, "同意记下了，从今天起固定联系")


@pages.post(f"{ONE}/end", permission=P.CONTACT_KEEP)
def end(link_id: UUID) -> Response:
    link = service.end(current(), queries.get_for_update(current(), link_id))
    return _done(link.deputy_id, "结束了，称呼和电话已经抹掉")


@pages.post(f"{ONE}/identity", permission=P.CONTACT_KEEP)
def reveal(link_id: UUID) -> str:
    """Name and phone, once, on this page alone; who looked and why is kept, and shown to the person."""
    given, link = form(RevealForm), queries.get_for_update(current(), link_id)
    return page("contacts/parts/revealed.html", link=service.reveal(current(), link, reason=given.reason))


def _done(deputy_id: UUID, words: str) -> Response:
    flash(words)
    return go(url_for("contacts_pages.deputy", deputy_id=deputy_id))
