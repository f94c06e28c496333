"""Finding a station or a deputy without a code: nobody signs in, nobody is ranked, nothing is kept."""

from __future__ import annotations

import csv
import logging
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from server.areas.models import AreaLevel
from server.core.actor import Actor
from server.core.db import Base, db, transaction
from server.core.permissions import Role
from server.deputies.models import DeputyLevel
from server.messages import service as messages
from server.stations import finding, matters
from server.stations.models import LicenceState, Seat, StationKind
from tests import factories

VILLAGE, TOWN, COUNTY = factories.VILLAGE, factories.TOWN, factories.COUNTY
OTHER_VILLAGE = "330111002001"
NEXT_VILLAGE = "330111001002"
DEMO = Path(__file__).parents[2] / "server/demo/texts"


@pytest.fixture
def ask(client: FlaskClient) -> Any:
    """A question of somebody who is not signed in."""

    def get(path: str, status: int = 200, **query: str) -> Any:
        said = "&".join(f"{name}={quote(value)}" for name, value in query.items())
        answer = client.get(f"{path}?{said}")
        assert answer.status_code == status, answer.get_data(as_text=True)
        return answer.json

    return get


@pytest.fixture
def tell(client: FlaskClient) -> Any:
    def post(text: str, status: int = 200, **where: str) -> Any:
        answer = client.post("/api/matters", json={"text": text} | (where or {"area": COUNTY}))
        assert answer.status_code == status, answer.get_data(as_text=True)
        return answer.json

    return post


@pytest.fixture(autouse=True)
def places(client: FlaskClient) -> None:
    with transaction():
        factories.areas()
        factories.area(NEXT_VILLAGE, "文村村委会", AreaLevel.VILLAGE, TOWN)


def names(answer: Any) -> list[str]:
    return [item["name"] for item in answer["items"]]


def stand(name: str, area_code: str = VILLAGE, **fields: Any) -> Any:
    with transaction():
        return factories.station(name, area_code, **fields)


def sit(name: str, at: Any, **fields: Any) -> Any:
    with transaction():
        return factories.deputy(at, name, **fields)


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


# who fits a matter


def test_a_matter_finds_who_knows_about_it_and_says_why(tell: Any) -> None:
    here = stand("桂花站")
    sit("王明", here, specialties=["看病", "养老"])
    sit("李强", here, specialties=["停车"])
    found = tell("村里的卫生室老是关门，老人配药要跑十里路。")
    assert [(d["name"], d["because"]) for d in found["deputies"]] == [("王明", ["看病", "养老"])]
    assert found["deputies"][0]["stations"][0]["name"] == "桂花站"


def test_three_at_most_and_never_by_a_figure_of_the_person(client: FlaskClient, tell: Any) -> None:
    here = stand("桂花站")
    sat = {name: sit(name, here, specialties=["停车"]) for name in ("周全", "艾青", "王明", "陈一")}
    with transaction():
        author = Actor(Role.RESIDENT, account_id=factories.resident(client).account_id)
        for _ in range(3):
            messages.submit(author, here, content="门口停车太乱了。", deputy_id=sat["周全"].id)
    found = tell("小区停车太难了。")
    assert [d["name"] for d in found["deputies"]] == ["艾青", "陈一", "王明"]
    assert not [key for d in found["deputies"] for key, value in d.items() if isinstance(value, int | float)]


def test_who_knows_more_of_it_comes_first_then_who_is_nearer_then_pinyin(tell: Any) -> None:
    home, near, far = stand("桂花站"), stand("文村站", NEXT_VILLAGE), stand("春江站", OTHER_VILLAGE)
    sit("周全", home, specialties=["停车"])
    sit("赵近", near, specialties=["停车"])
    sit("艾远", far, specialties=["停车"])
    sit("钟多", far, specialties=["停车", "路灯"])
    said = "路灯不亮，停车又难。"
    assert [d["name"] for d in tell(said, area=VILLAGE)["deputies"]] == ["钟多", "周全", "赵近"]
    assert [d["name"] for d in tell(said, station_id=str(far.id))["deputies"]] == ["钟多", "艾远", "赵近"]


def test_the_station_one_is_at_is_nearer_than_the_one_beside_it(tell: Any) -> None:
    here, beside = stand("桂花站"), stand("桂花二站")
    sit("艾青", beside, specialties=["停车"])
    sit("周全", here, specialties=["停车"])
    assert [d["name"] for d in tell("停车难", station_id=str(here.id))["deputies"]] == ["周全", "艾青"]
    assert [d["name"] for d in tell("停车难", area=VILLAGE)["deputies"]] == ["艾青", "周全"]


def test_who_has_left_or_belongs_to_another_county_is_not_named(tell: Any) -> None:
    here, away = stand("桂花站"), stand("泉山站", "320311001001")
    sit("离任的", here, specialties=["停车"], term_to=factories.date(2025, 1, 1))
    sit("外县的", away, specialties=["停车"], area_code="320311000000")
    found = tell("小区停车太难了。")
    assert found == {"deputies": [], "home": None}


def test_when_nobody_fits_there_is_still_whom_to_write_to(tell: Any) -> None:
    here = stand("桂花站")
    stand("富春代表之家", TOWN, kind=StationKind.HOME)
    sit("王明", here, specialties=["看病"])
    for text in ("天上的云真好看呀", "测试测试"):
        assert tell(text, area=NEXT_VILLAGE)["home"]["name"] == "富春代表之家"
        assert tell(text, area=NEXT_VILLAGE)["deputies"] == []
    assert tell("测试测试", station_id=str(here.id))["home"]["name"] == "桂花站"


def test_a_matter_is_not_kept_anywhere(tell: Any, caplog: pytest.LogCaptureFixture) -> None:
    sit("王明", stand("桂花站"), specialties=["看病"])

    def rows() -> dict[str, int]:
        with transaction():
            tables = Base.metadata.sorted_tables
            return {
                t.name: db.session.execute(select(func.count()).select_from(t)).scalar_one() for t in tables
            }

    before = rows()
    with caplog.at_level(logging.DEBUG):
        tell("我爹看病配药太远了")
    assert rows() == before
    assert not any("配药" in repr(record.__dict__) for record in caplog.records)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "text"),
        ({"text": "", "area": COUNTY}, "text"),
        ({"text": "短", "area": COUNTY}, "text"),
        ({"text": "\x00\x00\x00", "area": COUNTY}, "text"),
        ({"text": "。。。。", "area": COUNTY}, "text"),
        ({"text": "长" * 2001, "area": COUNTY}, "text"),
        ({"text": "长" * 350_000, "area": COUNTY}, "text"),
        ({"text": 7, "area": COUNTY}, "text"),
        ({"text": "路灯不亮", "area": "33"}, "area"),
        ({"text": "路灯不亮", "area": "330111'--"}, "area"),
        ({"text": "路灯不亮", "station_id": "1"}, "station_id"),
        ({"text": "路灯不亮"}, "request"),
        ({"text": "路灯不亮", "area": COUNTY, "station_id": "0" * 32}, "request"),
        ({"text": "路灯不亮", "area": COUNTY, "name": "我"}, "name"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_matter_that_says_nothing_is_refused_in_chinese(client: FlaskClient, body: Any, field: str) -> None:
    answer = client.post("/api/matters", json=body)
    assert answer.status_code == 400, answer.json
    assert field in answer.json["error"]["fields"]


def test_bytes_that_are_no_json_and_stations_that_are_not_there_are_told(
    client: FlaskClient, tell: Any
) -> None:
    assert client.post("/api/matters", data=b"{").status_code == 400
    tell("路灯不亮", 404, station_id="00000000-0000-4000-8000-000000000000")


def test_asking_without_end_is_stopped(tell: Any) -> None:
    for _ in range(60):
        tell("路灯不亮")
    assert tell("路灯不亮", 429)["error"]["code"] == "matter.too_many"


# the words themselves


def demo_specialties() -> set[str]:
    with (DEMO / "occupations.csv").open(encoding="utf-8") as file:
        return {name for row in csv.DictReader(file) for name in row["specialties"].split(";")}


@pytest.mark.parametrize("specialty", sorted(demo_specialties()))
def test_every_specialty_of_the_demonstration_has_everyday_words(specialty: str) -> None:
    assert any(name in specialty for topic in matters.TOPICS for name in topic.names)


@pytest.mark.parametrize(
    ("text", "specialty"),
    [
        ("六层楼没电梯，想加装电梯", "加装电梯"),
        ("下水道堵塞，一下雨就积水", "下水管网"),
        ("天然气管道什么时候通", "燃气"),
        ("停车难，晚上没车位", "停车"),
        ("广场舞音响噪声扰民", "噪声"),
        ("公厕太脏，小广告到处贴", "市容"),
        ("孩子入学划到哪个学校", "上学"),
        ("村卫生室没有医生，看病要进城", "看病"),
        ("高龄津贴怎么领，独居老人没人管", "养老"),
        ("老板欠薪，工资拖欠半年", "劳动"),
        ("樱桃滞销卖不掉", "卖货"),
        ("小厂想贷款，银行不给", "融资"),
        ("飞线充电，消防通道堵了", "消防"),
        ("三务公开栏好久没换，村里的账不清楚", "账目公开"),
        ("健身器材坏了", "健身"),
        ("菜场缺斤短两", "消费"),
        ("想问问法规草案，找律师问问", "法律咨询"),
    ],
)
def test_each_class_of_the_domain_is_heard_in_everyday_words(text: str, specialty: str) -> None:
    assert specialty in matters.hits(text, demo_specialties())


def test_of_the_demonstrations_letters_five_of_six_find_a_specialty() -> None:
    known, heard, total = demo_specialties(), 0, 0
    for path in sorted((DEMO / "messages").glob("C*.csv")):
        if path.stem == "C99":
            continue
        with path.open(encoding="utf-8") as file:
            for row in csv.DictReader(file):
                total += 1
                heard += bool(matters.hits(row["text"], known))
    assert total > 300
    assert heard / total >= 5 / 6


def test_a_part_of_a_longer_word_is_not_counted_once_more() -> None:
    assert matters.longest({"装电梯", "电梯", "路灯"}) == {"装电梯", "路灯"}


def test_a_seat_alone_does_not_make_a_place_open(ask: Any) -> None:
    here, shut = stand("桂花站"), stand("关着的站", NEXT_VILLAGE, licence=LicenceState.CLOSED)
    member = sit("王明", here)
    with transaction():
        db.session.add(Seat(station_id=shut.id, deputy_id=member.id))
    assert [s["name"] for s in ask("/api/deputies", q="王明")["items"][0]["stations"]] == ["桂花站"]
