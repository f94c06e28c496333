"""What the runner is told, what it makes up once, and what it tells its children."""

from __future__ import annotations

import shlex
import stat
from base64 import b64decode
from pathlib import Path

import pytest

from deploy.local import databases, settings
from deploy.local.leftovers import only_run
from deploy.local.ports import choose
from deploy.local.say import Refused
from deploy.local.settings import Settings


@pytest.fixture
def there(tmp_path: Path) -> Path:
    """A data directory as the runner has made it."""
    (tmp_path / "run").mkdir()
    return tmp_path


def test_the_contract_names_the_defaults(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    read = Settings.load({})
    assert (read.port, read.sandbox_port, read.data_dir) == (8000, 8001, tmp_path / ".data")
    assert Settings.load({"PORT": "9000"}).sandbox_port == 9001


@pytest.mark.parametrize("value", ["0", "65536", "abc", "-1", "８０"])
def test_a_port_that_cannot_be_is_refused(value: str) -> None:
    with pytest.raises(Refused, match="PORT"):
        Settings.load({"PORT": value})


@pytest.mark.parametrize("value", ["富阳", "33", "330111001", "33011x"])
def test_a_start_area_that_cannot_be_is_refused(value: str) -> None:
    with pytest.raises(Refused, match="START_AREA"):
        Settings.load({"START_AREA": value})


def test_secrets_are_made_once_kept_and_closed_to_others(there: Path) -> None:
    kept = settings.kept_secrets(there)
    assert settings.kept_secrets(there) == kept
    assert stat.S_IMODE((there / "secrets.env").stat().st_mode) == 0o600
    assert len(b64decode(kept["FIELD_KEYS"].removeprefix("1:"))) == 32
    assert len(kept["WECHAT_AES_KEY"]) == 43
    assert kept["WECHAT_AES_KEY"].isalnum()


def test_a_secret_that_a_later_version_needs_is_added_and_the_others_stay(there: Path) -> None:
    settings.write_env(there / "secrets.env", {"SECRET_KEY": "kept as it was"})
    kept = settings.kept_secrets(there)
    assert kept["SECRET_KEY"] == "kept as it was"
    assert kept["FIELD_KEYS"]


def test_a_value_is_read_as_it_was_written_whatever_stands_in_it(there: Path) -> None:
    odd = {"A": "with space", "B": "quote ' and $dollar", "C": "eq=ual", "D": ""}
    settings.write_env(there / "odd.env", odd)
    assert settings.read_env(there / "odd.env") == odd
    assert shlex.quote(odd["B"]) in (there / "odd.env").read_text()


def test_the_children_are_told_what_the_caller_set_and_never_the_database_password(
    monkeypatch: pytest.MonkeyPatch, there: Path
) -> None:
    monkeypatch.setenv("PUBLIC_URL", "https://m.example.test")
    monkeypatch.delenv("APP_ENV", raising=False)
    told = settings.child_environment(
        Settings.load({"DATA_DIR": str(there)}), settings.kept_secrets(there), {"REDIS_URL": "redis://x"}
    )
    assert told["PUBLIC_URL"] == "https://m.example.test"
    assert told["WECHAT_API_BASE"] == told["SANDBOX_URL"] == "http://127.0.0.1:8001"
    assert told["APP_ENV"] == "demo"
    assert "DATABASE_PASSWORD" not in told


def test_a_database_that_was_named_is_used_and_none_of_ours_started(there: Path) -> None:
    named = Settings.load(
        {"DATA_DIR": str(there), "DATABASE_URL": "postgresql://other/db", "REDIS_URL": "redis://other"}
    )
    plan = databases.plan(named, "password")
    assert plan.children == ()
    assert plan.urls == {"DATABASE_URL": "postgresql://other/db", "REDIS_URL": "redis://other"}
    assert not (there / "postgres").exists()


def test_a_second_run_of_one_data_directory_is_refused_with_the_way_out(
    monkeypatch: pytest.MonkeyPatch, there: Path
) -> None:
    monkeypatch.setattr("deploy.local.leftovers.PATIENCE_S", 0)
    refused = pytest.raises(Refused, match="换一个 DATA_DIR 和 PORT")
    with only_run(there / "run"), refused, only_run(there / "run"):
        raise AssertionError("two runs hold one data directory")


def test_ports_are_the_same_for_the_same_copy_and_apart_within_one() -> None:
    first = choose("copy", set())
    assert choose("copy", set()) == first
    assert choose("copy", {first}) != first
