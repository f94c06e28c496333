"""A deputy's picture: public while in office, replaced, taken away."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select

from server.core import clock
from server.core.db import db, transaction
from server.deputies.models import Deputy
from server.housekeeping import clear
from server.uploads.models import Upload
from tests.console.desk import Desk
from tests.deputies.register import found
from tests.factories import World
from tests.gateways.corpus import SECRET, jpeg


def picture(office: Desk, deputy: Deputy, data: bytes | None = None) -> Any:
    sent = (BytesIO(data if data is not None else jpeg()), "张三的照片.jpg")
    return office.post(f"/console/deputies/{deputy.id}/photo", {"file": sent})


def test_the_picture_is_public_as_long_as_the_deputy_is_in_office(
    office: Desk, world: World, client: FlaskClient
) -> None:
    path = f"/api/deputies/{world.deputy.id}"
    assert client.get(path).json["photo"] is None
    assert client.get(f"{path}/photo").status_code == 404
    assert picture(office, world.deputy).status_code == 303
    address = client.get(path).json["photo"]
    shown = client.get(address)
    assert (shown.status_code, shown.mimetype) == (200, "image/jpeg")
    assert SECRET not in shown.data
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    with transaction():
        db.session.get_one(Deputy, world.deputy.id).term_to = clock.today() - timedelta(days=1)
    assert client.get(address).status_code == 404


def test_a_new_picture_has_a_new_address_and_the_old_one_is_cleared_away(
    office: Desk, world: World, client: FlaskClient
) -> None:
    picture(office, world.deputy)
    first = client.get(f"/api/deputies/{world.deputy.id}").json["photo"]
    picture(office, world.deputy)
    second = client.get(f"/api/deputies/{world.deputy.id}").json["photo"]
    assert first != second
    with clock.shifted(timedelta(days=3)):
        clear()
    left = db.session.scalars(select(Upload.id)).all()
    assert left == [found("王明").photo_id]
    assert client.get(second).status_code == 200


def test_a_picture_can_be_taken_away_and_what_is_none_is_refused(office: Desk, world: World) -> None:
    picture(office, world.deputy)
    assert office.post(f"/console/deputies/{world.deputy.id}/photo/remove").status_code == 303
    assert found("王明").photo_id is None
    assert picture(office, world.deputy, b"not a picture").status_code == 400
    assert picture(office, world.deputy, b"").status_code == 400
    assert found("王明").photo_id is None
