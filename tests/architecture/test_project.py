"""The house keeps its own rules: sizes, names, migrations, words, facts and listeners."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask

from server import FEATURES
from server.core import jobs
from server.core.db import Base, db
from server.core.permissions import Permission

ROOT = Path(__file__).parent.parent.parent
FUNCTION, FILE = 40, 300
# facts that somebody may listen to later; nobody has to
UNHEARD = {"duty.recorded", "activity.finished", "activity.archived"}
PARTS = {"__init__", "models", "queries", "service", "schemas", "routes", "pages", "jobs"}


def python_files(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


SOURCES = list(python_files("server", "sandbox", "deploy"))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_functions_stay_within_the_budget(path: Path) -> None:
    text = path.read_text()
    assert text.count("\n") <= FILE
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno + 1 <= FUNCTION, node.name


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_module_says_why_it_exists(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text()))


def test_no_room_is_called_utils() -> None:
    forbidden = {"utils", "helpers", "common", "misc"}
    assert not [path for path in SOURCES if path.stem in forbidden]


def test_verbs_never_commit_and_never_touch_the_request() -> None:
    for feature in FEATURES:
        for part in ("service", "queries", "models"):
            path = ROOT / "server" / feature / f"{part}.py"
            text = path.read_text() if path.exists() else ""
            assert ".commit(" not in text, path
            assert "import flask" not in text, path
            assert "from flask" not in text, path


def test_every_fact_has_a_listener_or_is_on_the_list(application: Flask) -> None:
    published = set()
    for path in python_files("server"):
        published |= set(re.findall(r'outbox\.publish\(\s*"([a-z_]+\.[a-z_]+)"', path.read_text()))
    assert published - set(jobs.listeners) - UNHEARD == set()
    assert set(jobs.listeners) - published == set(), "a listener of a fact that nobody states"


def test_every_ordered_task_exists(application: Flask) -> None:
    ordered = set()
    for path in python_files("server"):
        ordered |= set(re.findall(r'outbox\.assign\(\s*"([a-z_]+\.[a-z_]+)"', path.read_text()))
    assert ordered == set(jobs.tasks)


def test_migrations_are_numbered_with_one_head(application: Flask) -> None:
    files = sorted((ROOT / "migrations/versions").glob("*.py"))
    numbers = [path.name[:4] for path in files]
    assert numbers == [f"{n:04d}" for n in range(1, len(files) + 1)]
    revisions = [re.search(r'^revision = "(\d+)"', path.read_text(), re.M) for path in files]
    assert [found and found[1] for found in revisions] == numbers


def test_migrations_have_not_drifted_from_the_models(application: Flask) -> None:
    with application.app_context(), db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def glossary() -> str:
    return (ROOT / "docs/glossary.md").read_text()


def test_every_model_is_in_the_glossary(application: Flask) -> None:
    words = glossary()
    missing = {mapper.class_.__name__ for mapper in Base.registry.mappers} - set(
        re.findall(r"`(\w+)`", words)
    )
    assert missing == set()


def test_every_noun_of_a_permission_is_in_the_glossary() -> None:
    words = set(re.findall(r"`(\w+)`", glossary()))
    nouns = {permission.value.split(":")[0] for permission in Permission}
    assert nouns - words == set()


ENGLISH = re.compile(r">[^<>{}\n]*[A-Za-z]{4,}[^<>{}\n]*<")
# names of things that have no other name
NAMES = {
    "Excel",
    "Word",
    "Ctrl",
    "Enter",
    "Esc",
    "Shift",
    "JSON",
    "WeChat",
    "OpenAPI",
    "Authorization",
    "Bearer",
}


def test_every_word_of_a_template_is_chinese() -> None:
    for path in sorted((ROOT / "server").rglob("templates/**/*.html")):
        text = re.sub(r"<(script|style|code|kbd|svg)\b.*?</\1>|\{#.*?#\}", "", path.read_text(), flags=re.S)
        text = re.sub(r"\{[{%].*?[%}]\}", "", text, flags=re.S)
        for found in ENGLISH.findall(text):
            words = set(re.findall(r"[A-Za-z]{4,}", re.sub(r"&\w+;", "", found)))
            assert words <= NAMES, (path.name, found)


CHINESE = re.compile(r"[\u4e00-\u9fff]")


def test_every_word_of_the_phone_lives_in_words() -> None:
    source = ROOT / "miniprogram/src"
    for path in sorted([*source.rglob("*.vue"), *source.rglob("*.ts")]):
        if "words" in path.parts or path.name.endswith(".test.ts"):
            continue
        text = re.sub(r"<!--.*?-->|/\*.*?\*/", "", path.read_text(), flags=re.S)
        for line in text.splitlines():
            code = line.split("//")[0] if "://" not in line else line
            assert not CHINESE.search(code), (str(path.relative_to(ROOT)), line.strip())


FOREIGN = re.compile(r"https?://(?!127\.0\.0\.1|localhost|www\.w3\.org)[\w.-]+")


def test_no_page_of_ours_fetches_from_a_foreign_server() -> None:
    pages = [
        *(ROOT / "server").rglob("templates/**/*.html"),
        *(path for path in (ROOT / "server/static").rglob("*.[cj]s*") if "vendor" not in path.parts),
        *(ROOT / "miniprogram/src").rglob("*.vue"),
        *(ROOT / "miniprogram/src").rglob("*.scss"),
    ]
    assert pages
    for path in pages:
        assert not FOREIGN.search(path.read_text()), path


BUILDS = [ROOT / "miniprogram/dist/build/h5", ROOT / "miniprogram/dist/build/mp-weixin"]
CALLS = re.compile(
    rb"(?:url\(|src=|href=|import\(|fetch\()\s*['\"]?https?://(?!127\.0\.0\.1|localhost)[\w.-]+"
)


@pytest.mark.parametrize("build", BUILDS, ids=lambda build: build.name)
def test_no_build_fetches_from_a_foreign_server(build: Path) -> None:
    files = [path for path in build.rglob("*") if path.suffix in {".js", ".css", ".html", ".wxss", ".wxml"}]
    assert files, "the builds come before the tests (make test)"
    for path in files:
        assert not CALLS.search(path.read_bytes()), path
