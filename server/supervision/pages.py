"""Supervision in the console: the list, the part on a letter's page and on a unit's desk, the file, and every step."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from server.core.actor import current
from server.core.pages import Pages, page
from server.core.parsing import form, query
from server.core.permissions import Permission as P
from server.messages import queries as messages
from server.supervision import desk, queries, service
from server.supervision.models import LEVEL_WORDS
from server.supervision.schemas import AskFor

pages = Pages("supervision", "server.supervision")
ONE = "/supervisions/<uuid:supervision_id>"


@pages.get("/supervisions", permission=P.SUPERVISION_READ)
def listed() -> str:
    """What waits for whom, the oldest first."""
    return page("supervision/list.html", **desk.shown_list(current(), query(desk.Find)))


@pages.get("/supervisions/of/<uuid:message_id>", permission=P.SUPERVISION_READ)
def of_letter(message_id: UUID) -> str:
    """The part on a letter's page, and the box on a unit's desk."""
    card, place = desk.card_of(current(), message_id), query(desk.Stands)
    return page("supervision/parts/card.html", card=card, back=place.back, **desk.words())


@pages.get(ONE, permission=P.SUPERVISION_READ)
def file(supervision_id: UUID) -> str:
    """Everything there is, on a sheet that can be printed."""
    shown = desk.file_of(current(), queries.get(current(), supervision_id))
    return page("supervision/file.html", card=shown, back="file", **desk.words())


@pages.post("/messages/<uuid:message_id>/supervise", permission=P.SUPERVISION_OPEN)
def supervise(message_id: UUID) -> ResponseReturnValue:
    given, message = form(desk.SuperviseForm), messages.get_for_update(current(), message_id)
    made = service.supervise(current(), message, **given.model_dump(exclude={"back"}))
    waits = "，等另一位同事同意" if made.waits_for_second else "，单位收到了"
    flash(f"{message.number} 开了{LEVEL_WORDS[made.level]}{waits}")
    return redirect(desk.onward(current(), made, given), 303)


@pages.post("/messages/<uuid:message_id>/supervisions/ask", permission=P.SUPERVISION_ASK)
def ask(message_id: UUID) -> ResponseReturnValue:
    """The station asks the offices to look."""
    given, message = form(AskFor), messages.get_for_update(current(), message_id)
    service.ask(current(), message, text=given.text)
    flash(f"{message.number} 提请督办了，镇街和人大机关收到了")
    return redirect(url_for("messages_pages.case", message_id=message.id), 303)


@pages.post(f"{ONE}/second", permission=P.SUPERVISION_OPEN)
def second(supervision_id: UUID) -> ResponseReturnValue:
    """What a colleague proposed holds from now on."""
    place, found = form(desk.Place), queries.get_for_update(current(), supervision_id)
    service.second(current(), found)
    flash(f"同意了，{LEVEL_WORDS[found.level]}从现在起算")
    return redirect(desk.onward(current(), found, place), 303)


@pages.post(f"{ONE}/respond", permission=P.ASSIGNMENT_SIGN_OFF)
def respond(supervision_id: UUID) -> ResponseReturnValue:
    given, found = form(desk.RespondForm), queries.get_for_update(current(), supervision_id)
    service.respond(current(), found, text=given.text)
    flash("回话送出了，督办的人看了会告诉您够不够")
    return redirect(desk.onward(current(), found, given), 303)


@pages.post(f"{ONE}/decide", permission=P.SUPERVISION_OPEN)
def decide(supervision_id: UUID) -> ResponseReturnValue:
    given, found = form(desk.DecideForm), queries.get_for_update(current(), supervision_id)
    service.decide(current(), found, is_enough=given.is_enough, text=given.text)
    flash("回话够了，这一级结束了" if given.is_enough else "请单位再回话了，还差什么写在里面")
    return redirect(desk.onward(current(), found, given), 303)


@pages.post(f"{ONE}/lift", permission=P.SUPERVISION_OPEN)
def lift(supervision_id: UUID) -> ResponseReturnValue:
    given, found = form(desk.LiftForm), queries.get_for_update(current(), supervision_id)
    service.lift(current(), found, text=given.text)
    flash(f"{LEVEL_WORDS[found.level]}撤销了，理由记下了")
    return redirect(desk.onward(current(), found, given), 303)


@pages.post(f"{ONE}/lower", permission=P.SUPERVISION_OPEN)
def lower(supervision_id: UUID) -> ResponseReturnValue:
    given, found = form(desk.LowerForm), queries.get_for_update(current(), supervision_id)
    service.lower(current(), found, queries.message_of(found), level=given.level, text=given.text)
    flash(f"降到{LEVEL_WORDS[given.level]}了，理由记下了")
    return redirect(desk.onward(current(), found, given), 303)


@pages.post(f"{ONE}/meet", permission=P.SUPERVISION_MEET)
def meet(supervision_id: UUID) -> ResponseReturnValue:
    """Which meeting was held, when, and what came of it."""
    given, found = form(desk.MeetForm), queries.get_for_update(current(), supervision_id)
    service.meet(current(), found, meeting=given.meeting, on=given.on, outcome=given.outcome)
    flash("记下了")
    return redirect(desk.onward(current(), found, given), 303)
