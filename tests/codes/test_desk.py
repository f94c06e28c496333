"""Codes at the console: replaced, looked after, and printed by the hundred with the progress in sight."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pypdfium2
import pytest
import zxingcpp
from sqlalchemy import select

from server.codes.models import Code, CodeStatus, PrintJob, PrintState
from server.core.db import db, transaction
from tests import factories
from tests.codes.orders import work
from tests.console.desk import At
from tests.factories import World


def test_a_code_is_replaced_from_its_line(desk: At, world: World) -> None:
    liaison = desk("liaison")
    assert "换一枚" in liaison.page("/console/codes")
    assert liaison.post(f"/console/codes/{world.station_code.id}/replace").status_code == 303
    hanging = select(Code.status).where(Code.placement == "大门口").order_by(Code.status)
    assert list(db.session.scalars(hanging)) == [CodeStatus.ACTIVE, CodeStatus.REVOKED]


def test_a_damaged_code_is_on_the_list_until_somebody_looked(desk: At, world: World) -> None:
    path = f"/api/codes/{world.station_code.token}/reports"
    world.client.post(path, json={"note": "<b>撕了</b>"})
    liaison = desk("liaison")
    page = liaison.page("/console/codes")
    assert "要去看一眼的码" in page
    assert "有人说有问题，请去看看" in page
    assert "&lt;b&gt;撕了" in page
    settle = page.split("/console/codes/reports/")[1].split('"')[0]
    assert liaison.post(f"/console/codes/reports/{settle}").status_code == 303
    assert "要去看一眼的码" not in liaison.page("/console/codes")


def test_one_code_is_printed_on_the_sheet_that_was_chosen(desk: At, world: World) -> None:
    path = f"/console/codes/{world.deputy_code.id}/poster.pdf"
    answer = desk("liaison").get(f"{path}?format=badge")
    document = pypdfium2.PdfDocument(answer.data)
    (found,) = zxingcpp.read_barcodes(document[0].render(scale=300 / 72).to_pil())
    document.close()
    assert found.text.endswith(world.deputy_code.token)
    assert desk("liaison").get(f"{path}?format=a2").status_code == 400


def test_a_district_is_ordered_watched_stopped_and_fetched(desk: At, world: World) -> None:
    with transaction():
        factories.deputy(factories.station("春江社区代表联络点", "330111002001"), "李芳")
    office = desk("npc_staff")
    assert "还没有印过" in office.page("/console/prints")
    given = {"kind": "deputy", "format": "badge", "area": ""}
    assert office.post("/console/prints", given).status_code == 303
    job = db.session.scalars(select(PrintJob)).one()
    card = office.page(f"/console/prints/{job.id}")
    assert "0 / 2" in card
    assert "正在做 富春街道" in card
    assert 'hx-trigger="every 2s"' in card
    assert "新发 1 枚，沿用 1 枚" in card
    assert office.post(f"/console/prints/{job.id}/stop").status_code == 303
    work()
    stopped = office.page(f"/console/prints/{job.id}")
    assert "停下了" in stopped
    assert "hx-trigger" not in stopped
    assert office.post(f"/console/prints/{job.id}/resume").status_code == 303
    work()
    page = office.page("/console/prints")
    assert "2 / 2" in page
    assert "做好了" in page
    fetched = office.get(f"/console/prints/{job.id}.zip")
    assert "filename*=UTF-8''%E5%AF%8C" in fetched.headers["Content-Disposition"]
    with ZipFile(BytesIO(fetched.data)) as archive:
        assert all(archive.read(name).startswith(b"%PDF") for name in archive.namelist())
        assert len(archive.namelist()) == 2
    part = page.split("/console/prints/parts/")[1].split(".pdf")[0]
    assert office.get(f"/console/prints/parts/{part}.pdf").data.startswith(b"%PDF")
    assert office.post(f"/console/prints/{job.id}/stop").status_code == 409


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"kind": "station", "format": "badge"}, "只印代表本人的码"),
        ({"kind": "station", "format": "poster"}, "没有这个选项"),
        ({"format": "a4"}, "这一项要填"),
        ({"kind": "station", "format": "a4", "area": "3301"}, "格式不对"),
    ],
)
def test_an_order_that_cannot_be_is_told(desk: At, world: World, given: dict[str, str], words: str) -> None:
    answer = desk("npc_staff").post("/console/prints", given, **{"HX-Request": "true"})
    assert answer.status_code == 400
    assert words in answer.text
    assert db.session.scalars(select(PrintJob)).all() == []


def test_nobody_orders_for_a_foreign_town(desk: At, world: World) -> None:
    given = {"kind": "station", "format": "a4", "area": "330111002000"}
    assert desk("street_npc").post("/console/prints", given).status_code == 404
    assert desk("npc_leader").post("/console/prints", given).status_code == 403
    assert desk("sys_admin").post("/console/prints", given | {"area": ""}).status_code == 404


def test_a_notice_about_codes_leads_to_them(desk: At, world: World) -> None:
    liaison = desk("liaison")
    liaison.post("/console/prints", {"kind": "station", "format": "stickers"})
    work()
    assert db.session.scalars(select(PrintJob.state)).one() is PrintState.DONE
    page = liaison.page("/console/notices")
    assert "印码做完了" in page
    notice = page.split("/console/notices/")[1].split("/read")[0]
    assert liaison.post(f"/console/notices/{notice}/read").headers["Location"] == "/console/prints"
