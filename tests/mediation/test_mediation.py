"""A signal becomes a case, an agreement, a revisit; nobody but its parties and its mediator reads a word of it (R1-18)."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from werkzeug.test import TestResponse

from server.accounts.models import Account
from server.core import clock
from server.core.actor import Actor
from server.core.db import db, transaction
from server.core.http import PERMISSIONS
from server.core.permissions import Role, allows
from server.demo import bulk
from server.deputies.service import account_for
from server.gateways.registry import gateways
from server.gateways.storage import QuietStorage
from server.mediation import queries, service
from server.mediation.jobs import ask_again
from server.mediation.life import WORKFLOW, State
from server.mediation.models import Mediation
from server.mydata import packing
from tests import factories
from tests.console.desk import At, Desk, at
from tests.factories import Phone, World
from tests.messages.path import drain

ROOT = "/console/mediations"
SECRET = "后院蓝色雨棚"
WHY = f"两家为{SECRET}吵了三次，说要一起去区里。"
SETTLED = f"{SECRET}拆到墙内，甲不再堵门。"
GO_TO = "可以去街道司法所申请人民调解，或向区法院起诉。"


@dataclass
class Given:
    """One that a liaison opened from a letter, with a second side who has no phone of their own here."""

    app: Flask
    world: World
    message_id: str
    id: str
    number: str
    pin: str

    def mediator(self, verb: str, **form: Any) -> TestResponse:
        return at(self.app, self.world, "deputy").post(f"{ROOT}/{self.id}/{verb}", form)

    def phone(self, who: str = "resident") -> Any:
        return self.world.phone(who).get(f"/api/mediations/{self.id}").json

    def answer(self, who: str, agrees: bool = True) -> TestResponse:
        return self.world.phone(who).post(f"/api/mediations/{self.id}/answer", {"agrees": agrees})

    def propose(self) -> TestResponse:
        duties = {"positions": ["1", "2"], "duties": ["不堵门", "拆雨棚"], "untils": ["", str(day(4))]}
        return self.mediator("agreement", text=SETTLED, revisit_on=str(day(5)), **duties)


def day(ahead: int) -> date:
    return clock.today() + timedelta(days=ahead)


def signal(desk: Desk, world: World, **form: Any) -> TestResponse:
    mediator = str(world.phone("deputy").account_id)
    return desk.post(ROOT, {"why": WHY, "mediator_id": mediator, "consent_record": "on"} | form)


@pytest.fixture
def given(app: Flask, desk: At, world: World) -> Given:
    message_id = world.submit(content="隔壁的东西伸到我家这边，说不通。").json["id"]
    slip = signal(desk("liaison"), world, message_id=message_id, names="陈二", phones="13812342046")
    assert slip.status_code == 200, slip.text
    number = re.findall(r'slip-code num" translate="no">(9[\d-]+)<', slip.text)[0]
    first, last = re.findall(r'translate="no">(\d{4}) (\d{4})<', slip.text)[0]
    made = db.session.scalars(queries.visible_to(mediator_of(world))).one()
    db.session.rollback()
    entered = world.client.post("/api/sessions", json={"number": number, "pin": first + last})
    assert entered.status_code == 201, entered.text
    account_id = queries.parties_of(made.id)[1].account_id
    world.phones["second"] = Phone(world.client, entered.json["token"], account_id)
    return Given(app, world, message_id, str(made.id), number, first + last)


def mediator_of(world: World) -> Actor:
    phone = world.phone("deputy")
    return Actor(Role.DEPUTY, account_id=phone.account_id, deputy_id=world.deputy.id)


def test_from_the_signal_to_the_revisit(given: Given, desk: At) -> None:
    world = given.world
    letter = world.phone("resident").get(f"/api/messages/{given.message_id}").json
    assert letter["steps"][-1]["text"] == "已转调解。"
    assert (given.phone()["status"], given.phone()["mediator"]) == ("mediating", "王明代表")
    assert given.mediator("meetings", text="双方都到了。").status_code == 303
    assert given.mediator("meetings", text="甲私下说愿意让。", is_private="on").status_code == 303
    assert given.propose().status_code == 303
    mine = given.phone("second")
    assert (mine["agreement"], mine["actions"], mine["parties"][1]["duty"]) == (SETTLED, ["answer"], "拆雨棚")
    assert [words for words in ("私下", "13812342046", WHY) if words in str(mine)] == []
    assert given.answer("resident", agrees=False).json["status"] == "mediating"
    given.propose()
    assert given.answer("resident").json["status"] == "proposed"
    assert given.answer("second").json["status"] == "agreed"
    early = given.mediator("revisit", text="问过。", is_kept="true")
    assert early.status_code == 409
    with clock.shifted(timedelta(days=5)):
        ask_again()
        ask_again()
        assert titles(world, "second").count("到回访的日子了") == 1
        assert figures(world) == (1, 0, "0.0%")
        said = world.phone("resident").post(f"/api/mediations/{given.id}/revisit", {"is_kept": True}).json
        assert (said["parties"][0]["is_kept"], said["actions"]) == (True, [])
        assert given.mediator("revisit", text="两家都说做到了。", is_kept="true").status_code == 303
        assert given.phone()["status"] == "kept"
        assert figures(world) == (1, 1, "100.0%")
    drain()
    told = titles(world, "resident") + titles(world, "deputy")
    assert {"请您主持一件调解", "调解协议写好了", "调解的各方都同意了"} <= set(told)
    assert SECRET not in str(told)


def titles(world: World, who: str) -> list[str]:
    """What somebody was told: titles and texts."""
    items = world.phone(who).get("/api/notices").json["items"]
    return [words for one in items for words in (one["title"], one["text"])]


def figures(world: World) -> tuple[int, int, str]:
    found = world.phone("npc_staff").get("/api/mediations/figures").json
    return found["due"], found["revisited"], found["rate_words"]


def test_no_agreement_says_where_to_go_and_may_be_talked_over_again(given: Given) -> None:
    given.propose()
    taken = given.mediator("answers", position="2", agrees="true", text="当面说的")
    assert taken.status_code == 303
    assert "王明代表 代记" in given.phone("second")["steps"][-1]["by"]
    assert given.mediator("fail", text="谈不拢。", go_to=GO_TO).status_code == 303
    assert (given.phone()["status"], given.phone()["go_to"]) == ("failed", GO_TO)
    assert given.mediator("resume", text="又愿意谈了。").status_code == 303
    assert (given.phone()["status"], given.phone()["go_to"]) == ("mediating", None)


def test_nobody_else_reads_a_word_of_it(given: Given, desk: At, client: FlaskClient) -> None:
    """Colleagues of the station, another deputy, offices, units, the administrator, other residents; search and exports."""
    world = given.world
    with transaction():
        other = factories.deputy(world.station, "李芳")
        world.phones["other_deputy"] = factories.phone_of(client, account_for(other))
        colleague = factories.staff(Role.LIAISON, world.station.scope, "同事")
        world.phones["colleague"] = factories.phone_of(client, colleague)
    given.mediator("meetings", text=f"说的是{SECRET}。")
    given.propose()
    insiders = {"deputy", "resident", "second"}
    for who in set(world.phones) - insiders:
        phone, seat = world.phone(who), desk(who)
        for verb in ("", "/answer", "/revisit"):
            path = f"/api/mediations/{given.id}{verb}"
            answer = (
                phone.post(path, {"agrees": True} if verb == "/answer" else {"is_kept": True})
                if verb
                else phone.get(path)
            )
            assert answer.status_code in (403, 404), (who, verb)
        case = seat.get(f"{ROOT}/{given.id}")
        knows = who in {"liaison", "street_npc", "npc_staff", "npc_leader"}
        assert case.status_code == 200 if knows else case.status_code in (403, 404), (who, case.status_code)
        shown = case.text + seat.get(ROOT).text + seat.get(f"/console/search?q={SECRET[:4]}").text
        shown += seat.get(f"/console/messages/{given.message_id}").text
        # whoever opened it knows why it was opened, in their own words, and nothing of what followed
        shown = shown.replace(WHY, "") if who == "liaison" else shown
        assert [words for words in (SECRET, SETTLED, "陈二", "13812342046") if words in shown] == [], who
        for verb in ("meetings", "agreement", "fail", "revisit", "answers", "parties", "resume"):
            tried = seat.post(f"{ROOT}/{given.id}/{verb}", FORMS[verb])
            assert tried.status_code in (403, 404), (who, verb, tried.status_code)
    assert SETTLED in desk("deputy").page(f"{ROOT}/{given.id}")


FORMS = {
    "meetings": {"text": "谈过。"},
    "agreement": {"text": SETTLED, "revisit_on": "2098-01-01"},
    "fail": {"text": "谈不拢。", "go_to": GO_TO},
    "revisit": {"text": "问过。", "is_kept": "true"},
    "answers": {"position": "1", "agrees": "true"},
    "parties": {"name": "外人", "consent_record": "on"},
    "resume": {"text": "再谈。"},
}


def test_an_export_of_letters_holds_nothing_of_it(given: Given, desk: At) -> None:
    given.propose()
    assert desk("npc_staff").post("/console/exports", {"view": "all", "format": "csv"}).status_code == 303
    drain()
    storage = gateways().storage
    assert isinstance(storage, QuietStorage)
    kept = b"".join(bytes(content) for content in storage.files.values())
    assert "隔壁的东西".encode() in kept
    assert SECRET.encode() not in kept


def test_a_side_takes_it_away_with_everything_else_of_their_own(given: Given) -> None:
    given.mediator("meetings", text="甲私下说愿意让。", is_private="on")
    given.propose()
    mine = packing.gather(given.world.phone("second").account_id)
    kept = zipfile.ZipFile(BytesIO(packing.pack(mine, lambda *_: None))).read("我的资料.html").decode()
    assert [words for words in (given.number, SETTLED) if words not in kept] == []
    assert "私下" not in kept + str(mine)
    assert packing.gather(given.world.phone("neighbour").account_id).mediations == []


def test_who_may_signal_and_whom_it_may_be_given(desk: At, world: World) -> None:
    for role in Role:
        if role is not Role.VISITOR:
            answer = signal(desk(role.value), world)
            fits = allows(role, PERMISSIONS["mediation_pages.signal"])
            assert answer.status_code == (303 if fits else 403), role
    assert signal(desk("liaison"), world, why="吵").status_code == 400
    assert (
        signal(desk("liaison"), world, mediator_id=str(world.phone("resident").account_id)).status_code == 400
    )
    nameless = signal(desk("liaison"), world, names="陈二", consent_record="")
    assert "同意吗" in nameless.text
    own = world.submit("deputy", code=world.station_code.token).json["id"]
    assert signal(desk("liaison"), world, message_id=own).status_code == 400, "nobody mediates their own"
    elsewhere = foreign_letter(world)
    assert signal(desk("liaison"), world, message_id=elsewhere).status_code == 404


def foreign_letter(world: World) -> str:
    with transaction():
        there = factories.station("远处站", "330111002001")
    answer = world.phone("resident").post(
        "/api/messages", {"station_id": str(there.id), "content": "那边的一件事。"}, key="key-elsewhere"
    )
    return str(answer.json["id"])


def test_another_mediator_takes_over_and_the_first_reads_nothing_more(given: Given, desk: At) -> None:
    head = str(given.world.phone("station_head").account_id)
    assert signal(desk("liaison"), given.world, message_id=given.message_id).status_code == 409, (
        "one for a letter"
    )
    assert desk("station_head").post(f"{ROOT}/{given.id}/mediator", {"mediator_id": head}).status_code == 404
    assert desk("liaison").post(f"{ROOT}/{given.id}/mediator", {"mediator_id": head}).status_code == 303
    assert desk("deputy").get(f"{ROOT}/{given.id}").status_code == 404
    assert WHY in desk("station_head").page(f"{ROOT}/{given.id}")


def test_the_database_refuses_what_the_table_does_not_have(given: Given) -> None:
    pairs = {
        (before.value, after.value) for (before, _), after in WORKFLOW.table.items() if before is not after
    }
    kept = db.session.execute(text("select before, after from mediation_turns()"))
    assert {(row.before, row.after) for row in kept} == pairs
    given.propose()
    for wrong in (
        "update mediations set status = 'kept', agreed_at = now(), revisited_at = now()",
        "update mediations set status = 'agreed', agreed_at = now()",
        "update mediations set agreement_sealed = null",
    ):
        with pytest.raises(IntegrityError), transaction():
            db.session.execute(text(wrong))


def test_620_of_them_are_counted_in_one_statement(world: World) -> None:
    """620 came to an agreement and are due; 589 were visited again: 95.0 %."""
    opener, mediator = world.phone("liaison").account_id, world.phone("deputy").account_id
    with transaction():
        rows = [_agreed(number, opener, mediator, is_visited=number < 589) for number in range(620)]
        bulk.copy(rows)
    counted = world.phone("npc_leader").get("/api/mediations/figures").json
    assert (counted["all"], counted["settled"], counted["due"], counted["revisited"]) == (620, 620, 620, 589)
    assert (counted["revisit_rate"], counted["rate_words"]) == (589 / 620, "95.0%")


def _agreed(number: int, opener: Any, mediator: Any, *, is_visited: bool) -> Mediation:
    now = clock.now()
    return Mediation(
        number=f"9261101-{number:04d}",
        area_code=factories.VILLAGE,
        opener_id=opener,
        opener="联络员 小林",
        opened_at=now,
        mediator_id=mediator,
        mediator="王明代表",
        status=State.KEPT if is_visited else State.AGREED,
        why=WHY,
        agreement=SETTLED,
        revisit_on=day(-1),
        agreed_at=now,
        revisited_at=now if is_visited else None,
    )


def test_who_closes_the_account_is_only_a_side_from_then_on(given: Given) -> None:
    with transaction():
        service.forget(given.world.phone("second").account_id)
        assert db.session.get(Account, given.world.phone("second").account_id)
    assert given.phone()["parties"][1]["name"] == service.GONE
