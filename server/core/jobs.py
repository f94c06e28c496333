"""Who listens to which fact, which tasks and timers exist: features register here, the relay looks here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, TypeVar

from pydantic import validate_call

JOB_PATIENCE = 300
"""Seconds that one statement of a job may take."""

F = TypeVar("F", bound=Callable[..., None])

listeners: dict[str, list[str]] = {}
"""Fact → names of its listeners, in order of registration."""
handlers: dict[str, Callable[..., None]] = {}
"""Listener name → function; arguments arrive as JSON and are converted by their annotations."""
tasks: dict[str, Callable[..., None]] = {}
LEASE: Final = timedelta(seconds=30)
"""How long a task may take before it is handed over again; a task whose work surely ends sooner says so."""
_leases: dict[str, timedelta] = {}


class Later(Exception):
    """Raised by a task or a listener whose turn has not come: offered again after `seconds`, and nothing has failed."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Timer:
    name: str
    run: Callable[[], None]
    cron: dict[str, Any]


timers: list[Timer] = []


def on(fact: str) -> Callable[[F], F]:
    """Register a listener: it writes to the database only and never calls the outside world."""

    def register(function: F) -> F:
        name = _name(function)
        listeners.setdefault(fact, []).append(name)
        handlers[name] = validate_call(function)
        return function

    return register


def task(name: str, *, lease: timedelta = LEASE) -> Callable[[F], F]:
    """Register work on the outside world. It opens its own transactions and may run more than once.

    `lease` outlives the longest honest run: whoever was killed at it is replaced only afterwards.
    """

    def register(function: F) -> F:
        tasks[name] = validate_call(function)
        _leases[name] = lease
        return function

    return register


def lease_of(name: str) -> timedelta:
    """Also of a task that nobody knows any more, because another version wrote it down."""
    return _leases.get(name, LEASE)


def every(**cron: Any) -> Callable[[F], F]:
    """Register a function of the timetable (APScheduler's cron fields, China's time)."""

    def register(function: F) -> F:
        timers.append(Timer(_name(function), function, cron))
        return function

    return register


def _name(function: Callable[..., None]) -> str:
    return f"{function.__module__.removeprefix('server.').removesuffix('.jobs')}.{function.__name__}"
