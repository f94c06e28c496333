"""The embedded PostgreSQL 18 and Valkey 9: the programs come in pip wheels, starting them is ours."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
from abc import ABC, abstractmethod
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

import psutil

CLEAN_ENV = {"PATH": os.defpath, "LC_ALL": "C.UTF-8"}  # none of our secrets shows in a server's environment
INITDB = "-U postgres -A scram-sha-256 -E UTF8 --locale-provider=builtin --locale=C.UTF-8"
POSTGRES = """listen_addresses=127.0.0.1 unix_socket_directories= timezone=Asia/Shanghai
log_timezone=Asia/Shanghai shared_buffers=256MB work_mem=8MB maintenance_work_mem=128MB max_wal_size=2GB
max_connections=100 jit=off log_parameter_max_length=0 log_parameter_max_length_on_error=0"""
VALKEY = """bind 127.0.0.1\nsave ""\nappendonly yes\nappendfsync everysec\nmaxmemory-policy noeviction\n"""


@dataclass(frozen=True, slots=True)
class Server(ABC):
    """One server in a folder of its own; `user`: whom it runs as where we are root."""

    folder: Path
    port: int
    password: str
    programs: Path
    user: str | None = None
    settings: list[str] = field(default_factory=list)

    @abstractmethod
    def create(self) -> None:
        """Make what the server needs in its folder; what an earlier start left half-made is made anew."""

    @abstractmethod
    def argv(self) -> list[str]: ...

    def recover(self) -> None:
        """End what a SIGKILLed run left alive in this folder, and drop its lock; zombies are dead."""
        seen, names = psutil.process_iter(["name", "cwd"]), ("postgres", "valkey-server")
        left = [p for p in seen if p.info["cwd"] == str(self.folder) and p.info["name"] in names]
        for last_word in (signal.SIGINT, signal.SIGKILL):
            for process in left:
                with suppress(psutil.NoSuchProcess):
                    process.send_signal(last_word)
            left = psutil.wait_procs(left, timeout=4)[1]
        (self.folder / "postmaster.pid").unlink(missing_ok=True)

    def become(self) -> NoReturn:
        """Turn this process into the server, so that whoever started it is its parent and reaps it."""
        os.chdir(self.folder)
        if self.user:
            who = pwd.getpwnam(self.user)
            os.setgroups([])
            os.setgid(who.pw_gid)
            os.setuid(who.pw_uid)
        os.execve(self.argv()[0], self.argv(), CLEAN_ENV)  # noqa: S606 -- no shell is what we want


class Postgres(Server):
    def create(self) -> None:
        if (self.folder / "PG_VERSION").exists():
            return
        fresh, secret = self.folder.with_suffix(".new"), self.folder.with_suffix(".password")
        shutil.rmtree(fresh, ignore_errors=True)
        secret.touch(0o600)
        secret.write_text(self.password)
        owner: dict[str, Any] = {}
        if self.user:
            shutil.chown(secret, user=self.user)
            owner = {"user": self.user, "group": pwd.getpwnam(self.user).pw_gid, "extra_groups": []}
        command = [str(self.programs / "initdb"), "-D", str(fresh), "--pwfile", str(secret)]
        subprocess.run(
            command + INITDB.split(), check=True, cwd=fresh.parent, env=CLEAN_ENV, stdout=sys.stderr, **owner
        )
        secret.unlink()
        fresh.rename(self.folder)

    def argv(self) -> list[str]:
        options = [f"--{option}" for option in (f"port={self.port}", *POSTGRES.split(), *self.settings)]
        return [str(self.programs / "postgres"), "-D", str(self.folder), *options]


class Valkey(Server):
    def create(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "valkey.conf").touch(0o600)
        lines = [f"port {self.port}", f"requirepass {self.password}", *self.settings]
        (self.folder / "valkey.conf").write_text(VALKEY + "\n".join(lines))

    def argv(self) -> list[str]:
        return [str(self.programs / "valkey-server"), "valkey.conf"]
