"""W16: the figures of the last month that deserve a second look are an alert for the county's office."""

from __future__ import annotations

from collections.abc import Iterator

from server.alerts.models import Level
from server.alerts.registry import Firing, Look, county, rule
from server.indicators import doubts
from server.notifications.service import Target


@rule(
    "W16",
    name="满意率异常",
    level=Level.ORANGE,
    formula="上个月一个镇街的来信：样本够 10 件而满意率不到 60%；或者满意率 100% 而参评率不到 10%。",
    audience="人大机关",
    mend="去抽查",
    looks_back=True,
)
def satisfaction_in_doubt(look: Look) -> Iterator[Firing]:
    for doubt in doubts.last_month(look.area):
        yield Firing(
            matter=doubt.area_code,
            shown=doubt.name,
            why=doubt.words,
            target=Target("indicators", None, ""),
            area_code=doubt.area_code,
            posts=(county(doubt.area_code),),
        )
