"""The promises of `make run` about its servers: started, restarted, stopped and recovered, with real processes."""

from __future__ import annotations

import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from deploy.local import places, ports, spec, supervisor
from deploy.local.servers import Postgres
from deploy.local.settings import ROOT
from tests.local.running import LONG_ENOUGH_S, Run, start

Launch = Callable[..., Run]
CONTRACT_STOP_S = 10


def eventually(answer: Callable[[], object]) -> object:
    """Ask until the answer is true and no server is away."""
    deadline = time.monotonic() + LONG_ENOUGH_S
    while time.monotonic() < deadline:
        try:
            if found := answer():
                return found
        except (psycopg.OperationalError, redis.ConnectionError, redis.BusyLoadingError):
            pass
        time.sleep(0.05)
    raise AssertionError("it never came")


def test_what_was_written_is_there_after_a_stop_and_a_second_start(launch: Launch, data_dir: Path) -> None:
    first = launch()
    assert first.said[-1] == "ready databases"
    first.sql("create table kept as select 7 as number")
    first.valkey().set("kept", "7")
    postgres = first.server("postgres")
    assert first.stop() == 0
    assert postgres is not None
    assert not postgres.is_running()
    assert not (data_dir / "postgres/18/postmaster.pid").exists(), "PostgreSQL was not shut down in order"

    second = launch()
    assert second.sql("select number from kept") == [(7,)]
    assert second.valkey().get("kept") == "7"


def test_the_servers_are_our_own_and_speak_the_languages_we_count_on(launch: Launch) -> None:
    run = launch(PATH="/usr/local/bin:/usr/bin:/bin")
    row = run.sql(
        "select current_setting('server_version_num')::int / 10000, current_setting('server_encoding'),"
        " current_setting('timezone'), lower('É'), current_setting('fsync')"
    )
    assert row == [(18, "UTF8", "Asia/Shanghai", "é", "on")]
    settings = run.valkey().config_get("*")
    assert (settings["appendonly"], settings["appendfsync"]) == ("yes", "everysec")
    assert settings["maxmemory-policy"] == "noeviction"
    assert run.valkey().info()["valkey_version"].startswith("9.")


def test_a_stranger_on_the_machine_gets_into_neither_server(launch: Launch) -> None:
    run = launch()
    for name in ("secrets.env", "run/settings.env", "run/servers.json", "valkey/valkey.conf"):
        assert stat.S_IMODE((run.data_dir / name).stat().st_mode) == 0o600, name
    port = run.urls["DATABASE_URL"].rsplit(":", 1)[1].split("/")[0]
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(f"postgresql://postgres:wrong@127.0.0.1:{port}/postgres")
    stranger = run.valkey()
    stranger.connection_pool.connection_kwargs["password"] = "wrong"
    with pytest.raises(redis.AuthenticationError):
        stranger.ping()


@pytest.mark.parametrize("name", ["postgres", "valkey"])
def test_a_killed_server_is_started_again_with_its_data(launch: Launch, name: str) -> None:
    run = launch()
    run.sql("create table kept as select 7 as number")
    client = run.valkey()
    client.set("kept", "7")
    eventually(lambda: client.info()["aof_pending_bio_fsync"] == 0)
    victim = run.server(name)
    assert victim is not None
    victim.kill()
    victim.wait(LONG_ENOUGH_S)
    assert eventually(lambda: run.sql("select number from kept")) == [(7,)]
    assert eventually(lambda: run.valkey().get("kept")) == "7"
    assert run.server(name) not in (None, victim)


@pytest.mark.parametrize("also_servers", [True, False], ids=["everything", "all but the servers"])
def test_after_a_kill_the_next_start_recovers(launch: Launch, also_servers: bool) -> None:
    run = launch()
    run.sql("create table kept as select 7 as number")
    before = run.server("postgres")
    run.kill(also_servers=also_servers)
    assert before is not None
    assert before.is_running() is not also_servers, "the test did not kill what it meant to"

    again = launch()
    assert again.said[-1] == "ready databases"
    assert again.sql("select number from kept") == [(7,)]
    assert not before.is_running()


def test_a_lock_that_names_a_living_stranger_does_not_stop_the_start(launch: Launch, data_dir: Path) -> None:
    launch().stop()
    (data_dir / "postgres/18/postmaster.pid").write_text(
        f"{os.getpid()}\n{data_dir}/postgres/18\n0\n1\n\n127.0.0.1\n"
    )
    assert launch().said[-1] == "ready databases"
    assert psutil.pid_exists(os.getpid())


def test_a_postmaster_that_nobody_buried_does_not_stop_the_start(data_dir: Path) -> None:
    """A killed child whose parent does not wait for it stays a zombie, and its number looks alive."""
    places.own(data_dir, None)
    user = places.database_user()
    home = places.own(data_dir / "postgres", user)
    programs = places.postgres_programs(user, data_dir)
    server = Postgres(home / "18", ports.choose(str(data_dir), set()), "secret", programs, user)
    spec.Spec(postgres=server).save(data_dir / "spec.json")
    command = [sys.executable, "-m", "deploy.local.spec", str(data_dir / "spec.json"), "postgres"]
    dead = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
    spec.wait_for_postgres(spec.postgres_url(server))
    dead.kill()
    eventually(lambda: psutil.Process(dead.pid).status() == psutil.STATUS_ZOMBIE)
    assert (server.folder / "postmaster.pid").read_text().startswith(f"{dead.pid}\n")

    alive = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
    try:
        spec.wait_for_postgres(spec.postgres_url(server))
    finally:
        alive.send_signal(signal.SIGINT)
        assert alive.wait(LONG_ENOUGH_S) == 0
        dead.wait()


def test_two_copies_run_side_by_side(launch: Launch, data_dir: Path) -> None:
    one, two = launch(), launch(data_dir.parent / "other", PORT="8200")
    one.sql("create table only_here ()")
    assert two.sql("select 1 from pg_tables where tablename = 'only_here'") == []
    assert one.stop() == 0
    assert two.sql("select 1") == [(1,)]


def test_a_taken_port_is_told_with_the_way_out(data_dir: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        run = start(data_dir, "--", PORT=port)
        assert run.process.wait(LONG_ENOUGH_S) == 2
    words = "\n".join(run.said)
    assert f"端口 {port} 已经被别的程序占用" in words
    assert "make run PORT=" in words


def test_a_port_that_is_no_number_is_told_at_once(launch: Launch) -> None:
    run = launch(PORT="nonsense")
    assert run.process.wait(LONG_ENOUGH_S) == 2
    assert "PORT 要填" in run.said[-1]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the database as somebody else")
def test_where_nobody_cannot_reach_the_data_the_cluster_goes_elsewhere_and_the_start_says_so(
    launch: Launch, data_dir: Path
) -> None:
    data_dir.mkdir(mode=0o700)
    run = launch()
    elsewhere = run.sql("select current_setting('data_directory')")[0][0]
    assert str(elsewhere).startswith(str(data_dir.parent / "system"))
    assert any("nobody" in line and str(data_dir.parent / "system") in line for line in run.said)
    assert stat.S_IMODE(data_dir.stat().st_mode) == 0o700, "a private folder stays private"


def test_the_bounds_of_a_stop_add_up_to_what_the_contract_allows() -> None:
    slack_of_each_group = 1
    assert supervisor.STOP_APP_S + supervisor.STOP_DATA_S + 2 * slack_of_each_group < CONTRACT_STOP_S
