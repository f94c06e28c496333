"""What a picture from a stranger may do to us: nothing, and it tells nobody where it was taken."""

from __future__ import annotations

import faulthandler
import os
import resource
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest
from PIL import Image

from server.core.errors import InvalidInput
from server.gateways import picture_child, pictures
from server.gateways.pictures import InvalidPicture, Picture, clean

from . import corpus

MEGABYTE = 1024 * 1024


def refusal(data: bytes) -> str:
    with pytest.raises(InvalidPicture) as caught:
        clean(data)
    return caught.value.code


def opened(picture: Picture) -> Image.Image:
    image = Image.open(BytesIO(picture.data))
    image.load()
    return image


def colour(picture: Picture, at: tuple[int, int]) -> tuple[int, ...]:
    pixel = opened(picture).getpixel(at)
    assert isinstance(pixel, tuple)
    return pixel


def outcome(data: bytes) -> str:
    """What became of it, in one word."""
    try:
        return clean(data).type
    except InvalidPicture as error:
        return error.code


@pytest.mark.parametrize("name", corpus.GOOD)
def test_an_ordinary_picture_becomes_a_plain_jpeg_of_the_same_size(name: str) -> None:
    picture = clean(corpus.GOOD[name])
    image = opened(picture)
    assert (picture.type, image.format, image.mode) == ("image/jpeg", "JPEG", "RGB")
    assert (picture.width, picture.height) == image.size == (320, 200)


@pytest.mark.parametrize("name", corpus.GOOD)
def test_nothing_but_pixels_is_left_in_a_cleaned_picture(name: str) -> None:
    data = clean(corpus.GOOD[name]).data
    assert data.endswith(b"\xff\xd9")
    assert set(Image.open(BytesIO(data)).info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert not [
        word for word in (b"<script", b"<?php", b"PK\x03\x04", b"Exif", b"ICC_PROFILE") if word in data
    ]


@pytest.mark.parametrize("name", corpus.NOT_PICTURES)
def test_what_is_no_picture_is_refused_by_its_content(name: str) -> None:
    assert refusal(corpus.NOT_PICTURES[name]) == "picture.not_a_picture"


@pytest.mark.parametrize("name", corpus.BROKEN)
def test_a_broken_picture_is_refused(name: str) -> None:
    assert refusal(corpus.BROKEN[name]) == "picture.broken"


@pytest.mark.parametrize("name", corpus.TOO_LARGE)
def test_a_bomb_of_pixels_is_refused_before_it_unfolds(name: str) -> None:
    bomb = corpus.TOO_LARGE[name]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert refusal(bomb) == "picture.too_large"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 256 * 1024


@pytest.mark.parametrize("make", [corpus.png_with_text_bomb, corpus.png_with_profile_bomb])
def test_a_bomb_beside_the_pixels_does_not_unfold_either(make: Callable[[], bytes]) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert outcome(make()) in {"image/jpeg", "picture.broken", "picture.too_large"}
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 256 * 1024


def test_a_picture_that_would_take_forever_is_given_up() -> None:
    assert refusal(corpus.jpeg_of_scans(20_000)) == "picture.too_complex"
    assert clean(corpus.jpeg()).width == 320


def test_of_many_frames_only_the_first_is_looked_at() -> None:
    picture = clean(corpus.gif_of_frames(400))
    assert (picture.width, picture.height) == (64, 64)
    red, _, blue = colour(picture, (10, 10))
    assert red > blue


def test_spoilt_pictures_are_refused_or_redrawn_and_nothing_else() -> None:
    known = {"image/jpeg", "picture.broken", "picture.too_large", "picture.not_a_picture"}
    outcomes = [outcome(data) for data in corpus.spoilt(120)]
    assert set(outcomes) <= known
    assert outcomes.count("image/jpeg") > 10
    assert outcomes.count("picture.broken") > 10


def test_an_empty_file_is_named_so() -> None:
    assert refusal(b"") == "picture.empty"


def test_too_many_bytes_are_refused_with_the_limit_in_words() -> None:
    with pytest.raises(InvalidPicture, match="too_heavy") as caught:
        clean(corpus.jpeg() + bytes(2 * MEGABYTE), max_bytes=2 * MEGABYTE)
    assert "2 MB" in caught.value.text


@pytest.mark.parametrize("brand", [b"heic", b"heix", b"mif1", b"avif"])
def test_a_heic_photo_is_refused_with_the_way_round_it(brand: bytes) -> None:
    with pytest.raises(InvalidPicture, match="heic") as caught:
        clean(b"\0\0\0\x18ftyp" + brand + bytes(200))
    assert "截图" in caught.value.text


def test_every_refusal_is_a_400_in_chinese_that_says_what_to_do() -> None:
    for code in pictures.TEXTS:
        error = InvalidPicture(code, megabytes=10)
        assert isinstance(error, InvalidInput)
        assert error.status == 400
        assert "请" in error.text
        assert "{" not in error.text


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP"])
def test_the_place_where_a_photo_was_taken_is_not_in_the_result(format_: str) -> None:
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/">' + corpus.SECRET + b"</x:xmpmeta>"
    options = {"exif": corpus.exif(), "icc_profile": corpus.SECRET * 3, "comment": corpus.SECRET, "xmp": xmp}
    data = corpus.encoded(corpus.photo(), format_, **options)
    assert data.count(corpus.SECRET) >= 2
    cleaned = clean(data)
    assert corpus.SECRET not in cleaned.data
    assert not opened(cleaned).getexif()


def test_iptc_and_unknown_segments_are_dropped() -> None:
    data = corpus.jpeg()
    segment = b"\xff\xed" + (2 + len(corpus.SECRET)).to_bytes(2, "big") + corpus.SECRET
    assert corpus.SECRET not in clean(data[:2] + segment + data[2:] + corpus.SECRET).data


@pytest.mark.parametrize(
    ("orientation", "size", "red_corner"),
    [
        (1, (320, 200), (20, 20)),
        (3, (320, 200), (300, 180)),
        (6, (200, 320), (180, 20)),
        (8, (200, 320), (20, 300)),
    ],
)
def test_a_photo_taken_sideways_stands_upright(
    orientation: int, size: tuple[int, int], red_corner: tuple[int, int]
) -> None:
    picture = clean(corpus.jpeg(exif=corpus.exif(orientation)))
    red, _, blue = colour(picture, red_corner)
    assert (picture.width, picture.height) == size
    assert red > 150 > blue


def test_transparent_parts_become_white() -> None:
    image = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    assert min(colour(clean(corpus.encoded(image, "PNG")), (20, 20))) > 250


def test_deep_greys_keep_their_lightness() -> None:
    grey = Image.new("I;16", (40, 40), 40_000)
    assert colour(clean(corpus.encoded(grey, "PNG")), (5, 5)) == (156, 156, 156)


def test_the_longest_side_is_2560_and_the_shape_is_kept() -> None:
    picture = clean(corpus.encoded(corpus.photo(5000, 2500), "JPEG"))
    assert (picture.width, picture.height) == (2560, 1280)


def test_a_killed_child_is_replaced_without_the_sender_noticing() -> None:
    clean(corpus.jpeg())
    child = pictures._redrawer._child
    assert child is not None
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    assert clean(corpus.jpeg()).width == 320
    assert pictures._redrawer._child is not child


def test_a_crash_of_the_decoder_is_an_answer_like_another(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(_: bytes) -> None:
        faulthandler.disable()  # this crash is meant, and not worth a page of traceback
        os.kill(os.getpid(), signal.SIGSEGV)

    monkeypatch.setattr(picture_child, "redraw", crash)
    assert picture_child.redraw_in_fork(corpus.jpeg()) == b"broken\n"


def test_memory_beyond_the_wall_is_an_answer_like_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture_child, "decode", lambda data: bytes(2 * picture_child.MEMORY_BYTES))
    assert picture_child.redraw_in_fork(corpus.jpeg()) == b"too_large\n"


def test_the_child_knows_no_secret_of_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "planted")
    pictures._redrawer.close()
    clean(corpus.jpeg())
    child = pictures._redrawer._child
    assert child is not None
    with open(f"/proc/{child.pid}/environ", "rb") as environment:
        assert b"planted" not in environment.read()


def test_many_threads_each_get_their_own_picture() -> None:
    sizes = [(40 + 8 * number, 60) for number in range(24)]
    sent = [corpus.encoded(corpus.photo(*size), "PNG") for size in sizes]
    with ThreadPoolExecutor(8) as pool:
        assert [(picture.width, picture.height) for picture in pool.map(clean, sent)] == sizes


def test_a_forked_server_process_starts_a_child_of_its_own() -> None:
    clean(corpus.jpeg())
    pid = os.fork()
    if pid == 0:
        try:
            os._exit(0 if pictures._redrawer._child is None and clean(corpus.png()).width == 320 else 1)
        finally:
            os._exit(2)
    assert os.waitpid(pid, 0)[1] == 0
    assert clean(corpus.jpeg()).width == 320
