"""A help page for every screen of the console, one key away."""

from __future__ import annotations

from flask import Flask

from server.help import topics
from tests.architecture.test_routes import endpoints
from tests.console.desk import At

GATES = {"accounts_pages.home", "accounts_pages.nothing_yet", "uploads_pages.take_in"}


def test_every_screen_has_its_help(application: Flask) -> None:
    screens = {name for name in endpoints(application) if name.partition(".")[0].endswith("_pages")}
    assert [name for name in sorted(screens - GATES) if topics.of(name) is None] == []


def test_every_help_page_says_what_it_is_for_and_how(desk: At) -> None:
    for key, topic in topics.topics().items():
        assert topic.lead.endswith("。"), key
        assert topic.steps, key
    assert len(topics.topics()) > 30
    at = desk("liaison")
    assert 'href="/console/help/inbox"' in at.page("/console/inbox")
    assert "怎么做" in at.page("/console/help/inbox")
    assert "进站会商" in at.page("/console/help")
    assert at.get("/console/help/nothing").status_code == 404
