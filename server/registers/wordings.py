"""How people write what has but a few values: 区级, 县 and 区县 are one level."""

from __future__ import annotations

from collections.abc import Mapping

from server.areas.categories import CATEGORIES
from server.areas.models import ConstituencyLevel
from server.core.permissions import Role
from server.deputies.models import LEVEL_NAMES, DeputyLevel
from server.stations.models import (
    CATEGORY_NAMES,
    KIND_NAMES,
    LICENCE_NAMES,
    LicenceState,
    StationCategory,
    StationKind,
)


def _names(values: dict[str, str], *, also: dict[str, str]) -> dict[str, str]:
    """How people write it → value; the official names come last, so that they are the ones offered."""
    return also | {name: value for value, name in values.items()}


LEVEL_WORDS: dict[str, str] = _names(
    {level.value: name for level, name in LEVEL_NAMES.items()},
    also={
        "全国人大代表": DeputyLevel.NATIONAL,
        "国家级": DeputyLevel.NATIONAL,
        "全国级": DeputyLevel.NATIONAL,
        "省级": DeputyLevel.PROVINCIAL,
        "省人大代表": DeputyLevel.PROVINCIAL,
        "市级": DeputyLevel.MUNICIPAL,
        "市人大代表": DeputyLevel.MUNICIPAL,
        "区": DeputyLevel.COUNTY,
        "县": DeputyLevel.COUNTY,
        "区级": DeputyLevel.COUNTY,
        "县级": DeputyLevel.COUNTY,
        "区县级": DeputyLevel.COUNTY,
        "县区": DeputyLevel.COUNTY,
        "区人大代表": DeputyLevel.COUNTY,
        "县人大代表": DeputyLevel.COUNTY,
        "乡": DeputyLevel.TOWNSHIP,
        "镇": DeputyLevel.TOWNSHIP,
        "乡级": DeputyLevel.TOWNSHIP,
        "镇级": DeputyLevel.TOWNSHIP,
        "乡镇级": DeputyLevel.TOWNSHIP,
        "镇人大代表": DeputyLevel.TOWNSHIP,
        "乡人大代表": DeputyLevel.TOWNSHIP,
    },
)
DIRECT_WORDS = {
    word: level
    for word, level in LEVEL_WORDS.items()
    if level in (ConstituencyLevel.COUNTY.value, ConstituencyLevel.TOWNSHIP.value) and "代表" not in word
}
KIND_WORDS = _names(
    {kind.value: name for kind, name in KIND_NAMES.items()},
    also={
        "家": StationKind.HOME,
        "代表家": StationKind.HOME,
        "中心站": StationKind.HOME,
        "人大代表之家": StationKind.HOME,
        "活动站": StationKind.ACTIVITY_STATION,
        "联络站": StationKind.STATION,
        "人大代表联络站": StationKind.STATION,
        "站": StationKind.STATION,
        "联络点": StationKind.POINT,
        "人大代表联络点": StationKind.POINT,
        "点": StationKind.POINT,
        "观察点": StationKind.OBSERVATION_POINT,
    },
)
CATEGORY_WORDS = _names(
    {category.value: name for category, name in CATEGORY_NAMES.items()},
    also={"区域": StationCategory.AREA, "企业类": StationCategory.ENTERPRISE, "园区类": StationCategory.PARK},
)
LICENCE_WORDS = _names(
    {state.value: name for state, name in LICENCE_NAMES.items()},
    also={
        "筹建中": LicenceState.PLANNED,
        "建设中": LicenceState.BUILDING,
        "核查通过": LicenceState.CHECKED,
        "授牌": LicenceState.LICENSED,
        "运行中": LicenceState.ACTIVE,
        "正常": LicenceState.ACTIVE,
        "正常运行": LicenceState.ACTIVE,
        "暂停": LicenceState.SUSPENDED,
        "已停用": LicenceState.SUSPENDED,
        "已撤销": LicenceState.CLOSED,
    },
)
LETTER_CATEGORIES = _names(CATEGORIES, also={code: code for code in CATEGORIES})
KEEPERS = {"联络员": Role.LIAISON.value, "站长": Role.STATION_HEAD.value}


def named(words: Mapping[str, str]) -> dict[str, str]:
    """Value → the name by which it is offered and shown: the last that is written for it."""
    return {str(value): name for name, value in words.items()}
