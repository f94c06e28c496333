"""The database knows the same life of a letter as the table, and refuses every other turn."""

from __future__ import annotations

from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from server.core.db import db
from server.messages.life import WORKFLOW, MessageStatus
from tests.factories import World


def test_the_database_keeps_the_pairs_of_the_workflow(app: Flask) -> None:
    kept = {
        (before, after)
        for before, after in db.session.execute(text("select before, after from message_turns()"))
    }
    turns = {(s.value, after.value) for (s, _), after in WORKFLOW.table.items() if s is not after}
    turns |= {(s.value, after.value) for (s, _), back in WORKFLOW.returns.items() for after in back}
    assert kept == turns


@pytest.mark.parametrize("after", [MessageStatus.REPLIED, MessageStatus.CONCLUDED, MessageStatus.HANDLING])
def test_a_jump_that_the_table_does_not_know_is_refused_by_the_database(
    world: World, after: MessageStatus
) -> None:
    message_id = UUID(world.submit().json["id"])
    jump = text(
        "update messages set status = :after, answered_at = now(), concluded_at = now() where id = :id"
    )
    with pytest.raises(IntegrityError, match="a letter does not go from submitted"):
        db.session.execute(jump, {"after": after.value, "id": message_id})
    db.session.rollback()


def test_a_kind_that_was_confirmed_keeps_the_station_from_answering_what_is_a_units(world: World) -> None:
    path = f"/api/messages/{world.submit().json['id']}"
    taken = world.phone("liaison").post(f"{path}/accept", {"kind": "complaint", "category": "C05"})
    assert (taken.json["sorted"]["kind"], taken.json["sorted"]["category"]) == ("complaint", "C05")
    assert "reply" not in taken.json["actions"]
    refused = world.phone("liaison").post(f"{path}/reply", {"text": "已经看过了。"})
    assert (refused.status_code, refused.json["error"]["code"]) == (409, "message.for_unit")
    assert "reply" in world.phone("street_npc").get(path).json["actions"]
    changed = world.phone("liaison").post(f"{path}/sort", {"kind": "consult"})
    assert changed.json["sorted"] == {
        "kind": "consult",
        "category": "C05",
        "level": None,
        "urgency": None,
        "reworks": 0,
    }
    assert world.phone("liaison").post(f"{path}/reply", {"text": "已经看过了。"}).status_code == 200


def test_its_author_reads_nothing_of_how_it_was_sorted(world: World) -> None:
    path = f"/api/messages/{world.submit().json['id']}"
    world.phone("liaison").post(f"{path}/accept", {"kind": "consult", "urgency": "U3"})
    assert world.phone("resident").get(path).json["sorted"] is None


def test_an_unknown_kind_or_category_is_told_with_its_field(world: World) -> None:
    path = f"/api/messages/{world.submit().json['id']}"
    refused = world.phone("liaison").post(f"{path}/accept", {"kind": "rumour", "category": "C18"})
    assert refused.status_code == 400
    assert set(refused.json["error"]["fields"]) == {"kind", "category"}
