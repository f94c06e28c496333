"""Who did what: never changed, chained apart from the acts, every break found, searched by who may (domain §4.2)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from server.audits import chain, jobs, words
from server.audits.heads import Heads
from server.audits.models import AuditLink
from server.core import audit
from server.core.actor import Actor
from server.core.audit import AuditEntry
from server.core.db import db, transaction
from server.core.permissions import Role
from server.notifications.models import Notice
from tests.console.desk import At
from tests.factories import World

CLERK = Actor(Role.NPC_STAFF, "area:330111", name="何主任")


def act(*actions: str) -> None:
    for action in actions:
        with transaction():
            audit.record(CLERK, action, "message", None, "回电话")


def past_the_rules(statement: str) -> None:
    """As somebody who owns the database may."""
    with db.engine.begin() as connection:
        connection.execute(text("set local session_replication_role = replica"))
        connection.execute(text(statement))


@pytest.mark.parametrize("table", ["audit_entries", "audit_links"])
@pytest.mark.parametrize("statement", ["update {} set {} = 1", "delete from {}", "truncate {}"])
def test_the_database_refuses_to_change_what_was_written(app: Flask, table: str, statement: str) -> None:
    act("identity.read")
    jobs.link()
    column = "subject_type" if table == "audit_entries" else "entry_id"
    with pytest.raises(DatabaseError, match="added, never changed"), db.engine.begin() as connection:
        connection.execute(text(statement.format(table, column)))


def test_a_whole_chain_is_found_whole_and_its_end_is_written_down(app: Flask) -> None:
    act("identity.read", "export.order", "role.give")
    jobs.link()
    jobs.link()
    positions = db.session.scalars(select(AuditLink.position).order_by(AuditLink.position)).all()
    assert list(positions) == [1, 2, 3]
    jobs.check()
    assert [head.position for head in Heads(app.config["SETTINGS"].data_dir).read()][-1:] == [3]
    Heads(app.config["SETTINGS"].data_dir).path.unlink()
    said = app.test_cli_runner().invoke(args=["audit", "verify"])
    assert (said.exit_code, "3 条操作记录都对得上" in said.output) == (0, True)


def test_an_entry_of_a_long_transaction_is_linked_when_it_appears(app: Flask) -> None:
    """It was numbered before its neighbour and committed after it."""
    with db.engine.connect() as slow:
        slow.execute(_insert("early"))
        act("late")
        jobs.link()
        slow.commit()
    jobs.link()
    found = select(AuditEntry.action).join(AuditLink, AuditLink.entry_id == AuditEntry.id)
    assert list(db.session.scalars(found.order_by(AuditLink.position))) == ["late", "early"]
    assert chain.verify().breaks == []


def _insert(action: str):  # type: ignore[no-untyped-def]
    values = "now(), 'npc_staff', 'area:330111', :action, 'message', '', ''"
    columns = "at, role, scope, action, subject_type, reason, by"
    return text(f"insert into audit_entries ({columns}) values ({values})").bindparams(action=action)


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        ("update audit_entries set reason = '没有' where id = (select min(id) from audit_entries)", "被改过"),
        ("delete from audit_entries where id = (select min(id) from audit_entries)", "被删了"),
        ("delete from audit_links where position = 2", "不见了"),
        (
            "delete from audit_entries where id = (select max(id) from audit_entries);"
            "delete from audit_links where position = 3",
            "末尾被截掉",
        ),
        ("update audit_links set digest = '\\x00' where position = 3", "和以前抄下来的不一样"),
        ("delete from audit_links", "一直没有连上链"),
    ],
)
def test_every_break_is_found_and_told(app: Flask, world: World, harm: str, said: str) -> None:
    act("identity.read", "export.order", "role.give")
    # the people of the small world left entries too: the chain of three is the whole
    with db.engine.begin() as connection:
        connection.execute(text("set local session_replication_role = replica"))
        connection.execute(text("delete from audit_entries where scope <> 'area:330111'"))
        connection.execute(text("update audit_entries set at = at - interval '1 hour'"))
    jobs.link()
    jobs.check()
    past_the_rules(harm)
    db.session.expire_all()
    findings = chain.verify(Heads(app.config["SETTINGS"].data_dir).read())
    Heads(app.config["SETTINGS"].data_dir).path.unlink()
    assert said in "；".join(findings.breaks)


def test_a_break_is_told_to_the_administrators_once_a_day(app: Flask, world: World) -> None:
    act("identity.read")
    jobs.link()
    past_the_rules("update audit_entries set reason = '没有'")
    db.session.expire_all()
    jobs.check()
    jobs.check()
    told = db.session.scalars(select(Notice).where(Notice.kind == "audit.broken")).all()
    assert [notice.account_id for notice in told] == [world.phone("sys_admin").account_id]


def test_who_may_look_sees_their_area_and_the_administrator_no_words(desk: At, world: World) -> None:
    act("identity.read")
    with transaction():
        audit.record(Actor(Role.NPC_STAFF, "area:330106", name="邻县"), "export.order", "export", None)
        audit.record(
            Actor(Role.LIAISON, world.station.scope, name="小林"), "code.issue", "code", None, "大门口"
        )
    office = desk("npc_staff").page("/console/audit")
    assert "回电话" in office
    assert "小林" in office
    assert "邻县" not in office
    platform = desk("sys_admin").page("/console/audit")
    assert "邻县" in platform
    assert "大门口" in platform
    assert "回电话" not in platform
    assert "回电话" not in desk("sys_admin").get("/console/audit.csv").text
    for other in ("liaison", "npc_leader", "handler_lead", "deputy"):
        assert desk(other).get("/console/audit").status_code == 403


def test_it_is_searched_by_who_what_and_when_and_paged(desk: At) -> None:
    act(*["identity.read"] * 51, "export.order")
    at = desk("npc_staff")
    assert "更早的" in at.page("/console/audit?who=何主任&noun=identity")
    assert "没有找到" in at.page("/console/audit?who=何主任&noun=export&until=2020-01-01")
    assert at.page("/console/audit?noun=export").count("导出：申请") == 1
    assert at.get("/console/audit?since=never").status_code == 400
    assert at.get("/console/audit?who=&noun=&since=&until=").status_code == 200


def test_every_file_that_leaves_the_console_leaves_an_entry(desk: At) -> None:
    taken = desk("npc_staff").get("/console/audit.csv")
    assert taken.text.startswith("\ufeff时间")
    assert desk("npc_staff").get("/console/registers/deputies.xlsx").status_code == 200
    acts = db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert [one for one in acts if one.startswith(("audit.", "register.", "file."))] == [
        "audit.export",
        "register.export",
        "file.download",
    ]


def test_every_action_has_its_word() -> None:
    """Of those written down as they are; nothing English reaches the page."""
    said = set()
    for file in Path("server").rglob("*.py"):
        said |= set(
            re.findall(r'audit\.record(?:_apart)?\(\s*\w[\w.]*,\s*"([a-z_]+\.[a-z_]+)"', file.read_text())
        )
    assert len(said) > 50
    assert [one for one in sorted(said) if one.partition(".")[0] not in words.NOUNS] == []
    assert [one for one in sorted(said) if one.partition(".")[2] not in words.VERBS] == []
