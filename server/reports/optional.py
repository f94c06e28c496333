"""The presentation of duty reports may rest in a district (F15); a ballot is in no archive, only the three numbers."""

from __future__ import annotations

from server.core import optional
from server.core.optional import Column, Sheet
from server.core.permissions import Permission as P
from server.deputies.models import Deputy
from server.reports.life import STATUS_WORDS, WAY_WORDS
from server.reports.models import Report
from server.stations.models import Station

_REPORTS = Sheet(
    "履职报告",
    Report.id,
    Report.written_at,
    Report.area_code,
    (
        Column("代表", Deputy.name),
        Column("哪一年", Report.year),
        Column("站点", Station.name),
        Column("到哪一步", Report.status, STATUS_WORDS),
        Column("怎么报告", Report.way, WAY_WORDS),
        Column("哪天报告", Report.presents_at),
        Column("在哪里", Report.place),
        Column("公布", Report.published_at),
    ),
    ((Deputy, Deputy.id == Report.deputy_id), (Station, Station.id == Report.station_id)),
)

optional.join(
    "reports",
    words="履职报告",
    about="代表从档案写报告、向选民报告、选民无记名评议。",
    instead="代表的履职记录照常记着；要报告，请在会上或书面报告。",
    rights=(P.REPORT_OWN, P.REPORT_READ, P.REPORT_KEEP),
    at={"report_id": (Report.id, Report.area_code), "station_id": (Station.id, Station.area_code)},
    sheets=(_REPORTS,),
)
