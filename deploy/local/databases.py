"""Which databases this run uses: those of DATABASE_URL and REDIS_URL, else our own; never one of PATH."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from deploy.local import places, ports, spec
from deploy.local.say import Failed, say, step
from deploy.local.servers import Postgres, Valkey
from deploy.local.settings import Settings
from deploy.local.supervisor import Child

NAME = "yicang_liangma"


@dataclass(frozen=True, slots=True)
class Databases:
    """`servers` holds only what is ours to run; the children run it."""

    servers: spec.Spec
    children: tuple[Child, ...]
    urls: dict[str, str]
    log_dir: Path

    def wait(self) -> None:
        """Until both answer and the database exists. Raises Failed."""
        with step("启动数据库 PostgreSQL 和 Valkey"):
            try:
                if self.servers.postgres:
                    url = spec.postgres_url(self.servers.postgres)
                    spec.wait_for_postgres(url, seconds=60)
                    spec.make_database(url, NAME)
                if self.servers.valkey:
                    spec.wait_for_valkey(spec.valkey_url(self.servers.valkey), seconds=60)
            except spec.NotReady as refusal:
                logs = f"{self.log_dir / 'postgres.log'} 和 {self.log_dir / 'valkey.log'}"
                raise Failed(f"数据库没有起来（{refusal}）。请看 {logs}") from refusal


def plan(settings: Settings, password: str) -> Databases:
    """Choose folders and ports, start nothing. The same settings find the same ports while they are free."""
    taken = {settings.port, settings.sandbox_port}
    urls = {"DATABASE_URL": settings.database_url or "", "REDIS_URL": settings.redis_url or ""}
    postgres = valkey = None
    if settings.database_url is None:
        postgres = _postgres(settings, password, taken)
        urls["DATABASE_URL"] = spec.postgres_url(postgres, NAME).replace("://", "+psycopg://", 1)
    if settings.redis_url is None:
        valkey = _valkey(settings, password, taken)
        urls["REDIS_URL"] = spec.valkey_url(valkey)
    file = settings.run_dir / "servers.json"
    servers = spec.Spec(postgres, valkey)
    servers.save(file)
    children = tuple(
        Child(name, "data", ("deploy.local.spec", str(file), name))
        for name, server in (("postgres", postgres), ("valkey", valkey))
        if server
    )
    return Databases(servers, children, urls, settings.log_dir)


def _postgres(settings: Settings, password: str, taken: set[int]) -> Postgres:
    user = places.database_user()
    home = places.postgres_home(settings.data_dir, user, password)
    if settings.data_dir not in home.parents:
        say(f"现在是 root，数据库以 {user} 身份运行；它进不了 {settings.data_dir}，数据库文件放在 {home}")
    programs = places.postgres_programs(user, places.SYSTEM_HOME)
    return Postgres(home / "18", _port(settings, taken), password, programs, user)


def _valkey(settings: Settings, password: str, taken: set[int]) -> Valkey:
    folder = settings.data_dir / "valkey"
    return Valkey(folder, _port(settings, taken), password, places.valkey_programs())


def _port(settings: Settings, taken: set[int]) -> int:
    port = ports.choose(f"{settings.data_dir}:{settings.port}", taken)
    taken.add(port)
    return port
