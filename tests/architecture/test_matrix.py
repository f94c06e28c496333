"""The tenant matrix: every operation × every role × own, sibling, parent, another branch and another county.

Each operation on an object is written down in `operations` with the roles that own it. An own cell must return the
object; every other cell must look as if there were no such object (404) or as if the role could not do
it at all (403). An operation that is missing from the table fails the run.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from server.core.grants import allows
from server.core.http import PERMISSIONS
from server.core.permissions import Role
from tests.architecture.operations import OPERATIONS
from tests.architecture.stage import READERS, RELATIONS, ROLES, STAFF, Objects, Stage, acts, covers
from tests.architecture.test_routes import PUBLIC, endpoints
from tests.factories import Phone

# lists and own things: they take no id, so a foreign object can only show up as a line too many
LISTS: dict[str, str] = {
    "messages.box": "/api/messages?box=inbox",
    "activities.box": "/api/activities?box=station",
    "duties.waiting": "/api/duties/waiting",
    "notifications.box": "/api/notices",
}
# whose each list is, and what of a place it holds for them
HELD: dict[str, tuple[frozenset[Role], Callable[[Objects, Role], set[str]]]] = {
    "messages.box": (READERS - {Role.RESIDENT}, lambda o, role: o.letters),
    # a draft is known to those who plan, and to those above them
    "activities.box": (
        READERS - {Role.RESIDENT},
        lambda o, role: {str(o.activity)} | (set() if role is Role.DEPUTY else {str(o.sketched)}),
    ),
    "duties.waiting": (STAFF, lambda o, role: {str(o.pending), str(o.disputed)}),
    "notifications.box": (frozenset({Role.RESIDENT}), lambda o, role: {str(o.notice)}),
}
# verbs on oneself or on a public object: no other person's object can be named
OWN_ONLY = {
    "accounts.read_session",
    "accounts.prove_factor",
    "accounts.look_at_door",
    "accounts.answer_door",
    "accounts.sign_out",
    "accounts.switch_identity",
    "accounts.read_self",
    "accounts.describe_self",
    "accounts.give_phone",
    "accounts.own_block",
    "accounts.appeal",
    "uploads.create",
    "uploads.create_voice",
    "messages.submit",
    # names a station: tried beside the tests of walk-ins
    "messages.take_down",
    # one's own; and a case that was shown to nobody is nobody's to follow: tried in tests/messages
    "messages.follow",
    "messages.unfollow",
    "messages.follows",
    "messages.read_follow",
    # needs four weeks: tried in tests/messages
    "messages.revisit",
    "accounts.read_closing",
    "accounts.close",
    "accounts.keep",
    # a package is its owner's: tried in tests/mydata
    "mydata.order",
    "mydata.latest",
    "mydata.download",
    # of oneself and one's own area: tried in tests/alerts
    "alerts.listing",
    "feedback.say",
    "feedback.own",
    "messages.preview",
    # foreign ones among several come back refused: tried in tests/duties
    "duties.confirm_all",
    "duties.enter_own",
    # a draft is its writer's: tried in tests/duties
    "duties.redraft",
    "duties.today",
    "duties.face",
    "duties.scan",
    "duties.file",
    # of oneself; a report is its deputy's, and its voters': tried in tests/reports
    "duties.overview",
    "reports.draft",
    "reports.mine",
    "reports.own",
    "reports.own_file",
    "reports.edit",
    "reports.restore",
    "reports.schedule",
    "reports.recall",
    "reports.present",
    "reports.publish",
    "reports.ask",
    "reports.belong",
    "reports.vote",
    # a notice is read by whom it was told to, which the test below tries on everybody
    "notifications.read",
    "notifications.choices",
    "notifications.choose",
    "notifications.consent",
    # suggestions are tried × everybody in tests/suggestions/test_matrix.py, letters turned into them beside it
    "suggestions.box",
    "suggestions.choices",
    "suggestions.begin",
    "suggestions.turn",
    "suggestions.read",
    "suggestions.write",
    "suggestions.colleagues",
    "suggestions.invite",
    "suggestions.second",
    "suggestions.revise",
    "suggestions.submit",
    "suggestions.withdraw",
    "suggestions.evaluate",
    "suggestions.asked",
    "suggestions.agree",
    # figures are of places, the letters behind them the reader's own: tried in tests/indicators
    "indicators.read",
    "indicators.exceptions",
    # screens of the own place and what lies in it: tried in tests/dashboard
    "dashboard.read",
    # a station's month is its own, an office reads what was sent: tried in tests/analysis
    "analysis.listed",
    "analysis.read",
    # a mediation is its parties': tried × everybody in tests/mediation
    "mediation.own",
    "mediation.figures",
    "mediation.read",
    "mediation.conducted",
    "mediation.table",
    "mediation.note",
    "mediation.answer",
    "mediation.revisit",
    # where one sits: tried in tests/activities
    "activities.beside",
    # planning names a station: tried below
    "activities.plan",
    # one's own calendar: tried in tests/activities
    "activities.own_calendar",
    "activities.give_calendar",
    "activities.take_back_calendar",
}


def send(phone: Phone, method: str, path: str, body: dict[str, object] | None) -> TestResponse:
    if method == "GET":
        return phone.get(path)
    return phone.put(path, body) if method == "PUT" else phone.post(path, body)


@pytest.fixture
def stage(begin: Callable[[], Stage]) -> Stage:
    return begin()


@pytest.mark.parametrize("endpoint", OPERATIONS)
def test_each_row_of_the_matrix(begin: Callable[[], Stage], endpoint: str) -> None:
    """Every role × own, sibling, parent, elsewhere."""
    operation = OPERATIONS[endpoint]
    for stage, role in acts(operation.owners, begin):
        phone = stage.world.phone(role.value)
        for relation in RELATIONS:
            method, path, body = operation.call(phone, stage.objects[relation])
            answer = send(phone, method, path, body)
            cell = (endpoint, role.value, relation, answer.status_code, answer.get_data(as_text=True)[:200])
            if covers(role, relation, operation.owners):
                assert answer.status_code in (200, 201), cell
                assert answer.json, cell
            elif allows(role, PERMISSIONS[endpoint]):
                assert answer.status_code in (403, 404), cell
            else:
                assert answer.status_code == 403, cell


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.value)
def test_lists_hold_nothing_foreign_and_everything_own(stage: Stage, role: Role) -> None:
    phone = stage.world.phone(role.value)
    for endpoint, path in LISTS.items():
        answer = phone.get(path)
        if not allows(role, PERMISSIONS[endpoint]):
            assert answer.status_code == 403
            continue
        listed = {item["id"] for item in answer.json["items"]}
        wanted = set[str]()
        for relation, target in stage.objects.items():
            whose, held = HELD[endpoint]
            if covers(role, relation, whose):
                wanted |= held(target, role)
        assert listed == wanted, (endpoint, role.value)


def test_an_operation_missing_from_the_matrix_fails(application: Flask) -> None:
    """Console pages have a matrix of their own beside their tests."""
    known = set(OPERATIONS) | set(LISTS) | OWN_ONLY | PUBLIC
    # those of the units have a matrix beside their tests, with units for places
    of_units = ("assignments.", "supervision.", "outside.")
    known |= {name for name in endpoints(application) if name.startswith(of_units)}
    known |= {
        name
        for name in endpoints(application)
        # and of two sides: tried × everybody in tests/contacts
        if name.startswith(("assignments.", "supervision.", "leads.", "contacts."))
    }
    # of a station, an area, a unit; of one person or nobody: beside their tests
    known |= {name for name in endpoints(application) if name.startswith(("visits.", "points."))}
    pages = {name for name in endpoints(application) if name.split(".")[0].endswith("_pages")}
    assert endpoints(application) - known - pages == set()
    assert known - endpoints(application) - pages <= PUBLIC


def test_permissions_of_the_matrix_are_those_of_the_routes(application: Flask) -> None:
    for endpoint, operation in OPERATIONS.items():
        for role in operation.owners:
            assert allows(role, PERMISSIONS[endpoint]), (endpoint, role)
