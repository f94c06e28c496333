"""代录 by JSON: what somebody said, written down for them."""

from __future__ import annotations

from server.core.actor import current
from server.core.permissions import Permission
from server.messages import views, walkins
from server.messages.path_routes import routes
from server.messages.schemas import MessageOut
from server.messages.walkin_schemas import TakeDown


@routes.post(
    "/messages/walk-ins",
    permission=Permission.MESSAGE_TAKE_DOWN,
    body=TakeDown,
    out=MessageOut,
    status=201,
    once=True,
)
def take_down(body: TakeDown) -> MessageOut:
    """Write down what somebody said; `look_up` holds number and PIN, once. Sent twice with a key, it is one letter."""
    station = walkins.station_for(current(), body.station_id)
    case, pin = walkins.take_down(current(), station, **body.model_dump(exclude={"station_id"}))
    return views.case_out(current(), case, pin=pin)
