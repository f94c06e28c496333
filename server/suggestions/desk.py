"""Suggestions on the console's desk: the list, one as a whole page, the page on which one is written."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, flash, request, url_for

from server.areas.categories import CATEGORIES
from server.areas.queries import prefix_of
from server.core import clock
from server.core.actor import Actor
from server.core.db import db
from server.core.pages import go, page
from server.core.permissions import Role
from server.departments.models import Department
from server.departments.queries import get as own_department, unit_for
from server.deputies.models import Deputy
from server.messages.models import Message, ResultClass
from server.suggestions import addressing, boxes, clocks, conversion, queries, shapes, views
from server.suggestions.clocks import LEVEL_WORDS
from server.suggestions.forms import DispatchForm, FindColleague
from server.suggestions.life import STATUS_WORDS, Action, Status
from server.suggestions.models import Suggestion, Verdict

STATUS_TONES = {
    Status.SUBMITTED: "info",
    Status.REVIEWED: "info",
    Status.RETURNED: "warn",
    Status.DISPATCHED: "info",
    Status.HANDLING: "info",
    Status.REHANDLING: "bad",
    Status.REPLIED: "warn",
    Status.FOLLOWUP: "warn",
    Status.CONCLUDED: "ok",
}
VERDICT_WORDS = {Verdict.SATISFIED: "满意", Verdict.BASICALLY: "基本满意", Verdict.UNSATISFIED: "不满意"}
RESULT_WORDS = {
    ResultClass.A: ("已经解决", "写明怎么解决的，哪天完成"),
    ResultClass.B: ("正在解决或列入计划", "必须写完成日，到日子跟踪"),
    ResultClass.C: ("条件限制，暂不能解决", "必须写清为什么"),
    ResultClass.D: ("留作参考", "写明怎么参考"),
}
A = Action
STEP_WORDS = {
    A.WRITE: "起草",
    A.INVITE: "请代表附议",
    A.JOIN: "附议",
    A.DECLINE: "没有附议",
    A.REVISE: "拿回来改",
    A.SUBMIT: "交上去",
    A.WITHDRAW: "撤回",
    A.SEND_BACK: "退给代表改",
    A.REVIEW: "审核通过",
    A.DISPATCH: "交办",
    A.SIGN: "签收",
    A.RETURN: "退回，换更合适的单位",
    A.OPINE: "写了协办意见",
    A.ASK_EXTENSION: "申请延期",
    A.EXTEND: "同意延期",
    A.REFUSE_EXTENSION: "没有同意延期",
    A.SIGN_OFF: "签发书面答复",
    A.SATISFY: "评价了答复",
    A.DISSATISFY: "不满意，重新办理",
    A.STAY_UNSATISFIED: "重新办过仍不满意，照此记下",
    A.LAPSE: "领衔代表已离任，没有评价，办结",
    A.FOLLOW: "跟踪答应的事",
    A.ROLL: "答应的日子改了",
    A.FULFIL: "答应的事办好了",
    A.ARCHIVE: "归档",
    A.HAND_ON: "换了领衔代表",
}
SUPPORTING_LINES = 4


def words() -> dict[str, Any]:
    """The tables of words that the templates look things up in."""
    return {
        "status_words": STATUS_WORDS,
        "status_tones": STATUS_TONES,
        "verdict_words": VERDICT_WORDS,
        "result_words": RESULT_WORDS,
        "step_words": STEP_WORDS,
        "level_words": LEVEL_WORDS,
        "light_of": views.light,
        "to_words": views.to_words,
        "category_words": views.category_words,
        "today": clock.today(),
    }


def listed(actor: Actor, find: boxes.FindSuggestions) -> str:
    found = boxes.lines(actor, find)
    shown = found[: boxes.PER_PAGE]
    here = next(link for link in boxes.offered(actor) if link.view is find.here(actor))
    return page(
        "suggestions/list.html",
        links=boxes.links(actor),
        here=here,
        lines=shown,
        units=boxes.main_units(shown),
        has_more=len(found) > boxes.PER_PAGE,
        find=find,
        **words(),
    )


def opened(actor: Actor, suggestion: Suggestion, find: FindColleague) -> str:
    """The whole page of one, with what this reader may do."""
    sheet, doings = views.sheet_for(actor, suggestion)
    values: dict[str, Any] = {"sheet": sheet, "one": suggestion, "doings": doings}
    values |= _choices(actor, suggestion, doings, find)
    files = {reply.id: shapes.file_out(reply) for reply, _ in sheet.replies if reply.upload_id}
    values |= {"files": files, "steps": views.steps(actor, sheet), "origin": views.origin_words(sheet)}
    return page("suggestions/case.html", find=find, own=sheet.unit_of(actor), **values, **words())


def _choices(actor: Actor, one: Suggestion, doings: list[Any], find: FindColleague) -> dict[str, Any]:
    """Only what the offered forms choose from."""
    found: dict[str, Any] = {}
    if "dispatch" in doings or "return" in doings:
        found["departments"] = queries.open_departments(prefix_of(one.area_code))
    if "dispatch" in doings:
        found |= {"fitting": unit_for(one.category, one.area_code), "supporting_lines": SUPPORTING_LINES}
        day = clock.today()
        found |= {"answer_by": clocks.answer_by(one.level, day), "support_by": clocks.support_by(day)}
    if "invite" in doings and find.who:
        known = {cosigner.deputy_id for cosigner, _ in queries.cosigners(one.id)}
        named = addressing.found_colleagues(one, find.who)
        found["colleagues"] = [deputy for deputy in named if deputy.id not in known]
    return found


def written(actor: Actor, suggestion: Suggestion | None) -> str:
    """Where a deputy writes: a new one, or the draft."""
    deputy = db.session.get_one(Deputy, suggestion.leader_id if suggestion else actor.deputy_id)
    return page(
        "suggestions/write.html",
        one=suggestion,
        addressees=addressing.addressees(deputy),
        categories=CATEGORIES,
        **words(),
    )


def turned(actor: Actor, message: Message) -> str:
    """Before a letter becomes a draft: what will stand in it, and whose it will be."""
    own = db.session.get_one(Deputy, actor.deputy_id) if actor.role is Role.DEPUTY else None
    return page(
        "suggestions/turn.html",
        message=message,
        draft=conversion.prefilled(message),
        leaders=[own] if own else conversion.candidates(actor, message),
        is_own=own is not None,
        taken=conversion.origin_of(message.id),
        **words(),
    )


def chosen(actor: Actor, given: DispatchForm) -> tuple[Department, list[Department]]:
    """The units of a dispatch, from the office's own register."""
    return own_department(actor, given.main), [own_department(actor, one) for one in given.supporting]


def better(suggestion: Suggestion, department_id: UUID) -> Department:
    """The unit that is named when one sends it back. Raises NotFound for one outside."""
    return queries.department_in(prefix_of(suggestion.area_code), department_id)


def listed_ids(name: str) -> list[str]:
    """Every line of a list in the form that says something."""
    return [value for value in request.form.getlist(name) if value]


def done(suggestion_id: UUID, said: str) -> Response:
    """Back to its page, with what happened said once."""
    flash(said)
    return go(url_for("suggestions_pages.case", suggestion_id=suggestion_id))
