"""A suggestion as JSON, as far as its reader may see it."""

from __future__ import annotations

from server.areas.categories import CATEGORIES
from server.core import clock
from server.core.actor import Actor
from server.core.db import db
from server.deputies.models import Deputy
from server.suggestions import addressing, queries, views
from server.suggestions.life import Status
from server.suggestions.models import (
    Suggestion,
    SuggestionEvaluation,
    SuggestionOrigin,
    SuggestionReply,
)
from server.suggestions.queries import Sheet
from server.suggestions.schemas import (
    AddresseeOut,
    AnswerOut,
    AskedOut,
    BeginOut,
    CategoryOut,
    CosignerOut,
    Named,
    SuggestionLine,
    SuggestionOut,
    SuggestionStepOut,
    UnitOut,
    VerdictsOut,
)
from server.uploads.models import Upload
from server.uploads.schemas import UploadOut


def begin_out(actor: Actor) -> BeginOut:
    deputy = db.session.get(Deputy, actor.deputy_id) if actor.deputy_id else None
    found = addressing.addressees(deputy) if deputy else []
    return BeginOut(
        addressees=[AddresseeOut(level=to.level, area_code=to.area_code, name=to.words) for to in found],
        categories=[CategoryOut(code=code, name=name) for code, name in CATEGORIES.items()],
    )


def waits_for(actor: Actor, suggestion: Suggestion, *, is_invited: bool) -> bool:
    """A deputy's turn: to judge the answer, to go on with a draft that came back, to second."""
    if suggestion.leader_id == actor.deputy_id:
        is_back = suggestion.status is Status.DRAFT and suggestion.serial is not None
        return suggestion.status is Status.REPLIED or is_back
    return suggestion.status is Status.SECONDING and is_invited


def line_out(actor: Actor, suggestion: Suggestion, leader: Deputy, *, is_invited: bool) -> SuggestionLine:
    return SuggestionLine(
        id=suggestion.id,
        number=suggestion.number,
        title=suggestion.title,
        status=suggestion.status,
        level=suggestion.level,
        leader=Named(id=leader.id, name=leader.name),
        is_mine=suggestion.leader_id == actor.deputy_id,
        due_on=suggestion.due_on,
        waits_for_me=waits_for(actor, suggestion, is_invited=is_invited),
        created_at=clock.local(suggestion.created_at),
    )


def suggestion_out(actor: Actor, suggestion: Suggestion) -> SuggestionOut:
    """Read anew."""
    db.session.flush()
    sheet, doings = views.sheet_for(actor, suggestion)
    line = line_out(actor, suggestion, sheet.leader, is_invited="join" in doings)
    return SuggestionOut(
        **line.model_dump(),
        area_code=suggestion.area_code,
        addressee=views.to_words(suggestion),
        category=suggestion.category,
        category_name=views.category_words(suggestion.category),
        cause=suggestion.cause,
        content=suggestion.content,
        proposal=suggestion.proposal,
        confidential=suggestion.confidential,
        promised_on=suggestion.promised_on,
        cosigners=[CosignerOut(id=d.id, name=d.name, answer=c.answer) for c, d in sheet.cosigners],
        units=[UnitOut(name=u.department.name, is_main=u.given.is_main) for u in sheet.current],
        answers=[_answer(sheet, reply, said) for reply, said in sheet.signed],
        steps=_steps(actor, sheet),
        origin=views.origin_words(sheet) or None,
        actions=doings,
    )


def _answer(sheet: Sheet, reply: SuggestionReply, said: SuggestionEvaluation | None) -> AnswerOut:
    assert reply.signed_at is not None
    names = {unit.department.id: unit.department.name for unit in sheet.units}
    return AnswerOut(
        result=reply.result,
        text=reply.text,
        promised_on=reply.promised_on,
        by=reply.signed_by,
        unit=names.get(reply.department_id, ""),
        at=clock.local(reply.signed_at),
        file=file_out(reply),
        evaluation=_said(said) if said else None,
    )


def file_out(reply: SuggestionReply) -> UploadOut | None:
    """The picture of the signed paper."""
    upload = db.session.get(Upload, reply.upload_id) if reply.upload_id else None
    return UploadOut.of(upload) if upload else None


def _said(said: SuggestionEvaluation) -> VerdictsOut:
    return VerdictsOut(
        result=said.result, attitude=said.attitude, text=said.text or None, at=clock.local(said.at)
    )


def _steps(actor: Actor, sheet: Sheet) -> list[SuggestionStepOut]:
    return [
        SuggestionStepOut(
            action=step.action.value, at=clock.local(step.at), by=step.by, text=step.text or None
        )
        for step in views.steps(actor, sheet)
    ]


def asked_out(origin: SuggestionOrigin) -> AskedOut:
    """Its author sees the suggestion only after agreeing, and never one that its deputy keeps confidential."""
    suggestion = db.session.get_one(Suggestion, origin.suggestion_id)
    leader = db.session.get_one(Deputy, suggestion.leader_id)
    is_shown = bool(origin.consent) and not suggestion.confidential and suggestion.status is not Status.DRAFT
    signed = [reply for reply, _ in queries.replies(suggestion.id) if reply.signed_at] if is_shown else []
    return AskedOut(
        consent=origin.consent,
        asked_at=clock.local(origin.asked_at),
        leader=leader.name,
        title=suggestion.title if is_shown else None,
        status=suggestion.status if is_shown else None,
        answer=signed[-1].text if signed else None,
        result=signed[-1].result if signed else None,
    )
