"""Defects that the harnesses must find, planted in a copy of the tree: who never sees red tests nothing."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
PARTS = ("server", "sandbox", "deploy", "migrations", "tests", "gunicorn.conf.py", "pyproject.toml")
NOT_COPIED = ("node_modules", "__pycache__", "*.pyc")


@dataclass(frozen=True, slots=True)
class Patch:
    """`old` stands exactly once in the file."""

    file: str
    old: str
    new: str

    def apply(self, tree: Path) -> None:
        path = tree / self.file
        text = path.read_text()
        assert text.count(self.old) == 1, f"{self.file} has changed: this plant has to be written anew"
        path.write_text(text.replace(self.old, self.new))


def run_copy(module: str, patches: Sequence[Patch], arguments: Sequence[str]) -> int:
    """A harness on a copy with the defect, in a folder of its own. Its exit code; wanted is 1."""
    with tempfile.TemporaryDirectory(prefix="yicang-plant-") as folder:
        tree = Path(folder)
        tree.chmod(0o755)
        copy_tree(tree)
        for patch in patches:
            patch.apply(tree)
        return subprocess.call([sys.executable, "-m", module, *arguments], cwd=tree)


def copy_tree(to: Path) -> None:
    for part in PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, to / part, ignore=shutil.ignore_patterns(*NOT_COPIED))
        else:
            shutil.copy(ROOT / part, to / part)
