"""The pages of the console that are about an object, with the roles that own it, and how each is opened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from server.core import clock
from server.core.permissions import Role
from tests.architecture.stage import READERS, STAFF

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
