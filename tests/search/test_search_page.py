"""One field for letters, stations and deputies; the words that were found are marked."""

from __future__ import annotations

import pytest
from flask import Flask

from server.core.db import transaction
from server.search.excerpts import Piece, excerpt
from tests import factories
from tests.console.desk import At
from tests.factories import World


def test_the_page_shows_letters_stations_and_deputies(desk: At, world: World) -> None:
    sent = world.submit(content="楼下的路灯坏了三天，晚上看不见路。").json
    page = desk("npc_staff").page("/console/search?q=路灯")
    assert f"/console/messages/{sent['id']}" in page
    assert "<mark>路灯</mark>" in page
    assert "桂花社区代表联络站" in desk("npc_staff").page("/console/search?q=桂花")
    assert f"/console/deputies/{world.deputy.id}" in desk("npc_staff").page("/console/search?q=王明")


def test_the_field_of_every_page_leads_there(desk: At, world: World) -> None:
    assert 'action="/console/search"' in desk("liaison").page("/console/notices")
    assert "搜站点、代表" in desk("npc_leader").page("/console/notices").replace("搜来信、编号、", "搜")


def test_an_empty_answer_says_which_word_to_drop(desk: At, world: World) -> None:
    world.submit(content="楼下的路灯坏了三天，晚上看不见路。")
    page = desk("liaison").page("/console/search?q=路灯 麒麟")
    assert "去掉“麒麟”" in page
    assert "去掉“路灯”" not in page


def test_nobody_finds_what_is_not_theirs(desk: At, world: World, app: Flask) -> None:
    with transaction():
        elsewhere = factories.station("远处站", "320311001001")
    world.phone("neighbour").post(
        "/api/messages", {"station_id": str(elsewhere.id), "content": "麒麟路的灯坏了。"}, key="elsewhere-1"
    )
    for who in ("liaison", "street_npc", "npc_staff", "npc_leader", "sys_admin", "deputy"):
        assert "麒麟路" not in desk(who).page("/console/search?q=麒麟"), who


def test_pages_of_a_search_follow_each_other(desk: At, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.search.findings.PER_PAGE", 1)
    first, second = (world.submit(who).json["id"] for who in ("resident", "neighbour"))
    page = desk("liaison").page("/console/search?q=路灯")
    assert second in page
    assert first not in page
    following = page.split('href="/console/search?q=%E8%B7%AF%E7%81%AF&amp;cursor=')[1].split('"')[0]
    assert first in desk("liaison").page(f"/console/search?q=路灯&cursor={following}")


@pytest.mark.parametrize(
    ("texts", "words", "pieces"),
    [
        (["路灯坏了"], ["坏了"], [Piece("路灯"), Piece("坏了", True)]),
        (["ＡＢ路"], ["ab"], [Piece("ＡＢ", True), Piece("路")]),
        (["没有", "答复：修好"], ["修好"], [Piece("答复："), Piece("修好", True)]),
        (["哈哈哈"], ["哈哈"], [Piece("哈哈", True), Piece("哈", True)]),
        ([], ["字"], []),
    ],
)
def test_the_found_words_are_marked_as_they_were_written(
    texts: list[str], words: list[str], pieces: list[Piece]
) -> None:
    assert excerpt(texts, words) == pieces
