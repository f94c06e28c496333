"""One embedded PostgreSQL and Valkey per test run, shared by the pytest-xdist workers.

A keeper process holds both and ends them once every worker has let go of a shared file lock. The lock goes
with its process, so that a killed test run leaves nothing behind.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from deploy.local import places, ports, spec
from deploy.local.servers import Postgres, Valkey

ROOT = Path(__file__).parent.parent
WITHOUT_DISK = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=128MB"]
PAUSE = 0.1


@dataclass(frozen=True, slots=True)
class Servers:
    """What one worker sees: a database and a Valkey number of its own, both empty."""

    database_url: str
    redis_url: str
    log: Path
    hold: IO[str]

    def stop(self) -> None:
        """Let go; the keeper ends the servers when nobody holds them any more."""
        self.hold.close()


def start_servers(folder: Path | None = None, worker: str | None = None) -> Servers:
    """Start or join the servers of this test run.

    `folder` is shared by all who join; without it the workers of one run meet in the temporary folder.
    `worker` is the xdist name (`gw0`), by default taken from the environment. Raises RuntimeError with what
    the servers said when they do not start.
    """
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or secrets.token_hex(16)
    home = (folder or Path(tempfile.gettempdir()) / f"yicang-test-{run[:16]}").resolve()
    hold = _join(home)
    found = spec.Spec.load(home / "spec.json")
    assert found.postgres is not None
    assert found.valkey is not None
    name = worker or os.environ.get("PYTEST_XDIST_WORKER", "gw0")
    redis_url = spec.valkey_url(found.valkey, int(name.removeprefix("gw")))
    spec.make_database(spec.postgres_url(found.postgres), f"test_{name}", anew=True)
    spec.empty_valkey(redis_url)
    database_url = spec.postgres_url(found.postgres, f"test_{name}").replace("://", "+psycopg://", 1)
    return Servers(database_url, redis_url, home / "log.txt", hold)


def _join(home: Path) -> IO[str]:
    """Hold the servers in `home`; the first to come starts them."""
    while True:
        home.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):  # the keeper of earlier servers was just clearing up
            hold = open(home / "hold", "a")  # noqa: SIM115 -- kept open: that is the hold
            fcntl.flock(hold, fcntl.LOCK_SH)
            with open(home / "first", "a") as first:
                fcntl.flock(first, fcntl.LOCK_EX)
                if not (home / "spec.json").exists():
                    _start_keeper(home)
                return hold


def _start_keeper(home: Path) -> None:
    command = [sys.executable, "-m", "tests.embedded", str(home)]
    with open(home / "log.txt", "ab") as log:
        keeper = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    keeper.wait()
    if keeper.returncode:
        raise RuntimeError(f"the embedded servers did not start:\n{(home / 'log.txt').read_text()}")


def become_keeper(home: Path) -> None:
    """Leave the process that asked, once the servers answer: it goes on while we stay with them."""
    ready, done = os.pipe()
    if os.fork():
        os.close(done)
        os._exit(0 if os.read(ready, 1) else 1)
    os.setsid()
    # The hold is ours alone until the folder is gone, so that nobody joins a ruin.
    with open(home / "hold") as hold, _running(home):
        os.write(done, b"1")
        while not _is_free(hold):
            time.sleep(PAUSE)


def _is_free(hold: IO[str]) -> bool:
    try:
        fcntl.flock(hold, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def _running(home: Path) -> Iterator[None]:
    """Both servers in `home`; afterwards they are ended and the folder is gone."""
    servers = _servers(home)
    servers.save(home / "draft.json")
    command = [sys.executable, "-m", "deploy.local.spec", str(home / "draft.json")]
    children = [subprocess.Popen([*command, name], cwd=ROOT) for name in ("postgres", "valkey")]
    try:
        assert servers.postgres is not None
        assert servers.valkey is not None
        spec.wait_for_postgres(spec.postgres_url(servers.postgres))
        spec.wait_for_valkey(spec.valkey_url(servers.valkey))
        (home / "draft.json").rename(home / "spec.json")
        yield
    finally:
        for child in children:
            child.send_signal(signal.SIGINT)
        for child in children:
            child.wait()
        shutil.rmtree(home)


def _servers(home: Path) -> spec.Spec:
    user, password = places.database_user(), secrets.token_hex(16)
    cluster = places.own(home / "postgres", user) / "18"
    programs = places.postgres_programs(user, home)
    port = ports.choose(str(home), set())
    postgres = Postgres(cluster, port, password, programs, user, WITHOUT_DISK)
    port = ports.choose(str(home), {port})
    valkey = Valkey(home / "valkey", port, password, places.valkey_programs(), settings=["databases 64"])
    return spec.Spec(postgres, valkey)


if __name__ == "__main__":
    become_keeper(Path(sys.argv[1]))
