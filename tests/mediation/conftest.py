"""One mediation with two sides, the second signed in by number and PIN."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from server.core.db import db
from server.mediation import queries
from tests.console.desk import At
from tests.factories import Phone, World
from tests.mediation.table import Given, mediator_of, signal


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
