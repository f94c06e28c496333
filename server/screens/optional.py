"""Screens at a station's door may rest in a district (F15); the printed code works as before."""

from __future__ import annotations

from server.codes.screen_models import Screen
from server.core import optional
from server.core.optional import Column, Sheet
from server.core.permissions import Permission as P
from server.stations.models import Station

_SCREENS = Sheet(
    "站里的屏",
    Screen.id,
    Screen.paired_at,
    Station.area_code,
    (
        Column("站点", Station.name),
        Column("放在哪里", Screen.name),
        Column("哪天配上的", Screen.paired_at),
        Column("哪天停用的", Screen.revoked_at),
    ),
    ((Station, Station.id == Screen.station_id),),
)

optional.join(
    "screens",
    words="站里的屏",
    about="旧平板放在站里，显示会变的履职码。",
    instead="请用站里贴着的履职码，或请联络员代登，一样算数。",
    rights=(P.SCREEN_MANAGE,),
    faces=("screens", "codes_pages.begin_screen", "codes_pages.revoke_screen"),
    at={"station_id": (Station.id, Station.area_code)},
    sheets=(_SCREENS,),
)
