"""Imports point down: import-linter's contracts hold."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def test_imports_point_down() -> None:
    program = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run(
        [str(program)], capture_output=True, text=True, cwd=Path(__file__).parent.parent.parent
    )
    assert done.returncode == 0, done.stdout[-3000:]
