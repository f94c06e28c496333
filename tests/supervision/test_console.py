"""Supervision in the console: two people and an accepted answer, the list, the file; every page role by role (§5.2)."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from sqlalchemy import event

from server.core.db import db
from server.core.grants import allows
from server.core.http import PERMISSIONS
from server.core.permissions import Role
from tests.assignments.desk import Given, accepted, give
from tests.console.desk import At, Desk
from tests.messages.path import drain
from tests.supervision.test_supervision import ROLES, supervise

NOBODYS = "00000000-0000-4000-8000-000000000000"
OFFICES = frozenset({Role.STREET_NPC, Role.NPC_STAFF, Role.NPC_LEADER, Role.GOV_DISPATCHER})
UNITS = frozenset({Role.HANDLER, Role.HANDLER_LEAD})
COUNTY = frozenset({Role.NPC_STAFF, Role.GOV_DISPATCHER})
ANSWER = "图纸改了一版，周科长负责，下周三开工。"


@dataclass(frozen=True)
class Page:
    """Whose answer is not a refusal, the path with one supervision or its letter, and what is sent."""

    owners: frozenset[Role]
    path: str
    form: dict[str, str] | None = None


PAGES = {
    "listed": Page(OFFICES | UNITS | {Role.CPPCC_STAFF}, "supervisions?box=open"),
    "file": Page(OFFICES | UNITS | {Role.CPPCC_STAFF}, "supervisions/{one}"),
    "of_letter": Page(OFFICES | UNITS, "supervisions/of/{letter}"),
    "supervise": Page(
        frozenset({Role.STREET_NPC, Role.NPC_STAFF}),
        "messages/{letter}/supervise",
        {"level": "1", "text": "一条街都在等。"},
    ),
    "ask": Page(
        frozenset({Role.LIAISON, Role.STATION_HEAD}),
        "messages/{letter}/supervisions/ask",
        {"text": "答应的日子过了。"},
    ),
    "second": Page(frozenset({Role.NPC_STAFF}), "supervisions/{one}/second", {}),
    "respond": Page(frozenset({Role.HANDLER_LEAD}), "supervisions/{one}/respond", {"text": ANSWER}),
    "decide": Page(frozenset({Role.NPC_STAFF}), "supervisions/{one}/decide", {"is_enough": "true"}),
    "lift": Page(frozenset({Role.NPC_STAFF}), "supervisions/{one}/lift", {"text": "已经当面谈妥。"}),
    "lower": Page(
        frozenset({Role.NPC_STAFF}), "supervisions/{one}/lower", {"level": "1", "text": "已经进场。"}
    ),
    "meet": Page(
        frozenset({Role.NPC_STAFF, Role.CPPCC_STAFF}),
        "supervisions/{one}/meet",
        {"meeting": "interview", "on": "2026-01-05", "outcome": "当场答应月底前换完。"},
    ),
}


@pytest.mark.parametrize("name", PAGES)
def test_each_page_role_by_role(given: Given, desk: At, name: str) -> None:
    """On a fourth level, which everybody of the county may see; a step that its state refuses counts as allowed."""
    page, one = PAGES[name], supervise(given, 4).json["id"]
    for role in ROLES:
        at, allowed = desk(role.value), allows(role, PERMISSIONS[f"supervision_pages.{name}"])
        if name != "listed":
            gone = _open(at, page, NOBODYS, NOBODYS)
            assert gone == (404 if allowed else 403), (name, role)
        answer = _open(at, page, one, given.message_id)
        if role in page.owners:
            assert answer in (200, 303, 409, 429), (name, role)
        else:
            assert answer in (403, 404), (name, role)


def _open(at: Desk, page: Page, one: str, letter: str) -> int:
    path = "/console/" + page.path.format(one=one, letter=letter)
    return at.get(path).status_code if page.form is None else at.post(path, page.form).status_code


def test_the_media_are_asked_by_two_people_and_the_answer_is_found_enough(given: Given, desk: At) -> None:
    supervise(given, 3)
    office, colleague, lead = desk("npc_staff"), desk("colleague"), desk("handler_lead")
    form = {"level": "2", "text": "三级一周没有动静。", "back": "letter"}
    bare = office.post(f"/console/messages/{given.message_id}/supervise", form)
    assert bare.status_code == 400
    assert "法律审核" in bare.text
    opened = office.post(
        f"/console/messages/{given.message_id}/supervise", form | {"legal_review": "老吴看过，可以。"}
    )
    assert opened.headers["Location"].endswith(f"/messages/{given.message_id}")
    waiting = colleague.page("/console/supervisions")
    assert 'id="waiting-supervision"' in waiting
    assert "等第二个人同意" in waiting
    two = _only(r"/supervisions/([0-9a-f-]{36})", waiting)
    assert "等第二个人同意" not in office.page("/console/supervisions?box=mine")
    assert "老吴看过" in colleague.page(f"/console/supervisions/{two}")
    assert "媒体监督" not in lead.page(f"/console/supervisions/of/{given.message_id}?back=unit")

    colleague.post(f"/console/supervisions/{two}/second")
    box = lead.page(f"/console/supervisions/of/{given.message_id}?back=unit")
    assert "媒体监督" in box
    assert "老吴看过" not in box
    answered = lead.post(f"/console/supervisions/{two}/respond", {"text": ANSWER, "back": "unit"})
    assert given.id in answered.headers["Location"]
    drain()
    office.post(f"/console/supervisions/{two}/decide", {"is_enough": "false", "text": "没写哪天完工。"})
    assert "没写哪天完工。" in lead.page(f"/console/supervisions/{two}")
    lead.post(f"/console/supervisions/{two}/respond", {"text": ANSWER + "三十日完工。"})
    office.post(f"/console/supervisions/{two}/decide", {"is_enough": "true"})
    assert "回话够了，结束" in office.page("/console/supervisions?box=closed&level=2")


def test_the_file_of_a_meeting_names_nobody_to_the_cppcc(given: Given, desk: At) -> None:
    three, four = supervise(given, 3).json["id"], supervise(given, 4).json["id"]
    cppcc = desk("cppcc_staff")
    assert cppcc.get("/console/").headers["Location"] == "/console/supervisions"
    listed = cppcc.page("/console/supervisions")
    assert four in listed
    assert three not in cppcc.page("/console/supervisions?box=open")
    shown = cppcc.page(f"/console/supervisions/{four}")
    assert "路灯坏了" in shown
    assert "经过" not in shown
    assert three not in shown
    held = {"meeting": "consultation", "on": "2026-01-05", "outcome": "三家单位当场分了工。"}
    cppcc.post(f"/console/supervisions/{four}/meet", held)
    assert "专题会商 · 1月5日" in desk("npc_staff").page(f"/console/supervisions/{four}")


def test_the_list_takes_as_many_statements_for_many_as_for_few(given: Given, desk: At) -> None:
    counted: list[int] = []
    at = desk("npc_staff")
    for more in (0, 4):
        for _ in range(more):
            another = give(given.world, accepted(given.world))
            supervise(another, 3)
        supervise(given, 3)
        counted.append(_statements(at, "/console/supervisions?box=open"))
    assert counted[0] == counted[1]


def _statements(at: Desk, path: str) -> int:
    said: list[str] = []

    def note(*_: object) -> None:
        said.append("")

    event.listen(db.engine, "before_cursor_execute", note)
    at.page(path)
    event.remove(db.engine, "before_cursor_execute", note)
    return len(said)


def _only(pattern: str, html: str) -> str:
    found = set(re.findall(pattern, html))
    assert len(found) == 1, found
    return str(found.pop())
