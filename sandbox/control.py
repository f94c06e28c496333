"""The control plane: what a person does on the phone, and what tests look at. Never used by the product."""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import BadRequest, NotFound

from sandbox.bodies import json_list, json_object, openid_in
from sandbox.events import popup, switched_off
from sandbox.journal import Journal
from sandbox.messages import Message
from sandbox.people import Person
from sandbox.platform import Platform
from sandbox.sealing import seal_phone
from sandbox.wire.login import phone_info

_PHONE = re.compile(r"1\d{10}|\+\d{6,15}")


def control(platform: Platform, journal: Journal) -> Blueprint:
    """The rows of the contract's control plane about people, as routes under /__sandbox__."""
    paths = Blueprint("control", __name__, url_prefix="/__sandbox__")
    _doing(paths, platform)
    _looking(paths, platform, journal)
    return paths


def _doing(paths: Blueprint, platform: Platform) -> None:
    @paths.post("/login")
    def login() -> Response:
        body = json_object()
        return jsonify(log_in(platform, openid_in(body), is_devtools=body.get("devtools") is True))

    @paths.post("/phone")
    def phone() -> Response:
        body = json_object()
        return jsonify(press_phone_button(platform, openid_in(body), body.get("phone")))

    @paths.post("/accept")
    def accept() -> Response:
        body = json_object()
        openid, template_id, status = openid_in(body), body.get("template_id"), body.get("status", "accept")
        return jsonify(openid=openid, templates=answer_prompt(platform, openid, template_id, status))

    @paths.post("/switch_off")
    def switch_off() -> Response:
        openid = openid_in(json_object())
        switch_messages_off(platform, openid)
        return jsonify(openid=openid)

    @paths.post("/people")
    def meet() -> Response:
        met = [_meet(platform, entry) for entry in json_list()]
        return jsonify(items=[_person(person) for person in met])


def _looking(paths: Blueprint, platform: Platform, journal: Journal) -> None:
    @paths.get("/people")
    def people() -> Response:
        return jsonify(items=[_person(person) for person in platform.people.all()])

    @paths.get("/journal")
    def read_journal() -> Response:
        calls = journal.calls(request.args.get("path"), "violations" in request.args)
        return jsonify(items=[call.as_dict() for call in calls])

    @paths.delete("/journal")
    def clear_journal() -> Response:
        journal.clear()
        return jsonify(items=[])

    @paths.get("/counts")
    def counts() -> Response:
        return jsonify(calls=journal.counts(), pushes=platform.pusher.counts())

    @paths.get("/inbox")
    def inbox() -> Response:
        received = platform.messages.received(request.args.get("openid"))
        return jsonify(items=[_message(message) for message in received])


def log_in(platform: Platform, openid: str, *, is_devtools: bool = False) -> dict[str, str]:
    """What wx.login gives. Content safety does not count a visit in the developers' tools."""
    if is_devtools:
        platform.people.meet(openid)
    else:
        platform.people.visit(openid, platform.now())
    return {"openid": openid, "code": platform.people.give_code(openid, platform.now())}


def press_phone_button(platform: Platform, openid: str, number: Any) -> dict[str, str]:
    """A code, and for a person who is signed in also what the button gave in the old days."""
    person = platform.people.visit(openid, platform.now())
    number = number or person.phone or "13800000000"
    if not isinstance(number, str) or not _PHONE.fullmatch(number):
        raise BadRequest("phone 要 11 位手机号，境外的写 +852…")
    person.phone = number
    code = platform.people.give_code(openid, platform.now(), number)
    sealed = seal_phone(phone_info(platform, number), person.session_key) if person.session_key else {}
    return {"openid": openid, "code": code, **sealed}


def answer_prompt(platform: Platform, openid: str, template_id: Any, status: Any) -> list[dict[str, Any]]:
    """The person's answer to the subscribe prompt: counts it, then tells the product by one push."""
    known = list(platform.messages.templates)
    chosen = known if template_id == "*" else [template_id]
    if not all(one in known for one in chosen):
        raise NotFound("没有这个模板")
    if status not in ("accept", "reject"):
        raise BadRequest("status 只能是 accept 或 reject")
    platform.people.visit(openid, platform.now())
    change = platform.messages.accept if status == "accept" else platform.messages.reject
    for one in chosen:
        change(openid, one)
    platform.pusher.push(openid, popup(platform.switches, [(one, status) for one in chosen]))
    return [{"template_id": one, "remaining": platform.messages.remaining(openid, one)} for one in chosen]


def switch_messages_off(platform: Platform, openid: str) -> None:
    """In the settings of the mini-program, for every template."""
    platform.people.visit(openid, platform.now())
    for template_id in platform.messages.templates:
        platform.messages.reject(openid, template_id)
    platform.pusher.push(openid, switched_off(platform.switches, list(platform.messages.templates)))


def _meet(platform: Platform, entry: Any) -> Person:
    if not isinstance(entry, dict):
        raise BadRequest("每个人要一个 JSON 对象")
    name, role = str(entry.get("name") or ""), str(entry.get("role") or "")
    person = platform.people.meet(openid_in(entry), name, role)
    person.is_blocked = entry.get("blocked", person.is_blocked) is True
    return person


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
