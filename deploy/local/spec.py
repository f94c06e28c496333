"""The embedded servers of one data directory, kept as a file: a restarted child finds its port again."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NoReturn, Self

import psycopg
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from deploy.local.servers import Postgres, Server, Valkey

PAUSE = 0.05


class NotReady(Exception):
    """A server did not answer in time; the text is the last refusal it gave."""


@dataclass(frozen=True, slots=True)
class Spec:
    """Either server may be missing: then DATABASE_URL or REDIS_URL names one that is not ours."""

    postgres: Postgres | None = None
    valkey: Valkey | None = None

    def save(self, path: Path) -> None:
        """Readable for its owner only: it holds the passwords."""
        path.touch(0o600)
        path.write_text(json.dumps(asdict(self), default=str))

    @classmethod
    def load(cls, path: Path) -> Self:
        rows = json.loads(path.read_text())
        return cls(
            postgres=Postgres(**_row(rows["postgres"])) if rows["postgres"] else None,
            valkey=Valkey(**_row(rows["valkey"])) if rows["valkey"] else None,
        )


def _row(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "folder": Path(row["folder"]), "programs": Path(row["programs"])}


def postgres_url(server: Server, database: str = "postgres") -> str:
    return f"postgresql://postgres:{server.password}@127.0.0.1:{server.port}/{database}"


def valkey_url(server: Server, number: int = 0) -> str:
    return f"redis://:{server.password}@127.0.0.1:{server.port}/{number}"


def make_database(url: str, name: str, *, anew: bool = False) -> None:
    """Create database `name` where it is missing; `anew` drops one that is there first."""
    with psycopg.connect(url, autocommit=True) as connection:
        if anew:
            connection.execute(f'drop database if exists "{name}" with (force)'.encode())
        found = connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone()
        if not found:
            connection.execute(f'create database "{name}"'.encode())


def empty_valkey(url: str) -> None:
    with redis.Redis.from_url(url) as client:
        client.flushdb()


def wait_for_postgres(url: str, seconds: float = 30) -> None:
    """Raises NotReady."""
    _wait(lambda: psycopg.connect(url, connect_timeout=2).close(), seconds)


def wait_for_valkey(url: str, seconds: float = 30) -> None:
    """Raises NotReady."""
    with redis.Redis.from_url(url, socket_timeout=2, retry=Retry(NoBackoff(), 0)) as client:
        _wait(client.ping, seconds)


def _wait(answers: Callable[[], object], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            answers()
            return
        except (psycopg.OperationalError, redis.RedisError) as refusal:
            if time.monotonic() > deadline:
                raise NotReady(str(refusal)) from refusal
            time.sleep(PAUSE)


def main(path: str, name: str) -> NoReturn:
    """`python -m deploy.local.spec <file> postgres|valkey`: this process recovers and becomes that server."""
    server: Server = getattr(Spec.load(Path(path)), name)
    server.recover()
    server.create()
    server.become()


if __name__ == "__main__":
    main(*sys.argv[1:])
