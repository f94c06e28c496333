"""The fold, every twenty seconds, and the comparison of every night."""

from __future__ import annotations

from server.core import jobs
from server.dashboard import folding, rebuilding

AT_MOST = 50
"""Folds of one turn: what is left is done in the next one."""


@jobs.every(second="*/20")
def keep_up() -> None:
    for _ in range(AT_MOST):
        if folding.fold() < folding.AT_ONCE:
            return


@jobs.every(hour=4, minute=20)
def look_after() -> None:
    """Every night compared with the rows themselves."""
    rebuilding.compare()
