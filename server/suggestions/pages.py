"""The desk of deputies and of the congress's office: write, second, judge; review, dispatch, decide, file away."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, request, url_for

from server.core.actor import current
from server.core.pages import go
from server.core.parsing import form, query
from server.core.permissions import Permission
from server.messages import queries as messages
from server.suggestions import boxes, conversion, desk, forms, office, queries, service
from server.suggestions.schemas import EvaluateSuggestion
from server.suggestions.unit_pages import ONE, pages

READ, WRITE = Permission.SUGGESTION_READ, Permission.SUGGESTION_WRITE
REVIEW, CONVERT = Permission.SUGGESTION_REVIEW, Permission.SUGGESTION_CONVERT
OF_LETTER = "/messages/<uuid:message_id>/suggestion"


@pages.get("/suggestions", permission=READ)
def suggestions() -> str:
    """Views with their counts, and one page of a view; what is due first stands first."""
    return desk.listed(current(), query(boxes.FindSuggestions))


@pages.get("/suggestions/new", permission=WRITE)
def new() -> str:
    return desk.written(current(), None)


@pages.post("/suggestions", permission=WRITE)
def begin() -> Response:
    given = form(forms.WriteForm)
    level, area_code = given.addressee
    made = service.begin(current(), given.words, level=level, area_code=area_code)
    return desk.done(made.id, "草稿存好了，请代表附议，或直接交上去")


@pages.get(ONE, permission=READ)
def case(suggestion_id: UUID) -> str:
    """One suggestion as a whole page, with what this reader may do."""
    return desk.opened(current(), queries.get(current(), suggestion_id), query(forms.FindColleague))


@pages.get(f"{ONE}/edit", permission=WRITE)
def edit(suggestion_id: UUID) -> str:
    return desk.written(current(), queries.get(current(), suggestion_id))


@pages.post(f"{ONE}/edit", permission=WRITE)
def write(suggestion_id: UUID) -> Response:
    found, given = queries.get_for_update(current(), suggestion_id), form(forms.WriteForm)
    level, area_code = given.addressee
    service.write(current(), found, given.words, level=level, area_code=area_code)
    return desk.done(found.id, "存好了")


@pages.post(f"{ONE}/invite", permission=WRITE)
def invite(suggestion_id: UUID) -> Response:
    found = queries.get_for_update(current(), suggestion_id)
    given = form(forms.InviteForm, deputy_ids=request.form.getlist("deputy_ids"))
    service.invite(current(), found, deputy_ids=given.deputy_ids)
    return desk.done(found.id, "请他们看了，谁附议会告诉您")


@pages.post(f"{ONE}/second", permission=WRITE)
def second(suggestion_id: UUID) -> Response:
    found, given = queries.get_for_update(current(), suggestion_id), form(forms.SecondForm)
    service.second(current(), found, joins=given.joins)
    if given.joins:
        return desk.done(found.id, "附议了，已经告诉领衔代表")
    flash("记下了，您没有附议")
    return go(url_for("suggestions_pages.suggestions"))


@pages.post(f"{ONE}/revise", permission=WRITE)
def revise(suggestion_id: UUID) -> Response:
    found = queries.get_for_update(current(), suggestion_id)
    service.revise(current(), found)
    return desk.done(found.id, "拿回来了，改好了再请代表附议")


@pages.post(f"{ONE}/submit", permission=WRITE)
def submit(suggestion_id: UUID) -> Response:
    found = queries.get_for_update(current(), suggestion_id)
    service.submit(current(), found)
    return desk.done(found.id, f"交上去了，编号是{found.number}")


@pages.post(f"{ONE}/withdraw", permission=WRITE)
def withdraw(suggestion_id: UUID) -> Response:
    found, given = queries.get_for_update(current(), suggestion_id), form(forms.WithdrawForm)
    service.withdraw(current(), found, text=given.text)
    return desk.done(found.id, "撤回了")


@pages.post(f"{ONE}/evaluate", permission=WRITE)
def evaluate(suggestion_id: UUID) -> Response:
    found, given = queries.get_for_update(current(), suggestion_id), form(EvaluateSuggestion)
    service.evaluate(current(), found, **given.model_dump())
    return desk.done(found.id, "您的评价记下了，已经告诉承办单位")


@pages.post(f"{ONE}/review", permission=REVIEW)
def review(suggestion_id: UUID) -> Response:
    found = queries.get_for_update(current(), suggestion_id)
    office.review(current(), found)
    return desk.done(found.id, f"{found.number}审核通过，接着交办")


@pages.post(f"{ONE}/send-back", permission=REVIEW)
def send_back(suggestion_id: UUID) -> Response:
    found, given = queries.get_for_update(current(), suggestion_id), form(forms.SendBackForm)
    office.send_back(current(), found, text=given.text)
    flash(f"{found.number}退给代表改了，编号不变")
    return go(url_for("suggestions_pages.suggestions"))


@pages.post(f"{ONE}/dispatch", permission=REVIEW)
def dispatch(suggestion_id: UUID) -> Response:
    found = queries.get_for_update(current(), suggestion_id)
    given = form(forms.DispatchForm, supporting=desk.listed_ids("supporting"))
    main, supporting = desk.chosen(current(), given)
    office.dispatch(current(), found, main=main, supporting=supporting, text=given.text)
    return desk.done(found.id, f"{found.number}交给{main.name}了")


@pages.post(f"{ONE}/decide", permission=REVIEW)
def decide(suggestion_id: UUID) -> Response:
    found, given = queries.get_for_update(current(), suggestion_id), form(forms.DecideForm)
    office.decide(current(), found, is_granted=given.is_granted, comment=given.comment)
    return desk.done(
        found.id, "同意延期了，已经告诉代表" if given.is_granted else "没有同意，已经告诉承办单位"
    )


@pages.post(f"{ONE}/lapse", permission=REVIEW)
def lapse(suggestion_id: UUID) -> Response:
    found = queries.get_for_update(current(), suggestion_id)
    office.lapse(current(), found)
    return desk.done(found.id, "办结了，按没有评价记，不算满意")


@pages.post(f"{ONE}/archive", permission=REVIEW)
def archive(suggestion_id: UUID) -> Response:
    found = queries.get_for_update(current(), suggestion_id)
    office.archive(current(), found)
    return desk.done(found.id, f"{found.number}归档了")


@pages.get(OF_LETTER, permission=CONVERT)
def turn(message_id: UUID) -> str:
    """Before a letter becomes a draft: what will stand in it, without its author."""
    return desk.turned(current(), messages.get(current(), message_id))


@pages.post(OF_LETTER, permission=CONVERT)
def convert(message_id: UUID) -> Response:
    message, given = messages.get_for_update(current(), message_id), form(forms.TurnForm)
    made = conversion.convert(current(), message, deputy_id=given.deputy_id)
    if made.leader_id == current().deputy_id:
        return desk.done(made.id, "草稿写好了，请改一改再交上去")
    flash("草稿交给代表了，代表改好了交上来；来信人也告诉了")
    return go(url_for("messages_pages.case", message_id=message.id))
