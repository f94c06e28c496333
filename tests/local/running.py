"""The runner as a person has it: a process in front of them, its folder, its servers."""

from __future__ import annotations

import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from deploy.local.settings import MARK, ROOT, read_env

LONG_ENOUGH_S = 60


@dataclass(frozen=True, slots=True)
class Run:
    process: subprocess.Popen[str]
    data_dir: Path
    said: list[str]

    @property
    def urls(self) -> dict[str, str]:
        return read_env(self.data_dir / "run" / "settings.env")

    def sql(self, statement: str) -> list[tuple[object, ...]]:
        with psycopg.connect(
            self.urls["DATABASE_URL"].replace("+psycopg", ""), autocommit=True
        ) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def valkey(self) -> redis.Redis:
        return redis.Redis.from_url(
            self.urls["REDIS_URL"], decode_responses=True, retry=Retry(NoBackoff(), 0)
        )

    def server(self, name: str) -> psutil.Process | None:
        """The living server `postgres` or `valkey`: the process that runs in its folder and started the rest."""
        here = {
            p.pid: p
            for p in psutil.process_iter(["cwd", "ppid"])
            if _below(p.info["cwd"], self.data_dir / name)
        }
        return next((p for p in here.values() if p.info["ppid"] not in here), None)

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=LONG_ENOUGH_S)

    def kill(self, *, also_servers: bool) -> None:
        """SIGKILL to the runner and its supervisor, with the servers if wished; nobody has a last word."""
        doomed = [
            p
            for p in psutil.process_iter(["environ"])
            if (p.info["environ"] or {}).get(MARK) == str(self.data_dir)
        ]
        if also_servers:
            doomed += [p for p in (self.server("postgres"), self.server("valkey")) if p]
        for process in (psutil.Process(self.process.pid), *doomed):
            process.kill()
        self.process.wait()
        psutil.wait_procs(doomed, timeout=5)


def _below(folder: str | None, top: Path) -> bool:
    return folder is not None and Path(folder).is_relative_to(top)


def start(data_dir: Path, *arguments: str, **environment: str) -> Run:
    """Start the runner and read what it says up to `ready`. Without PATH: what it needs is its own."""
    own = {"HOME": str(data_dir), "PATH": "", "DATA_DIR": str(data_dir), "LANG": "C.UTF-8", **environment}
    command = [sys.executable, "-m", "deploy.local.run", *(arguments or ("--only", "databases"))]
    process = subprocess.Popen(
        command, cwd=ROOT, env=own, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert process.stdout is not None
    said: list[str] = []
    for line in process.stdout:
        said.append(line.rstrip())
        if line.startswith("ready "):
            break
    return Run(process, data_dir, said)
