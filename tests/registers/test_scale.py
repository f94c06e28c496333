"""What whole counties bring: R2-01, R2-03 and R4-18 with their real numbers, and the command of operators."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from server.areas.models import AreaLevel, Constituency
from server.codes.models import Code, CodeKind
from server.core.actor import Actor
from server.core.db import db, transaction
from server.deputies.models import Deputy, DeputyLevel
from server.registers import queries, service
from server.registers.models import Import, LineAction, RegisterKind
from server.stations.models import Seat, Station, StationKind
from tests import factories
from tests.registers.bringing import COUNTY, xlsx

TOWNS = 24


@pytest.fixture
def county(app: Flask) -> Actor:
    """A county of 24 towns."""
    with transaction():
        factories.areas()
        for number in range(3, TOWNS + 1):
            factories.area(f"330111{number:03d}", f"第{number}镇", AreaLevel.TOWN, factories.COUNTY)
    return COUNTY


def town(number: int) -> str:
    names = ("富春街道", "春江街道")
    index = number % TOWNS
    return names[index] if index < len(names) else f"第{index + 1}镇"


def bring(actor: Actor, register: RegisterKind, *rows: tuple[object, ...]) -> Import:
    with transaction():
        made = service.check(actor, register, file_name="表.xlsx", content=xlsx(*rows))
        service.apply(actor, made)
    return made


def constituencies() -> list[tuple[object, ...]]:
    """R2-01: 146 of the county, 499 of its towns."""
    county = [(f"富阳第 {number} 选区", "区县", "") for number in range(1, 147)]
    towns = [(f"第 {number // TOWNS + 1} 选区", "乡镇", town(number)) for number in range(499)]
    return [("选区", "层级", "镇街"), *county, *towns]


def stations() -> list[tuple[object, ...]]:
    """R2-03: 100 stations, 709 points, 6 observation points, of areas, enterprises and parks."""
    kinds = ["代表联络站"] * 100 + ["代表联络点"] * 709 + ["社情民意观察点"] * 6
    categories = ("地域", "企业", "园区")
    lines = [(f"第 {n} 号{kind}", kind, town(n), categories[n % 3]) for n, kind in enumerate(kinds, start=1)]
    return [("站名", "类型", "镇街", "类别"), *lines]


def test_a_county_of_645_constituencies_loads_and_each_lacks_a_deputy(county: Actor) -> None:
    bring(county, RegisterKind.CONSTITUENCIES, *constituencies())
    counted = select(Constituency.level, func.count()).group_by(Constituency.level)
    assert dict(db.session.execute(counted).tuples().all()) == {"county": 146, "township": 499}
    again = bring(county, RegisterKind.CONSTITUENCIES, *constituencies())
    assert queries.counts(again)[LineAction.SAME] == 645


def test_a_county_of_815_stations_loads_by_kind_and_category(county: Actor) -> None:
    bring(county, RegisterKind.STATIONS, *stations())
    counted = select(Station.kind, func.count()).group_by(Station.kind)
    assert dict(db.session.execute(counted).tuples().all()) == {
        StationKind.STATION: 100,
        StationKind.POINT: 709,
        StationKind.OBSERVATION_POINT: 6,
    }
    assert db.session.execute(select(func.count(Station.category.distinct()))).scalar_one() == 3


def test_1500_deputies_come_in_with_a_code_each_in_few_statements(county: Actor) -> None:
    bring(county, RegisterKind.CONSTITUENCIES, *constituencies())
    bring(county, RegisterKind.STATIONS, *stations())
    lines = [
        (
            f"代表{number}",
            "区县" if number % 4 == 0 else "乡镇",
            f"富阳第 {number % 146 + 1} 选区" if number % 4 == 0 else f"{town(number)}第 1 选区",
            f"第 {number % 815 + 1} 号{_kind(number % 815 + 1)}",
            f"139{number:08d}",
            "2022-01",
        )
        for number in range(1500)
    ]
    rows = [("姓名", "层级", "选区或选举单位", "站点", "手机", "任期起"), *lines]
    asked = 0

    def count(*_: object) -> None:
        nonlocal asked
        asked += 1

    event.listen(db.engine, "before_cursor_execute", count)
    try:
        bring(county, RegisterKind.DEPUTIES, *rows)
    finally:
        event.remove(db.engine, "before_cursor_execute", count)
    assert asked < 80, "not one statement a deputy"
    for table in (Deputy, Seat, Code):
        assert db.session.execute(select(func.count()).select_from(table)).scalar_one() == 1500
    of_somebody = select(func.count(Code.deputy_id.distinct())).where(Code.kind == CodeKind.DEPUTY)
    assert db.session.execute(of_somebody).scalar_one() == 1500
    levels = select(func.count()).where(Deputy.level == DeputyLevel.COUNTY)
    assert db.session.execute(levels).scalar_one() == 375


def _kind(number: int) -> str:
    return "代表联络站" if number <= 100 else "代表联络点" if number <= 809 else "社情民意观察点"


LINE = ("王明", "市", "2022-01")


def test_the_command_imports_all_or_nothing(app: Flask, county: Actor, tmp_path: Path) -> None:
    file = tmp_path / "代表.xlsx"
    run = app.test_cli_runner().invoke
    file.write_bytes(xlsx(("姓名", "层级", "任期起"), LINE, ("李芳", "市", "去年")))
    arguments = ["registers", "import", "deputies", str(file), "--area", "330111"]
    refused = run(args=arguments)
    assert refused.exit_code == 1
    assert "新增 1 行，有错 1 行" in refused.output
    assert "第 3 行，任期起：日期像 2022-02" in refused.output
    assert db.session.query(Deputy).count() == db.session.query(Import).count() == 0
    skipped = run(args=[*arguments, "--skip-wrong"])
    assert (skipped.exit_code, db.session.query(Deputy).count()) == (0, 1)


def test_the_command_says_what_is_wrong_with_area_or_file(app: Flask, county: Actor, tmp_path: Path) -> None:
    file = tmp_path / "x.xlsx"
    file.write_bytes(b"x")
    run = app.test_cli_runner().invoke
    assert "没有这个地区" in run(args=["registers", "import", "deputies", str(file), "--area", "99"]).output
    assert "不是 Excel" in run(args=["registers", "import", "deputies", str(file), "--area", "330111"]).output


def test_the_command_writes_the_empty_sheet(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "空表.xlsx"
    done = app.test_cli_runner().invoke(args=["registers", "template", "stations", str(file)])
    assert (done.exit_code, file.read_bytes()[:2]) == (0, b"PK")
