"""The product in this process with a small world in it, and the people who send it things."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import EnvironBuilder, run_wsgi_app

from server.accounts.models import Account
from server.accounts.service import start_session
from server.core import cache, crypto, edge
from server.core.db import db, transaction
from server.gateways.registry import Gateways
from tests import factories
from tests.application import clear, keep, put_back
from tests.architecture import stage
from tests.console.things import Things, build as build_things
from tests.fuzz.asking import Answer, Ask

ANONYMOUS = "anonymous"
PEOPLE = (
    ANONYMOUS,
    *("resident", "deputy", "liaison", "street_npc", "npc_staff", "handler", "sys_admin"),
)
PHONES = {name: f"1380013{number:04d}" for number, name in enumerate(PEOPLE, 8001)}
"""Everybody's own number: it must not come back to anybody else."""
REFUSED = "the database refused"
BROWSER = {"REMOTE_ADDR": "127.0.0.1"}


class Traces(logging.Handler):
    """What the product writes down of failures nobody foresaw, and of what only its database refused."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.last = ""

    def emit(self, record: logging.LogRecord) -> None:
        if record.getMessage().startswith(REFUSED):
            self.last = f"{record.getMessage()} ({getattr(record, 'error', '')})"
        elif record.exc_info and record.exc_info[1]:
            _, error, step = record.exc_info
            places = []
            while step is not None:
                places.append(f"{step.tb_frame.f_code.co_filename.rsplit('/', 2)[-1]}:{step.tb_lineno}")
                step = step.tb_next
            self.last = f"{type(error).__name__}: {str(error)[:160]} at {' < '.join(places[::-1][:3])}"


@dataclass
class Product:
    """`known`: by the name of a parameter or field, values that name something real.

    `given` are the sessions that everybody begins with, `tokens` those that they hold now.
    """

    app: Flask
    gateways: Gateways
    known: dict[str, list[str]] = field(default_factory=dict)
    things: dict[str, Things] = field(default_factory=dict)
    given: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    kept: str = ""
    accounts: dict[str, Any] = field(default_factory=dict)
    traces: Traces = field(default_factory=Traces)

    def begin(self) -> None:
        """The world as the matrices play on it: built once, put back whenever it is used up, with the same ids."""
        with self.app.app_context():
            if self.kept:
                put_back(self.gateways, self.kept)
            else:
                self._build()
                self.kept = keep("kept_fuzz")
        self.tokens = dict(self.given)

    def _build(self) -> None:
        clear(self.gateways)
        made = stage.build(FlaskClient(self.app))
        self.things = build_things(made)
        self.accounts = {name: phone.account_id for name, phone in made.world.phones.items()}
        with transaction():
            for name, account_id in self.accounts.items():
                if name in PHONES:
                    account = db.session.get_one(Account, account_id)
                    account.phone, account.username = PHONES[name], f"{name.replace('_', '-')}-1"
        self.known = known(made, self.things)
        self.given = {name: phone.token for name, phone in made.world.phones.items() if name in PEOPLE}

    def form_token(self, who: str) -> str:
        """What this person's console writes into every form."""
        return crypto.sign(self.app.config["SECRET_KEY"], f"form|{self.tokens.get(who, '')}")

    def ask(self, ask: Ask) -> Answer:
        """Send it. Who was thrown out meanwhile signs in again, and a limit that was reached is lifted."""
        answer = self._send(ask)
        if answer.status == 429:
            cache.client().flushdb()
            return self._send(ask)
        if self._is_out(ask, answer):
            self._sign_in(ask.who)
            return self._send(ask)
        return answer

    def _is_out(self, ask: Ask, answer: Answer) -> bool:
        if ask.who == ANONYMOUS or any(name in ("Authorization", "Cookie") for name, _ in ask.headers):
            return False
        to_the_door = answer.headers.get("location", "").startswith("/console/sign-in")
        return answer.status == 401 or (ask.is_console and to_the_door)

    def _sign_in(self, who: str) -> None:
        with self.app.app_context(), transaction():
            account = db.session.get_one(Account, self.accounts[who])
            account.disabled_at = None
            self.tokens[who] = start_session(account).token

    def _send(self, ask: Ask) -> Answer:
        headers = dict(ask.headers)
        token = self.tokens.get(ask.who, "")
        if token and ask.is_console:
            headers.setdefault("Cookie", f"{edge.COOKIE}={token}")
        elif token:
            headers.setdefault("Authorization", f"Bearer {token}")
        kind = headers.pop("Content-Type", None)
        builder = EnvironBuilder(
            ask.path,
            method=ask.method,
            headers=headers,
            data=ask.body,
            content_type=kind,
            environ_base=BROWSER,
        )
        self.traces.last = ""
        try:
            body, status, told = run_wsgi_app(self.app, builder.get_environ())
            content = b"".join(body)
        except Exception as error:  # whatever comes out here, no visitor would get an answer
            return Answer(500, escaped=f"{type(error).__name__}: {error}", trace=self.traces.last)
        sent = {name.lower(): value for name, value in told.items()}
        return Answer(int(status.split()[0]), sent, content, trace=self.traces.last)


def known(made: stage.Stage, things: dict[str, Things]) -> dict[str, list[str]]:
    """Real values of one's own place first, then of the others."""
    own = [*things.values()]

    def each(pick: Callable[[Things], Any]) -> list[str]:
        return [str(pick(thing)) for thing in own]

    states = ("submitted", "accepted", "answered", "asked", "shelved", "proposed", "rejected")
    letters = [str(getattr(thing.objects, state)) for thing in own[:2] for state in states]
    world = made.world
    return {
        "message_id": letters,
        "station_id": each(lambda thing: thing.objects.station),
        "deputy_id": each(lambda thing: thing.objects.invited),
        "activity_id": each(lambda thing: thing.objects.activity),
        "duty_id": each(lambda thing: thing.objects.pending),
        "notice_id": each(lambda thing: thing.objects.notice),
        "code": [world.station_code.token, world.deputy_code.token, world.duty_code.token, factories.COUNTY],
        "code_id": each(lambda thing: thing.code),
        "group_id": each(lambda thing: thing.group),
        "department_id": each(lambda thing: thing.department),
        "rule_id": each(lambda thing: thing.rule),
        "span_id": each(lambda thing: thing.span),
        "job_id": each(lambda thing: thing.print),
        "part_id": each(lambda thing: thing.part),
        "report_id": each(lambda thing: thing.report),
        "import_id": each(lambda thing: thing.sheet),
        "account_id": [str(phone.account_id) for phone in world.phones.values()],
        "area": [factories.VILLAGE, factories.TOWN, factories.COUNTY, "33"],
        "area_code": [factories.VILLAGE, factories.TOWN + "000", factories.COUNTY + "000000"],
        "username": [f"{name.replace('_', '-')}-1" for name in PEOPLE[1:]],
    }
