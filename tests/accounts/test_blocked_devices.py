"""A block may hold for the phone as well: the random mark it sends, kept as its digest and not for good."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from server.accounts import jobs
from server.accounts.models import Session
from server.core import clock, crypto
from server.core.db import db
from tests.accounts.blocking import DEVICE, REASON, block, on, sign_in, the_block, write
from tests.console.desk import At
from tests.factories import World


def test_a_blocked_device_is_refused_for_everybody_who_uses_it(desk: At, world: World) -> None:
    guest = sign_in(world.client, DEVICE)
    message = write(guest, world).json
    assert block(desk("street_npc"), message["id"], also_device="on") == 303
    again = sign_in(world.client, DEVICE)
    known = sign_in(world.client, DEVICE, wechat_code="quiet-somebody")
    elsewhere = sign_in(world.client, str(uuid4()))
    without = sign_in(world.client, None)
    for phone, status in ((guest, 403), (again, 403), (known, 403), (elsewhere, 201), (without, 201)):
        assert write(phone, world).status_code == status
    assert again.get("/api/blocks/mine").json["block"]["reason"] == REASON
    assert elsewhere.get("/api/blocks/mine").json == {"block": None}


def test_a_device_is_kept_out_only_when_asked(desk: At, world: World) -> None:
    guest = sign_in(world.client, DEVICE)
    block(desk("street_npc"), write(guest, world).json["id"])
    assert the_block().device_digest is None
    assert write(sign_in(world.client, DEVICE), world).status_code == 201


@pytest.mark.parametrize("mark", ["short", "x" * 36, DEVICE + "0", "'; drop table sessions", "0" * 500])
def test_only_a_random_mark_is_kept_and_only_as_its_digest(world: World, mark: str) -> None:
    sign_in(world.client, mark)
    sign_in(world.client, DEVICE.upper().replace("-", ""))
    kept = [row.device_digest for row in db.session.query(Session) if row.device_digest]
    assert kept == [crypto.digest(DEVICE.replace("-", ""))]


def test_an_ended_block_forgets_the_device(desk: At, world: World) -> None:
    guest = sign_in(world.client, DEVICE)
    block(desk("street_npc"), write(guest, world).json["id"], also_device="on", until=on(1))
    jobs.tidy()
    assert the_block().device_digest is not None
    with clock.shifted(timedelta(days=3)):
        jobs.tidy()
    assert the_block().device_digest is None
