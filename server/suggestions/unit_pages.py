"""The desk of a unit: sign for a suggestion, send it back, draft the answer, sign it off, keep the promise."""

from __future__ import annotations

from uuid import UUID

from flask import Response

from server.core.actor import current
from server.core.pages import Pages
from server.core.parsing import form
from server.core.permissions import Permission
from server.core.text import day_words
from server.suggestions import desk, forms, handling, queries

pages = Pages("suggestions", "server.suggestions")
ONE = "/suggestions/<uuid:suggestion_id>"
HANDLE, SIGN = Permission.SUGGESTION_HANDLE, Permission.SUGGESTION_SIGN


@pages.post(f"{ONE}/sign", permission=HANDLE)
def sign(suggestion_id: UUID) -> Response:
    found = queries.get_for_update(current(), suggestion_id)
    handling.sign(current(), found)
    return desk.done(found.id, f"{found.number}签收了")


@pages.post(f"{ONE}/return", permission=HANDLE)
def send_back_to_office(suggestion_id: UUID) -> Response:
    found, given = queries.get_for_update(current(), suggestion_id), form(forms.ReturnForm)
    handling.send_back(current(), found, better=desk.better(found, given.better_id), reason=given.reason)
    return desk.done(found.id, f"{found.number}退回了，等人大另定单位")


@pages.post(f"{ONE}/opinion", permission=HANDLE)
def opine(suggestion_id: UUID) -> Response:
    found, given = queries.get_for_update(current(), suggestion_id), form(forms.OpineForm)
    handling.opine(current(), found, text=given.text)
    return desk.done(found.id, "协办意见交给主办单位了")


@pages.post(f"{ONE}/extension", permission=HANDLE)
def ask_extension(suggestion_id: UUID) -> Response:
    found, given = queries.get_for_update(current(), suggestion_id), form(forms.ExtensionForm)
    handling.ask_extension(current(), found, months=given.months, reason=given.reason)
    return desk.done(found.id, "延期提上去了，批了才算数")


@pages.post(f"{ONE}/answer", permission=HANDLE)
def draft(suggestion_id: UUID) -> Response:
    found = queries.get_for_update(current(), suggestion_id)
    given = form(forms.AnswerForm, upload_ids=desk.listed_ids("upload_ids"))
    handling.draft(current(), found, given.answer)
    return desk.done(found.id, "答复稿存好了，负责人签发后才送给代表")


@pages.post(f"{ONE}/answer/back", permission=SIGN)
def push_back(suggestion_id: UUID) -> Response:
    found, given = queries.get_for_update(current(), suggestion_id), form(forms.PushBackForm)
    handling.push_back(current(), found, comment=given.comment)
    return desk.done(found.id, "退给经办人改了")


@pages.post(f"{ONE}/answer/sign", permission=SIGN)
def sign_off(suggestion_id: UUID) -> Response:
    found = queries.get_for_update(current(), suggestion_id)
    handling.sign_off(current(), found)
    return desk.done(found.id, "签发了，领衔和附议的代表都收到书面答复")


@pages.post(f"{ONE}/promise", permission=SIGN)
def roll(suggestion_id: UUID) -> Response:
    found, given = queries.get_for_update(current(), suggestion_id), form(forms.RollForm)
    handling.roll(current(), found, until=given.until, reason=given.reason)
    return desk.done(found.id, f"改到{day_words(given.until)}，已经告诉代表")


@pages.post(f"{ONE}/promise/kept", permission=SIGN)
def fulfil(suggestion_id: UUID) -> Response:
    found, given = queries.get_for_update(current(), suggestion_id), form(forms.FulfilForm)
    handling.fulfil(current(), found, text=given.text)
    return desk.done(found.id, "记下了，已经告诉代表")
