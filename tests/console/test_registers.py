"""The registers: stations, deputies, codes, accounts; the calendar, who came, and the invitation."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image
from sqlalchemy import select

from server.accounts.service import bind
from server.activities.models import Activity
from server.codes.models import Code, CodeKind, CodeStatus
from server.core import clock
from server.core.db import db, transaction
from server.core.permissions import Role
from server.deputies.models import DeputyLevel
from server.duties.models import Duty, DutySource, DutyStatus
from server.stations.registers import PER_PAGE
from tests import factories
from tests.console.desk import Desk
from tests.factories import World

At = Callable[[str], Desk]


def rows(html: str) -> list[str]:
    """The head of each line, in order."""
    return re.findall(r'<th scope="row"[^>]*>(?:<a [^>]*>)?([^<]+)', html)


def test_stations_stand_in_the_order_of_the_code_and_can_be_narrowed(desk: At, world: World) -> None:
    with transaction():
        factories.station("春江社区代表联络点", "330111002001")
        factories.station("江滨代表联络点", factories.VILLAGE, address="江滨东路 1 号")
    staff = desk("npc_staff")
    everything = ["桂花社区代表联络站", "江滨代表联络点", "春江社区代表联络点"]
    assert rows(staff.page("/console/stations")) == everything
    assert rows(staff.page("/console/stations?town=330111002000")) == ["春江社区代表联络点"]
    assert rows(staff.page("/console/stations?q=江滨东路")) == ["江滨代表联络点"]
    assert rows(staff.page("/console/stations?q=%25")) == []
    assert rows(desk("liaison").page("/console/stations")) == ["桂花社区代表联络站"]


def test_a_long_register_is_turned_page_by_page(desk: At, world: World) -> None:
    with transaction():
        for number in range(PER_PAGE):
            factories.station(f"第{number:03d}联络点", "330111002001")
    staff = desk("npc_staff")
    first, second = staff.page("/console/stations"), staff.page("/console/stations?page=2")
    assert (len(rows(first)), len(rows(second))) == (PER_PAGE, 1)
    assert f"第 1 – {PER_PAGE} 个，共 {PER_PAGE + 1} 个" in first
    assert "page=2" in first
    assert "page=3" not in second


def test_deputies_stand_by_pinyin_with_their_phones_masked(desk: At, world: World) -> None:
    with transaction():
        for name in ("周全", "阿里", "陈晓"):
            member = factories.deputy(world.station, name, promise="")
            member.phone = "13912340412"
    page = desk("liaison").page("/console/deputies")
    assert rows(page) == ["阿里", "陈晓", "王明", "周全"]
    assert "139****0412" in page
    assert "13912340412" not in page
    assert page.count("缺承诺") == 3


def test_deputies_are_narrowed_by_level_name_and_binding(desk: At, world: World) -> None:
    with transaction():
        factories.deputy(world.station, "周全", level=DeputyLevel.MUNICIPAL)
    liaison = desk("liaison")
    assert rows(liaison.page("/console/deputies?level=municipal")) == ["周全"]
    assert rows(liaison.page("/console/deputies?q=王")) == ["王明"]
    assert rows(liaison.page("/console/deputies?q=看病")) == ["王明", "周全"]
    assert rows(liaison.page("/console/deputies?bound=yes")) == []


def test_who_has_left_office_is_not_in_the_register(desk: At, world: World) -> None:
    with transaction():
        factories.deputy(world.station, "前任", term_to=clock.today() - timedelta(days=1))
    assert rows(desk("liaison").page("/console/deputies")) == ["王明"]


def test_an_invitation_is_shown_once_and_binds_the_deputy(desk: At, world: World) -> None:
    liaison = desk("liaison")
    path = f"/console/deputies/{world.deputy.id}"
    shown = liaison.post(f"{path}/invitation").text
    found = re.search(r'id="invitation">([^<]+)<', shown)
    assert found
    assert found[1] not in liaison.page(path)
    assert "邀请已发" in liaison.page(path)
    with transaction():
        bind(found[1], "o-the-deputy")
    assert "已绑定" in liaison.page(path)
    assert rows(liaison.page("/console/deputies?bound=yes")) == ["王明"]


def test_the_year_of_a_deputy_is_told_in_words_without_any_comparison(desk: At, world: World) -> None:
    with transaction():
        activity = factories.activity(world.station, [world.deputy])
    desk("liaison").post("/console/duties", {"activity_id": activity.id, "deputy_id": world.deputy.id})
    page = desk("liaison").page(f"/console/deputies/{world.deputy.id}")
    assert "这一年接待街坊 1 次。" in page
    for word in ("排名", "第一", "得分", "积分", "平均"):
        assert word not in page


def test_entering_for_a_deputy_equals_a_scan_in_everything_but_the_source(desk: At, world: World) -> None:
    with transaction():
        activity = factories.activity(world.station, [world.deputy], starts=clock.now() - timedelta(hours=1))
    liaison = desk("liaison")
    page = liaison.page(f"/console/stations/{world.station.id}")
    assert "还没登记：王明" in page
    given = {"activity_id": activity.id, "deputy_id": world.deputy.id}
    assert liaison.post("/console/duties", given).status_code == 303
    assert liaison.post("/console/duties", given).status_code == 303, "twice is once"
    duty = db.session.scalars(select(Duty)).one()
    assert (duty.source, duty.status, duty.title) == (DutySource.STAFF, DutyStatus.CONFIRMED, activity.title)
    assert '王明<span class="muted">代登' in liaison.page(f"/console/stations/{world.station.id}")


def test_what_waits_at_a_station_counts_once_its_liaison_has_confirmed_it(desk: At, world: World) -> None:
    given = {"code": world.duty_code.token, "kind": "visit_voters"}
    waiting = world.phone("deputy").post("/api/duties", given, key="one-visit-is-one").json
    liaison = desk("liaison")
    page = liaison.page(f"/console/stations/{world.station.id}")
    assert re.search(r"王明，<a [^>]+>走访联系选民</a>", page)
    assert liaison.post(f"/console/duties/{waiting['id']}/confirm").status_code == 303
    assert db.session.scalars(select(Duty.status)).one() is DutyStatus.CONFIRMED
    assert "等您核实的履职" not in liaison.page(f"/console/stations/{world.station.id}")


def test_nobody_is_entered_for_what_has_not_begun(desk: At, world: World) -> None:
    with transaction():
        factories.activity(world.station, [world.deputy], starts=clock.now() + timedelta(days=2))
    assert "代登</button>" not in desk("liaison").page(f"/console/stations/{world.station.id}")


PLAN = {
    "title": "每月五日代表接待",
    "kind": "receive_voters",
    "on": "2026-12-05",
    "begins": "09:00",
    "ends": "11:00",
}


def test_an_activity_is_planned_in_chinas_time(desk: At, world: World) -> None:
    path = f"/console/stations/{world.station.id}/activities"
    assert desk("liaison").post(path, PLAN | {"deputy_ids": str(world.deputy.id)}).status_code == 303
    activity = db.session.scalars(select(Activity)).one()
    assert clock.local(activity.starts_at).isoformat() == "2026-12-05T09:00:00+08:00"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"ends": "08:00"}, "结束要比开始晚"),
        ({"title": ""}, "这一项要填"),
        ({"on": "someday"}, "有 1 处要改"),
        ({"kind": "party"}, "没有这个选项"),
    ],
)
def test_a_plan_that_cannot_be_is_told(desk: At, world: World, change: dict[str, str], words: str) -> None:
    path = f"/console/stations/{world.station.id}/activities"
    answer = desk("liaison").post(path, PLAN | change, **{"HX-Request": "true"})
    assert answer.status_code == 400
    assert words in answer.text
    assert db.session.scalars(select(Activity)).all() == []


def test_a_code_is_issued_for_a_placement_and_decodes_from_its_picture(desk: At, world: World) -> None:
    liaison = desk("liaison")
    path = f"/console/stations/{world.station.id}/codes"
    assert liaison.post(path, {"kind": "station", "placement": "二楼电梯口"}).status_code == 303
    code = db.session.scalars(select(Code).where(Code.placement == "二楼电梯口")).one()
    assert "二楼电梯口" in liaison.page("/console/codes")
    picture = liaison.get(f"/console/codes/{code.id}/qr.png")
    found = zxingcpp.read_barcode(Image.open(BytesIO(picture.data)))
    assert found
    assert found.text == f"http://127.0.0.1:8000/c/{code.token}"


def test_a_deputys_code_names_a_deputy_who_sits_here(desk: At, world: World) -> None:
    liaison = desk("liaison")
    path = f"/console/stations/{world.station.id}/codes"
    with transaction():
        elsewhere = factories.deputy(factories.station("别处"), "别人")
    for given in ({}, {"deputy_id": str(elsewhere.id)}):
        assert liaison.post(path, {"kind": "deputy", **given}).status_code == 400
    assert liaison.post(path, {"kind": "deputy", "deputy_id": str(world.deputy.id)}).status_code == 303
    issued = select(Code).where(Code.kind == CodeKind.DEPUTY, Code.deputy_id == world.deputy.id)
    assert len(db.session.scalars(issued).all()) == 2


def test_the_sheet_for_the_wall_is_a_pdf_with_a_name_of_its_own(desk: At, world: World) -> None:
    answer = desk("liaison").get(f"/console/codes/{world.station_code.id}/poster.pdf")
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF")
    assert "filename*=UTF-8''%E6%A1%82%E8%8A%B1" in answer.headers["Content-Disposition"]


def test_a_revoked_code_keeps_its_line_and_loses_its_buttons(desk: At, world: World) -> None:
    liaison = desk("liaison")
    path = f"/console/codes/{world.station_code.id}"
    assert liaison.post(f"{path}/revoke").status_code == 303
    db.session.refresh(world.station_code)
    assert world.station_code.status is CodeStatus.REVOKED
    page = liaison.page("/console/codes?status=revoked")
    assert "大门口" in page
    assert f"{path}/poster.pdf" not in page
    assert liaison.post(f"{path}/revoke").status_code == 409


def test_accounts_say_their_roles_and_places_in_words(desk: At, world: World) -> None:
    with transaction():
        factories.staff(Role.LIAISON, world.station.scope, "小林", "lin")
        factories.staff(Role.STREET_NPC, f"area:{factories.TOWN}", "老郑", "zheng")
    admin = desk("sys_admin")
    page = admin.page("/console/accounts")
    assert rows(page) == ["lin", "zheng"]
    assert "联络员，桂花社区代表联络站" in page
    assert "镇街人大，富春街道" in page
    assert rows(admin.page("/console/accounts?role=street_npc")) == ["zheng"]
    assert rows(admin.page("/console/accounts?q=小林")) == ["lin"]
