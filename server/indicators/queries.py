"""The letters behind a figure, as far as the reader may see them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Select, and_, func

from server.core.actor import Actor
from server.core.db import db
from server.core.errors import NotFound
from server.indicators.definitions import INDICATORS, Indicator
from server.indicators.frames import Frame
from server.indicators.periods import Period
from server.indicators.places import Place
from server.messages import queries as messages
from server.messages.models import Message, Rating
from server.stations.models import Station

PER_PAGE = 40


@dataclass(frozen=True, slots=True)
class Behind:
    """A letter with the station that it came to."""

    message: Message
    station_name: str


def indicator(key: str) -> Indicator:
    """Raises NotFound for a figure that nobody defined."""
    found = INDICATORS.get(key)
    if found is None:
        raise NotFound("indicator.unknown", "没有这个指标。请回到三率那一页选。")
    return found


def behind(actor: Actor, one: Indicator, place: Place, period: Period) -> Select[Message]:
    """The exceptions of a rate, or all that a count counts: by the same conditions as the number itself."""
    frame = Frame(period, place.area_code)
    counted = one.denominator(frame)
    wanted = (
        and_(counted, func.coalesce(one.numerator(frame), False).is_(False)) if one.numerator else counted
    )
    joined = messages.visible_to(actor).outerjoin(Rating, Rating.message_id == Message.id)
    return joined.where(place.where, wanted)


def listed(found: Select[Message], *, page: int = 1, limit: int = PER_PAGE) -> list[Behind]:
    """One page, and one more line if there is another: what was promised first stands first."""
    named = found.join(Station, Station.id == Message.station_id).add_columns(Station.name)
    ordered = named.order_by(Message.promised_on, Message.id).limit(limit + 1).offset((page - 1) * limit)
    return [Behind(*row) for row in db.session.execute(ordered)]
