"""A signal becomes a case, an agreement, a revisit; nobody but its parties and its mediator reads a word of it (R1-18)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from server.accounts.models import Account
from server.core import clock
from server.core.db import db, transaction
from server.core.grants import allows
from server.core.http import PERMISSIONS
from server.core.permissions import Role
from server.demo import bulk
from server.mediation import service
from server.mediation.jobs import ask_again
from server.mediation.life import WORKFLOW, State
from server.mediation.models import Mediation
from tests import factories
from tests.console.desk import At
from tests.factories import World
from tests.mediation.table import GO_TO, ROOT, SECRET, SETTLED, WHY, Given, day, signal
from tests.messages.path import drain


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
