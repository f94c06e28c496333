"""Drawn portraits for people who do not exist: a calm bust of flat shapes, each marked 示例 (invented)."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from random import Random

from server.codes.lettering import Align, Box, letter
from server.demo.hair import BALD, GREY, STYLES, Style
from server.demo.sketch import FINE, MIDDLE, Sketch, both, mixed, whole

QUALITY = 82
MARK = "示例"
MARK_AT = 250, 306, 350, 354
"""Inside every crop that the phone and the console make of a picture."""

# tokens.css: soft grounds with the circle on them, cloth, shirts, words
GROUNDS = (
    ("#e8f0f7", "#ffffff"),
    ("#e6f4ec", "#faf8f5"),
    ("#fff4db", "#ffffff"),
    ("#fbebe9", "#faf8f5"),
    ("#eef0f2", "#ffffff"),
    ("#f3f0ea", "#faf8f5"),
    ("#eae6df", "#f3f0ea"),
    ("#d3e1ee", "#e8f0f7"),
)
CLOTH = ("#1f4e79", "#1d486f", "#57606a", "#1f2328", "#1e7b4f", "#8a5a00", "#8c1d18", "#646b74", "#868b92")
SHIRTS = ("#ffffff", "#faf8f5", "#e8f0f7", "#f3f0ea")
WORDS, PLATE = "#57606a", "#ffffff"
SKINS = ("#f6dcc6", "#f3d3b8", "#ecc6a6", "#e6bb98", "#dcab85", "#cf9a72", "#bf8860")
HAIRS = ("#1c1a19", "#26211f", "#332a26", "#43362f")
GREYS = ("#77746f", "#96938e", "#b4b1ab")


@dataclass(frozen=True, slots=True)
class Look:
    """What chance decides about one face."""

    ground: str
    circle: str
    skin: str
    hair: str
    cloth: str
    shirt: str
    style: Style
    collar: str
    width: float
    eyes: float
    smile: float
    has_glasses: bool
    is_older: bool
    is_turned: bool
    """Parted on the other side."""


def portrait(seed: str) -> bytes:
    """A JPEG without a word in its head but the picture; one seed always gives the same one."""
    seen = _look(Random(seed))
    sketch = Sketch(seen.width, seen.is_turned, seen.ground)
    _backdrop(sketch, seen)
    _body(sketch, seen)
    _head(sketch, seen)
    _features(sketch, seen)
    for front in seen.style.front:
        sketch.blob(front, seen.hair)
    if seen.has_glasses:
        _glasses(sketch)
    _mark(sketch)
    out = BytesIO()
    sketch.image.reduce(FINE).save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def _look(chance: Random) -> Look:
    ground, circle = chance.choice(GROUNDS)
    is_older = chance.random() < 0.3
    style = chance.choice(GREY if is_older else STYLES)
    return Look(
        ground=ground,
        circle=circle,
        skin=chance.choice(SKINS),
        hair=chance.choice(GREYS if is_older or style is BALD else HAIRS),
        cloth=chance.choice(CLOTH),
        shirt=chance.choice(SHIRTS),
        style=style,
        collar=chance.choice(sorted(COLLARS)),
        width=chance.uniform(0.93, 1.06),
        eyes=chance.uniform(-3, 3),
        smile=chance.uniform(5, 11),
        has_glasses=chance.random() < 0.3,
        is_older=is_older,
        is_turned=chance.random() < 0.5,
    )


def _backdrop(sketch: Sketch, seen: Look) -> None:
    sketch.oval((MIDDLE, 240), 158, 158, seen.circle)
    for back in seen.style.back:
        sketch.blob(back, mixed(seen.hair, "#000000", 0.18))


BODY = ((180, 356), (232, 362), (288, 384), (322, 420), (334, 470), (338, 520), (180, 520))
NECK = ((180, 296), (206, 298), (209, 340), (222, 362), (204, 386), (180, 394))


def _body(sketch: Sketch, seen: Look) -> None:
    sketch.blob(whole(BODY), seen.cloth, is_head=False)
    COLLARS[seen.collar](sketch, seen)


def _neck(sketch: Sketch, seen: Look) -> None:
    sketch.blob(whole(NECK), mixed(seen.skin, "#7a4a30", 0.22), is_head=False)


def _jacket(sketch: Sketch, seen: Look) -> None:
    sketch.corners(((146, 354), (214, 354), (180, 470)), seen.shirt)
    _neck(sketch, seen)
    for flap in both(((206, 350), (222, 358), (212, 404), (180, 392))):
        sketch.corners(flap, mixed(seen.shirt, seen.cloth, 0.08))
    for lapel in both(((222, 356), (246, 372), (236, 410), (184, 480), (180, 470))):
        sketch.corners(lapel, mixed(seen.cloth, "#ffffff", 0.14))


def _shirt(sketch: Sketch, seen: Look) -> None:
    _neck(sketch, seen)
    for flap in both(((210, 346), (228, 360), (212, 410), (180, 388))):
        sketch.corners(flap, mixed(seen.cloth, "#ffffff", 0.16))
    sketch.stroke(((180, 396), (180, 480)), mixed(seen.cloth, "#000000", 0.2), 3, is_head=False)


def _crew(sketch: Sketch, seen: Look) -> None:
    sketch.blob(
        whole(((180, 350), (220, 352), (230, 372), (206, 400), (180, 406))), _darker(seen), is_head=False
    )
    _neck(sketch, seen)


def _stand(sketch: Sketch, seen: Look) -> None:
    _neck(sketch, seen)
    collar = whole(((180, 372), (212, 350), (226, 356), (230, 386), (206, 400), (180, 402)))
    sketch.blob(collar, _darker(seen), is_head=False)
    sketch.stroke(((180, 380), (180, 480)), mixed(seen.cloth, "#ffffff", 0.35), 3, is_head=False)


def _cardigan(sketch: Sketch, seen: Look) -> None:
    sketch.corners(((142, 358), (218, 358), (180, 462)), seen.shirt)
    _neck(sketch, seen)
    for edge in both(((221, 352), (214, 384), (180, 462))):
        sketch.stroke(edge, _darker(seen), 11, is_head=False)


def _darker(seen: Look) -> str:
    return mixed(seen.cloth, "#000000", 0.2)


COLLARS = {"jacket": _jacket, "shirt": _shirt, "crew": _crew, "stand": _stand, "cardigan": _cardigan}
HEAD = ((180, 146), (220, 154), (246, 192), (248, 238), (240, 276), (216, 308), (180, 321))


def _head(sketch: Sketch, seen: Look) -> None:
    for ear in (MIDDLE - 68, MIDDLE + 68):
        sketch.oval((ear, 243), 10, 17, mixed(seen.skin, "#7a4a30", 0.12))
    sketch.blob(whole(HEAD), seen.skin)


def _features(sketch: Sketch, seen: Look) -> None:
    line, high = mixed(seen.skin, "#6b3a24", 0.45), 240 + seen.eyes
    for side in (-1, 1):
        x = MIDDLE + side * (29 + seen.eyes / 3)
        sketch.oval((MIDDLE + side * 42, 274), 13, 8, mixed(seen.skin, "#d9624f", 0.16))
        sketch.oval((x, high), 6, 7, "#2a211d")
        sketch.oval((x + 2, high - 2), 1.6, 1.6, "#ffffff")
        brow = ((x - 13, high - 20), (x, high - 25), (x + 13, high - 20))
        sketch.stroke(brow, mixed(seen.hair, seen.skin, 0.15), 4.5)
        if seen.is_older:
            fold = ((MIDDLE + side * 25, 268), (MIDDLE + side * 32, 277), (MIDDLE + side * 33, 288))
            sketch.stroke(fold, mixed(seen.skin, line, 0.4), 2)
    sketch.stroke(((MIDDLE - 8, 267), (MIDDLE, 271), (MIDDLE + 8, 267)), mixed(seen.skin, line, 0.7), 3)
    sketch.stroke(((MIDDLE - 20, 289), (MIDDLE, 289 + seen.smile), (MIDDLE + 20, 289)), "#9c4a3b", 4)


def _glasses(sketch: Sketch) -> None:
    for x in (MIDDLE - 30, MIDDLE + 30):
        sketch.ring((x, 242), 22, 17, "#3b4046")
    sketch.stroke(((MIDDLE - 8, 240), (MIDDLE + 8, 240)), "#3b4046", 3)


def _mark(sketch: Sketch) -> None:
    left, top, right, bottom = (edge * FINE for edge in MARK_AT)
    sketch.draw.rounded_rectangle((left, top, right, bottom), radius=(bottom - top) // 2, fill=PLATE)
    box = Box(left, top, right - left, bottom - top)
    letter(MARK, box, 34 * FINE, WORDS, align=Align.MIDDLE).draw(sketch.image)
