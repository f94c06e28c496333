"""Areas are real: the register that comes along holds what the statistics office counted."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from server.areas import queries, service
from server.areas.models import Area, AreaLevel
from server.core.db import db, transaction
from server.core.errors import AppError

COUNTY, TOWN, VILLAGE = AreaLevel.COUNTY, AreaLevel.TOWN, AreaLevel.VILLAGE


@pytest.mark.parametrize(
    ("prefix", "counts"),
    [
        ("50", {COUNTY: 38, TOWN: 1031, VILLAGE: 11270}),
        ("330111", {TOWN: 24, VILLAGE: 350}),
        ("320311", {TOWN: 16, VILLAGE: 125}),
        ("371325", {TOWN: 12, VILLAGE: 415}),
        ("6203", {COUNTY: 2, TOWN: 18, VILLAGE: 182}),
    ],
)
def test_the_register_holds_the_counted_areas(app: Flask, prefix: str, counts: dict[AreaLevel, int]) -> None:
    with transaction():
        service.load(prefix)
    assert {level: queries.count(prefix, level) for level in counts} == counts


def test_loading_again_doubles_nothing(app: Flask) -> None:
    for _ in range(2):
        with transaction():
            service.load("320311")
    assert queries.count("320311", VILLAGE) == 125
    assert queries.count("32", AreaLevel.PROVINCE) == 1


def test_a_prefix_outside_the_register_is_refused(app: Flask) -> None:
    with pytest.raises(AppError) as refused:
        service.load("99")
    assert refused.value.code == "area.not_in_register"


def test_the_command_takes_any_prefix_and_says_what_it_did(app: Flask) -> None:
    done = app.test_cli_runner().invoke(args=["areas", "load", "330111001"])
    assert done.exit_code == 0
    assert "330111001" in done.output
    wrong = app.test_cli_runner().invoke(args=["areas", "load", "99"])
    assert wrong.exit_code != 0
    assert "名录里没有" in wrong.output


def test_an_area_shows_what_lies_below_in_code_order(app: Flask, client: FlaskClient) -> None:
    with transaction():
        service.load("330111")
    county = client.get("/api/areas/330111").json
    assert (county["name"], county["level"], len(county["children"])) == ("富阳区", "county", 24)
    codes = [child["code"] for child in county["children"]]
    assert codes == sorted(codes)
    assert client.get("/api/areas/330111000000").json == county


def test_the_districts_of_a_municipality_lie_right_below_it(app: Flask, client: FlaskClient) -> None:
    with transaction():
        service.load("50")
    assert len(client.get("/api/areas/50").json["children"]) == 38


def test_every_area_but_the_top_has_a_parent_that_exists(app: Flask) -> None:
    with transaction():
        for prefix in ("50", "330111", "6203"):
            service.load(prefix)
    areas = {area.code: area for area in db.session.scalars(select(Area))}
    for area in areas.values():
        is_top = area.level is AreaLevel.PROVINCE
        assert is_top == (area.parent_code is None), area.code
        assert is_top or area.parent_code in areas, area.code


@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("330000000000", AreaLevel.PROVINCE),
        ("330100000000", AreaLevel.CITY),
        ("330111000000", COUNTY),
        ("330111001000", TOWN),
        ("330111001001", VILLAGE),
    ],
)
def test_the_level_is_read_off_the_code(code: str, level: AreaLevel) -> None:
    assert service.level_of(code) is level
