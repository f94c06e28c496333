"""The rows of the tenant matrix: every operation on an object, the roles that own it, and how it is called."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from server.core.actor import Actor
from server.core.permissions import Role
from server.duties.scanning import face_code
from tests.architecture.stage import READERS, STAFF, Objects
from tests.factories import Phone

Call = Callable[[Phone, Objects], tuple[str, str, dict[str, object] | None]]


@dataclass(frozen=True)
class Operation:
    """`owners` hold the object of the own cell; `call` builds method, path and body."""

    owners: frozenset[Role]
    call: Call


def message(state: str, verb: str = "", body: dict[str, object] | None = None) -> Call:
    method = "POST" if verb else "GET"
    return lambda phone, o: (method, f"/api/messages/{getattr(o, state)}{verb and '/' + verb}", body)


def face(deputy_id: UUID) -> str:
    """What that deputy's phone shows."""
    return face_code(Actor(Role.DEPUTY, deputy_id=deputy_id))


HEADS = frozenset({Role.STATION_HEAD, Role.STREET_NPC})
ELSEWHERE: dict[str, object] = {"reason": "J5", "text": "这件事归邻县管，请找那边的联络站。"}

IN_A_WHILE: dict[str, object] = {
    "title": "接待街坊",
    "starts_at": "2099-01-05T09:00+08:00",
    "ends_at": "2099-01-05T11:00+08:00",
}

OPERATIONS: dict[str, Operation] = {
    "messages.notes": Operation(STAFF, lambda phone, o: ("GET", f"/api/messages/{o.submitted}/notes", None)),
    "messages.read": Operation(READERS, message("submitted")),
    "messages.accept": Operation(STAFF | {Role.DEPUTY}, message("submitted", "accept", {})),
    "messages.sort": Operation(STAFF | {Role.DEPUTY}, message("accepted", "sort", {"kind": "consult"})),
    "messages.reply": Operation(
        STAFF | {Role.DEPUTY}, message("accepted", "reply", {"text": "好的，来看。"})
    ),
    "messages.rate": Operation(
        frozenset({Role.RESIDENT}), message("answered", "rate", {"reply": 3, "solved": True})
    ),
    "messages.narrow": Operation(
        frozenset({Role.RESIDENT}), message("answered", "visibility", {"visibility": "private"})
    ),
    "messages.ask": Operation(STAFF, message("submitted", "ask", {"text": "请写清是哪一幢。"})),
    "messages.supplement": Operation(
        STAFF | {Role.RESIDENT}, message("asked", "supplement", {"text": "是三幢。"})
    ),
    "messages.restore": Operation(STAFF | {Role.RESIDENT}, message("shelved", "restore", {})),
    "messages.withdraw": Operation(frozenset({Role.RESIDENT}), message("submitted", "withdraw", {})),
    "messages.progress": Operation(
        STAFF | {Role.DEPUTY}, message("accepted", "progress", {"text": "灯已经订了。"})
    ),
    "messages.hand_up": Operation(
        STAFF | {Role.DEPUTY}, message("accepted", "hand-up", {"text": "要单位去换管子。"})
    ),
    "messages.reopen": Operation(
        frozenset({Role.STREET_NPC, Role.NPC_STAFF}), message("answered", "reopen", {"text": "没写哪天办。"})
    ),
    "messages.deputies": Operation(
        STAFF | {Role.DEPUTY}, lambda phone, o: ("GET", f"/api/messages/{o.accepted}/deputies", None)
    ),
    "messages.forward": Operation(
        STAFF | {Role.DEPUTY},
        lambda phone, o: (
            "POST",
            f"/api/messages/{o.accepted}/forward",
            {"deputy_id": str(o.colleague), "text": "他更懂。"},
        ),
    ),
    "messages.reject": Operation(STAFF, message("submitted", "reject", ELSEWHERE)),
    "messages.approve": Operation(HEADS, message("proposed", "reject/approve", {})),
    "messages.send_back": Operation(HEADS, message("proposed", "reject/send-back", {"text": "归我们管。"})),
    "messages.appeal": Operation(
        frozenset({Role.RESIDENT}), message("rejected", "appeal", {"text": "就在我们社区。"})
    ),
    "messages.note": Operation(STAFF, message("submitted", "notes", {"text": "问过网格员了。"})),
    "messages.reveal": Operation(
        STAFF | {Role.NPC_STAFF}, message("submitted", "identity", {"reason": "回电话问位置"})
    ),
    "duties.enter": Operation(
        STAFF,
        lambda phone, o: (
            "POST",
            "/api/duties/entries",
            {"deputy_id": str(o.activity_deputy), "activity_id": str(o.activity)},
        ),
    ),
    "duties.reject": Operation(
        STAFF,
        lambda phone, o: ("POST", f"/api/duties/{o.pending}/reject", {"reason": "那天没有开会。"}),
    ),
    "duties.correct": Operation(
        STAFF,
        lambda phone, o: (
            "POST",
            f"/api/duties/{o.counted}/correct",
            {"title": "接待三位街坊", "reason": "写错了。"},
        ),
    ),
    "duties.strike": Operation(
        HEADS | {Role.NPC_STAFF},
        lambda phone, o: ("POST", f"/api/duties/{o.counted}/strike", {"reason": "登记错了人。"}),
    ),
    "duties.decide": Operation(
        HEADS | {Role.NPC_STAFF},
        lambda phone, o: (
            "POST",
            f"/api/duties/{o.disputed}/decide",
            {"is_granted": True, "reason": "问过在场的人。"},
        ),
    ),
    "duties.unseal": Operation(
        HEADS | {Role.NPC_STAFF},
        lambda phone, o: ("POST", f"/api/duties/{o.sealed}/unseal", {"reason": "名称写错了。"}),
    ),
    "duties.submit": Operation(
        frozenset({Role.DEPUTY}), lambda phone, o: ("POST", f"/api/duties/{o.draft}/submit", None)
    ),
    "duties.revoke": Operation(
        frozenset({Role.DEPUTY}), lambda phone, o: ("POST", f"/api/duties/{o.pending}/revoke", None)
    ),
    "duties.appeal": Operation(
        frozenset({Role.DEPUTY}),
        lambda phone, o: ("POST", f"/api/duties/{o.refused}/appeal", {"reason": "去了，老张在场。"}),
    ),
    "duties.case": Operation(
        frozenset({Role.DEPUTY}), lambda phone, o: ("GET", f"/api/duties/{o.pending}", None)
    ),
    "duties.confirm": Operation(STAFF, lambda phone, o: ("POST", f"/api/duties/{o.pending}/confirm", None)),
    "duties.meet": Operation(
        STAFF,
        lambda phone, o: (
            "POST",
            "/api/duties/meetings",
            {"code": face(o.activity_deputy), "station_id": str(o.station), "activity_id": str(o.activity)},
        ),
    ),
    "duties.left": Operation(STAFF, lambda phone, o: ("POST", f"/api/duties/{o.pending}/left", None)),
    "duties.waiting_case": Operation(
        STAFF, lambda phone, o: ("GET", f"/api/duties/waiting/{o.disputed}", None)
    ),
    "duties.arrivals": Operation(STAFF, lambda phone, o: ("GET", f"/api/duties/arrivals/{o.activity}", None)),
    "activities.read": Operation(
        READERS - {Role.RESIDENT, Role.GOV_DISPATCHER},
        lambda phone, o: ("GET", f"/api/activities/{o.activity}", None),
    ),
    "activities.revise": Operation(
        STAFF, lambda phone, o: ("PUT", f"/api/activities/{o.sketched}", IN_A_WHILE)
    ),
    "activities.invite": Operation(
        STAFF,
        lambda phone, o: (
            "PUT",
            f"/api/activities/{o.sketched}/guests",
            {"deputy_ids": [str(o.activity_deputy)]},
        ),
    ),
    "activities.take": Operation(
        STAFF,
        lambda phone, o: (
            "POST",
            f"/api/activities/{o.sketched}/steps",
            {"action": "cancel", "text": "并到下个月。"},
        ),
    ),
    "activities.answer": Operation(
        frozenset({Role.DEPUTY}),
        lambda phone, o: ("PUT", f"/api/activities/{o.activity}/answer", {"answer": "coming"}),
    ),
    "duties.leave": Operation(
        frozenset({Role.DEPUTY}),
        lambda phone, o: ("POST", f"/api/duties/{o.pending}/leave", {"code": o.duty_code}),
    ),
    "stations.invite": Operation(
        STAFF | {Role.NPC_STAFF},
        lambda phone, o: ("POST", "/api/invitations", {"deputy_id": str(o.invited)}),
    ),
}
