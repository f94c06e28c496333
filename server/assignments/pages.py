"""The console of the departments: their desk, giving letters out, and what an office decides about them."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, g, redirect, request
from flask.typing import ResponseReturnValue

from server.assignments import (
    desk as desks,
    drafting,
    extending,
    forms,
    giving,
    knowing,
    queries,
    reviewing,
    service,
)
from server.core.actor import VISITOR, Actor, current
from server.core.pages import Pages, go, page
from server.core.parsing import form, query
from server.core.permissions import Permission as P
from server.core.text import day_words
from server.messages import queries as messages
from server.messages.desk import RevealForm
from server.messages.life import WORKFLOW, MessageAction
from server.messages.schemas import MessageOut

pages = Pages("assignments", "server.assignments")
ONE = "/assignments/<uuid:assignment_id>"


@pages.get("/assignments", permission=P.ASSIGNMENT_READ)
def desk() -> str:
    """Views, list and one assignment; what is open stands in the address."""
    return desks.shown(current(), query(desks.Find))


@pages.get(ONE, permission=P.ASSIGNMENT_READ)
def case(assignment_id: UUID) -> str:
    """One assignment as a whole page."""
    shown = desks.desk_of(current(), queries.get(current(), assignment_id))
    return page("assignments/case.html", desk=shown, find=desks.Find(), **desks.words())


@pages.post(f"{ONE}/sign", permission=P.ASSIGNMENT_HANDLE)
def sign(assignment_id: UUID) -> ResponseReturnValue:
    held, place = queries.get_for_update(current(), assignment_id), form(desks.Place)
    following = desks.following(current(), held, place)
    service.sign(current(), held)
    flash(f"{held.message.number} 签收了，{day_words(held.message.promised_on)}前答复")
    return redirect(desks.onward(current(), held, place, following), 303)


@pages.post(f"{ONE}/return", permission=P.ASSIGNMENT_HANDLE)
def give_back(assignment_id: UUID) -> ResponseReturnValue:
    given, held = form(forms.GiveBackForm), queries.get_for_update(current(), assignment_id)
    better = queries.unit_named(given.better_id, held.message.area_code)
    following = desks.following(current(), held, given)
    service.give_back(current(), held, better=better, text=given.text)
    flash(f"{held.message.number} 退回了，建议由{better.name}办")
    return redirect(desks.onward(current(), held, given, following), 303)


@pages.post(f"{ONE}/draft", permission=P.ASSIGNMENT_HANDLE)
def save(assignment_id: UUID) -> str:
    """By itself while one writes; or by the button."""
    given, held = form(forms.DraftForm), queries.get_for_update(current(), assignment_id)
    draft = drafting.save(current(), held, **given.written)
    return page("assignments/parts/saved.html", draft=draft, given=given, held=held)


@pages.post(f"{ONE}/hand-up", permission=P.ASSIGNMENT_HANDLE)
def hand_up(assignment_id: UUID) -> ResponseReturnValue:
    given, held = form(forms.DraftForm), queries.get_for_update(current(), assignment_id)
    following = desks.following(current(), held, given)
    draft = drafting.hand_up(current(), held, **given.written)
    flash(f"{held.message.number} 第 {draft.serial} 稿送给负责人了，签发以后才告诉来信人")
    return redirect(desks.onward(current(), held, given, following), 303)


@pages.post(f"{ONE}/send-back", permission=P.ASSIGNMENT_SIGN_OFF)
def send_back(assignment_id: UUID) -> ResponseReturnValue:
    given, held = form(forms.SendBackForm), queries.get_for_update(current(), assignment_id)
    following = desks.following(current(), held, given)
    drafting.send_back(current(), held, text=given.text)
    flash(f"{held.message.number} 退给经办人改了")
    return redirect(desks.onward(current(), held, given, following), 303)


@pages.post(f"{ONE}/sign-off", permission=P.ASSIGNMENT_SIGN_OFF)
def sign_off(assignment_id: UUID) -> ResponseReturnValue:
    given = form(forms.SignOffForm, upload_ids=request.form.getlist("upload_ids"))
    held = queries.get_for_update(current(), assignment_id)
    following = desks.following(current(), held, given)
    drafting.sign_off(current(), held, upload_ids=given.upload_ids)
    flash(f"{held.message.number} 签发了，已经告诉来信人")
    return redirect(desks.onward(current(), held, given, following), 303)


@pages.post(f"{ONE}/extension", permission=P.ASSIGNMENT_HANDLE)
def ask_for_time(assignment_id: UUID) -> ResponseReturnValue:
    given, held = form(forms.AskForTimeForm), queries.get_for_update(current(), assignment_id)
    extending.ask(current(), held, days=given.days, text=given.text)
    flash(f"{held.message.number} 申请延 {given.days} 个工作日，批了才算")
    return redirect(desks.same(current(), held, given), 303)


@pages.post(f"{ONE}/extension/grant", permission=P.ASSIGNMENT_DECIDE)
def grant_time(assignment_id: UUID) -> ResponseReturnValue:
    held, place = queries.get_for_update(current(), assignment_id), form(desks.Place)
    following = desks.following(current(), held, place)
    extending.grant(current(), held)
    flash(f"{held.message.number} 延到{day_words(held.message.promised_on)}前答复，已经告诉来信人")
    return redirect(desks.onward(current(), held, place, following), 303)


@pages.post(f"{ONE}/extension/refuse", permission=P.ASSIGNMENT_DECIDE)
def refuse_time(assignment_id: UUID) -> ResponseReturnValue:
    given, held = form(forms.RefuseTimeForm), queries.get_for_update(current(), assignment_id)
    following = desks.following(current(), held, given)
    extending.refuse(current(), held, text=given.text)
    flash(f"{held.message.number} 没有同意延期，期限照原来的")
    return redirect(desks.onward(current(), held, given, following), 303)


@pages.post(f"{ONE}/review/approve", permission=P.ASSIGNMENT_DECIDE)
def approve_answer(assignment_id: UUID) -> ResponseReturnValue:
    """The unit's answer will do."""
    held, place = queries.get_for_update(current(), assignment_id), form(desks.Place)
    following = desks.following(current(), held, place)
    reviewing.approve(current(), held)
    flash(f"{held.message.number} 看过了，等来信人评价")
    return redirect(desks.onward(current(), held, place, following), 303)


@pages.post(f"{ONE}/review/refuse", permission=P.ASSIGNMENT_DECIDE)
def refuse_answer(assignment_id: UUID) -> ResponseReturnValue:
    """The answer is poor."""
    given, held = form(forms.RefuseAnswerForm), queries.get_for_update(current(), assignment_id)
    following = desks.following(current(), held, given)
    reviewing.refuse(current(), held, text=given.text)
    flash(f"{held.message.number} 退给{held.unit.name}再办了，来信人看得到为什么")
    return redirect(desks.onward(current(), held, given, following), 303)


@pages.get(f"{ONE}/author", permission=P.ASSIGNMENT_HANDLE)
def author(assignment_id: UUID) -> str:
    """The author unsaid again, when the ten minutes are over."""
    shown = desks.desk_of(current(), queries.get(current(), assignment_id))
    return page("assignments/parts/person.html", desk=shown, **desks.words())


@pages.post(f"{ONE}/identity", permission=P.ASSIGNMENT_HANDLE)
def know_author(assignment_id: UUID) -> str:
    """Name and phone for ten minutes, where the author agreed. Written down, and shown to the author."""
    given, held = form(RevealForm), queries.get_for_update(current(), assignment_id)
    person = knowing.know_author(current(), held, reason=given.words)
    return page("assignments/parts/known.html", person=person, held=held)


@pages.post(f"{ONE}/opinion", permission=P.ASSIGNMENT_HANDLE)
def contribute(assignment_id: UUID) -> ResponseReturnValue:
    """A helper's words for the main unit."""
    given, held = form(forms.ContributeForm), queries.get_for_update(current(), assignment_id)
    service.contribute(current(), held, text=given.text)
    flash(f"{held.message.number} 协办意见给主办单位了")
    return redirect(desks.same(current(), held, given), 303)


@pages.post(f"{ONE}/question", permission=P.ASSIGNMENT_HANDLE)
def inquire(assignment_id: UUID) -> ResponseReturnValue:
    """Through the station, because the unit does not know who wrote."""
    given, held = form(forms.InquireForm), queries.get_for_update(current(), assignment_id)
    service.inquire(current(), held, text=given.text)
    flash(f"{held.message.number} 请{held.station.name}去问了，问到了记在这封信里")
    return redirect(desks.same(current(), held, given), 303)


@pages.post(f"{ONE}/fulfil", permission=P.ASSIGNMENT_HANDLE)
def fulfil(assignment_id: UUID) -> ResponseReturnValue:
    """What was promised is done."""
    given, held = form(forms.FulfilForm), queries.get_for_update(current(), assignment_id)
    following = desks.following(current(), held, given)
    drafting.fulfil(current(), held, text=given.text)
    flash(f"{held.message.number} 答应的办好了，已经告诉来信人")
    return redirect(desks.onward(current(), held, given, following), 303)


@pages.post(f"{ONE}/look-back", permission=P.ASSIGNMENT_HANDLE)
def look_back(assignment_id: UUID) -> ResponseReturnValue:
    """What could not be done then was looked at again."""
    given, held = form(forms.LookBackForm), queries.get_for_update(current(), assignment_id)
    drafting.look_back(current(), held, text=given.text, again_on=given.again_on)
    flash(f"{held.message.number} 回看记下了")
    return redirect(desks.same(current(), held, given), 303)


@pages.get("/assignments/of/<uuid:message_id>", permission=P.MESSAGE_READ)
def of_letter(message_id: UUID) -> str:
    """Which units have a letter or had it, beside the letter's page: moments, and never a draft."""
    given = queries.of_message(messages.get(current(), message_id).id)
    known = queries.names_of(assignment.better_id for assignment, _ in given if assignment.better_id)
    return page("assignments/parts/of_letter.html", given=given, known=known)


@pages.get("/messages/<uuid:message_id>/assign", permission=P.MESSAGE_ASSIGN)
def give(message_id: UUID) -> str:
    """Whose it is, by the rules and by whoever returned it; the days follow from what it is."""
    find, message = query(giving.FindUnit), messages.get(current(), message_id)
    found = giving.of(current(), message, find)
    return page("assignments/give.html", giving=found, find=find, back=giving.back(find, message))


@pages.post("/messages/<uuid:message_id>/assign", permission=P.MESSAGE_ASSIGN)
def assign(message_id: UUID) -> Response:
    helpers = list(filter(None, request.form.getlist("supporting_ids")))
    given, message = (
        form(giving.GiveForm, supporting_ids=helpers),
        messages.get_for_update(current(), message_id),
    )
    target = giving.onward(current(), message, given)
    unit, *supporting = queries.units_of(current(), [given.department_id, *given.supporting_ids])
    service.assign(current(), message, unit=unit, supporting=supporting, text=given.text, **given.sorted_as)
    flash(f"{message.number} 交给{unit.name}了，{day_words(message.promised_on)}前答复来信人")
    return go(target)


@pages.blueprint.app_context_processor
def around_every_page() -> dict[str, object]:
    actor: Actor = g.get("actor") or VISITOR
    return {"may_assign": lambda message: _may_assign(actor, message)}


def _may_assign(actor: Actor, message: MessageOut) -> bool:
    """Whether the table allows it and the actor may; the verb refuses authors."""
    return actor.may(P.MESSAGE_ASSIGN) and MessageAction.ASSIGN in WORKFLOW.actions(message.status)
