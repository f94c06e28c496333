"""The pages of docs/ say what is: generated ones are fresh, links lead somewhere, nothing of a list is left out."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest
from apiflask import APIFlask
from flask import Flask

from server import FEATURES
from server.config import REQUIRED, Settings
from server.core import jobs
from server.core.db import Base
from server.core.permissions import Permission, Role
from server.docs_pages import DOCS, errors, generated
from server.docs_pages.permissions import plain

ROOT = DOCS.parent
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md"))]
SOURCES = [
    path
    for folder in ("server", "sandbox", "deploy", "miniprogram/src")
    for path in sorted((ROOT / folder).rglob("*"))
    if path.suffix in {".py", ".ts", ".vue", ".html"}
]
LINK = re.compile(r"\]\(([^)\s]+)\)")
# their few addresses stand in docs/api.md
ON_NO_PAGE = {"areas", "uploads", "stations"}
CODE_BLOCK = re.compile(r"^```.*?^```", re.M | re.S)


def read(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["permissions.md", "api.md"])
def test_what_follows_from_the_code_is_fresh(application: Flask, name: str) -> None:
    assert isinstance(application, APIFlask)
    assert read(name) == generated(application)[name], "run `make docs`"


def anchors(page: Path) -> set[str]:
    """What `#…` may follow a page's name, by the rule of the usual renderers."""
    titles = re.findall(r"^#+ (.+)$", CODE_BLOCK.sub("", page.read_text(encoding="utf-8")), re.M)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    for link in LINK.findall(CODE_BLOCK.sub("", page.read_text(encoding="utf-8"))):
        if link.startswith("https://"):
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        assert target.exists(), link
        if anchor:
            assert anchor in anchors(target), link


def test_every_page_is_reached_from_the_readme() -> None:
    reached, left = set(), [ROOT / "README.md"]
    while left:
        page = left.pop()
        if page in reached or page.suffix != ".md":
            continue
        reached.add(page)
        names = (link.partition("#")[0] for link in LINK.findall(page.read_text(encoding="utf-8")))
        left += [(page.parent / name).resolve() for name in names if name and "://" not in name]
    assert set(PAGES) - reached == set()


def test_the_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 120


def test_every_setting_is_told_to_the_operator() -> None:
    """Whatever the program reads from the environment, by any of its ways of asking."""
    asked = set(REQUIRED)
    for path in [*(ROOT / "server").rglob("*.py"), ROOT / "gunicorn.conf.py", ROOT / "sandbox/settings.py"]:
        text = path.read_text(encoding="utf-8")
        asked |= set(re.findall(r"""env(?:iron)?(?:\.get\(|\[)["']([A-Z_]+)["']""", text))
    assert len(asked) > len(fields(Settings))
    told = set(re.findall(r"`([A-Z_]+)`", read("operating.md")))
    # where the sandbox pushes to is only ever set by its own tests
    assert asked - told == {"WECHAT_CALLBACK_URL"}


def test_every_target_of_make_explains_itself() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = set(re.findall(r"^\.PHONY: (.+)$", makefile, re.M))
    explained = set(re.findall(r"^([a-z-]+):.*?## \S", makefile, re.M))
    assert phony
    assert phony == explained


def test_every_rule_of_compliance_has_its_line() -> None:
    rules = re.findall(r"^\| (F\d\d) \| (.+?) \| (.+?) \| (.+?) \|$", read("compliance.md"), re.M)
    assert [rule for rule, *_ in rules] == [f"F{number:02d}" for number in range(1, 16)]


def test_every_test_that_the_compliance_page_names_exists() -> None:
    tests = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").glob("*/test_*.py"))
    named = re.findall(r"`(test_\w+)`", read("compliance.md"))
    assert named
    for name in named:
        assert f"def {name}(" in tests, name


def test_every_rule_id_of_the_code_is_explained() -> None:
    explained = set(re.findall(r"\b[A-Z]\d+(?:-\d\d)?\b", read("domain.md") + read("compliance.md")))
    explained |= {f"D{number:02d}" for number in range(1, 21)} | {f"C{number:02d}" for number in range(1, 18)}
    for path in SOURCES:
        # comments and docstrings name rules; a path of an icon is full of letters and numbers
        for line in path.read_text(encoding="utf-8").splitlines():
            if re.search(r'd="|d: ?\'|#[0-9A-Fa-f]{6}', line):
                continue
            named = re.findall(r"\b(?:R\d-\d\d|[OFDWG]\d\d?)\b", line)
            assert set(named) <= explained, (str(path.relative_to(ROOT)), named)


def test_every_section_of_the_domain_that_the_code_names_exists() -> None:
    sections = set(re.findall(r"^## ([\d.]+) ", read("domain.md"), re.M))
    for path in SOURCES:
        named = set(re.findall(r"domain(?:\.md)? §([\d.]*\d)", path.read_text(encoding="utf-8")))
        assert named <= sections, path


def test_every_word_that_decides_is_in_the_glossary() -> None:
    words = set(re.findall(r"`([\w.]+)`", read("glossary.md")))
    assert {role.value for role in Role} <= words
    assert {permission.value.split(":")[1] for permission in Permission} <= words
    assert set(jobs.listeners) <= words


def test_every_fact_and_every_json_address_is_told_on_a_features_page(application: Flask) -> None:
    told = "\n".join(page.read_text(encoding="utf-8") for page in sorted((DOCS / "features").glob("*.md")))
    for fact in jobs.listeners:
        assert f"`{fact}`" in told, fact
    for rule in application.url_map.iter_rules():
        if rule.endpoint.split(".")[0] in {*FEATURES} - ON_NO_PAGE:
            path = re.sub(r"\{\w+\}", "{id}", plain(rule.rule))
            # a verb on one thing is told by its last word alone
            assert path in told or f"…/{path.rsplit('/', 1)[-1]}" in told, path


def test_every_error_code_is_found_in_the_sources() -> None:
    """The finder of codes is not blind: each way of stating one has an example among what it found."""
    found = {(error.code, error.status) for error in errors.codes()}
    assert {
        ("message.unknown", 404),  # raised by name
        ("message.already_closed", 409),  # a refusal of the workflow
        ("picture.heic", 400),  # a table of words
        ("message.submit.too_many", 429),  # a limit
        ("session.missing", 401),  # the default words of its class
        ("storage.full", 507),  # a class of its own
        ("code.revoked", 410),  # words with a name in them
        ("code.other_kind", 400),  # words chosen from a table
    } <= found


def test_no_table_counts_how_long_or_how_often_somebody_was_here(application: Flask) -> None:
    """F05, F06: no minutes, no visits, no likes, no points, no ranks, in any column or any answer."""
    forbidden = re.compile(
        r"(?:^|_)(?:duration|minutes|visits?|logins?|likes?|views?|shares?|scores?|points?|ranks?)(?:_s|_count)?$"
    )
    columns = {column.name for table in Base.metadata.sorted_tables for column in table.columns}
    assert isinstance(application, APIFlask)
    schemas = application.spec["components"]["schemas"]  # type: ignore[index]
    names = {name for schema in schemas.values() for name in schema.get("properties", {})}
    assert columns
    assert names
    assert not [name for name in columns | names if forbidden.search(name)]


def test_the_project_speaks_of_itself_alone() -> None:
    """No page names where its text was drafted, nor a machine it was written on."""
    strangers = re.compile(r"/work/|/root/|/home/|/tmp/")
    for page in PAGES:
        assert not strangers.search(page.read_text(encoding="utf-8")), page
