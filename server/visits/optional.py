"""Visits may rest in a district (F15)."""

from __future__ import annotations

from server.core import optional
from server.core.optional import Column, Sheet
from server.core.permissions import Permission as P
from server.stations.models import Station
from server.visits.kinds import FREQUENCY_WORDS, LIST_WORDS
from server.visits.life import STATUS_WORDS
from server.visits.models import Visit, VisitIssue

_STATION = (Station, Station.id == Visit.station_id)
_VISITS = Sheet(
    "进站",
    Visit.id,
    Visit.created_at,
    Visit.area_code,
    (
        Column("清单", Visit.kind, LIST_WORDS),
        Column("谁来", Visit.who),
        Column("站点", Station.name),
        Column("议题", Visit.topic),
        Column("内容", Visit.content),
        Column("多久一次", Visit.frequency, FREQUENCY_WORDS),
        Column("打算哪天", Visit.planned_on),
        Column("哪天来的", Visit.held_on),
        Column("发现什么", Visit.findings),
        Column("到哪一步", Visit.status, STATUS_WORDS),
    ),
    (_STATION,),
)
_ISSUES = Sheet(
    "问题和承诺",
    VisitIssue.id,
    Visit.created_at,
    Visit.area_code,
    (
        Column("站点", Station.name),
        Column("哪天来的", Visit.held_on),
        Column("议题", Visit.topic),
        Column("第几个", VisitIssue.serial),
        Column("问题", VisitIssue.words),
        Column("怎么答的", VisitIssue.answer),
        Column("答应哪天前办", VisitIssue.due_on),
        Column("哪天办好的", VisitIssue.kept_on),
        Column("办得怎样", VisitIssue.result),
    ),
    ((Visit, Visit.id == VisitIssue.visit_id), _STATION),
)

optional.join(
    "visits",
    words="进站会商",
    about="国家机关和代表按计划进站，记问题、记承诺、看落实。",
    instead="进站的安排请登记成活动，听到的事请代录成来信。",
    rights=(P.VISIT_READ, P.VISIT_PLAN, P.VISIT_KEEP),
    at={"visit_id": (Visit.id, Visit.area_code), "station_id": (Station.id, Station.area_code)},
    sheets=(_VISITS, _ISSUES),
)
