"""The tenant matrix of the console: every page about an object × every role × own, sibling, parent, elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.core import clock
from server.core.grants import allows
from server.core.http import PERMISSIONS
from server.core.permissions import Role
from tests.architecture.stage import READERS, RELATIONS, STAFF, Stage, acts, build as build_stage, covers
from tests.architecture.test_routes import endpoints
from tests.assignments.test_desk_matrix import ROWS as DESK_ROWS
from tests.console.desk import at
from tests.console.things import Things, build as build_things, fill
from tests.reports.test_matrix import PAGES as REPORT_PAGES
from tests.supervision.test_console import PAGES as SUPERVISION_PAGES

Once = Callable[[str, Callable[[], Any]], Any]
Scene = tuple[Stage, dict[str, Things]]
KEEPERS = STAFF | {Role.NPC_STAFF}
HEADS = frozenset({Role.STATION_HEAD, Role.STREET_NPC})
REGISTERS = KEEPERS | {Role.NPC_LEADER}
OFFICES = frozenset({Role.STREET_NPC, Role.NPC_STAFF})
# the deputies of the small world stand in the county's register
OWN_REGISTER = frozenset({Role.NPC_STAFF})
PROFILE = {"name": "王明", "level": "county", "area_code": "330111000000", "term_from": "2022-01-01"}
LEAVE = {"on": "2022-06-01", "reason": "工作调动"}
FACTS = {"name": "{station}", "kind": "point", "area_code": "{area}"}
SUSPEND = {"action": "suspend", "reason": "房子要修"}
CLOSE = {"on": "2098-06-01", "reason": "机构合并"}
RULE = {"category": "C02", "area_code": "{area}", "since": "2098-01-01", "replaces": "true"}
BLOCK = {"reason": "反复骂人", "until": str(clock.today() + timedelta(days=3))}
NOTE = {"period": "year", "since": f"{clock.today().year}-01-01", "summary": "做了三件事。"}
SUMMARY = {"summary": "路灯修好了。", "has_read": "on"}
BECAUSE = {"reason": "那天没有开会。"}
CORRECTED = BECAUSE | {
    "kind": "receive_voters",
    "title": "接待三位街坊",
    "on": str(clock.today() - timedelta(days=1)),
}
RECEPTION = {"number": "{number}", "on": str(clock.today()), "deputy_ids": "{invited}"}
PLAN = {"title": "接待街坊", "kind": "receive_voters", "on": "2026-12-05", "begins": "09:00", "ends": "11:00"}


@dataclass(frozen=True)
class Page:
    """Who holds the own cell; a path with the names of Things and Objects; a form makes it a POST."""

    owners: frozenset[Role]
    path: str
    form: dict[str, str] | None = None


TABLE: dict[str, Page] = {
    "messages_pages.case": Page(READERS, "messages/{submitted}"),
    "messages_pages.author": Page(KEEPERS, "messages/{submitted}/author"),
    "messages_pages.accept": Page(STAFF | {Role.DEPUTY}, "messages/{submitted}/accept", {}),
    "messages_pages.sort": Page(STAFF | {Role.DEPUTY}, "messages/{submitted}/sort", {"sorted_kind": "help"}),
    "messages_pages.reply": Page(
        STAFF | {Role.DEPUTY}, "messages/{accepted}/reply", {"text": "好的，来看。"}
    ),
    "messages_pages.ask": Page(STAFF, "messages/{submitted}/ask", {"text": "请写清是哪一幢。"}),
    "messages_pages.supplement": Page(STAFF, "messages/{asked}/supplement", {"text": "是三幢。"}),
    "messages_pages.restore": Page(STAFF, "messages/{shelved}/restore", {}),
    "messages_pages.hand_up": Page(
        STAFF | {Role.DEPUTY}, "messages/{accepted}/hand-up", {"text": "要单位去换管子。"}
    ),
    "messages_pages.reopen": Page(OFFICES, "messages/{answered}/reopen", {"text": "没写哪天办。"}),
    "messages_pages.forward_to": Page(STAFF | {Role.DEPUTY}, "messages/{accepted}/deputies"),
    "messages_pages.forward": Page(
        STAFF | {Role.DEPUTY}, "messages/{accepted}/forward", {"deputy_id": "{colleague}", "text": "他更懂。"}
    ),
    "messages_pages.progress": Page(
        STAFF | {Role.DEPUTY}, "messages/{accepted}/progress", {"text": "灯已经订了。"}
    ),
    "messages_pages.reject": Page(
        STAFF, "messages/{submitted}/reject", {"reason": "J5", "text": "归邻县管，请找那边的联络站。"}
    ),
    "messages_pages.approve": Page(HEADS, "messages/{proposed}/reject/approve", {}),
    "messages_pages.send_back": Page(HEADS, "messages/{proposed}/reject/send-back", {"text": "归我们管。"}),
    "messages_pages.offered_replies": Page(STAFF | {Role.DEPUTY}, "messages/{accepted}/replies"),
    "messages_pages.here": Page(READERS, "messages/{submitted}/here", {}),
    "messages_pages.split": Page(STAFF, "messages/{submitted}/split", {"text": "另外还有一件事。"}),
    "messages_pages.signal": Page(
        STAFF, "messages/{submitted}/signal", {"is_signal": "true", "text": "打电话问过了。"}
    ),
    "messages_pages.note": Page(STAFF, "messages/{submitted}/notes", {"text": "问过网格员了。"}),
    "messages_pages.transcribe": Page(STAFF, "messages/{submitted}/transcript", {"text": "路灯不亮。"}),
    "messages_pages.reveal": Page(KEEPERS, "messages/{submitted}/identity", {"reason": "回电话问位置"}),
    "messages_pages.block": Page(OFFICES, "messages/{submitted}/block", BLOCK),
    "messages_pages.release": Page(STAFF, "messages/{answered}/release", {}),
    "messages_pages.withhold": Page(STAFF, "messages/{answered}/withhold", {}),
    "messages_pages.publication": Page(STAFF, "messages/{answered}/publication"),
    "messages_pages.publish": Page(STAFF, "messages/{answered}/publication", SUMMARY),
    "messages_pages.traces": Page(STAFF, "messages/{answered}/publication/traces", {}),
    "messages_pages.withdraw": Page(STAFF, "messages/{answered}/publication/withdraw", {}),
    "assignments_pages.of_letter": Page(READERS, "assignments/of/{submitted}"),
    "assignments_pages.give": Page(OFFICES | {Role.GOV_DISPATCHER}, "messages/{accepted}/assign"),
    "assignments_pages.assign": Page(
        OFFICES, "messages/{accepted}/assign", {"department_id": "{department}", "sorted_kind": "help"}
    ),
    "duties_pages.station": Page(REGISTERS, "stations/{station}"),
    "duties_pages.deputy": Page(REGISTERS, "deputies/{activity_deputy}"),
    "duties_pages.invite": Page(KEEPERS, "deputies/{invited}/invitation", {}),
    "duties_pages.enter": Page(STAFF, "duties", {"activity_id": "{activity}", "deputy_id": "{invited}"}),
    "duties_pages.confirm": Page(STAFF, "duties/{pending}/confirm", {}),
    "duties_pages.case": Page(REGISTERS, "duties/{pending}"),
    "duties_pages.reject": Page(STAFF, "duties/{pending}/reject", BECAUSE),
    "duties_pages.correct": Page(STAFF, "duties/{counted}/correct", CORRECTED),
    "duties_pages.strike": Page(HEADS | {Role.NPC_STAFF}, "duties/{counted}/strike", BECAUSE),
    "duties_pages.decide": Page(
        HEADS | {Role.NPC_STAFF}, "duties/{disputed}/decide", BECAUSE | {"is_granted": "true"}
    ),
    "duties_pages.unseal": Page(HEADS | {Role.NPC_STAFF}, "duties/{sealed}/unseal", BECAUSE),
    "duties_pages.receive": Page(STAFF, "stations/{station}/receptions", RECEPTION),
    "deputies_pages.edit": Page(OWN_REGISTER, "deputies/{invited}/edit"),
    "deputies_pages.save": Page(OWN_REGISTER, "deputies/{invited}/edit", PROFILE),
    "deputies_pages.remove_photo": Page(OWN_REGISTER, "deputies/{invited}/photo/remove", {}),
    "deputies_pages.leave": Page(OWN_REGISTER, "deputies/{invited}/leave", LEAVE),
    "deputies_pages.group": Page(OFFICES, "groups/{group}"),
    "deputies_pages.rename_group": Page(OFFICES, "groups/{group}", {"name": "{group}"}),
    "deputies_pages.add_member": Page(OFFICES, "groups/{group}/members", {"deputy_id": "{invited}"}),
    "deputies_pages.remove_member": Page(
        OFFICES, "groups/{group}/members/remove", {"deputy_id": "{invited}"}
    ),
    "deputies_pages.dissolve_group": Page(OFFICES, "groups/{group}/dissolve", {}),
    "stations_pages.edit": Page(OFFICES, "stations/{station}/edit"),
    "stations_pages.save": Page(OFFICES, "stations/{station}/edit", FACTS),
    "stations_pages.advance": Page(OFFICES, "stations/{station}/licence", SUSPEND),
    "stations_pages.reach": Page(OFFICES, "stations/{station}/milestones", {"step": "1"}),
    "stations_pages.seats": Page(OFFICES, "stations/{station}/seats"),
    "stations_pages.seat": Page(OFFICES, "stations/{station}/seats", {"deputy_id": "{invited}"}),
    "stations_pages.unseat": Page(OFFICES, "stations/{station}/seats/{invited}/leave", {}),
    "departments_pages.department": Page(OFFICES | {Role.NPC_LEADER}, "departments/{department}"),
    "departments_pages.edit": Page(OFFICES, "departments/{department}", {"name": "{department}"}),
    "departments_pages.close": Page(OFFICES, "departments/{department}/close", CLOSE),
    "departments_pages.add_rule": Page(OFFICES, "departments/{department}/rules", RULE),
    "departments_pages.route": Page(OFFICES, "routing", RULE | {"department_id": "{department}"}),
    "departments_pages.end_rule": Page(OFFICES, "routing/{rule}/end", {"until": "2098-12-31"}),
    "departments_pages.take_off_call": Page(OFFICES, "on-call/{span}/end", {}),
    "activities_pages.plan": Page(STAFF, "stations/{station}/activities", PLAN),
    "activities_pages.read": Page(REGISTERS | {Role.DEPUTY}, "activities/{activity}"),
    "activities_pages.invite": Page(STAFF, "activities/{activity}/guests", {"deputy_ids": "{invited}"}),
    "activities_pages.agenda": Page(REGISTERS, "stations/{station}/agenda"),
    "activities_pages.add_line": Page(
        STAFF, "stations/{station}/agenda/lines", {"year": "2099", "months": "3", "kind": "inspect"}
    ),
    "activities_pages.draft": Page(STAFF, "stations/{station}/agenda/drafts", {"year": "2099"}),
    "activities_pages.note": Page(STAFF, "stations/{station}/agenda/notes", NOTE),
    "standards_pages.station": Page(REGISTERS, "stations/{station}/standards"),
    "standards_pages.describe": Page(STAFF, "stations/{station}/standards", {"rules": "接待制度"}),
    "codes_pages.issue": Page(KEEPERS, "stations/{station}/codes", {"kind": "station"}),
    "codes_pages.begin_screen": Page(
        HEADS | {Role.NPC_STAFF}, "stations/{station}/screens", {"name": "门口"}
    ),
    "codes_pages.revoke_screen": Page(
        HEADS | {Role.NPC_STAFF}, "stations/{station}/screens/{screen}/revoke", {}
    ),
    "codes_pages.picture": Page(KEEPERS, "codes/{code}/qr.png"),
    "codes_pages.poster": Page(KEEPERS, "codes/{code}/poster.pdf"),
    "codes_pages.revoke": Page(KEEPERS, "codes/{code}/revoke", {}),
    "codes_pages.replace": Page(KEEPERS, "codes/{code}/replace", {}),
    "codes_pages.settle": Page(KEEPERS, "codes/reports/{report}/settle", {}),
    "codes_pages.print_progress": Page(KEEPERS, "prints/{print}"),
    "codes_pages.stop_print": Page(KEEPERS, "prints/{print}/stop", {}),
    "codes_pages.resume_print": Page(KEEPERS, "prints/{print}/resume", {}),
    "codes_pages.print_part": Page(KEEPERS, "prints/parts/{part}.pdf"),
    "codes_pages.print_zip": Page(KEEPERS, "prints/{print}.zip"),
    "registers_pages.preview": Page(OFFICES, "imports/{sheet}"),
    "registers_pages.arrange": Page(OFFICES, "imports/{sheet}/columns", {"headings": "单位", "keys": "name"}),
    "registers_pages.correct": Page(
        OFFICES, "imports/{sheet}/cells", {"line": "2", "field": "name", "value": "{sheet}"}
    ),
    "registers_pages.apply": Page(OFFICES, "imports/{sheet}/apply", {}),
    "registers_pages.drop": Page(OFFICES, "imports/{sheet}/drop", {}),
    "notifications_pages.read": Page(frozenset({Role.RESIDENT}), "notices/{notice}/read", {}),
}
# lists of one's own scope and things about oneself: no other's object can be named
WITHOUT_OBJECT = {
    # of congresses, units and deputies, which cross the places of this matrix: tried beside the suggestions
    "suggestions_pages.suggestions",
    "suggestions_pages.new",
    "suggestions_pages.begin",
    "suggestions_pages.case",
    "suggestions_pages.edit",
    "suggestions_pages.write",
    "suggestions_pages.invite",
    "suggestions_pages.second",
    "suggestions_pages.revise",
    "suggestions_pages.submit",
    "suggestions_pages.withdraw",
    "suggestions_pages.evaluate",
    "suggestions_pages.review",
    "suggestions_pages.send_back",
    "suggestions_pages.dispatch",
    "suggestions_pages.decide",
    "suggestions_pages.lapse",
    "suggestions_pages.archive",
    "suggestions_pages.turn",
    "suggestions_pages.convert",
    "suggestions_pages.sign",
    "suggestions_pages.send_back_to_office",
    "suggestions_pages.opine",
    "suggestions_pages.ask_extension",
    "suggestions_pages.draft",
    "suggestions_pages.push_back",
    "suggestions_pages.sign_off",
    "suggestions_pages.roll",
    "suggestions_pages.fulfil",
    # a mediation is its mediator's and whoever's opened it, across every place: tried × everybody in tests/mediation
    "mediation_pages.listed",
    "mediation_pages.new",
    "mediation_pages.signal",
    "mediation_pages.case",
    "mediation_pages.appoint",
    "mediation_pages.drop",
    "mediation_pages.add_party",
    "mediation_pages.meet",
    "mediation_pages.propose",
    "mediation_pages.take_answer",
    "mediation_pages.fail",
    "mediation_pages.revisit",
    "mediation_pages.resume",
    # of an office's area or a unit: tried × everybody in tests/outside
    "outside_pages.listed",
    "outside_pages.case",
    "outside_pages.assign_proposed",
    "outside_pages.assign",
    "outside_pages.confirm",
    "outside_pages.refuse",
    "outside_pages.finish",
    "outside_pages.give_back",
    # the station's people's alone, whatever the area: tried × everybody in tests/contacts
    "contacts_pages.listed",
    "contacts_pages.deputy",
    "contacts_pages.ask",
    "contacts_pages.arrive",
    "contacts_pages.note",
    "contacts_pages.end",
    "contacts_pages.reveal",
    # of a station, an area, a unit: tried × everybody in tests/visits
    "visits_pages.listed",
    "visits_pages.new",
    "visits_pages.plan",
    "visits_pages.case",
    "visits_pages.move",
    "visits_pages.notify",
    "visits_pages.hold",
    "visits_pages.list_issue",
    "visits_pages.respond",
    "visits_pages.link",
    "visits_pages.commit",
    "visits_pages.keep",
    "visits_pages.close",
    "visits_pages.show",
    "visits_pages.hide",
    "visits_pages.drop",
    # not there unless switched on; then for the personnel office alone: tried × everybody in tests/points
    "points_pages.switch",
    "points_pages.turn_on",
    "points_pages.turn_off",
    "points_pages.weigh",
    "points_pages.person",
    # of letters and of the office that decides: tried × everybody in tests/leads
    "leads_pages.turn",
    "leads_pages.open_lead",
    "leads_pages.join",
    "leads_pages.listed",
    "leads_pages.case",
    "leads_pages.review",
    "leads_pages.decide",
    "leads_pages.pass_on",
    "leads_pages.finish",
    "accounts_pages.home",
    "accounts_pages.nothing_yet",
    "accounts_pages.sign_in",
    "accounts_pages.enter",
    "accounts_pages.sign_out",
    "accounts_pages.choose_look",
    "accounts_pages.reset",
    "accounts_pages.redeem",
    "accounts_pages.enrol",
    "accounts_pages.enrolled",
    # colleagues, stand-ins and blocks have areas of their own: tried role by role in tests/accounts
    "accounts_pages.new_account",
    "accounts_pages.open_account",
    "accounts_pages.account",
    "accounts_pages.invite",
    "accounts_pages.give",
    "accounts_pages.take_away",
    "accounts_pages.end_on",
    "accounts_pages.delegation",
    "accounts_pages.delegate",
    "accounts_pages.end_delegation",
    "accounts_pages.blocked",
    "accounts_pages.lift_block",
    "accounts_pages.answer_appeal",
    "stations_pages.identity",
    "stations_pages.switch",
    "stations_pages.stations",
    "stations_pages.deputies",
    "stations_pages.covered",
    "stations_pages.new",
    # names an area: tried beside the stations' tests
    "stations_pages.create",
    "deputies_pages.new",
    "deputies_pages.groups",
    # name an area, send a picture, need a deputy who left: tried beside the deputies' tests
    "deputies_pages.create",
    "deputies_pages.create_group",
    "deputies_pages.photo",
    "deputies_pages.renew",
    "stations_pages.accounts",
    # depend on the state an activity is in: tried step by step in tests/activities
    "activities_pages.revise",
    "activities_pages.take",
    "activities_pages.remove_line",
    # of one's own county; what names a place is tried beside the tests of departments
    "areas_pages.settings",
    "areas_pages.change_setting",
    "departments_pages.departments",
    "departments_pages.create",
    "departments_pages.routing",
    "departments_pages.on_call",
    "departments_pages.put_on_call",
    "notifications_pages.box",
    # only for the administrator, whose deliveries are everybody's: tried beside the tests of notifications
    "notifications_pages.deliveries",
    "notifications_pages.send_again",
    "notifications_pages.count_as_sent",
    "notifications_pages.try_again",
    "codes_pages.codes",
    # an order names an area: tried beside the tests of printing
    "codes_pages.prints",
    "codes_pages.order_print",
    "messages_pages.inbox",
    # of one's own station; what names another is tried beside the tests of walk-ins
    "messages_pages.walk_in",
    # kept by one account for itself: tried beside the tests of triage
    "messages_pages.keep_view",
    "messages_pages.drop_view",
    # kept by a station or an area for itself: tried beside the tests of triage
    "messages_pages.replies",
    "messages_pages.write_reply",
    "messages_pages.rewrite_reply",
    "messages_pages.drop_reply",
    # name another letter by its number, another station, what one did oneself: tried beside the tests of triage
    "messages_pages.merge",
    "messages_pages.link",
    "messages_pages.transfer",
    "messages_pages.transfer_stations",
    "messages_pages.undo_arrangement",
    # several at once: what is foreign among them is tried beside the tests of triage
    "messages_pages.bulk_step",
    "messages_pages.take_down",
    # what one may see is found: tried beside the tests of search
    "search_pages.search",
    # an export is one person's in one identity, whatever their area: tried role by role beside its tests
    "exports_pages.exports",
    "exports_pages.order",
    "exports_pages.progress",
    "exports_pages.agree",
    "exports_pages.refuse",
    "exports_pages.again",
    "exports_pages.download",
    # figures are of places, the letters behind them the reader's own: tried in tests/indicators
    "indicators_pages.figures",
    "indicators_pages.behind",
    "indicators_pages.sheet",
    # a station's months, and what was sent of them: tried × everybody in tests/analysis
    "analysis_pages.listed",
    "analysis_pages.read",
    "analysis_pages.edit",
    "analysis_pages.restore",
    "analysis_pages.forward",
    "analysis_pages.drop",
    "analysis_pages.send",
    "analysis_pages.answer",
    "analysis_pages.chart",
    "analysis_pages.file",
    "analysis_pages.download",
    # a report is its deputy's, and announced its station's and area's: tried × everybody in tests/reports
    *(f"reports_pages.{name}" for name in REPORT_PAGES),
    # the first day of one's own area
    "onboarding_pages.first_day",
    "onboarding_pages.begin",
    "onboarding_pages.step",
    "onboarding_pages.settle",
    "onboarding_pages.issue_codes",
    "registers_pages.constituencies",
    "registers_pages.export",
    "registers_pages.template",
    "registers_pages.upload",
    "registers_pages.take_in",
    # need lines that are wrong or done: tried beside the tests of registers
    "registers_pages.wrong",
    "registers_pages.undo",
    "registers_pages.links",
    "uploads_pages.take_in",
    # of one's own unit or area; what names an assignment is played in tests/assignments/test_desk_matrix.py
    "assignments_pages.desk",
    *(f"assignments_pages.{name}" for name in DESK_ROWS),
    # of one's own area, or of the letters one has: tried role by role in tests/supervision
    *(f"supervision_pages.{name}" for name in SUPERVISION_PAGES),
    # of one's own county, or of all for the administrator: tried in tests/feedback
    "feedback_pages.listed",
    "feedback_pages.answer",
    # of oneself and one's own area; what names an alert is tried in tests/alerts
    "alerts_pages.alerts",
    "alerts_pages.definitions",
    "alerts_pages.quiet",
    "alerts_pages.wake",
    # only for the administrator, whose scope is every account: tried beside the door's tests
    "stations_pages.give_reset_link",
}


@pytest.fixture
def begin_desk(once: Once, client: FlaskClient) -> Callable[[], Scene]:
    """The stage with what the console's pages are about."""

    def build() -> Scene:
        stage = build_stage(client)
        return stage, build_things(stage)

    return lambda: cast(Scene, once("desk", build))


@pytest.mark.parametrize("endpoint", TABLE)
def test_each_row_of_the_consoles_matrix(app: Flask, begin_desk: Callable[[], Scene], endpoint: str) -> None:
    """Every role × own, sibling, parent, elsewhere."""
    page = TABLE[endpoint]
    for (stage, things), role in acts(page.owners, begin_desk, changes=page.form is not None):
        for relation in RELATIONS:
            answer = open_page(app, stage, page, things[relation], role)
            cell = (endpoint, role.value, relation, answer.status_code, answer.data[:300])
            if covers(role, relation, page.owners):
                assert answer.status_code in (200, 303), cell
            elif allows(role, PERMISSIONS[endpoint]):
                assert answer.status_code in (403, 404), cell
            else:
                assert answer.status_code == 403, cell


def open_page(app: Flask, stage: Stage, page: Page, thing: Things, role: Role) -> Any:
    desk = at(app, stage.world, role.value)
    path = "/console/" + fill(page.path, thing)
    if page.form is None:
        return desk.get(path)
    return desk.post(path, {name: fill(value, thing) for name, value in page.form.items()})


def test_a_page_missing_from_the_matrix_fails(application: Flask) -> None:
    pages = {name for name in endpoints(application) if name.split(".")[0].endswith("_pages")}
    assert pages == set(TABLE) | WITHOUT_OBJECT


def test_the_owners_of_a_page_hold_its_permission(application: Flask) -> None:
    for endpoint, page in TABLE.items():
        assert all(allows(role, PERMISSIONS[endpoint]) for role in page.owners), endpoint


def test_the_lists_of_the_console_hold_nothing_foreign(app: Flask, begin_desk: Callable[[], Scene]) -> None:
    stage, things = begin_desk()
    desk = at(app, stage.world, "liaison")
    foreign = things["other_county"]
    for path in ("inbox?view=all", "stations", "deputies", "codes", "departments", "routing", "on-call"):
        page = desk.page(f"/console/{path}")
        for name in (
            foreign.objects.submitted,
            foreign.objects.invited,
            foreign.objects.station,
            foreign.code,
        ):
            assert str(name) not in page, path
