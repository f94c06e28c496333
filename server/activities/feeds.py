"""Calendars to subscribe to (RFC 5545): a station's for everybody, a deputy's own behind a secret address.

Only what an activity is called, when and where it is; never who comes (no personal data).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, timedelta
from uuid import UUID

from icalendar import Calendar, Event
from sqlalchemy import Select, delete, select
from sqlalchemy.dialects.postgresql import insert

from server.activities.kinds import KINDS
from server.activities.life import AHEAD, ON, ActivityStatus
from server.activities.models import Activity, CalendarAddress, Participant
from server.areas import offered
from server.core import audit, clock, crypto
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import NotFound
from server.deputies.models import Deputy
from server.deputies.queries import in_office
from server.stations.models import Station

PRODUCT = "-//yicang liangma//activities//ZH"
BACK, AHEAD_OF_NOW = timedelta(days=60), timedelta(days=400)
MOST = 500
AGAIN = timedelta(hours=4)
"""How often a calendar may ask anew."""
SHOWN = tuple(dict.fromkeys((*ON, *AHEAD)))
STATUS = {ActivityStatus.POSTPONED: "TENTATIVE", ActivityStatus.CANCELLED: "CANCELLED"}
PREFIX = {ActivityStatus.POSTPONED: "（改期）", ActivityStatus.CANCELLED: "（取消）"}


def of_station(station: Station, host: str) -> bytes:
    """What the station plans for everybody to come to."""
    found = select(Activity).where(Activity.station_id == station.id)
    return _written(f"{station.name}的活动", _lines(found), host)


def of_deputy(secret: str, host: str) -> bytes:
    """What the deputy with this address is invited to. Raises NotFound for an address that is not in use."""
    owner = select(Deputy).join(CalendarAddress, CalendarAddress.deputy_id == Deputy.id)
    deputy = db.session.scalar(owner.where(CalendarAddress.digest == crypto.digest(secret), in_office()))
    if deputy is None:
        raise NotFound("calendar.unknown", "这个日历地址已经不用了。请在小程序里换一个。")
    offered.require("calendars", deputy.area_code)
    invited = select(Participant.activity_id).where(Participant.deputy_id == deputy.id)
    return _written("我的履职活动", _lines(select(Activity).where(Activity.id.in_(invited))), host)


def _lines(found: Select[Activity]) -> list[tuple[Activity, str]]:
    now = clock.now()
    near = found.join(Station, Station.id == Activity.station_id).add_columns(Station.name)
    near = near.where(
        Activity.status.in_(SHOWN), Activity.starts_at > now - BACK, Activity.starts_at < now + AHEAD_OF_NOW
    )
    return list(db.session.execute(near.order_by(Activity.starts_at, Activity.id).limit(MOST)).tuples())


def _written(name: str, lines: Iterable[tuple[Activity, str]], host: str) -> bytes:
    made = Calendar()
    for key, value in (
        ("prodid", PRODUCT),
        ("version", "2.0"),
        ("calscale", "GREGORIAN"),
        ("method", "PUBLISH"),
        ("x-wr-calname", name),
        ("x-wr-timezone", clock.ZONE.key),
    ):
        made.add(key, value)
    made.add("refresh-interval", AGAIN, parameters={"VALUE": "DURATION"})
    for activity, station in lines:
        made.add_component(_event(activity, station, host))
    return bytes(made.to_ical())


def _event(activity: Activity, station: str, host: str) -> Event:
    """Moments in UTC, which every calendar understands without a time zone of its own."""
    one = Event()
    for key, value in (
        ("uid", f"{activity.id}@{host}"),
        ("dtstamp", activity.changed_at.astimezone(UTC)),
        ("last-modified", activity.changed_at.astimezone(UTC)),
        ("created", activity.created_at.astimezone(UTC)),
        ("sequence", activity.version),
        ("dtstart", activity.starts_at.astimezone(UTC)),
        ("dtend", activity.ends_at.astimezone(UTC)),
        ("summary", PREFIX.get(activity.status, "") + activity.title),
        ("location", "线上" if activity.is_online else activity.place or station),
        ("description", f"{station} · {KINDS[activity.kind].name}"),
        ("status", STATUS.get(activity.status, "CONFIRMED")),
        ("transp", "TRANSPARENT" if activity.status in STATUS else "OPAQUE"),
    ):
        one.add(key, value)
    return one


def give_address(actor: Actor) -> str:
    """A new secret; whoever had the old one no longer reads anything. It is told once."""
    deputy_id, secret = own_deputy(actor), crypto.token(24)
    row = {"digest": crypto.digest(secret), "made_at": clock.now()}
    made = insert(CalendarAddress).values(deputy_id=deputy_id, **row)
    db.session.execute(made.on_conflict_do_update(index_elements=["deputy_id"], set_=row))
    audit.record(actor, "calendar.give", "deputy", deputy_id, "")
    return secret


def take_back(actor: Actor) -> None:
    deputy_id = own_deputy(actor)
    db.session.execute(delete(CalendarAddress).where(CalendarAddress.deputy_id == deputy_id))
    audit.record(actor, "calendar.take_back", "deputy", deputy_id, "")


def has_address(actor: Actor) -> bool:
    return db.session.get(CalendarAddress, own_deputy(actor)) is not None


def own_deputy(actor: Actor) -> UUID:
    if actor.deputy_id is None:
        raise NotFound("calendar.unknown", "只有代表本人有自己的日历。")
    return actor.deputy_id
