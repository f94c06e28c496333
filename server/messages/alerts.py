"""What the letters of a station give cause to: W06, W10, W19 (domain §6.5). Weeks of them: `gatherings`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, or_, select

from server.alerts.models import Level
from server.alerts.registry import Firing, Look, Post, county, rule, township
from server.areas import settings
from server.areas.catalogue import DANGER_HOURS, FOLLOWER_COUNT, REASSIGN_DAYS, REPLY_DAYS, URGENT_HOURS
from server.core import clock, workdays
from server.core.db import db
from server.core.permissions import Role
from server.departments.roster import on_call
from server.messages import advice
from server.messages.aside_models import Signal
from server.messages.author_models import Follow
from server.messages.kinds import URGENCY_WORDS, Urgency
from server.messages.life import OPEN, TIMED, MessageAction, MessageStatus
from server.messages.models import Message, Step
from server.messages.telling import case_of

REWORKS = 2
UNSORTED = timedelta(days=3)
"""How long the machine's reading of a letter counts; by then somebody has sorted it."""
RESPONSES = (MessageAction.REPLY, MessageAction.SIGN_OFF, MessageAction.PROGRESS, MessageAction.ASK)
"""What the author hears of; taking a letter on is no answer to somebody in danger."""


def of_letter(look: Look) -> list[ColumnElement[bool]]:
    return look.at(Message.area_code, Message.id)


def shown(message: Message) -> str:
    return f"来信 {message.number}"


@rule(
    "W06",
    name="代表还没有答复",
    level=Level.YELLOW,
    formula="写给某位代表的信，受理后（转来的，转来后）超过规定的工作日，还没有答复、没有转交。再久，请站长来定。",
    audience="这位代表；再久，还有站长",
    mend="去答复或转交",
    uses=(REPLY_DAYS, REASSIGN_DAYS),
)
def deputy_has_not_answered(look: Look) -> Iterator[Firing]:
    found = select(Message).where(
        Message.status == MessageStatus.ACCEPTED,
        Message.deputy_id.is_not(None),
        Message.handed_up_at.is_(None),
        *of_letter(look),
    )
    for message in db.session.scalars(found):
        firing = _unanswered(message)
        if firing:
            yield firing


def _unanswered(message: Message) -> Firing | None:
    code = message.area_code
    moments = (message.created_at, message.accepted_at, message.forwarded_at)
    since = clock.local(max(moment for moment in moments if moment)).date()
    waited = workdays.between(since, clock.today(), settings.calendar(code))
    limit, longest = settings.number(code, REPLY_DAYS), settings.number(code, REASSIGN_DAYS)
    if waited <= limit:
        return None
    deputy, head = (
        Post(Role.DEPUTY, f"deputy:{message.deputy_id}"),
        Post(Role.STATION_HEAD, f"station:{message.station_id}"),
    )
    is_heads = waited > longest
    why = f"{'转来' if message.forwarded_at else '受理'}后 {waited} 个工作日没有答复，超过 {longest if is_heads else limit} 个"
    return _fires(
        message,
        why + ("，请站长转给别的代表、代为答复或请镇街交办" if is_heads else ""),
        posts=(deputy, head) if is_heads else (deputy,),
        level=Level.ORANGE if is_heads else None,
    )


def _fires(
    message: Message,
    why: str,
    posts: tuple[Post, ...],
    *,
    level: Level | None = None,
    is_danger: bool = False,
    people: tuple[UUID, ...] = (),
) -> Firing:
    return Firing(
        matter=message.id.hex,
        shown=shown(message),
        why=why,
        target=case_of(message),
        area_code=message.area_code,
        posts=posts,
        people=people,
        station_id=message.station_id,
        level=level,
        is_danger=is_danger,
    )


@rule(
    "W10",
    name="可能是信访苗头",
    level=Level.ORANGE,
    formula="没办结的信，一起反映的人够多；或来信人两次不满意，正在再办；或信里说到上访、聚集、拉横幅，并且有人看过、确认是苗头。",
    audience="镇街人大、区县人大机关",
    mend="去看这封信",
    uses=(FOLLOWER_COUNT,),
)
def petition_may_come(look: Look) -> Iterator[Firing]:
    people = _people()
    several = people >= min(settings.everywhere(FOLLOWER_COUNT).values())
    again = and_(Message.status == MessageStatus.REWORKING, Message.reworks >= REWORKS)
    said = exists().where(Signal.message_id == Message.id, Signal.is_signal)
    found = select(Message, people, said).where(
        Message.status.in_(OPEN), or_(several, again, said), *of_letter(look)
    )
    for row in db.session.execute(found):
        why = _why(row)
        if why:
            message: Message = row[0]
            yield _fires(message, why, posts=(township(message.area_code), county(message.area_code)))


def _people() -> ColumnElement[int]:
    """Its author and those who met the same."""
    followers = select(func.count()).where(Follow.message_id == Message.id).correlate(Message)
    return followers.scalar_subquery() + 1


def _why(row: Row[Message, int, bool]) -> str:
    message, people, was_confirmed = row
    least = settings.number(message.area_code, FOLLOWER_COUNT)
    reasons = [
        f"{people} 个人一起反映，不少于 {least} 个" if people >= least else "",
        f"{message.reworks} 次不满意，正在再办"
        if message.reworks >= REWORKS and message.status is MessageStatus.REWORKING
        else "",
        "信里的话像苗头，有人确认过" if was_confirmed else "",
    ]
    return "；".join(filter(None, reasons))


@rule(
    "W19",
    name="紧急的还没有回应",
    level=Level.RED,
    formula="特急（U1）或紧急（U2）的信，提交后超过规定的小时数，还没有给来信人一句话：答复、进展、请补充都算。没有人定过级的，三天里系统读出危险的按特急算。",
    audience="值守的第一个人、站长、镇街人大",
    mend="马上去看",
    uses=(DANGER_HOURS, URGENT_HOURS),
)
def urgent_has_no_response(look: Look) -> Iterator[Firing]:
    duty: dict[UUID, tuple[UUID, ...]] = {}
    for message in db.session.scalars(_silent(look)):
        why = _silence(message)
        if why:
            posts = (Post(Role.STATION_HEAD, f"station:{message.station_id}"), township(message.area_code))
            if look.ids is None and message.station_id not in duty:
                duty[message.station_id] = tuple(on_call(message.area_code, station=posts[0].scope)[:1])
            is_danger, people = _urgency(message) is Urgency.U1, duty.get(message.station_id, ())
            yield _fires(message, why, posts, is_danger=is_danger, people=people)


def _silent(look: Look) -> Select[Message]:
    """Those that somebody called urgent, and new ones that nobody has sorted; without a word to their authors."""
    spoken = exists().where(Step.message_id == Message.id, Step.action.in_(RESPONSES))
    is_new = Message.created_at > clock.now() - UNSORTED
    unsorted = and_(Message.urgency.is_(None), Message.status == MessageStatus.SUBMITTED, is_new)
    least = timedelta(hours=min(settings.everywhere(DANGER_HOURS).values()))
    return select(Message).where(
        Message.status.in_(TIMED),
        Message.created_at < clock.now() - least,
        or_(Message.urgency.in_((Urgency.U1, Urgency.U2)), unsorted),
        ~spoken,
        *of_letter(look),
    )


def _silence(message: Message) -> str:
    urgency = _urgency(message)
    if urgency is None:
        return ""
    key = DANGER_HOURS if urgency is Urgency.U1 else URGENT_HOURS
    limit, waited = settings.number(message.area_code, key), clock.now() - message.created_at
    if waited <= timedelta(hours=limit):
        return ""
    return f"{URGENCY_WORDS[urgency]}，{waited // timedelta(hours=1)} 小时没有回应，超过 {limit} 小时"


def _urgency(message: Message) -> Urgency | None:
    if message.urgency is not None:
        return message.urgency
    return Urgency.U1 if advice.is_dangerous(message) else None
