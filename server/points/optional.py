"""Points are off by their own switch (F02); a district may put the switch itself out of use too (F15)."""

from __future__ import annotations

from server.core import optional
from server.core.optional import Column, Sheet
from server.core.permissions import Permission as P
from server.points.models import PointsSwitch

_SWITCHES = Sheet(
    "积分开关",
    PointsSwitch.id,
    PointsSwitch.set_at,
    PointsSwitch.area_code,
    (
        Column("文件号", PointsSwitch.document_no),
        Column("谁批的", PointsSwitch.approved_by),
        Column("哪天批的", PointsSwitch.approved_on),
        Column("从哪天", PointsSwitch.starts_on),
        Column("到哪天", PointsSwitch.ends_on),
        Column("谁开的", PointsSwitch.set_by_name),
        Column("什么时候关的", PointsSwitch.stopped_at),
    ),
)

optional.join(
    "points",
    words="履职积分",
    about="默认就是关的；分数不存，没有名单。",
    instead="各类做了几次，履职档案里本来就有。",
    rights=(P.POINTS_OWN, P.POINTS_READ, P.POINTS_SWITCH),
    sheets=(_SWITCHES,),
)
