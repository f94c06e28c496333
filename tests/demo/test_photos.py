"""Every deputy of the demonstration has a drawn picture, marked as such, the same at every loading."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image, ImageChops, ImageStat
from sqlalchemy import func, select

from server.core.db import db
from server.demo import faces, photos
from server.demo.sketch import SIZE
from server.deputies.models import Deputy
from server.gateways.pictures import clean
from server.gateways.registry import gateways
from server.housekeeping import clear
from server.uploads.models import Upload
from tests.demo.conftest import Loaded

TOKENS = Path(__file__).parent.parent.parent / "server/static/tokens.css"


@pytest.fixture(scope="module")
def drawn() -> list[bytes]:
    return [faces.portrait(f"{photos.SEED} {position}") for position in range(288)]


def opened(data: bytes) -> Image.Image:
    image: Image.Image = Image.open(BytesIO(data))
    return image.convert("RGB")


def test_no_two_are_alike_and_all_are_small(drawn: list[bytes]) -> None:
    assert len(set(drawn)) == 288
    assert max(map(len, drawn)) < 20_000
    assert {opened(data).size for data in drawn[:12]} == {SIZE}


def test_drawn_again_it_is_the_same_to_the_byte(drawn: list[bytes]) -> None:
    again = [faces.portrait(f"{photos.SEED} {position}") for position in range(12)]
    assert again == drawn[:12]


def test_each_says_in_the_same_place_that_it_is_made_up(drawn: list[bytes]) -> None:
    """Within the square that the phone shows and the low strip that the console shows."""
    left, top, right, bottom = faces.MARK_AT
    middle, strip = SIZE[1] / 2, SIZE[0] * 62 / 96
    assert middle - strip / 2 <= top < bottom <= middle + strip / 2
    inner = (left + 16, top + 6, right - 16, bottom - 6)
    first = opened(drawn[0]).crop(inner)
    darkest, lightest = first.convert("L").getextrema()
    assert darkest < 120 < 240 < lightest
    for data in drawn[1:]:
        differs = ImageStat.Stat(ImageChops.difference(first, opened(data).crop(inner)))
        assert max(differs.mean) < 3


def test_ground_cloth_and_mark_have_the_colours_of_the_house() -> None:
    known = set(re.findall(r"#[0-9a-f]{6}", TOKENS.read_text()))
    used = {colour for pair in faces.GROUNDS for colour in pair} | {*faces.CLOTH, *faces.SHIRTS}
    assert used | {faces.WORDS, faces.PLATE} <= known


def test_the_door_for_strangers_pictures_would_let_them_in(drawn: list[bytes]) -> None:
    taken = clean(drawn[0])
    assert (taken.width, taken.height) == SIZE


def test_every_deputy_has_one_of_their_own_that_everybody_may_see(
    loaded: Loaded, application: Flask, drawn: list[bytes]
) -> None:
    deputies = db.session.scalars(select(Deputy)).all()
    assert len({deputy.photo_id for deputy in deputies} - {None}) == 288
    shown = set()
    client = application.test_client()
    for deputy in deputies[:12]:
        profile = client.get(f"/api/deputies/{deputy.id}").json
        answer = client.get(profile["photo"])
        assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
        shown.add(answer.data)
    assert len(shown) == 12
    assert shown <= set(drawn)


def test_the_rows_say_what_lies_in_storage_and_the_night_leaves_it_there(loaded: Loaded) -> None:
    clear()
    uploads = db.session.scalars(select(Upload)).all()
    assert len(uploads) == 288
    for upload in uploads:
        assert upload.size == len(gateways().storage.get(str(upload.id)))
    assert db.session.scalar(select(func.count(Upload.owner_id.distinct()))) == 1
