"""Finding a deputy without a code: nobody signs in, nobody is ranked."""

from __future__ import annotations

from typing import Any

import pytest

from server.core.db import db, transaction
from server.deputies.models import DeputyLevel
from server.stations import finding
from server.stations.models import LicenceState, Seat, StationKind
from tests import factories
from tests.stations.places import COUNTY, NEXT_VILLAGE, OTHER_VILLAGE, TOWN, VILLAGE, names, sit, stand

pytestmark = pytest.mark.usefixtures("places")


# deputies


def test_deputies_in_office_stand_by_pinyin_with_where_to_meet_them(ask: Any) -> None:
    here = stand("桂花站")
    for name in ("周全", "艾青", "王明"):
        sit(name, here)
    sit("离任的", here, term_to=factories.date(2025, 1, 1))
    found = ask("/api/deputies", area=VILLAGE)
    assert names(found) == ["艾青", "王明", "周全"]
    assert found["items"][0]["stations"][0]["name"] == "桂花站"
    assert "phone" not in found["items"][0]


def test_a_deputy_is_found_by_name_constituency_work_or_specialty(ask: Any) -> None:
    here = stand("桂花站")
    sit("王明", here, constituency="富春第 1 选区", occupation="社区医生", specialties=["看病"])
    sit("李强", here, constituency="春江第 2 选区", occupation="律师", specialties=["法律咨询"])
    for words in ("王明", "富春第1选区", "富春第 1 选区", "医生", "看病", "王 看病"):
        assert names(ask("/api/deputies", q=words)) == ["王明"], words
    assert names(ask("/api/deputies", specialty="法律咨询")) == ["李强"]
    assert names(ask("/api/deputies", specialty="法律")) == []
    assert names(ask("/api/deputies", q="王 法律")) == []


def test_a_deputy_belongs_to_where_they_sit_and_to_the_area_that_elected_them(ask: Any) -> None:
    here, there = stand("桂花站"), stand("春江站", OTHER_VILLAGE)
    sit("王明", here)
    sit("镇代表", there, level=DeputyLevel.TOWNSHIP, area_code="330111002000")
    assert names(ask("/api/deputies", area=TOWN)) == ["王明"]
    assert names(ask("/api/deputies", area="330111002")) == ["镇代表"]
    assert names(ask("/api/deputies", area=COUNTY)) == ["王明", "镇代表"]
    assert names(ask("/api/deputies", area="320311")) == []


def test_a_closed_station_is_no_place_to_meet(ask: Any) -> None:
    shut = stand("关着的站", NEXT_VILLAGE, licence=LicenceState.SUSPENDED)
    sit("王明", shut)
    assert names(ask("/api/deputies", area=NEXT_VILLAGE)) == []
    assert ask("/api/deputies", area=COUNTY)["items"][0]["stations"] == []


def test_many_deputies_come_page_by_page(ask: Any) -> None:
    here = stand("桂花站")
    with transaction():
        for number in range(finding.PER_PAGE + 2):
            factories.deputy(here, f"代{number:03d}")
    first = ask("/api/deputies")
    second = ask("/api/deputies", cursor=first["next"])
    assert names(first) + names(second) == [f"代{n:03d}" for n in range(finding.PER_PAGE + 2)]
    assert (len(first["items"]), second["next"]) == (finding.PER_PAGE, None)


def test_no_deputy_in_a_place_names_the_home_to_ask(ask: Any) -> None:
    stand("富春代表之家", TOWN, kind=StationKind.HOME)
    assert ask("/api/deputies", area=NEXT_VILLAGE)["home"]["name"] == "富春代表之家"


def test_specialties_of_a_place_come_once_each_by_pinyin(ask: Any) -> None:
    here, there = stand("桂花站"), stand("春江站", OTHER_VILLAGE)
    sit("王明", here, specialties=["养老", "看病"])
    sit("周全", here, specialties=["看病"])
    sit("李强", there, specialties=["停车"], area_code="330111002000")
    assert ask("/api/specialties", area=TOWN)["items"] == ["看病", "养老"]
    assert ask("/api/specialties")["items"] == ["看病", "停车", "养老"]


def test_a_seat_alone_does_not_make_a_place_open(ask: Any) -> None:
    here, shut = stand("桂花站"), stand("关着的站", NEXT_VILLAGE, licence=LicenceState.CLOSED)
    member = sit("王明", here)
    with transaction():
        db.session.add(Seat(station_id=shut.id, deputy_id=member.id))
    assert [s["name"] for s in ask("/api/deputies", q="王明")["items"][0]["stations"]] == ["桂花站"]
