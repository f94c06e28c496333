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
from server.notifications import queries, service
from server.notifications.schemas import NoticeOut, NoticePage, NoticeQuery

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


@routes.get("/wechat/callback", permission=Permission.PUBLIC)
def echo() -> Response:
    """The platform checks that this address is ours."""
    try:
        return Response(gateways().callback.echo(request.args), mimetype="text/plain")
    except InvalidCallback:
        raise _refused() from None


@routes.post("/wechat/callback", permission=Permission.PUBLIC)
def receive() -> Response:
    """A message of the platform: kept once, answered at once. The same one again changes nothing."""
    try:
        event = gateways().callback.read(request.args, request.get_data())
    except InvalidCallback:
        raise _refused() from None
    service.note_platform_event(event.dedupe_key, event.name)
    return Response("success", mimetype="text/plain")


def _refused() -> InvalidInput:
    return InvalidInput("wechat.callback", "这不是微信发来的有效消息。")
