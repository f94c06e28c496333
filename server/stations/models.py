"""家站点: where deputies and residents meet, and which deputies sit where."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, SmallInteger, String, text
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import AreaCode, Base, Row, values_of
from server.core.workflow import Workflow


class StationKind(StrEnum):
    HOME = "home"
    ACTIVITY_STATION = "activity_station"
    STATION = "station"
    POINT = "point"
    OBSERVATION_POINT = "observation_point"


KIND_NAMES = {
    StationKind.HOME: "代表之家",
    StationKind.ACTIVITY_STATION: "代表活动站",
    StationKind.STATION: "代表联络站",
    StationKind.POINT: "代表联络点",
    StationKind.OBSERVATION_POINT: "社情民意观察点",
}


class StationCategory(StrEnum):
    """R2-03: by what it was set up for."""

    AREA = "area"
    ENTERPRISE = "enterprise"
    PARK = "park"


CATEGORY_NAMES = {
    StationCategory.AREA: "地域",
    StationCategory.ENTERPRISE: "企业",
    StationCategory.PARK: "园区",
}


class LicenceState(StrEnum):
    """How far a station has come (domain §5.9). Residents are led only to active ones."""

    PLANNED = "planned"
    BUILDING = "building"
    CHECKED = "checked"
    LICENSED = "licensed"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    CLOSED = "closed"


LICENCE_NAMES = {
    LicenceState.PLANNED: "筹建",
    LicenceState.BUILDING: "在建",
    LicenceState.CHECKED: "已核查",
    LicenceState.LICENSED: "已授牌",
    LicenceState.ACTIVE: "运行",
    LicenceState.SUSPENDED: "停用",
    LicenceState.CLOSED: "撤销",
}


class StationAction(StrEnum):
    BUILD = "build"
    CHECK = "check"
    LICENSE = "license"
    OPEN = "open"
    SUSPEND = "suspend"
    CLOSE = "close"


A, L = StationAction, LicenceState
WORKFLOW: Workflow[LicenceState, StationAction] = Workflow(
    {
        (L.PLANNED, A.BUILD): L.BUILDING,
        (L.PLANNED, A.CHECK): L.CHECKED,
        (L.BUILDING, A.CHECK): L.CHECKED,
        (L.CHECKED, A.LICENSE): L.LICENSED,
        (L.LICENSED, A.OPEN): L.ACTIVE,
        (L.ACTIVE, A.SUSPEND): L.SUSPENDED,
        (L.SUSPENDED, A.OPEN): L.ACTIVE,
        (L.PLANNED, A.CLOSE): L.CLOSED,
        (L.BUILDING, A.CLOSE): L.CLOSED,
        (L.SUSPENDED, A.CLOSE): L.CLOSED,
    },
    {
        state: ("station.not_now", f"这个站点现在是“{name}”，不能这样做。请刷新看看它到了哪一步。")
        for state, name in LICENCE_NAMES.items()
    },
)


ACTION_NAMES = {
    StationAction.BUILD: "开始建设",
    StationAction.CHECK: "核查通过",
    StationAction.LICENSE: "授牌",
    StationAction.OPEN: "开门运行",
    StationAction.SUSPEND: "停用",
    StationAction.CLOSE: "撤销",
}
NEEDS_REASON = frozenset({StationAction.SUSPEND, StationAction.CLOSE})


class Station(Row):
    """A place with an address and a public phone; `area_code` is the town's or village's code."""

    __tablename__ = "stations"

    kind: Mapped[StationKind] = mapped_column(values_of(StationKind))
    category: Mapped[StationCategory] = mapped_column(
        values_of(StationCategory), default=StationCategory.AREA, server_default="area"
    )
    licence: Mapped[LicenceState] = mapped_column(
        values_of(LicenceState), default=LicenceState.ACTIVE, server_default="active"
    )
    licensed_on: Mapped[date | None]
    name: Mapped[str] = mapped_column(String(80))
    area_code: Mapped[AreaCode] = mapped_column(index=True)
    address: Mapped[str] = mapped_column(String(160), default="")
    open_hours: Mapped[str] = mapped_column(String(80), default="")
    reception_days: Mapped[str] = mapped_column(String(120), default="", server_default="")
    phone: Mapped[str] = mapped_column(String(30), default="")
    head: Mapped[str] = mapped_column(String(40), default="", server_default="")
    liaison: Mapped[str] = mapped_column(String(40), default="")
    brand: Mapped[str] = mapped_column(String(60), default="", server_default="")
    equipment: Mapped[str] = mapped_column(String(200), default="", server_default="")
    rules: Mapped[str] = mapped_column(String(200), default="", server_default="")
    """What stands in the room and which rules hang on the wall (R3-01): only people know."""
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    """Degrees of GCJ-02, the system of Chinese maps; in a demonstration invented and labelled so."""
    is_demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]

    @property
    def scope(self) -> str:
        return f"station:{self.id}"

    @property
    def is_open(self) -> bool:
        """Whether residents are led here and may write here."""
        return self.licence is LicenceState.ACTIVE


class Seat(Base):
    """A deputy sits at a station."""

    __tablename__ = "seats"
    __table_args__ = (
        Index("ix_seats_guests", "shared", "station_id", "deputy_id", postgresql_where=text("shared < 6")),
    )

    station_id: Mapped[UUID] = mapped_column(ForeignKey("stations.id"), primary_key=True)
    deputy_id: Mapped[UUID] = mapped_column(ForeignKey("deputies.id"), primary_key=True, index=True)
    shared: Mapped[int] = mapped_column(SmallInteger, default=6, server_default="6")
    """How much of their areas' codes station and deputy share: 2 the province, 4 the city, 6 the county, 0 none.
    The database keeps it, whoever writes (migration 0021)."""


MILESTONES = {
    1: "接进统一联网的数据管理舱",
    2: "优化布局、拓展功能、常态用起来",
    3: "线上线下同步运行",
}
"""The three steps in words, by number."""


class Milestone(Base):
    """One of the three steps of building up (R4-04). Their days are the tenant's settings."""

    __tablename__ = "milestones"

    station_id: Mapped[UUID] = mapped_column(ForeignKey("stations.id"), primary_key=True)
    step: Mapped[int] = mapped_column(primary_key=True)
    done_on: Mapped[date]
    note: Mapped[str] = mapped_column(String(200), default="")
