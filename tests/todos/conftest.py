"""Counting statements, for what must not grow with what waits."""

from tests.areas.conftest import statements

__all__ = ["statements"]
