"""The program and the model go the same way, whatever people do in whatever order (domain §5.1)."""

from __future__ import annotations

import math
import os
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID, uuid4

import pytest
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
from tests.messages.letter_model import STAFF, UNIT, Letter

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
    "hand_up": ("hand-up", {"text": "要单位去换灯杆。"}),
    "reopen": ("reopen", {"text": "没写哪天办。"}),
    "forward": ("forward", {"text": "他更懂。"}),
    "praise": ("rate", {"reply": 3, "solved": True}),
    "complain": ("rate", {"reply": 1, "solved": False}),
}
SHORT = 100
RUNS, STEPS = int(os.environ.get("MODEL_RUNS", SHORT)), int(os.environ.get("MODEL_STEPS", 14))
"""`make model` goes 2,000 ways of 50 steps, and others each time."""
ENOUGH = 400
"""Ways taken by chance that lead nearly everywhere; the short form's are known to."""
SHARES = int(os.environ.get("MODEL_SHARES", 1))
"""So many processes share the ways, each with a database of its own: nearly all the time goes into requests, one
after the other, and one process leaves the other cores idle."""
AT_UNIT: dict[str, tuple[str, dict[str, object]]] = {
    "sign": ("sign", {}),
    "give_back": ("return", {"text": "归镇街养护，不在清单里。"}),
    "hand_up_draft": ("hand-up", {"text": "已经现场看过，今天换好了。", "result": "A"}),
    "sign_off": ("sign-off", {}),
    "extend": ("extension", {"days": 2, "text": "灯杆下周才到货。"}),
    "grant": ("extension/grant", {}),
}
"""What is done to the assignment, not to the letter; `assign` makes it."""
OFFERED = {
    "sign": "sign",
    "give_back": "give_back",
    "hand_up": "hand_up_draft",
    "sign_off": "sign_off",
    "extend": "extend",
}
VERBS = sorted({*BODIES, *AT_UNIT, "assign"})
_GIVEN = (("liaison", "accept"), ("npc_staff", "assign"))
HEAD_STARTS = (
    (),
    (),
    _GIVEN,
    (*_GIVEN, ("handler", "sign")),
    (*_GIVEN, ("handler", "sign"), ("handler", "hand_up_draft")),
)
"""So that what comes late in a letter's life is reached as often as what comes early."""
PEOPLE = ("author", *STAFF, "npc_staff", *UNIT)


class Path(RuleBasedStateMachine):
    world: ClassVar[World]
    better: ClassVar[UUID]
    deputies: ClassVar[tuple[UUID, UUID]]
    taken: ClassVar[set[str]] = set()

    @initialize(head_start=st.sampled_from(HEAD_STARTS))
    def write(self, head_start: tuple[tuple[str, str], ...]) -> None:
        self.days = 0
        with self.at(), transaction():
            self.author = factories.resident(self.world.client)
        body = {"code": self.world.station_code.token, "content": "楼下的路灯坏了三天。"}
        with self.at():
            sent = self.author.post("/api/messages", body, key=f"model-{self.author.account_id}").json
        self.path = f"/api/messages/{sent['id']}"
        self.assignment = str(uuid4())
        self.letter = Letter(START.date(), date.fromisoformat(sent["promised_on"]))
        for who, verb in head_start:
            self.act(who, verb)

    @rule(who=st.sampled_from(PEOPLE), verb=st.sampled_from(VERBS))
    def try_out(self, who: str, verb: str) -> None:
        """Anything by anybody: mostly refused, and then in both alike."""
        self.act(who, verb)

    @rule(steps=st.lists(st.tuples(st.integers(0, 999), st.integers(0, 999)), min_size=1, max_size=4))
    def go_on(self, steps: list[tuple[int, int]]) -> None:
        """Steps that are open, so that paths become long."""
        for verb, who in steps:
            may = {verb: [who for who in PEOPLE if self.letter.may(who, verb)] for verb in VERBS}
            open_steps = [(verb, people) for verb, people in may.items() if people]
            if open_steps:
                chosen, people = open_steps[verb % len(open_steps)]
                self.act(people[who % len(people)], chosen)

    def act(self, who: str, verb: str) -> None:
        with self.at():
            answer = self.send(who, verb)
        if not self.letter.may(who, verb):
            assert answer.status_code in (403, 404, 409), (who, verb, self.letter, answer.text)
            return
        assert answer.status_code in (200, 201, 204), (who, verb, answer.text)
        self.letter.does(who, verb)
        self.taken.add(verb)
        if verb in BODIES:
            self.same(who, answer)
        else:
            self.assignment = answer.json["id"] if verb == "assign" else self.assignment
            self.look("author")
            self.look_at_the_desk("handler_lead")

    def send(self, who: str, verb: str) -> TestResponse:
        phone = self.phone(who)
        if verb == "assign":
            unit = {"department_id": str(self.world.unit_id), "kind": "help"}
            return phone.post("/api/assignments", unit | {"message_id": self.path.rpartition("/")[2]})
        if verb in AT_UNIT:
            last, body = AT_UNIT[verb]
            better = {"better_id": str(self.better)} if verb == "give_back" else {}
            return phone.post(f"/api/assignments/{self.assignment}/{last}", body | better)
        last, body = BODIES[verb]
        if verb == "forward":
            body = body | {"deputy_id": str(self.deputies[self.letter.forwards % 2])}
        return phone.post(f"{self.path}/{last}", body)

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

    def look_at_the_desk(self, who: str) -> None:
        """A unit is offered what the model lets it do, and sees nothing once it has it no more."""
        with self.at():
            seen = self.phone(who).get(f"/api/assignments/{self.assignment}")
        if not self.letter.with_unit:
            # a letter that was taken back leaves the desk a moment later, by its fact
            assert seen.status_code == 404 or seen.json["actions"] == []
            return
        may = {verb for verb in AT_UNIT if self.letter.may(who, verb)}
        assert {OFFERED[one] for one in seen.json["actions"] if one in OFFERED} == may, self.letter

    def look(self, who: str) -> None:
        if who in UNIT:
            self.look_at_the_desk(who)
            return
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
    # an office gives it to a unit itself
    hidden |= {"hand_up"} if who == "street_npc" else set()
    rate = {"rate"} if "praise" in may else set()
    return may - {"praise", "complain"} - hidden | rate


@pytest.mark.parametrize("share", range(SHARES))
def test_whatever_people_do_the_letter_goes_the_way_of_the_model(client: FlaskClient, share: int) -> None:
    with clock.frozen(START):
        Path.world = factories.world(client)
        with transaction():
            factories.department(id=Path.world.unit_id)
            Path.better = factories.department("区交通运输局").id
            Path.deputies = (Path.world.deputy.id, factories.deputy(Path.world.station, "李红").id)
    Path.taken.clear()
    ways = math.ceil(RUNS / SHARES)
    quick = settings(
        max_examples=ways,
        stateful_step_count=STEPS,
        deadline=None,
        derandomize=RUNS == SHORT,
        # a failing path is short enough to be read as it is
        phases=[Phase.generate],
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Path, settings=quick)
    if RUNS == SHORT or ways >= ENOUGH:
        assert len(Path.taken) >= len(VERBS) - 4, "the paths lead nearly everywhere"
