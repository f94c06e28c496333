"""Me too, and four weeks later, by JSON: follow a case, hear of it, leave it; say whether it is still solved."""

from __future__ import annotations

from uuid import UUID

from server.core.actor import current
from server.core.errors import NotFound
from server.core.http import Page
from server.core.permissions import Permission
from server.messages import follow_queries, following, queries, revisits, views
from server.messages.author_schemas import FollowOut, RevisitMessage
from server.messages.author_views import follow_out
from server.messages.path_routes import ONE, routes
from server.messages.queries import UNKNOWN
from server.messages.schemas import MessageOut

__all__ = ["routes"]


@routes.post(f"{ONE}/follow", permission=Permission.MESSAGE_OWN, out=FollowOut)
def follow(message_id: UUID) -> FollowOut:
    """I met the same: tell me what becomes of it. `id` is the one under which the case was shown to me."""
    return _one(following.follow(current(), message_id))


@routes.post(f"{ONE}/unfollow", permission=Permission.MESSAGE_OWN, status=204)
def unfollow(message_id: UUID) -> None:
    """Tell me no more."""
    following.unfollow(current(), message_id)


@routes.get("/follows", permission=Permission.MESSAGE_OWN, out=Page[FollowOut])
def follows() -> Page[FollowOut]:
    """What I follow, the newest first."""
    return Page[FollowOut](items=[follow_out(one) for one in follow_queries.followed(current())])


@routes.get("/follows/<uuid:message_id>", permission=Permission.MESSAGE_OWN, out=FollowOut)
def read_follow(message_id: UUID) -> FollowOut:
    """One case that I follow."""
    return _one(message_id)


@routes.post(f"{ONE}/revisit", permission=Permission.MESSAGE_RATE, body=RevisitMessage, out=MessageOut)
def revisit(message_id: UUID, body: RevisitMessage) -> MessageOut:
    """Four weeks later: is it still solved? Asked once; a no has it done again."""
    message = queries.get_for_update(current(), message_id)
    revisits.answer(current(), message, is_well=body.is_well, text=body.text)
    return views.message_out(current(), message)


def _one(message_id: UUID) -> FollowOut:
    found = follow_queries.followed(current(), message_id)
    if not found:
        raise NotFound("message.unknown", UNKNOWN)
    return follow_out(found[0])
