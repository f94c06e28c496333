"""A drawn picture for every deputy, put where an office's own picture of them would lie."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from server.accounts.models import Account
from server.demo.dice import Dice
from server.demo.faces import portrait
from server.demo.sketch import SIZE
from server.deputies.models import Deputy
from server.gateways.registry import gateways
from server.uploads.models import Upload

SEED = "富阳照片"
"""A chance of its own, so that the letters of the demonstration stay what they are."""


def hang(deputies: list[Deputy], owner: Account, at: datetime) -> list[Upload]:
    """One for each by their position: the bytes are in storage, the rows are the caller's to store first."""
    dice, storage = Dice(SEED), gateways().storage
    uploads = [_upload(dice, owner, at) for _ in deputies]

    def draw(position: int) -> int:
        data = portrait(f"{SEED} {position}")
        storage.put(str(uploads[position].id), data)
        return len(data)

    # mostly waiting for the disk, which takes several at a time
    with ThreadPoolExecutor(8) as hands:
        sizes = list(hands.map(draw, range(len(deputies))))
    for deputy, upload, size in zip(deputies, uploads, sizes, strict=True):
        upload.size, deputy.photo_id = size, upload.id
    return uploads


def _upload(dice: Dice, owner: Account, at: datetime) -> Upload:
    width, height = SIZE
    return Upload(
        id=dice.id(),
        owner_id=owner.id,
        type="image/jpeg",
        width=width,
        height=height,
        created_at=at,
        used_at=at,
    )
