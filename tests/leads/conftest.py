"""Counting what the database is asked, as the tests of areas do."""

from __future__ import annotations

from tests.areas.conftest import statements

__all__ = ["statements"]
