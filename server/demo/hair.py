"""How the drawn people wear their hair: shapes around a head whose middle is at (180, 234)."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, pi, sin

from server.demo.sketch import Point, both, whole

Shape = list[Point]


@dataclass(frozen=True, slots=True)
class Style:
    """`back` hangs behind neck and shoulders, `front` lies on the head."""

    front: tuple[Shape, ...]
    back: tuple[Shape, ...] = ()


def _round(x: float, y: float, radius: float) -> Shape:
    return [(x + radius * cos(turn * pi / 4), y + radius * sin(turn * pi / 4)) for turn in range(8)]


CROP = Style(
    (whole([(180, 126), (226, 133), (256, 172), (257, 232), (248, 232), (242, 200), (222, 184), (180, 182)]),)
)
PARTED = Style(
    (
        [
            (103, 234), (103, 176), (132, 136), (182, 120), (234, 132), (259, 178), (257, 234), (249, 230),
            (243, 200), (226, 188), (184, 190), (146, 172), (126, 184), (114, 208), (111, 232),
        ],
    )
)  # fmt: skip
SWEPT = Style(
    (
        [
            (103, 232), (100, 178), (128, 132), (176, 112), (236, 120), (262, 168), (258, 230), (249, 226),
            (238, 186), (206, 168), (168, 176), (128, 198), (112, 228),
        ],
    )
)  # fmt: skip
_SIDE: Shape = [(104, 246), (99, 210), (106, 180), (120, 164), (130, 166), (126, 184), (115, 212), (112, 244)]
BALD = Style(both(_SIDE))
CURLS = Style(
    (
        *(_round(180 + 66 * cos(turn * pi / 8), 190 - 46 * sin(turn * pi / 8), 22) for turn in range(9)),
        whole(
            [(180, 130), (222, 140), (256, 184), (257, 234), (249, 234), (242, 202), (214, 182), (180, 178)]
        ),
    )
)
BOB = Style(
    (
        whole(
            [
                (180, 122),
                (232, 130),
                (264, 178),
                (268, 250),
                (260, 300),
                (246, 292),
                (250, 240),
                (240, 206),
                (180, 200),
            ]
        ),
    ),
    (whole([(180, 122), (236, 132), (268, 190), (272, 270), (262, 318), (230, 326), (180, 310)]),),
)
SIDE_BOB = Style(
    (
        [
            (96, 290), (94, 230), (102, 172), (134, 132), (184, 118), (236, 130), (264, 178), (268, 244), (262, 294),
            (250, 280), (250, 232), (232, 196), (190, 184), (140, 166), (118, 194), (108, 236), (108, 282),
        ],
    ),
    BOB.back,
)  # fmt: skip
LONG = Style(
    (
        whole(
            [
                (180, 120),
                (232, 130),
                (264, 182),
                (268, 270),
                (272, 330),
                (258, 320),
                (250, 250),
                (240, 202),
                (180, 156),
            ]
        ),
    ),
    (whole([(180, 120), (238, 130), (272, 190), (278, 290), (292, 372), (272, 408), (180, 380)]),),
)
_COMBED = whole(
    [(180, 126), (228, 134), (258, 176), (257, 236), (249, 234), (242, 200), (214, 172), (180, 166)]
)
BUN = Style((_COMBED,), (_round(180, 116, 32),))
TAIL = Style(
    (_COMBED,),
    ([(240, 160), (284, 196), (296, 270), (286, 346), (268, 372), (262, 320), (258, 240)],),
)

STYLES = (CROP, PARTED, SWEPT, CROP, PARTED, BALD, CURLS, BOB, SIDE_BOB, LONG, BUN, TAIL)
GREY = (CROP, PARTED, SWEPT, BALD, CROP, CURLS, BOB, SIDE_BOB, BUN)
