"""The cabin's pages: what stands where, how it is told to who cannot see it, and that no place is told by who has most."""

from __future__ import annotations

import pytest

from server.core import clock
from server.dashboard import service, views, walls
from server.dashboard.shapes import Cell, Composition, Line, ScreenName, Series
from tests.console.desk import At
from tests.dashboard import made


@pytest.mark.parametrize(
    ("wished", "packed"),
    [
        ([8, 4], [8, 4]),
        ([12, 4], [12, 12]),
        ([6, 6, 4], [6, 6, 12]),
        ([9, 3], [9, 3]),
        ([4, 8, 4, 4], [4, 8, 8, 4]),
    ],
)
def test_no_row_of_the_page_stays_half_empty(wished: list[int], packed: list[int]) -> None:
    assert list(views.packed(wished)) == packed


def picture(chart: object, *below: str) -> views.Picture:
    ways = {name: f"?{name}" for name in below}
    return views.picture(chart, 12, clock.now(), str(clock.today().year), ways)  # type: ignore[arg-type]


def test_a_picture_says_its_title_and_its_main_fact() -> None:
    kinds = made.composition("kinds", "诉求性质", ("求助", "建议"))
    assert picture(kinds).says == "诉求性质，求助 1,840 件，共 2 项"
    assert "最高是" in picture(made.series(("收到",))).says
    empty = Composition("none", "没有的", "", "件", ("哪一项", "件"), ())
    assert picture(empty).says == "没有的，这段时间没有"


def test_places_are_never_told_by_who_has_most() -> None:
    """F01: not in words either; and their squares keep the order of codes."""
    towns = made.composition("towns", "各镇街", made.TOWNS)
    told = picture(towns, *made.TOWNS)
    assert told.is_of_places
    assert told.kind == "tree"
    assert not any(town in told.says for town in made.TOWNS)
    assert [way for _, way in told.rows] == [f"?{town}" for town in made.TOWNS]


def test_the_month_that_is_not_over_is_known() -> None:
    drawn = picture(made.series(("收到",)))
    assert drawn.open_from == len(made.months()) - 1
    assert drawn.heads[1].endswith("年1月")
    assert not drawn.heads[-1].startswith("20")
    past = Series("past", "去年", "", "件", ("月", "2020-01"), (Line("收到", (Cell("3", 3),)),))
    assert picture(past).open_from is None


def test_lines_that_cannot_be_told_apart_are_small_ones_in_a_table() -> None:
    assert picture(made.series(("一", "二", "三", "四"))).kind == "line"
    assert picture(made.series(("一", "二", "三", "四", "五"))).kind == "trends"


def test_what_is_not_told_is_hatched_and_has_no_number(desk: At, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "screen", made.shown)
    page = desk("npc_staff").page("/console/dashboard?period=2026")
    assert '<td class="lt" aria-label="少于 5">&lt;5</td>' in page
    assert "data-n" not in page.split('<td class="lt"')[1].split("</td>")[0]
    for words in ("基本情况", "三率分开看", "41 件例外"):
        assert words in page
    compared = desk("npc_staff").page("/console/dashboard?period=2026&compare=year")
    assert "2025年 4,286件" in compared
    assert "不比了" in compared


def test_the_wall_knows_sums_alone() -> None:
    overview, opinion = made.screen(ScreenName.OVERVIEW), made.screen(ScreenName.OPINION)
    told = walls.wall(overview, opinion)
    assert [one.id for one in told.figures] == list(walls.FIGURES)
    assert [town.name for town in told.towns] == list(made.TOWNS)  # in the order of their codes
    assert told.parts
    assert len(told.parts.chart.lines) == walls.MOST_PARTS
    assert all(not way for _, way in told.parts.rows)


def test_a_screen_that_there_is_not_says_where_to_go(desk: At) -> None:
    answer = desk("npc_staff").get("/console/dashboard/nothing")
    assert answer.status_code == 404
    assert "总览、民意" in answer.text
