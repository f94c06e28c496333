"""The whole system as its users run it: one copy a test run, on free ports, with the demonstration loaded."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from deploy.local import ports

ROOT = Path(__file__).parent.parent
NOT_PASSED_ON = ("DATABASE_URL", "REDIS_URL", "PORT", "SANDBOX_PORT", "DATA_DIR", "APP_ENV")


@dataclass(frozen=True)
class Running:
    """A started copy. `demo` is what demo.json says."""

    data_dir: Path
    port: int
    process: subprocess.Popen[str]
    said: list[str] = field(default_factory=list)
    """What it printed until it was ready."""

    @property
    def demo(self) -> dict[str, Any]:
        return dict(json.loads((self.data_dir / "demo.json").read_text()))

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def running(data_dir: Path, **settings: str) -> Iterator[Running]:
    """Start with these `settings`, wait for the line `ready`, and stop with TERM in the end."""
    port = ports.choose(str(data_dir), set())
    sandbox = ports.choose(str(data_dir), {port})
    env = {name: value for name, value in os.environ.items() if name not in NOT_PASSED_ON}
    env |= {"PORT": str(port), "SANDBOX_PORT": str(sandbox), "DATA_DIR": str(data_dir)}
    env |= {"SYSTEM_HOME": str(data_dir.parent / "system")} | settings
    process = subprocess.Popen(
        [sys.executable, "-m", "deploy.local.run"],
        cwd=ROOT,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        yield Running(data_dir, port, process, _wait_until_ready(process))
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)


def _wait_until_ready(process: subprocess.Popen[str]) -> list[str]:
    said: list[str] = []
    assert process.stdout
    for line in process.stdout:
        said.append(line)
        if line.startswith("ready "):
            return said
    raise AssertionError("it never became ready:\n" + "".join(said[-60:]))
