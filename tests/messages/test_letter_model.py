"""The program and the model go the same way, whatever people do in whatever order (domain §5.1)."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from werkzeug.test import TestResponse

from server.core import clock
from server.core.db import transaction
from server.messages.jobs import conclude_unrated
from server.messages.news import shelve_unanswered
from tests import factories
from tests.factories import Phone, World
from tests.messages.letter_model import STAFF, Letter

START = datetime(2026, 9, 24, 10, 0, tzinfo=clock.ZONE)
"""Days off at Mid-autumn and National Day lie ahead, and weekends that are worked."""
LONGEST = 26
BODIES: dict[str, tuple[str, dict[str, object]]] = {
    "accept": ("accept", {}),
    "ask": ("ask", {"text": "请写清是哪一幢。"}),
    "reply": ("reply", {"text": "办好了。", "result": "A"}),
    "progress": ("progress", {"text": "还在办。"}),
    "reject": ("reject", {"reason": "J5", "text": "归邻县管，请找那边的联络站。"}),
    "approve": ("reject/approve", {}),
    "send_back": ("reject/send-back", {"text": "归我们管。"}),
    "supplement": ("supplement", {"text": "三幢。"}),
    "restore": ("restore", {}),
    "withdraw": ("withdraw", {}),
    "appeal": ("appeal", {"text": "就在我们小区。"}),
    "praise": ("rate", {"reply": 3, "solved": True}),
    "complain": ("rate", {"reply": 1, "solved": False}),
}
PEOPLE = ("author", *STAFF)


class Path(RuleBasedStateMachine):
    world: ClassVar[World]
    taken: ClassVar[set[str]] = set()

    @initialize()
    def write(self) -> None:
        self.days = 0
        with self.at(), transaction():
            self.author = factories.resident(self.world.client)
        body = {"code": self.world.station_code.token, "content": "楼下的路灯坏了三天。"}
        with self.at():
            sent = self.author.post("/api/messages", body, key=f"model-{self.author.account_id}").json
        self.path = f"/api/messages/{sent['id']}"
        self.letter = Letter(START.date(), date.fromisoformat(sent["promised_on"]))

    @rule(who=st.sampled_from(PEOPLE), verb=st.sampled_from(sorted(BODIES)))
    def try_out(self, who: str, verb: str) -> None:
        self.act(who, verb)

    def act(self, who: str, verb: str) -> None:
        last, body = BODIES[verb]
        with self.at():
            answer = self.phone(who).post(f"{self.path}/{last}", body)
        if self.letter.may(who, verb):
            assert answer.status_code == 200, (who, verb, answer.text)
            self.letter.does(who, verb)
            self.taken.add(verb)
            self.same(who, answer)
        else:
            assert answer.status_code in (403, 409), (who, verb, self.letter, answer.text)

    @rule(verb=st.integers(0, 999), who=st.integers(0, 999))
    def go_on(self, verb: int, who: int) -> None:
        """One of the steps that are open, so that paths become long."""
        steps = {verb: [who for who in PEOPLE if self.letter.may(who, verb)] for verb in BODIES}
        open_steps = [(verb, people) for verb, people in steps.items() if people]
        if open_steps:
            chosen, people = open_steps[verb % len(open_steps)]
            self.act(people[who % len(people)], chosen)

    @rule(who=st.sampled_from(STAFF), verb=st.sampled_from(["approve", "send_back"]))
    def decide(self, who: str, verb: str) -> None:
        """Two people in a row, which chance alone seldom brings together."""
        self.act("liaison", "reject")
        self.act(who, verb)

    @rule(who=st.sampled_from(PEOPLE), days=st.sampled_from([1, 2, 8]))
    def wait(self, who: str, days: int) -> None:
        self.days = min(self.days + days, LONGEST)
        self.letter.today = START.date() + timedelta(days=self.days)
        self.look(who)

    @rule(who=st.sampled_from(PEOPLE))
    def sleep(self, who: str) -> None:
        with self.at():
            shelve_unanswered()
            conclude_unrated()
        self.letter.night()
        self.look(who)

    def look(self, who: str) -> None:
        with self.at():
            self.same(who, self.phone(who).get(self.path))

    def same(self, who: str, answer: TestResponse) -> None:
        seen, letter = answer.json, self.letter
        told = (seen["status"], seen["promised_on"], seen["is_overdue"])
        assert told == (letter.now, letter.promised.isoformat(), letter.is_overdue)
        assert offered(seen) == wanted(letter, who), (who, letter)

    def phone(self, who: str) -> Phone:
        return self.author if who == "author" else self.world.phone(who)

    def at(self) -> AbstractContextManager[None]:
        return clock.frozen(START + timedelta(days=self.days))


def offered(seen: dict[str, Any]) -> set[str]:
    return set(seen["actions"]) - {"narrow"}


def wanted(letter: Letter, who: str) -> set[str]:
    """Both answers of a rating are one offer; where a proposal waits, one decides on it instead of refusing anew."""
    may = {verb for verb in BODIES if letter.may(who, verb)}
    hidden = {"reject"} if "approve" in may else set()
    rate = {"rate"} if "praise" in may else set()
    return may - {"praise", "complain"} - hidden | rate


def test_whatever_people_do_the_letter_goes_the_way_of_the_model(client: FlaskClient) -> None:
    with clock.frozen(START):
        Path.world = factories.world(client)
    Path.taken.clear()
    quick = settings(
        max_examples=50,
        stateful_step_count=20,
        deadline=None,
        derandomize=True,
        # a failing path is short enough to be read as it is
        phases=[Phase.generate],
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Path, settings=quick)
    assert len(Path.taken) >= len(BODIES) - 3, "the paths lead nearly everywhere"
