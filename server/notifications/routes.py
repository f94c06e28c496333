"""My notices, and the door for WeChat's own messages."""

from __future__ import annotations

from uuid import UUID

from flask import Response, request

from server.core.actor import current
from server.core.errors import InvalidInput
from server.core.http import Routes
from server.core.permissions import Permission
from server.gateways.registry import gateways
from server.gateways.wechat import InvalidCallback
from server.gateways.wechat.callback import MAX_BODY
from server.notifications import queries, service
from server.notifications.schemas import (
    AnswerPrompt,
    ChoicesOut,
    ChooseNotices,
    NoticeOut,
    NoticePage,
    NoticeQuery,
    RemainingOut,
)

routes = Routes("notifications", "")
LIMIT = 30


@routes.get("/api/notices", permission=Permission.NOTICE_READ, query=NoticeQuery, out=NoticePage)
def box(query: NoticeQuery) -> NoticePage:
    """What I was told, newest first."""
    skip = int(query.cursor or 0)
    found = queries.newest(current(), skip=skip, limit=LIMIT + 1)
    more = str(skip + LIMIT) if len(found) > LIMIT else None
    items = [NoticeOut.of(notice) for notice in found[:LIMIT]]
    return NoticePage(items=items, next=more, unread=queries.unread(current()))


@routes.post("/api/notices/<uuid:notice_id>/read", permission=Permission.NOTICE_READ, out=NoticeOut)
def read(notice_id: UUID) -> NoticeOut:
    """I have seen it."""
    return NoticeOut.of(service.read(queries.get_for_update(current(), notice_id)))


@routes.get("/api/notices/choices", permission=Permission.NOTICE_READ, out=ChoicesOut)
def choices() -> ChoicesOut:
    """What I am told outside the app, and how many pushes I still allowed."""
    return ChoicesOut.of(current().own_id())


@routes.put("/api/notices/choices", permission=Permission.NOTICE_READ, body=ChooseNotices, out=ChoicesOut)
def choose(body: ChooseNotices) -> ChoicesOut:
    """Switch some of them; what is not named stays."""
    service.choose(current(), body.choices)
    return ChoicesOut.of(current().own_id())


@routes.post(
    "/api/notices/consents",
    permission=Permission.NOTICE_READ,
    body=AnswerPrompt,
    out=RemainingOut,
    once=True,
)
def consent(body: AnswerPrompt) -> RemainingOut:
    """What I answered to WeChat's prompt, each template's answer as WeChat gave it to my phone."""
    return RemainingOut(remaining=service.consent(current(), dict(body.answers)))


@routes.get("/wechat/callback", permission=Permission.PUBLIC, media=("text/plain",))
def echo() -> Response:
    """The platform checks that this address is ours."""
    try:
        return Response(gateways().callback.echo(_query()), mimetype="text/plain")
    except InvalidCallback:
        raise _refused() from None


@routes.post("/wechat/callback", permission=Permission.PUBLIC, media=("text/plain",))
def receive() -> Response:
    """A message of the platform: kept once, answered at once. The same one again changes nothing."""
    try:
        event = gateways().callback.read(_query(), _body())
    except InvalidCallback:
        raise _refused() from None
    service.receive(event)
    return Response("success", mimetype="text/plain")


def _query() -> dict[str, str]:
    """Each part once: of one that comes twice, two programs could read different ones."""
    if any(len(values) > 1 for _, values in request.args.lists()):
        raise InvalidCallback("a part of the query comes twice")
    return request.args.to_dict()


def _body() -> bytes:
    """No more than a push may have, and one byte that shows it has more; the rest is never read."""
    if (request.content_length or 0) > MAX_BODY:
        raise InvalidCallback("body is larger than 64 KB")
    return request.stream.read(MAX_BODY + 1)


def _refused() -> InvalidInput:
    return InvalidInput("wechat.callback", "这不是微信发来的有效消息。")
