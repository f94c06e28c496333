"""Calendars to subscribe to may rest in a district (F15); activities themselves are the core and stay."""

from __future__ import annotations

from server.activities.models import CalendarAddress
from server.core import optional
from server.core.optional import Column, Sheet
from server.core.permissions import Permission as P
from server.deputies.models import Deputy
from server.stations.models import Station

_ADDRESSES = Sheet(
    "日历订阅",
    CalendarAddress.deputy_id,
    CalendarAddress.made_at,
    Deputy.area_code,
    (Column("代表", Deputy.name), Column("哪天要的", CalendarAddress.made_at)),
    ((Deputy, Deputy.id == CalendarAddress.deputy_id),),
)

optional.join(
    "calendars",
    words="日历订阅",
    about="站点和代表的活动，订到手机日历里。",
    instead="活动照常在站点的页面和小程序里看。",
    rights=(P.CALENDAR_OWN,),
    faces=tuple(
        f"activities.{one}"
        for one in (
            "station_calendar",
            "deputy_calendar",
            "own_calendar",
            "give_calendar",
            "take_back_calendar",
        )
    ),
    at={"station_id": (Station.id, Station.area_code)},
    sheets=(_ADDRESSES,),
)
