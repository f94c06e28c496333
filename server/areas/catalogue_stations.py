"""What a tenant may set of the activities of its stations."""

from __future__ import annotations

from server.areas.kinds import Number
from server.areas.parameters import Group, Parameter

NOTICE_DAYS = "activity.notice_days"
HOME_DAYS, STATION_DAYS = "alert.home_days", "alert.station_days"

STATION_WORK = (
    Parameter(
        NOTICE_DAYS,
        "线下接待提前几天发布",
        "街坊要有时间知道。线上的、临时来的不受它管。",
        Group.CALENDAR,
        Number(0, 14, "天"),
        3,
        "R2-02",
    ),
    Parameter(
        HOME_DAYS,
        "代表之家季末前几天提醒",
        "这个季度还没有归档的线下活动，就提醒站长。",
        Group.ALERT,
        Number(1, 60, "天"),
        15,
        "W04",
    ),
    Parameter(
        STATION_DAYS,
        "站和点月末前几天提醒",
        "这个月还没有归档的线下活动，就提醒站长。",
        Group.ALERT,
        Number(1, 20, "天"),
        7,
        "W04",
    ),
)
