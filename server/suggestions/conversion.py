"""A letter becomes the draft of a suggestion (O14): its matter, never its author, who is told, asked, and told the end."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from server.accounts.models import Account
from server.areas.categories import CATEGORIES
from server.core import clock, outbox
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from server.core.permissions import Role
from server.core.text import summary
from server.deputies.models import Deputy
from server.deputies.queries import by_pinyin
from server.messages import conversion as turning
from server.messages.conversion import OPEN_TO, without_traces
from server.messages.models import Message, ResultClass
from server.messages.service import refuse_author
from server.stations.queries import deputies_at
from server.suggestions import addressing, queries, service
from server.suggestions.life import Action
from server.suggestions.models import Suggestion, SuggestionOrigin, SuggestionStep

RESULT_WORDS = {
    ResultClass.A: "已经解决",
    ResultClass.B: "正在解决或列入计划",
    ResultClass.C: "条件限制，暂时办不到",
    ResultClass.D: "留作参考",
}


def convert(actor: Actor, message: Message, *, deputy_id: UUID | None = None) -> Suggestion:
    """A draft of the deputy's who converts it, or of the one whom the office chooses. The author is asked meanwhile."""
    refuse_author(actor, message)
    leader = _leader(actor, message, deputy_id)
    if message.status_now not in OPEN_TO:
        raise Conflict("suggestion.letter_not_open", "这封信收下了、还在办的时候，才能写成建议。")
    if origin_of(message.id) is not None:
        raise Conflict("suggestion.letter_taken", "这封信已经写成建议了，不用再写一份。")
    to = _first(actor, leader)
    words = prefilled(message)
    made = service.started(actor, leader, words, level=to.level, area_code=to.area_code)
    db.session.add(SuggestionOrigin(message_id=message.id, suggestion_id=made.id, asked_at=clock.now()))
    made_by = SuggestionStep(
        suggestion_id=made.id,
        action=Action.WRITE,
        at=clock.now(),
        account_id=actor.account_id,
        by=actor.title,
        text="由群众来信写成",
    )
    db.session.add(made_by)
    turning.convert(actor, message, into="代表建议")
    outbox.publish("suggestion.begun", suggestion_id=made.id, message_id=message.id, by=actor.own_id())
    return made


def prefilled(message: Message) -> service.Words:
    """The matter in the author's words, without what could tell who somebody is: the deputy reads and rewrites it."""
    author = db.session.get_one(Account, message.author_id)
    text = without_traces(message.content, author)
    category = str(getattr(message, "category", None) or "C99")
    return service.Words(
        title=summary(text, 30),
        category=category if category in CATEGORIES else "C99",
        cause="群众通过代表联络站反映。",
        content=text,
    )


def candidates(actor: Actor, message: Message) -> list[Deputy]:
    """Whose draft it may become: deputies of the station who hand theirs to this office, by pinyin."""
    found = [deputy for deputy in deputies_at(message.station_id) if _may_lead(actor, deputy)]
    return sorted(found, key=by_pinyin)


def agree(actor: Actor, message: Message, *, consent: bool) -> SuggestionOrigin:
    """The author says yes or no; it may be changed at any time. Without a yes nobody sees where it came from."""
    if message.author_id != actor.account_id:
        raise Forbidden("message.not_yours", "这一步只有来信人自己能做。")
    origin = db.session.scalar(select(SuggestionOrigin).filter_by(message_id=message.id).with_for_update())
    if origin is None:
        raise _not_turned()
    origin.consent, origin.answered_at = consent, clock.now()
    return origin


def asked_of(actor: Actor, message: Message) -> SuggestionOrigin:
    """What its author was asked. Raises NotFound for anybody else, as where nothing was made of the letter."""
    origin = origin_of(message.id)
    if origin is None or message.author_id != actor.account_id:
        raise _not_turned()
    return origin


def outcome(suggestion: Suggestion, origin: SuggestionOrigin) -> str:
    """What the author of the letter is told in the end: the whole answer only where they agreed and it may be shown."""
    reply = [reply for reply, _ in queries.replies(suggestion.id) if reply.signed_at is not None][-1]
    plain = f"您反映的事，代表提成了建议，承办单位书面答复了：{RESULT_WORDS[reply.result]}。"
    if not origin.consent or suggestion.confidential:
        return plain + "想知道详细的，可以问联络站。"
    return f"{plain}\n\n{suggestion.name}的答复：\n{reply.text}"


def origin_of(message_id: UUID) -> SuggestionOrigin | None:
    return db.session.get(SuggestionOrigin, message_id)


def _not_turned() -> NotFound:
    return NotFound("suggestion.no_origin", "这封信没有写成建议。")


def _leader(actor: Actor, message: Message, deputy_id: UUID | None) -> Deputy:
    if actor.role is Role.DEPUTY:
        if actor.deputy_id is None or message.deputy_id not in (None, actor.deputy_id):
            raise Forbidden("suggestion.other_letter", "这封信不是写给您的。")
        return db.session.get_one(Deputy, actor.deputy_id)
    for deputy in candidates(actor, message):
        if deputy.id == deputy_id:
            return deputy
    words = "请选一位来领衔的代表"
    raise InvalidInput("suggestion.leader", words + "。", fields={"deputy_id": words})


def _may_lead(actor: Actor, deputy: Deputy) -> bool:
    return bool(_open_to(actor, deputy))


def _open_to(actor: Actor, deputy: Deputy) -> list[addressing.Addressee]:
    """Where the deputy may hand it in; an office turns letters only into what it will review."""
    found = addressing.addressees(deputy)
    if actor.role is Role.DEPUTY:
        return found
    return [to for to in found if addressing.REVIEWERS[to.level] is actor.role]


def _first(actor: Actor, deputy: Deputy) -> addressing.Addressee:
    found = _open_to(actor, deputy)
    if not found:
        raise Conflict("suggestion.no_addressee", "您的建议要交给上级人大，这里还收不了。")
    return found[0]
