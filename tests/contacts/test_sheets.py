"""Contacts come from a sheet (R4-09): seen before they are stored, nobody counts without a yes, phones lie sealed."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text

from server.contacts.life import State
from server.contacts.models import ConsentHow, ContactLink, LinkKind
from server.core.actor import Actor
from server.core.db import db, transaction
from server.core.errors import Forbidden
from server.core.permissions import Role
from server.deputies.models import DeputyLevel
from server.registers import service, standing
from server.registers.models import LineAction, RegisterKind
from server.registers.queries import counts
from tests import factories
from tests.console.desk import At
from tests.contacts.path import links, say
from tests.factories import World
from tests.messages.path import drain
from tests.registers.bringing import COUNTY, bring, check, errors

HEADINGS = ("代表", "联系谁", "对方手机", "同意吗", "哪天同意的")
CHEN = ("王明", "陈阿姨", "13912340412", "是", "2026-03-05")
ZHOU = ("王明", "周大娘", "", "否", "")


def test_who_said_yes_counts_and_who_did_not_is_waited_for(world: World, desk: At) -> None:
    bring(RegisterKind.CONTACTS, HEADINGS, CHEN, ZHOU)
    chen, zhou = links_by_name()
    assert (chen.status, chen.consent, str(chen.since), chen.phone) == (
        State.ACTIVE,
        ConsentHow.COUNTER,
        "2026-03-05",
        "13912340412",
    )
    assert (zhou.status, zhou.consent, zhou.name) == (State.ASKED, None, "周大娘")
    stored = db.session.execute(text("select contact_links::text || '' from contact_links")).scalars().all()
    assert not [row for row in stored if "13912340412" in row or "陈阿姨" in row], "sealed"
    own = world.phone("deputy").get("/api/contacts").json
    assert (own["counted"], len(own["items"])) == (1, 2)
    link = world.phone("deputy").post(f"/api/contacts/{zhou.id}/invitation").json
    assert say(world, link).status_code == 200, "the invitation brings the yes"
    again = bring(RegisterKind.CONTACTS, HEADINGS, (*CHEN[:2], "13912340499", *CHEN[3:]), ZHOU)
    assert {a: n for a, n in counts(again).items() if n} == {LineAction.UPDATE: 1, LineAction.SAME: 1}
    assert [one.phone for one in links() if one.name == "陈阿姨"] == ["13912340499"]
    assert len(links()) == 2
    page = desk("npc_staff").page("/console/imports/contacts")
    assert "同意吗" in page
    assert {line["name"] for line in standing.lines(COUNTY, RegisterKind.CONTACTS)} == {"选民"}
    keeper = Actor(Role.LIAISON, world.station.scope, world.phone("liaison").account_id)
    assert {line["name"] for line in standing.lines(keeper, RegisterKind.CONTACTS)} == {"陈**", "周**"}


def links_by_name() -> tuple[ContactLink, ContactLink]:
    known = {one.name: one for one in links()}
    return known["陈阿姨"], known["周大娘"]


def test_what_cannot_be_taken_is_said_line_by_line(world: World) -> None:
    """Nothing is stored before it is looked at; what is wrong names its row and column."""
    made = check(
        RegisterKind.CONTACTS,
        HEADINGS,
        ("王小明", "陈阿姨", "", "是", ""),
        ("王明", "陈**", "", "是", ""),
        ("王明", "老李", "12345", "是", ""),
        ("王明", "老赵", "", "也许", ""),
        ("王明", "老钱", "", "是", "2099-01-01"),
        ("王明", "老孙", "", "否", ""),
    )
    assert {row: [*wrong] for row, wrong in errors(made).items()} == {
        2: ["代表"],
        3: ["联系谁"],
        4: ["对方手机"],
        5: ["同意吗"],
        6: ["哪天同意的"],
    }
    assert links() == []
    bring(RegisterKind.CONTACTS, HEADINGS, ("王明", "老孙", "", "否", ""))
    twice = check(RegisterKind.CONTACTS, HEADINGS, ("王明", "老孙", "", "是", ""))
    assert "还在等对方说" in str(errors(twice)), "a yes is noted where it was said"
    admin = Actor(Role.SYS_ADMIN, f"area:{factories.COUNTY}", world.phone("sys_admin").account_id)
    with pytest.raises(Forbidden):
        check(RegisterKind.CONTACTS, HEADINGS, CHEN, actor=admin)


def test_a_deputy_of_the_city_stays_in_touch_with_grassroots_deputies(world: World) -> None:
    with transaction():
        higher = factories.deputy(world.station, "许市代", level=DeputyLevel.MUNICIPAL)
    rows = (("许市代", "王明", "", "否", ""), ("许市代", "没有这人", "", "否", ""))
    assert {
        row: [*wrong] for row, wrong in errors(check(RegisterKind.CONTACTS, HEADINGS, *rows)).items()
    } == {3: ["联系谁"]}
    made = bring(RegisterKind.CONTACTS, HEADINGS, rows[0])
    [link] = db.session.scalars(select(ContactLink)).all()
    assert (link.kind, link.with_deputy_id, link.deputy_id) == (LinkKind.DEPUTY, world.deputy.id, higher.id)
    drain()
    notices = world.phone("deputy").get("/api/notices").json["items"]
    assert [one["kind"] for one in notices][:1] == ["contact.asked"], "asked on their own phone"
    with transaction():
        service.undo(COUNTY, made)
    assert links() == []
