"""A recording is judged by what it holds; what a phone writes beside the sound does not stay (G10)."""

from __future__ import annotations

import random

import pytest

from server.gateways.sounds import MAX_BYTES, InvalidSound, clean
from tests.uploads import sounds
from tests.uploads.sounds import AAC, FRAME, M4A, MP3, WEBM


@pytest.mark.parametrize(
    ("data", "kind"),
    [(MP3, "audio/mpeg"), (AAC, "audio/aac"), (M4A, "audio/mp4"), (WEBM, "audio/webm")],
    ids=["mp3", "aac", "m4a", "webm"],
)
def test_the_four_kinds_are_known_by_their_content(data: bytes, kind: str) -> None:
    assert clean(data).type == kind


@pytest.mark.parametrize(
    "data",
    [
        b"<html><script>alert(1)</script></html>",
        b"ID3" + bytes(200),
        FRAME,
        sounds.m4a(sounds.track(b"vide"), sounds.track(b"soun")),
        sounds.m4a(),
        WEBM.replace(b"A_OPUS", b"V_VP8\0"),
        WEBM + b"\x86\x85V_VP9",
        b"\x89PNG\r\n\x1a\n" + bytes(100),
        b"MZ" + bytes(100),
    ],
    ids=[
        "html",
        "only-a-title",
        "one-frame",
        "film",
        "no-track",
        "no-opus",
        "webm-film",
        "picture",
        "program",
    ],
)
def test_nothing_else_is_taken_in(data: bytes) -> None:
    with pytest.raises(InvalidSound):
        clean(data)


def test_the_empty_and_the_too_heavy_say_what_to_do() -> None:
    for data, code in ((b"", "sound.empty"), (MP3 + bytes(MAX_BYTES), "sound.too_heavy")):
        with pytest.raises(InvalidSound) as refused:
            clean(data)
        assert refused.value.code == code


def test_titles_and_places_beside_the_sound_are_taken_out() -> None:
    title = b"ID3\x04\0\0\0\0\0\x0a" + b"TIT2+30+120"[:10]
    assert clean(title + MP3 + b"TAG" + bytes(125)).data == MP3
    place = sounds.box(b"udta", sounds.box(b"\xa9xyz", b"+30.04+119.96/"))
    hidden = sounds.m4a(sounds.track(b"soun"), beside=place)
    kept = clean(hidden).data
    assert b"119.96" not in kept
    assert len(kept) == len(hidden), "nothing moves, so that the sound is where its table says"


def test_no_bytes_whatever_break_the_judge() -> None:
    dice = random.Random(5)
    for whole in (MP3, AAC, M4A, WEBM):
        for _ in range(300):
            broken = bytearray(whole[: dice.randrange(1, len(whole))])
            broken[dice.randrange(len(broken))] = dice.randrange(256)
            try:
                clean(bytes(broken))
            except InvalidSound:
                continue
