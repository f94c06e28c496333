"""The small world, with its unit; and how many statements a page takes."""

from __future__ import annotations

from tests.areas.conftest import statements
from tests.visits.conftest import world

__all__ = ["statements", "world"]
