"""Saying what it is about and finding who knows about it: by words, never by a figure of the person."""

from __future__ import annotations

import csv
import logging
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from server.core.actor import Actor
from server.core.db import Base, db, transaction
from server.core.permissions import Role
from server.messages import service as messages
from server.messages.addresses import Address
from server.stations import matters
from server.stations.models import StationKind
from tests import factories
from tests.stations.places import COUNTY, NEXT_VILLAGE, OTHER_VILLAGE, TOWN, VILLAGE, sit, stand

pytestmark = pytest.mark.usefixtures("places")


DEMO = Path(__file__).parents[2] / "server/demo/texts"


@pytest.fixture
def tell(client: FlaskClient) -> Any:
    def post(text: str, status: int = 200, **where: str) -> Any:
        answer = client.post("/api/matters", json={"text": text} | (where or {"area": COUNTY}))
        assert answer.status_code == status, answer.get_data(as_text=True)
        return answer.json

    return post


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
            messages.submit(author, Address(here, sat["周全"].id, sat["周全"]), content="门口停车太乱了。")
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
