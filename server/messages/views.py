"""From a case to what this reader may see of it."""

from __future__ import annotations

from typing import Literal

from sqlalchemy import select

from server.accounts.models import Account
from server.core import clock
from server.core.actor import Actor
from server.core.db import db
from server.core.permissions import Permission
from server.core.text import mask_name, mask_phone, summary
from server.messages import advice, author_views, conversion, marks, queries, rating, sorting, standing
from server.messages.arranging_queries import main_of, merged_into, unjudged
from server.messages.life import JUDGED, TIMED, WORKFLOW, MessageAction, MessageStatus
from server.messages.models import Message, Step, Visibility
from server.messages.path_schemas import Further, ProposalOut
from server.messages.publication_queries import Published
from server.messages.publication_traces import without_names
from server.messages.queries import Case, Line
from server.messages.schemas import (
    AuthorOut,
    IdentityReadOut,
    LookUp,
    MessageLine,
    MessageOut,
    Named,
    PublicCase,
    RatingOut,
    ReplyOut,
    SortedOut,
    StationRef,
    StepOut,
)
from server.messages.service import HANDED_IN, TAKEN_DOWN
from server.uploads.schemas import UploadOut

Doing = Literal["accept", "reply", "rate", "narrow"] | Further
PUBLIC_ACTIONS = {
    MessageAction.SATISFY: "rate",
    MessageAction.DISSATISFY: "rate",
    MessageAction.LAPSE: "conclude",
}


def message_out(actor: Actor, message: Message) -> MessageOut:
    """The whole case for this reader, read anew."""
    return case_out(actor, queries.case(message))


def case_out(actor: Actor, case: Case, *, pin: str | None = None) -> MessageOut:
    message = case.message
    is_author = message.author_id == actor.account_id
    proposal, main = standing.proposal_of(actor, case), _main(case)
    return MessageOut(
        id=message.id,
        number=message.number,
        status=message.status_now,
        content=message.content,
        place=message.place,
        visibility=message.visibility,
        consent_share_identity=message.consent_share_identity,
        promised_on=message.promised_on,
        created_at=clock.local(message.created_at),
        station=StationRef(id=case.station.id, name=case.station.name, phone=case.station.phone),
        deputy=Named(id=case.deputy.id, name=case.deputy.name) if case.deputy else None,
        attachments=_pictures(case, None),
        steps=[_step(case, step) for step in case.steps],
        reply=_told(main, case),
        rating=_rating(case),
        fulfil_on=message.fulfil_on,
        fulfilled_at=clock.local(message.fulfilled_at) if message.fulfilled_at else None,
        is_overdue=is_overdue(message),
        sorted=None if is_author else _sorted(actor, message),
        holder=holder(main),
        actions=actions_for(actor, case, proposal, main),
        need=standing.need_of(case),
        refusal=standing.refusal_of(case),
        proposal=proposal,
        is_published=case.is_published and message.visibility is not Visibility.PRIVATE,
        marks=marks.of_one(actor, message),
        is_taken_down=case.steps[0].by.endswith((TAKEN_DOWN, HANDED_IN)),
        author=None if is_author else _author(actor, message),
        identity_reads=_identity_reads(message) if is_author and case.was_identity_read else [],
        voice=author_views.voice_of(actor, case),
        spot=author_views.spot_of(actor, message),
        followers=author_views.followers_of(actor, case),
        look_up=LookUp(number=message.number, pin=pin) if pin else None,
        suggested=advice.suggested_out(actor, message),
    )


def lines_out(actor: Actor, lines: list[Line]) -> list[MessageLine]:
    marked = marks.of_lines(actor, [line.message for line in lines])
    own = [line.message for line in lines if line.message.author_id == actor.account_id]
    asked = unjudged([message.id for message in own if message.status is MessageStatus.MERGED])
    return [
        _line_out(actor, line, marked.get(line.message.id, []), is_asked=line.message.id in asked)
        for line in lines
    ]


def _line_out(actor: Actor, line: Line, marked: list[marks.Mark], *, is_asked: bool) -> MessageLine:
    message = line.message
    deputy = Named(id=message.deputy_id, name=line.deputy_name or "") if message.deputy_id else None
    return MessageLine(
        id=message.id,
        number=message.number,
        status=message.status_now,
        summary=summary(message.content),
        promised_on=message.promised_on,
        created_at=clock.local(message.created_at),
        station=Named(id=message.station_id, name=line.station_name),
        deputy=deputy,
        is_overdue=is_overdue(message),
        waits_for_me=is_asked or _waits_for(actor, message),
        marks=marked,
        answer_by=message.awaited_until if message.status_now is MessageStatus.NEED_INFO else None,
    )


def public_case(case: Published) -> PublicCase:
    """A name only where its author wanted it, and masked even then."""
    message, publication = case.message, case.publication
    name = mask_name(case.author.name) if message.visibility is Visibility.PUBLIC else ""
    return PublicCase(
        id=publication.id,
        summary=publication.summary,
        reply=publication.reply or None,
        replied_on=clock.local(message.answered_at or publication.at).date(),
        status=message.status,
        author=name or None,
    )


def is_overdue(message: Message) -> bool:
    """Overdue is not a status: it is read off the clock."""
    return message.status in TIMED and message.promised_on < clock.today()


def actions_for(actor: Actor, case: Case, proposal: ProposalOut | None, main: Case) -> list[Doing]:
    """What this caller may do now: the workflow's table, cut down to the caller's permissions."""
    message = case.message
    possible = WORKFLOW.actions(message.status_now)
    doing: list[Doing] = []
    is_author = message.author_id == actor.account_id
    if MessageAction.ACCEPT in possible and actor.may(Permission.MESSAGE_TRIAGE) and not is_author:
        doing.append("accept")
    if MessageAction.REPLY in possible and actor.may(Permission.MESSAGE_REPLY) and not is_author:
        doing += ["reply"] if sorting.is_stations(actor, message) else []
    is_final = case.rating is not None and case.rating.changed_at is not None
    if MessageAction.SATISFY in possible and is_author and not is_final and _is_judged(main, case):
        doing.append("rate")
    if is_author and case.is_revisited and main.message.status is MessageStatus.CONCLUDED:
        doing.append("revisit")
    if is_author and message.visibility is not Visibility.PRIVATE:
        doing.append("narrow")
    return [*doing, *standing.steps_for(actor, message, proposal)]


_HELD = {
    MessageStatus.NEED_INFO: "来信人",
    MessageStatus.ANSWERED: "来信人",
    MessageStatus.REPLIED: "来信人",
    MessageStatus.UNIT_RETURNED: "镇街或人大机关，正在另定单位",
}
_TAKES = (MessageAction.ACCEPT, MessageAction.HAND_BACK, MessageAction.FORWARD)


def holder(case: Case) -> str:
    """Who has it now, in words (phone principle: always say who has it)."""
    message = case.message
    match message.status_now:
        case MessageStatus.SUBMITTED:
            return _station_holds(case)
        case MessageStatus.ACCEPTED:
            taken = next(step for step in reversed(case.steps) if step.action in _TAKES)
            return taken.by if taken.action is MessageAction.ACCEPT else _given_to(case)
        case MessageStatus.CONVERTED:
            return conversion.holder_of(case.steps)
        case MessageStatus.ASSIGNED | MessageStatus.HANDLING | MessageStatus.REWORKING:
            return message.unit_name or case.station.name
        case status:
            return _HELD.get(status, "")


def _main(case: Case) -> Case:
    """The letter whose answer this one's author gets: its own, or the one it was merged into (O15)."""
    main_id = main_of(case.message.id) if case.message.status is MessageStatus.MERGED else None
    return queries.case(db.session.get_one(Message, main_id)) if main_id else case


def _is_judged(main: Case, case: Case) -> bool:
    return main is case or rating.is_answered(main.message)


def _told(main: Case, case: Case) -> ReplyOut | None:
    """The answer that this author gets, without the names of the others whose answer it is too (O25)."""
    reply = _reply(main)
    if reply is None or main is case:
        return reply
    others = [main.message, *merged_into(main.message.id)]
    wanted = {one.author_id for one in others} - {case.message.author_id}
    accounts = db.session.scalars(select(Account).where(Account.id.in_(wanted)))
    names = [name for account in accounts for name in (account.name, account.display_name) if name]
    return reply.model_copy(update={"text": without_names(reply.text, names)})


def _sorted(actor: Actor, message: Message) -> SortedOut | None:
    if not actor.may(Permission.MESSAGE_TRIAGE):
        return None
    return SortedOut(
        kind=message.kind,
        category=message.category,
        level=message.level,
        urgency=message.urgency,
        reworks=message.reworks,
    )


def _given_to(case: Case) -> str:
    """The deputy it went on to, or the station that took it back."""
    return f"{case.deputy.name}代表" if case.deputy else _station_holds(case)


def _station_holds(case: Case) -> str:
    if case.message.raised_at is not None:
        return "镇街人大"
    return f"{case.station.name} 联络员{case.station.liaison}"


def _waits_for(actor: Actor, message: Message) -> bool:
    if message.author_id == actor.account_id:
        return message.status in JUDGED or message.status_now is MessageStatus.NEED_INFO
    return message.status in (MessageStatus.SUBMITTED, MessageStatus.ACCEPTED) and actor.may(
        Permission.MESSAGE_TRIAGE
    )


def _pictures(case: Case, step_id: int | None) -> list[UploadOut]:
    return [UploadOut.of(picture.upload) for picture in case.pictures if picture.step_id == step_id]


def _step(case: Case, step: Step) -> StepOut:
    return StepOut(
        action=PUBLIC_ACTIONS.get(step.action, step.action.value),
        at=clock.local(step.at),
        by=step.by,
        text=step.text or None,
        attachments=_pictures(case, step.id),
    )


ANSWERS = (MessageAction.REPLY, MessageAction.SIGN_OFF)


def _reply(case: Case) -> ReplyOut | None:
    for step in reversed(case.steps):
        if step.action in ANSWERS:
            return ReplyOut(
                text=step.text,
                at=clock.local(step.at),
                by=step.by,
                result=step.result,
                attachments=_pictures(case, step.id),
            )
    return None


def _rating(case: Case) -> RatingOut | None:
    rating = case.rating
    if rating is None:
        return None
    return RatingOut(
        reply=rating.reply,
        solved=rating.solved,
        text=rating.text or None,
        at=clock.local(rating.changed_at or rating.at),
        may_change=rating.changed_at is None,
    )


def _author(actor: Actor, message: Message) -> AuthorOut | None:
    """Masked, and only for those who may ask for more; others see no trace of the person."""
    if not actor.may(Permission.IDENTITY_READ):
        return None
    account = db.session.get_one(Account, message.author_id)
    phone = account.phone
    return AuthorOut(name=mask_name(account.name), phone=mask_phone(phone) if phone else "")


def _identity_reads(message: Message) -> list[IdentityReadOut]:
    entries = queries.identity_reads(message.id)
    return [IdentityReadOut(by=e.by, at=clock.local(e.at), reason=e.reason) for e in entries]
