"""The end of the chain, written down every night outside the database: who cuts or remakes it cannot unwrite that."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from server.audits.chain import Head


class Heads:
    """A file of lines `position digest day` beside the uploads; it is meant to be backed up with them."""

    def __init__(self, data_dir: Path) -> None:
        self.path = data_dir / "audit" / "heads.txt"

    def read(self) -> list[Head]:
        if not self.path.exists():
            return []
        lines = [line.split() for line in self.path.read_text().splitlines() if line.strip()]
        return [Head(int(line[0]), line[1]) for line in lines]

    def write(self, head: Head, on: date) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a") as file:
            file.write(f"{head.position} {head.digest} {on}\n")
