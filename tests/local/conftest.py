"""Data directories that PostgreSQL's own user can reach, and an end to every runner a test has started."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.local.running import Run, start


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """Not pytest's tmp_path: as root that one is closed to `nobody`."""
    folder = Path(tempfile.mkdtemp(prefix="yicang-local-"))
    folder.chmod(0o755)
    yield folder / "data"
    shutil.rmtree(folder)


@pytest.fixture
def launch(data_dir: Path) -> Iterator[Callable[..., Run]]:
    """Start runners; each is stopped at the end, whatever the test did to it."""
    started: list[Run] = []

    def launch(folder: Path = data_dir, **environment: str) -> Run:
        run = start(folder, **{"SYSTEM_HOME": str(data_dir.parent / "system"), **environment})
        started.append(run)
        return run

    yield launch
    for run in started:
        if run.process.poll() is None:
            run.stop()
        assert run.process.stdout is not None
        run.process.stdout.close()
