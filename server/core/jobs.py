"""Who listens to which fact, which tasks and timers exist: features register here, the relay looks here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import validate_call

JOB_PATIENCE = 300
"""Seconds that one statement of a job may take."""

F = TypeVar("F", bound=Callable[..., None])

listeners: dict[str, list[str]] = {}
"""Fact → names of its listeners, in order of registration."""
handlers: dict[str, Callable[..., None]] = {}
"""Listener name → function; arguments arrive as JSON and are converted by their annotations."""
tasks: dict[str, Callable[..., None]] = {}


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


def task(name: str) -> Callable[[F], F]:
    """Register work on the outside world. It opens its own transactions and may run more than once."""

    def register(function: F) -> F:
        tasks[name] = validate_call(function)
        return function

    return register


def every(**cron: Any) -> Callable[[F], F]:
    """Register a function of the timetable (APScheduler's cron fields, China's time)."""

    def register(function: F) -> F:
        timers.append(Timer(_name(function), function, cron))
        return function

    return register


def _name(function: Callable[..., None]) -> str:
    return f"{function.__module__.removeprefix('server.').removesuffix('.jobs')}.{function.__name__}"
