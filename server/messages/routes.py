"""The message by JSON: submit, boxes, accept, reply, rate, and opening an identity."""

from __future__ import annotations

from uuid import UUID

from server.accounts.routes import use_pin_sign_in
from server.codes.models import CodeKind
from server.codes.queries import of_kind
from server.core.actor import current
from server.core.http import Page
from server.core.permissions import Permission
from server.messages import (
    addresses,
    advice,
    cursors,
    letter_counts,
    publication,
    publication_queries,
    queries,
    rating,
    service,
    views,
    voices,
    walkin_routes,
)
from server.messages.advice_schemas import PreviewOut
from server.messages.follow_routes import routes
from server.messages.schemas import (
    AcceptMessage,
    IdentityOut,
    MessageOut,
    MessagePage,
    MessageQuery,
    NarrowMessage,
    PreviewMessage,
    PublicCase,
    PublicCases,
    RateMessage,
    ReplyMessage,
    RevealIdentity,
    SortMessage,
    SubmitMessage,
)
from server.stations.models import Station
from server.stations.queries import get as get_station

CHAPTERS = (walkin_routes,)
"""Routes that stand in a file of their own."""
LIMIT = 30
PUBLIC_LIMIT = 20


@routes.post(
    "/messages",
    permission=Permission.MESSAGE_SUBMIT,
    body=SubmitMessage,
    out=MessageOut,
    status=201,
    once=True,
)
def submit(body: SubmitMessage) -> MessageOut:
    """Write to a station or a deputy who sits there; sent twice with the same key, it is one message."""
    place = {"code", "station_id", "deputy_id"}
    to = addresses.find(current(), **body.model_dump(include=place))
    case, pin = voices.submit(current(), to, **body.model_dump(exclude=place))
    return views.case_out(current(), case, pin=pin)


@routes.post("/messages/preview", permission=Permission.MESSAGE_SUBMIT, body=PreviewMessage, out=PreviewOut)
def preview(body: PreviewMessage) -> PreviewOut:
    """Before sending: what to do about a danger, and who else wrote about the same. Stores nothing."""
    return advice.preview(current(), _station(body), content=body.content, place=body.place)


def _station(body: PreviewMessage) -> Station:
    if body.code is None:
        return get_station(body.station_id or UUID(int=0))
    return of_kind(body.code, CodeKind.STATION, CodeKind.DEPUTY)[1]


@routes.get("/messages", permission=Permission.MESSAGE_READ, query=MessageQuery, out=MessagePage)
def box(query: MessageQuery) -> MessagePage:
    """`mine`: what I wrote; `inbox`: what was written to my station, area or me."""
    actor = current()
    found = queries.written_by(actor) if query.box == "mine" else queries.inbox_of(actor)
    before = cursors.read(query.cursor)
    lines = queries.page(found, actor=actor, status=query.status, q=query.q, before=before, limit=LIMIT + 1)
    last = lines[LIMIT - 1].message if len(lines) > LIMIT else None
    return MessagePage(
        items=views.lines_out(actor, lines[:LIMIT]),
        next=cursors.written(last.created_at, last.id) if last else None,
        counts=letter_counts.of_inbox(actor) if query.box == "inbox" else None,
    )


@routes.get("/messages/<uuid:message_id>", permission=Permission.MESSAGE_READ, out=MessageOut)
def read(message_id: UUID) -> MessageOut:
    """One message, as far as the caller may see it."""
    return views.case_out(current(), queries.opened(current(), message_id))


@routes.post(
    "/messages/<uuid:message_id>/accept",
    permission=Permission.MESSAGE_TRIAGE,
    body=AcceptMessage,
    out=MessageOut,
)
def accept(message_id: UUID, body: AcceptMessage) -> MessageOut:
    """Take it on; the promised date is set anew."""
    message = queries.get_for_update(current(), message_id)
    service.accept(current(), message, **body.model_dump())
    return views.message_out(current(), message)


@routes.post(
    "/messages/<uuid:message_id>/sort", permission=Permission.MESSAGE_TRIAGE, body=SortMessage, out=MessageOut
)
def sort(message_id: UUID, body: SortMessage) -> MessageOut:
    """Say what it is: kind, category, level, urgency."""
    message = queries.get_for_update(current(), message_id)
    service.sort(current(), message, **body.model_dump())
    return views.message_out(current(), message)


@routes.post(
    "/messages/<uuid:message_id>/reply",
    permission=Permission.MESSAGE_REPLY,
    body=ReplyMessage,
    out=MessageOut,
)
def reply(message_id: UUID, body: ReplyMessage) -> MessageOut:
    """Answer the author."""
    message = queries.get_for_update(current(), message_id)
    service.reply(current(), message, **body.model_dump())
    return views.message_out(current(), message)


@routes.post(
    "/messages/<uuid:message_id>/rate", permission=Permission.MESSAGE_RATE, body=RateMessage, out=MessageOut
)
def rate(message_id: UUID, body: RateMessage) -> MessageOut:
    """The author's two answers."""
    message = queries.get_for_update(current(), message_id)
    rating.rate(current(), message, **body.model_dump())
    return views.message_out(current(), message)


@routes.post(
    "/messages/<uuid:message_id>/visibility",
    permission=Permission.MESSAGE_RATE,
    body=NarrowMessage,
    out=MessageOut,
)
def narrow(message_id: UUID, body: NarrowMessage) -> MessageOut:
    """The author takes back what they offered to the public; it is never offered to more people again."""
    message = queries.get_for_update(current(), message_id)
    publication.narrow(current(), message, visibility=body.visibility)
    return views.message_out(current(), message)


@routes.post(
    "/messages/<uuid:message_id>/identity",
    permission=Permission.IDENTITY_READ,
    body=RevealIdentity,
    out=IdentityOut,
)
def reveal(message_id: UUID, body: RevealIdentity) -> IdentityOut:
    """Open the author's name and phone. Written down, and shown to the author."""
    message = queries.get_for_update(current(), message_id)
    account = service.reveal(current(), message, reason=body.reason)
    return IdentityOut(name=account.name, phone=account.phone)


@routes.get(
    "/stations/<uuid:station_id>/cases", permission=Permission.PUBLIC, query=PublicCases, out=Page[PublicCase]
)
def cases(station_id: UUID, query: PublicCases) -> Page[PublicCase]:
    """What people wrote to a station and what became of it, as the station released it; the newest first."""
    station = get_station(station_id)
    before = cursors.read(query.cursor)
    found = publication_queries.public(station.id, before=before, limit=PUBLIC_LIMIT + 1)
    last = found[PUBLIC_LIMIT - 1].publication if len(found) > PUBLIC_LIMIT else None
    return Page[PublicCase](
        items=[views.public_case(case) for case in found[:PUBLIC_LIMIT]],
        next=cursors.written(last.at, last.id) if last else None,
    )


use_pin_sign_in(service.sign_in_by_pin)
