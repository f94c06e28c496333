"""The console of who opens a mediation and who conducts it; an office sees that there is one, and counts."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, request, url_for
from flask.typing import ResponseReturnValue

from server.accounts.doors import settings
from server.core.actor import current
from server.core.pages import Pages, go
from server.core.parsing import form, query
from server.core.permissions import Permission as P
from server.mediation import desk, opening, queries, schemas, service
from server.messages import queries as messages

pages = Pages("mediation", "server.mediation")
ONE = "/mediations/<uuid:mediation_id>"


@pages.get("/mediations", permission=P.MEDIATION_READ)
def listed() -> str:
    """What one opened, conducts, or whose area it is in."""
    return desk.listed(current(), query(schemas.FindMediations).page)


@pages.get("/mediations/new", permission=P.MEDIATION_SIGNAL)
def new() -> str:
    return desk.sheet(current(), query(schemas.NewMediation).message_id)


@pages.post("/mediations", permission=P.MEDIATION_SIGNAL)
def signal() -> ResponseReturnValue:
    given = form(schemas.SignalForm, **_lists("names", "phones"))
    message = messages.get_for_update(current(), given.message_id) if given.message_id else None
    area = desk.area_of(current(), message)
    made, told = opening.signal(current(), message=message, area_code=area, **given.fields)
    flash(f"{made.number} 开好了" + ("，告诉调解员了" if made.mediator_id else "，请定一位调解员"))
    return desk.slips(made, told)


@pages.get(ONE, permission=P.MEDIATION_READ)
def case(mediation_id: UUID) -> str:
    """As much of it as this person may see."""
    return desk.opened(current(), mediation_id)


@pages.post(f"{ONE}/mediator", permission=P.MEDIATION_SIGNAL)
def appoint(mediation_id: UUID) -> Response:
    given, found = form(schemas.AppointForm), queries.opened_for_update(current(), mediation_id)
    opening.appoint(current(), found, mediator_id=given.mediator_id)
    return _done(mediation_id, f"由{found.mediator}来调解，告诉他了")


@pages.post(f"{ONE}/drop", permission=P.MEDIATION_SIGNAL)
def drop(mediation_id: UUID) -> Response:
    given, found = form(schemas.WordsForm), queries.opened_for_update(current(), mediation_id)
    opening.drop(current(), found, text=given.text)
    return _done(mediation_id, "收起来了，不用调解")


@pages.post(f"{ONE}/parties", permission=P.MEDIATION_CONDUCT)
def add_party(mediation_id: UUID) -> ResponseReturnValue:
    given, found = form(schemas.PartyForm), queries.get_for_update(current(), mediation_id)
    side = opening.Given(given.name, given.phone)
    slip = opening.add_party(current(), found, given=side, consent_record=given.consent_record == "on")
    return desk.slips(found, [slip])


@pages.post(f"{ONE}/meetings", permission=P.MEDIATION_CONDUCT)
def meet(mediation_id: UUID) -> Response:
    given, found = form(schemas.WordsForm), queries.get_for_update(current(), mediation_id)
    service.meet(current(), found, text=given.text, is_private=given.is_private == "on")
    return _done(mediation_id, "手记存好了，只有您看得到" if given.is_private else "记好了，各方都看得到")


@pages.post(f"{ONE}/agreement", permission=P.MEDIATION_CONDUCT)
def propose(mediation_id: UUID) -> Response:
    given = form(schemas.ProposeForm, **_lists("positions", "duties", "untils"))
    found = queries.get_for_update(current(), mediation_id)
    service.propose(current(), found, text=given.text, duties=given.sides, revisit_on=given.revisit_on)
    return _done(mediation_id, "协议写好了，请各方说同不同意")


@pages.post(f"{ONE}/answers", permission=P.MEDIATION_CONDUCT)
def take_answer(mediation_id: UUID) -> Response:
    given, found = form(schemas.TakeAnswerForm), queries.get_for_update(current(), mediation_id)
    service.take_answer(current(), found, **given.model_dump())
    return _done(mediation_id, "替他记下了")


@pages.post(f"{ONE}/fail", permission=P.MEDIATION_CONDUCT)
def fail(mediation_id: UUID) -> Response:
    given, found = form(schemas.FailForm), queries.get_for_update(current(), mediation_id)
    service.fail(current(), found, text=given.text, go_to=given.go_to)
    return _done(mediation_id, "记下了，去处告诉各方了")


@pages.post(f"{ONE}/revisit", permission=P.MEDIATION_CONDUCT)
def revisit(mediation_id: UUID) -> Response:
    given, found = form(schemas.RevisitForm), queries.get_for_update(current(), mediation_id)
    service.revisit(current(), found, is_kept=given.is_kept, text=given.text)
    return _done(mediation_id, "回访记下了")


@pages.post(f"{ONE}/resume", permission=P.MEDIATION_CONDUCT)
def resume(mediation_id: UUID) -> Response:
    given, found = form(schemas.WordsForm), queries.get_for_update(current(), mediation_id)
    service.resume(current(), found, text=given.text)
    return _done(mediation_id, "重新开始了，告诉各方了")


def _done(mediation_id: UUID, words: str) -> Response:
    flash(words)
    return go(url_for("mediation_pages.case", mediation_id=mediation_id))


def _lists(*names: str) -> dict[str, list[str]]:
    """Columns of a sheet's lines."""
    return {name: request.form.getlist(name) for name in names}


@pages.blueprint.app_context_processor
def around_every_page() -> dict[str, object]:
    return {"site_address": lambda: f"{settings().public_url}/m/"}
