"""How long one verb may take in all: token, call and repetition together, however slowly answers drip."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_until: ContextVar[float | None] = ContextVar("wechat_until", default=None)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """The block is to end within `seconds`. Inside another such block the outer limit holds."""
    if _until.get() is not None:
        yield
        return
    mark = _until.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _until.reset(mark)


def left(most: float) -> float:
    """Seconds that may still be spent, at most `most`; 0 or less when the time is over."""
    until = _until.get()
    return most if until is None else min(most, until - time.monotonic())
