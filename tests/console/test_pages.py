"""What holds for every console page: strict policy, nothing dead, nothing kept, the chosen look."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

import pytest
from flask import Flask

from tests.console.desk import Desk, stranger
from tests.factories import World

At = Callable[[str], Desk]
STAFF = ("liaison", "station_head", "street_npc", "npc_staff", "npc_leader", "sys_admin", "handler")


ALIKE = 4
"""Addresses of one page that differ in nothing but the values asked for: so many of them are opened."""


class Fresh:
    """Which addresses are still to be opened: each once, and of those alike a few."""

    def __init__(self, *known: str) -> None:
        self.known, self.alike = set(known), Counter[tuple[str, ...]]()

    def __call__(self, road: str) -> bool:
        path, _, asked = road.partition("?")
        shape = (path, *sorted(re.findall(r"(\w+)=", asked)))
        if road in self.known or (asked and self.alike[shape] >= ALIKE):
            return False
        self.known.add(road)
        self.alike[shape] += 1
        return True


def pages_of(desk: Desk, world: World) -> list[tuple[str, str]]:
    """Every page that this person can reach by links from their first one, with its HTML."""
    first = desk.client.get("/console/", follow_redirects=True)
    found, waiting, fresh = {first.request.path: first.text}, [first.text], Fresh(first.request.path)
    while waiting:
        for road in re.findall(r'<a[^>]* href="(/console/[^"#]*)"', waiting.pop()):
            path = road.replace("&amp;", "&")
            if "page=" in path or not fresh(path):
                continue
            answer = desk.client.get(path, follow_redirects=True)
            found[path] = answer.text if answer.mimetype == "text/html" else ""
            waiting.append(found[path])
    return list(found.items())


@pytest.mark.parametrize("who", STAFF)
def test_no_page_needs_an_exception_from_the_policy(desk: At, world: World, who: str) -> None:
    world.submit()
    somebody = desk(who)
    for path, html in pages_of(somebody, world):
        assert " style=" not in html, path
        assert "<style" not in html, path
        assert not re.search(r"<script(?![^>]*\bsrc=)", html), path
        assert not re.search(r"\son[a-z]+=", html), path
    policy = somebody.get("/console/notices").headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'self'" in policy


@pytest.mark.parametrize("who", STAFF)
def test_every_link_that_a_role_is_shown_opens(desk: At, world: World, who: str) -> None:
    world.submit()
    somebody, fresh = desk(who), Fresh()
    for path, html in pages_of(somebody, world):
        for road in re.findall(r'<(?:a|img|link|script)[^>]* (?:href|src)="(/[^"#]*)"', html):
            if not fresh(road):
                continue
            answer = somebody.client.get(road.replace("&amp;", "&"), follow_redirects=True)
            assert answer.status_code == 200, (path, road, answer.status_code)


def test_a_form_without_its_token_changes_nothing(desk: At, world: World) -> None:
    message_id = world.submit().json["id"]
    answer = desk("liaison").client.post(f"/console/messages/{message_id}/accept")
    assert answer.status_code == 403
    assert world.phone("liaison").get(f"/api/messages/{message_id}").json["status"] == "submitted"


def test_a_form_token_of_somebody_else_is_refused(desk: At, world: World) -> None:
    message_id = world.submit().json["id"]
    foreign = desk("npc_staff").form_token()
    path = f"/console/messages/{message_id}/accept"
    assert desk("liaison").post(path, {"csrf": foreign}).status_code == 403


def test_pages_with_people_in_them_stay_out_of_every_cache(desk: At) -> None:
    assert desk("liaison").get("/console/inbox").headers["Cache-Control"] == "no-store"


def test_the_chosen_look_is_kept_by_the_browser(desk: At) -> None:
    liaison = desk("liaison")
    assert 'data-theme="light" data-text="normal"' in liaison.page("/console/inbox")
    liaison.post("/console/look", {"name": "theme", "value": "dark", "back": "/console/codes"})
    answer = liaison.post("/console/look", {"name": "text", "value": "large", "back": "/console/codes"})
    assert answer.location == "/console/codes"
    assert 'data-theme="dark" data-text="large"' in liaison.page("/console/codes")


def test_single_keys_can_be_switched_off(desk: At) -> None:
    liaison = desk("liaison")
    liaison.post("/console/look", {"name": "keys", "value": "off"})
    page = liaison.page("/console/inbox")
    assert 'data-keys="off"' in page
    assert 'class="keys"' not in page


def test_a_look_that_does_not_exist_is_refused(desk: At) -> None:
    assert desk("liaison").post("/console/look", {"name": "theme", "value": "pink"}).status_code == 400


def test_an_unknown_address_says_so_in_chinese(app: Flask) -> None:
    answer = stranger(app).get("/console/nothing-here")
    assert answer.status_code == 404
    assert "没有这个页面" in answer.text


def test_an_error_for_htmx_is_a_notice_alone(desk: At) -> None:
    answer = desk("liaison").get("/console/inbox?view=nothing", **{"HX-Request": "true"})
    assert answer.status_code == 400
    assert '<div id="fault"' in answer.text
    assert "<html" not in answer.text


def test_the_interface_description_is_a_readable_page(app: Flask) -> None:
    page = stranger(app).page("/docs")
    assert "/api/messages/{message_id}/reply" in page
    assert "接口说明" in page


def test_what_asks_first_sends_nothing_before_the_script_can_ask(desk: At, world: World) -> None:
    message_id = world.submit().json["id"]
    liaison = desk("liaison")
    liaison.post(f"/console/messages/{message_id}/accept")
    pages = [liaison.page("/console/codes"), liaison.page(f"/console/messages/{message_id}")]
    asking = [form for html in pages for form in re.findall(r"<form[^>]*hx-confirm=[^>]*>", html)]
    assert len(asking) == 7, "three codes, to be withdrawn or replaced, and the composer"
    for form in asking:
        assert 'method="dialog"' in form
        assert " action=" not in form
