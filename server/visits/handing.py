"""A matter that came up on a visit becomes a letter, like what is said at the counter, and the two know of each other."""

from __future__ import annotations

from uuid import UUID

from server.core.actor import Actor
from server.core.db import db
from server.core.errors import Conflict, Forbidden, InvalidInput
from server.core.permissions import Permission
from server.messages import walkins
from server.messages.queries import Case
from server.messages.walkin_models import TakenHow
from server.stations.queries import managed, seated
from server.visits import service
from server.visits.models import Visit, VisitIssue


def hand_in(
    actor: Actor,
    visit: Visit,
    issue: VisitIssue,
    *,
    content: str,
    how: TakenHow = TakenHow.ONSITE,
    deputy_id: UUID | None = None,
    place: str = "",
    name: str = "",
    phone: str = "",
    consent_record: bool = False,
    consent_share_identity: bool = False,
) -> tuple[Case, str]:
    """To the station, or to a deputy who sits there. Returns it, and the PIN that is told once (R1-19, O1)."""
    if not actor.may(Permission.MESSAGE_TAKE_DOWN):
        raise Forbidden("visit.not_station", "写成来信由站里或镇街来做，请他们记。")
    if issue.message_id is not None:
        raise Conflict("visit.by_letter", "这一个已经按一封来信办了，不用再写一封。")
    if deputy_id is not None and seated(visit.station_id, deputy_id) is None:
        words = "请从排在这个站的代表里选"
        raise InvalidInput("visit.deputy", f"{words}。", fields={"deputy_id": words})
    case, pin = walkins.take_down(
        actor,
        managed(actor, visit.station_id),
        content=content,
        how=how,
        place=place,
        name=name,
        phone=phone,
        consent_record=consent_record,
        consent_share_identity=consent_share_identity,
        deputy_id=deputy_id,
    )
    db.session.flush()
    service.link(actor, visit, issue, case.message)
    return case, pin
