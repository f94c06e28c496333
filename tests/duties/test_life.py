"""The life of a record: confirmed, refused with a reason, appealed once, corrected, sealed; every other way is closed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from werkzeug.test import TestResponse

from server.activities.kinds import KINDS
from server.activities.models import Participant
from server.core import clock
from server.core.db import db, transaction
from server.duties import deciding, jobs
from server.duties.life import WORKFLOW, DutyStatus
from server.duties.models import Duty, DutyStep
from server.notifications.models import Notice
from tests import factories
from tests.factories import World
from tests.messages.path import drain

WHY = {"reason": "那天会议改期了。"}
VISIT = {"kind": "visit_voters", "title": "走访桂花社区三户人家"}


def own(world: World, **fields: Any) -> TestResponse:
    at = fields.pop("at", clock.now() - timedelta(hours=2))
    body = VISIT | {"at": at.isoformat()} | fields
    return world.phone("deputy").post("/api/duties/own", body)


def act(world: World, who: str, duty_id: str, verb: str, body: Any = None) -> TestResponse:
    return world.phone(who).post(f"/api/duties/{duty_id}/{verb}", body)


def seal() -> None:
    jobs.seal()
    db.session.expire_all()


def told(world: World, who: str) -> list[str]:
    drain()
    found = select(Notice.title).where(Notice.account_id == world.phone(who).account_id)
    return list(db.session.scalars(found.order_by(Notice.created_at)))


def test_the_database_knows_the_same_turns_as_the_program(world: World) -> None:
    with transaction():
        kept = set(db.session.execute(text("select before, after from duty_turns()")).tuples())
    turns = {(s.value, after.value) for (s, _), after in WORKFLOW.table.items() if s is not after}
    assert kept == turns
    assert set(WORKFLOW.refusals) == set(DutyStatus)


def test_the_database_refuses_a_jump(world: World) -> None:
    duty_id = own(world).json["id"]
    with pytest.raises(IntegrityError, match="does not go from pending to archived"), transaction():
        db.session.execute(text("update duties set status = 'archived' where id = :id"), {"id": duty_id})


def test_refused_with_a_reason_appealed_once_and_granted_by_another_person(world: World) -> None:
    """The whole way, and what the deputy reads of it."""
    duty_id = own(world).json["id"]
    assert act(world, "deputy", duty_id, "appeal", WHY).json["error"]["code"] == "duty.not_rejected"
    assert act(world, "station_head", duty_id, "reject", WHY).json["status"] == "rejected"
    assert "有一条履职没有核实" in told(world, "deputy")
    # neither refused nor in dispute does it count
    sentence = "/api/duties?box=mine"
    assert world.phone("deputy").get(sentence).json["year"]["sentence"] == "这一年还没有记录。"
    seen = world.phone("deputy").get(f"/api/duties/{duty_id}").json
    assert (seen["steps"][0]["reason"], seen["actions"]) == (WHY["reason"], ["appeal"])
    assert (
        act(world, "deputy", duty_id, "appeal", {"reason": "去了，老张在场。"}).json["status"] == "appealed"
    )
    assert told(world, "street_npc") == ["有一条履职申诉等您定"]
    assert "有一条履职申诉等您定" not in told(world, "station_head"), "whoever refused does not decide"
    granted = {"is_granted": True, "reason": "问过老张，确有其事。"}
    mine = act(world, "station_head", duty_id, "decide", granted)
    assert (mine.status_code, mine.json["error"]["code"]) == (403, "duty.own_decision")
    assert act(world, "street_npc", duty_id, "decide", granted).json["status"] == "confirmed"
    assert act(world, "deputy", duty_id, "appeal", WHY).status_code == 409, "once"
    assert world.phone("deputy").get(sentence).json["year"]["sentence"] == "这一年走访 1 次。"


def test_an_appeal_is_refused_for_good_and_ten_days_are_ten_days(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, late = own(world).json["id"], own(world, kind="mediation", title="调解两家的墙").json["id"]
    for duty_id in (first, late):
        act(world, "liaison", duty_id, "reject", WHY)
    act(world, "deputy", first, "appeal", WHY)
    no = {"is_granted": False, "reason": "当天没有人见过。"}
    assert act(world, "street_npc", first, "decide", no).json["status"] == "rejected_final"
    again = act(world, "deputy", first, "appeal", WHY)
    assert (again.status_code, again.json["error"]["code"]) == (409, "duty.not_rejected")
    monkeypatch.setattr(deciding, "APPEAL_WITHIN", timedelta(0))
    assert act(world, "deputy", late, "appeal", WHY).json["error"]["code"] == "duty.appeal_late"


REFUSALS = [
    ("confirm", "liaison", None, "duty.confirmed"),
    ("reject", "liaison", WHY, "duty.confirmed"),
    ("decide", "street_npc", WHY | {"is_granted": True}, "duty.not_appealed"),
    ("unseal", "street_npc", WHY, "duty.not_archived"),
    ("revoke", "deputy", None, "duty.confirmed"),
    ("submit", "deputy", None, "duty.confirmed"),
    ("correct", "liaison", WHY | {"title": VISIT["title"]}, "duty.nothing_new"),
    ("correct", "liaison", WHY | {"at": "2098-01-01T09:00:00+08:00"}, "duty.future"),
    ("correct", "liaison", WHY | {"at": "0001-01-01T09:00:00+14:00"}, "duty.long_ago"),
]


def test_what_does_not_fit_is_refused_with_the_way_on(world: World) -> None:
    duty_id = own(world).json["id"]
    act(world, "liaison", duty_id, "confirm")
    for verb, who, body, code in REFUSALS:
        error = act(world, who, duty_id, verb, body).json["error"]
        assert error["code"] == code, verb
        assert error["text"].endswith("。"), verb


def test_a_correction_keeps_what_stood_before(world: World) -> None:
    duty_id = own(world).json["id"]
    act(world, "liaison", duty_id, "confirm")
    new = {"title": "走访桂花社区五户人家", "kind": "research", "reason": "写错了户数和类型。"}
    assert act(world, "liaison", duty_id, "correct", new).json["title"] == new["title"]
    step = world.phone("deputy").get(f"/api/duties/{duty_id}").json["steps"][-1]
    assert step["was"] == ["原来的类型：走访联系选民", f"原来的内容：{VISIT['title']}"]
    assert (step["reason"], step["by"]) == (new["reason"], "联络员 小林")
    assert "有一条履职更正了" in told(world, "deputy")


def test_a_record_of_the_wrong_person_is_struck_and_the_list_forgets_it(world: World) -> None:
    with transaction():
        planned = factories.activity(world.station, [world.deputy])
    body = {"deputy_id": str(world.deputy.id), "activity_id": str(planned.id)}
    duty_id = world.phone("liaison").post("/api/duties/entries", body).json["id"]
    assert (
        act(world, "station_head", duty_id, "strike", {"reason": "登记错了人。"}).json["status"] == "revoked"
    )
    with transaction():
        place = db.session.get_one(Participant, (planned.id, world.deputy.id))
        assert (place.duty_id, place.came_by) == (None, None)
    again = world.phone("liaison").post("/api/duties/entries", body)
    assert (again.status_code, again.json["status"]) == (201, "confirmed"), "it may be put on file again"


def test_a_draft_is_nobodys_but_its_writers_until_it_is_handed_over(world: World) -> None:
    draft = own(world, is_draft=True).json
    assert draft["status"] == "draft"
    assert act(world, "liaison", draft["id"], "confirm").status_code == 404
    at = (clock.now() - timedelta(hours=3)).isoformat()
    rewritten = VISIT | {"at": at, "title": "走访三户", "place": "桂花新村"}
    assert world.phone("deputy").put(f"/api/duties/{draft['id']}", rewritten).json["place"] == "桂花新村"
    assert act(world, "deputy", draft["id"], "submit").json["status"] == "pending"
    assert act(world, "deputy", draft["id"], "revoke").json["status"] == "revoked"
    assert own(world, title="走访三户", place="桂花新村").status_code == 201, "taken back, it is free again"


def test_the_same_kind_day_and_place_is_one_record(world: World) -> None:
    first, again = own(world), own(world, title="换一种说法写同一件事")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json["id"] == again.json["id"]
    assert own(world, place="桂花新村").status_code == 201, "another place is another one"


@pytest.mark.parametrize(
    ("shift", "words"), [(timedelta(days=1), "还没到的日子"), (timedelta(days=-800), "封存")]
)
def test_no_day_to_come_and_no_sealed_year(world: World, shift: timedelta, words: str) -> None:
    answer = own(world, at=clock.now() + shift)
    assert answer.status_code == 400
    assert words in answer.json["error"]["fields"]["at"]


def test_nobody_confirms_what_they_put_down_themselves(world: World) -> None:
    duty_id = own(world).json["id"]
    with transaction():
        db.session.get_one(Duty, UUID(duty_id)).recorded_by = world.phone("liaison").account_id
    answer = act(world, "liaison", duty_id, "confirm")
    assert (answer.status_code, answer.json["error"]["code"]) == (403, "duty.own_record")


def test_what_waits_five_working_days_is_said_once_and_confirmed_by_nobody(world: World) -> None:
    duty_id = own(world).json["id"]
    jobs.remind()
    assert told(world, "liaison") == []
    with transaction():
        db.session.get_one(Duty, UUID(duty_id)).recorded_at = clock.now() - timedelta(days=12)
    jobs.remind()
    jobs.remind()
    assert told(world, "liaison") == ["有一条履职等了 5 个工作日"]
    with transaction():
        assert db.session.get_one(Duty, UUID(duty_id)).status is DutyStatus.PENDING


def test_the_year_before_is_sealed_and_opened_with_a_reason(world: World) -> None:
    duty_id, young = own(world).json["id"], own(world, kind="research", title="调研停车").json["id"]
    for one in (duty_id, young):
        act(world, "liaison", one, "confirm")
    with transaction():
        old = db.session.get_one(Duty, UUID(duty_id))
        old.at -= timedelta(days=800)
    seal()
    with transaction():
        states = dict(db.session.execute(select(Duty.id, Duty.status)).tuples().all())
        assert states == {UUID(duty_id): DutyStatus.ARCHIVED, UUID(young): DutyStatus.CONFIRMED}
    correct = {"title": "走访四户", "reason": "写错了。"}
    refused = act(world, "liaison", duty_id, "correct", correct)
    assert (refused.status_code, refused.json["error"]["code"]) == (409, "duty.archived")
    assert "解封" in refused.json["error"]["text"]
    assert act(world, "liaison", duty_id, "unseal", WHY).status_code == 403
    assert act(world, "street_npc", duty_id, "unseal", WHY).json["status"] == "confirmed"
    seal()
    assert act(world, "liaison", duty_id, "correct", correct).json["title"] == "走访四户", "open for a month"
    with transaction():
        db.session.get_one(Duty, UUID(duty_id)).unsealed_at = clock.now() - timedelta(days=31)
    seal()
    assert act(world, "liaison", duty_id, "correct", correct).json["error"]["code"] == "duty.archived"


def test_the_line_of_the_seal_is_the_last_day_of_january() -> None:
    lines = {
        day: deciding.sealed_before(day) for day in (date(2027, 1, 30), date(2027, 1, 31), date(2027, 12, 31))
    }
    years = [moment.year for moment in lines.values()]
    assert years == [2026, 2027, 2027]
    assert all(moment == datetime(moment.year, 1, 1, tzinfo=clock.ZONE) for moment in lines.values())


def test_every_kind_may_be_put_down_without_position_and_photo(world: World) -> None:
    """F04: none of the twenty asks for either."""
    for kind in KINDS:
        assert own(world, kind=kind.value, title=KINDS[kind].name).status_code == 201, kind
    with transaction():
        assert {one.is_near for one in db.session.scalars(select(Duty))} == {None}
        assert db.session.scalar(select(DutyStep)) is None
