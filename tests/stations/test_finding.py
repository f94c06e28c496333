"""Finding a station without a code: nobody signs in, nothing is kept."""

from __future__ import annotations

import logging
import re
from pathlib import Path
from typing import Any

import pytest

from server.areas.models import AreaLevel
from server.core.db import db, transaction
from server.stations import finding
from server.stations.models import LicenceState, StationKind
from tests import factories
from tests.stations.places import COUNTY, NEXT_VILLAGE, OTHER_VILLAGE, TOWN, VILLAGE, names, stand

pytestmark = pytest.mark.usefixtures("places")


# stations by place and words


def test_stations_of_a_place_stand_in_the_order_of_the_code(ask: Any) -> None:
    stand("春江站", OTHER_VILLAGE)
    stand("文村站", NEXT_VILLAGE)
    stand("桂花站", VILLAGE)
    stand("泉山站", "320311001001")
    assert names(ask("/api/stations", area=COUNTY)) == ["桂花站", "文村站", "春江站"]
    assert names(ask("/api/stations", area=TOWN)) == ["桂花站", "文村站"]
    assert names(ask("/api/stations", area=TOWN.ljust(12, "0"))) == ["桂花站", "文村站"]
    assert names(ask("/api/stations", area="330000000000")) == ["桂花站", "文村站", "春江站"]


@pytest.mark.parametrize("state", [state for state in LicenceState if state is not LicenceState.ACTIVE])
def test_only_an_open_station_is_found(ask: Any, state: LicenceState) -> None:
    stand("关着的站", latitude=30.05, longitude=119.95, licence=state)
    for query in ({"area": VILLAGE}, {"q": "关着"}, {"near": "30.05,119.95"}):
        found = ask("/api/stations", **query)
        assert found["items"] == []
        assert not found["without_position"]


@pytest.mark.parametrize(
    "words",
    [
        "桂花站",
        "桂花西路 18 号",
        "桂花西路18号",
        "桂花西路18",
        "桂花西路　１８号",
        "富春街道 桂花",
        "桂花 富春街道",
        "富阳区富春街道桂花社区桂花西路18号",
        "桂花社区",
        "站，富春",
    ],
)
def test_an_address_in_words_is_found_however_it_is_written(ask: Any, words: str) -> None:
    with transaction():
        factories.area(VILLAGE, "桂花社区居委会", AreaLevel.VILLAGE, TOWN)
    stand("桂花站", VILLAGE, address="桂花西路 18 号")
    stand("春江站", OTHER_VILLAGE, address="春江路 2 号")
    assert names(ask("/api/stations", q=words)) == ["桂花站"]


def test_every_word_must_be_there(ask: Any) -> None:
    stand("桂花站", VILLAGE, address="桂花西路 18 号")
    assert names(ask("/api/stations", q="桂花 春江")) == []
    assert names(ask("/api/stations", q="桂花西路 19 号")) == []


def test_a_village_without_a_station_names_the_home_of_its_town(ask: Any) -> None:
    stand("区代表之家", OTHER_VILLAGE, kind=StationKind.HOME)
    assert ask("/api/stations", area=NEXT_VILLAGE)["home"]["name"] == "区代表之家"
    stand("富春代表之家", TOWN, kind=StationKind.HOME)
    found = ask("/api/stations", area=NEXT_VILLAGE)
    assert found["items"] == []
    assert (found["home"]["name"], found["home"]["phone"]) == ("富春代表之家", "0571-63000000")
    assert ask("/api/stations", area=TOWN)["home"] is None
    assert ask("/api/stations", q="没有这个")["home"] is None


def test_a_long_list_comes_page_by_page_and_nothing_twice(ask: Any) -> None:
    with transaction():
        for number in range(finding.PER_PAGE + 5):
            factories.station(f"{number:03d}站", latitude=30.05 + number / 1000, longitude=119.95)
    for near in ({}, {"near": "30.05,119.95"}):
        first = ask("/api/stations", area=VILLAGE, **near)
        second = ask("/api/stations", area=VILLAGE, cursor=first["next"], **near)
        assert names(first) + names(second) == [f"{n:03d}站" for n in range(finding.PER_PAGE + 5)]
        assert second["next"] is None


# the nearest


def test_the_nearest_station_comes_first_with_its_distance(ask: Any) -> None:
    stand("远站", latitude=30.14, longitude=119.95)
    stand("近站", latitude=30.0545, longitude=119.95)
    stand("东站", latitude=30.05, longitude=119.96)
    found = ask("/api/stations", near="30.05,119.95")
    assert [(item["name"], item["distance_m"]) for item in found["items"]] == [
        ("近站", 500),
        ("东站", 960),
        ("远站", 10010),
    ]


def test_what_is_a_day_away_is_not_near(ask: Any) -> None:
    stand("北京站", latitude=39.9, longitude=116.4)
    assert names(ask("/api/stations", near="30.05,119.95")) == []


def test_stations_without_a_position_are_left_out_and_counted(ask: Any) -> None:
    stand("有位置", latitude=30.05, longitude=119.95)
    stand("没位置")
    stand("缺一半", latitude=30.05)
    stand("泉山站", "320311001001")
    found = ask("/api/stations", near="30.05,119.95")
    assert (names(found), found["without_position"]) == (["有位置"], 2)
    assert ask("/api/stations", near="30.05,119.95", area="32")["without_position"] == 1
    assert ask("/api/stations")["without_position"] is None


def test_nearness_keeps_to_the_place_and_the_words_asked_for(ask: Any) -> None:
    stand("桂花站", VILLAGE, latitude=30.05, longitude=119.95)
    stand("春江站", OTHER_VILLAGE, latitude=30.051, longitude=119.95)
    assert names(ask("/api/stations", near="30.05,119.95", area="330111002")) == ["春江站"]
    assert names(ask("/api/stations", near="30.05,119.95", q="桂花社区")) == ["桂花站"]


def test_an_invented_position_is_labelled(ask: Any) -> None:
    made = stand("示范站", latitude=30.05, longitude=119.95)
    with transaction():
        db.session.merge(made).is_demo = True
    assert ask("/api/stations", near="30.05,119.95")["items"][0]["is_demo"] is True


def test_the_position_of_who_asks_is_in_no_log(ask: Any, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        ask("/api/stations", near="30.0512,119.9534")
    lines = [repr(record.__dict__) for record in caplog.records]
    assert any("/api/stations" in line for line in lines)
    assert not any("30.05" in line or "119.95" in line for line in lines)


def test_the_proxy_writes_no_query_into_its_logs() -> None:
    """nginx by default logs the whole request line and the page it came from."""
    folder = Path(__file__).parents[2] / "deploy/nginx"
    site, common = ((folder / name).read_text() for name in ("yicang-liangma.conf", "common.conf"))
    form = re.search(r"log_format yicang '(.+)';", site)
    assert form
    named = set(re.findall(r"\$\w+", form[1]))
    assert "$uri" in named
    assert not named & {"$request", "$request_uri", "$args", "$query_string", "$http_referer"}
    assert re.findall(r"access_log .+", common) == ["access_log /var/log/nginx/yicang.log yicang;"]
    # every server that answers more than a redirect takes its log from there
    assert site.count("listen 443") == site.count("nginx/common.conf;\n") == 2
    position = site.split("location = /api/stations {")[1].split("}")[0]
    assert "error_log /var/log/nginx/error.log crit;" in position


BAD = [
    {"near": "30.05"},
    {"near": "here,there"},
    {"near": "91,10"},
    {"near": "86,10"},
    {"near": "30.05,181"},
    {"near": "nan,nan"},
    {"near": "1e9,1"},
    {"near": "30.05,119.95;drop"},
    {"near": "30.05,119.95\x00"},
    {"area": "330"},
    {"area": "abc"},
    {"area": "3301110010011"},
    {"q": "字" * 41},
    {"cursor": "-1"},
    {"cursor": "1" * 7},
    {"order": "distance"},
]


@pytest.mark.parametrize("query", BAD, ids=str)
def test_a_question_that_makes_no_sense_is_refused_in_chinese(ask: Any, query: dict[str, str]) -> None:
    error = ask("/api/stations", 400, **query)["error"]
    assert error["code"] == "request.invalid"
    assert set(error["fields"]) == set(query)


@pytest.mark.parametrize("q", ["%", "_", "\\", "'", "号", "，", " ", "\x00", "𠮷"])
def test_signs_are_searched_for_not_obeyed(ask: Any, q: str) -> None:
    stand("桂花站")
    found = names(ask("/api/stations", q=q))
    assert found == (["桂花站"] if q in (" ", "\x00", "号") else [])
    ask("/api/deputies", q=q)
