"""What comes from other platforms may rest in a district (F15)."""

from __future__ import annotations

from server.areas.categories import CATEGORIES
from server.core import optional
from server.core.optional import Column, Sheet
from server.core.permissions import Permission as P
from server.outside.desk import STATE_WORDS
from server.outside.models import OutsideItem

_ITEMS = Sheet(
    "外面转来的事项",
    OutsideItem.id,
    OutsideItem.created_at,
    OutsideItem.area_code,
    (
        Column("平台", OutsideItem.platform),
        Column("编号", OutsideItem.number),
        Column("哪天收到", OutsideItem.received_on),
        Column("类别", OutsideItem.category, CATEGORIES),
        Column("地点", OutsideItem.place),
        Column("内容", OutsideItem.content),
        Column("到哪一步", OutsideItem.status, STATE_WORDS),
        Column("答应的日期", OutsideItem.due_on),
        Column("办得怎样", OutsideItem.result),
        Column("办好", OutsideItem.done_at),
    ),
)

optional.join(
    "outside",
    words="再办池",
    about="别的平台转来的不满意事项，交给单位再办。",
    instead="别的平台的事请在那个平台上办；在这里写来的信照常办。",
    rights=(P.OUTSIDE_READ, P.OUTSIDE_ASSIGN, P.OUTSIDE_HANDLE),
    at={"item_id": (OutsideItem.id, OutsideItem.area_code)},
    sheets=(_ITEMS,),
)
