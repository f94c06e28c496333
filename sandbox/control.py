"""The control plane: what a person does on the phone, and what tests look at. Never used by the product."""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import BadRequest, NotFound

from sandbox.journal import Journal
from sandbox.messages import Message
from sandbox.people import OPENID, Person, new_openid
from sandbox.platform import Platform

# The browser build plays wx.login and the subscribe prompt from its own origin on this machine.
_LOOPBACK = re.compile(r"https?://(127\.0\.0\.1|localhost)(:\d{1,5})?")
_SHARED = {"/__sandbox__/login", "/__sandbox__/people", "/__sandbox__/accept"}


def control(platform: Platform, journal: Journal) -> Blueprint:
    """The rows of the contract's control plane, as routes under /__sandbox__."""
    paths = Blueprint("control", __name__, url_prefix="/__sandbox__")

    @paths.post("/login")
    def login() -> Response:
        openid = _openid(_object())
        return jsonify(openid=openid, code=platform.people.give_code(openid, platform.now()))

    @paths.post("/accept")
    def accept() -> Response:
        body = _object()
        openid, template_id, status = _openid(body), body.get("template_id"), body.get("status", "accept")
        return jsonify(openid=openid, templates=answer_prompt(platform, openid, template_id, status))

    @paths.get("/people")
    def people() -> Response:
        return jsonify(items=[_person(person) for person in platform.people.all()])

    @paths.post("/people")
    def meet() -> Response:
        met = [_meet(platform, entry) for entry in _list()]
        return jsonify(items=[_person(person) for person in met])

    @paths.get("/journal")
    def read_journal() -> Response:
        return jsonify(items=journal.items(request.args.get("path")))

    @paths.get("/inbox")
    def inbox() -> Response:
        received = platform.messages.received(request.args.get("openid"))
        return jsonify(items=[_message(message) for message in received])

    paths.after_request(_share)
    return paths


def answer_prompt(platform: Platform, openid: str, template_id: Any, status: Any) -> list[dict[str, Any]]:
    """The person's answer to the subscribe prompt: counts it, then tells the product by one push."""
    known = list(platform.messages.templates)
    chosen = known if template_id == "*" else [template_id]
    if not all(one in known for one in chosen):
        raise NotFound("没有这个模板")
    if status not in ("accept", "reject"):
        raise BadRequest("status 只能是 accept 或 reject")
    platform.people.meet(openid)
    change = platform.messages.accept if status == "accept" else platform.messages.reject
    for one in chosen:
        change(openid, one)
    entries = [{"TemplateId": one, "SubscribeStatusString": status, "PopupScene": "0"} for one in chosen]
    # The platform sends an object for one template and an array for several.
    event = {"Event": "subscribe_msg_popup_event", "List": entries[0] if len(entries) == 1 else entries}
    platform.pusher.push(openid, event)
    return [{"template_id": one, "remaining": platform.messages.remaining(openid, one)} for one in chosen]


def _object() -> dict[str, Any]:
    body = request.get_json(force=True)
    if not isinstance(body, dict):
        raise BadRequest("要一个 JSON 对象")
    return body


def _list() -> list[Any]:
    body = request.get_json(force=True)
    if not isinstance(body, list):
        raise BadRequest("要一个 JSON 数组")
    return body


def _openid(body: dict[str, Any]) -> str:
    """The openid in the body; without one, a new person's."""
    openid = body.get("openid") or new_openid()
    if not isinstance(openid, str) or not OPENID.fullmatch(openid):
        raise BadRequest("openid 只能有字母、数字、下划线和连字符，最多 64 个")
    return openid


def _meet(platform: Platform, entry: Any) -> Person:
    if not isinstance(entry, dict):
        raise BadRequest("每个人要一个 JSON 对象")
    return platform.people.meet(_openid(entry), str(entry.get("name") or ""), str(entry.get("role") or ""))


def _person(person: Person) -> dict[str, str]:
    return {"openid": person.openid, "name": person.name, "role": person.role}


def _message(message: Message) -> dict[str, Any]:
    return {
        "msgid": str(message.msgid),
        "openid": message.openid,
        "template_id": message.template_id,
        "page": message.page,
        "data": message.data,
        "miniprogram_state": message.state,
        "lang": message.lang,
        "at": message.at,
    }


def _share(response: Response) -> Response:
    """Let pages of this machine call what the browser build needs, and nothing else."""
    origin = request.headers.get("Origin", "")
    if request.path in _SHARED and _LOOPBACK.fullmatch(origin):
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Allow-Methods"] = "GET, POST"
        response.headers["Access-Control-Allow-Headers"] = "Content-Type"
        response.headers["Vary"] = "Origin"
    return response
