"""How many statements a page takes."""

from __future__ import annotations

from tests.areas.conftest import statements

__all__ = ["statements"]
