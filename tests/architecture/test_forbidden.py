"""W21: every form that sets how the product works passes the one guard; what is forbidden is refused and written down."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from server.areas.catalogue import PARAMETERS
from server.areas.models import Setting
from server.core import clock
from server.core.audit import AuditEntry
from server.core.db import db
from server.core.http import PERMISSIONS
from server.core.permissions import Permission
from server.points.models import PointsSwitch, PointsWeight
from tests.console.desk import At
from tests.factories import World

CONFIGURES = {Permission.SETTING_MANAGE, Permission.POINTS_SWITCH}
TODAY = clock.today()
PAPERS = {
    "document_no": "富人大常〔2026〕8 号",
    "approved_by": "主任会议",
    "approved_on": str(TODAY),
    "ends_on": str(TODAY + timedelta(days=30)),
}
SET = {"value": "5", "effective_on": str(TODAY), "reason": "办公室通知"}
TRIED = {"first": "5", "second": "9", "effective_on": str(TODAY), "reason": "办公室通知"}
WEIGH = {"item": "suggest", "weight": "1", "cap": "5"}
# each form that sets something: its address, what is right in it, and the fields that hold words
FORMS: dict[str, tuple[str, dict[str, str], tuple[str, ...]]] = {
    "alerts_pages.change_rule": ("/console/alerts/rules/W06", TRIED, ("first", "second", "reason")),
    "areas_pages.change_setting": ("/console/settings/{key}", SET, ("value",)),
    "points_pages.turn_on": ("/console/points-switch", PAPERS, ("document_no", "approved_by")),
    "points_pages.weigh": ("/console/points/weights", WEIGH, ("item",)),
}
NOTHING_TO_FILL_IN = {"points_pages.turn_off"}
FORBIDDEN = (
    "每月公布排名",
    "设红黑榜",
    "统计在线时长",
    "必须扫码",
    "强制登录",
    "一律上传照片",
    "每天打卡",
    "记录轨迹",
)
STORED = (Setting, PointsSwitch, PointsWeight)
ROOT = Path(__file__).parent.parent.parent / "server"


def test_every_form_that_sets_something_is_walked(application: Flask) -> None:
    posts = {
        rule.endpoint
        for rule in application.url_map.iter_rules()
        if "POST" in (rule.methods or set()) and PERMISSIONS.get(rule.endpoint) in CONFIGURES
    }
    assert posts == set(FORMS) | NOTHING_TO_FILL_IN


def counts() -> list[int]:
    db.session.rollback()
    return [db.session.execute(select(func.count()).select_from(table)).scalar_one() for table in STORED]


@pytest.mark.parametrize("name", [*FORMS])
def test_what_is_forbidden_is_refused_with_its_reason_and_written_down(
    world: World, desk: At, name: str
) -> None:
    office = desk("npc_staff")
    if name == "points_pages.weigh":
        assert office.post("/console/points-switch", PAPERS).status_code == 303
    path, right, fields = FORMS[name]
    keys = [*PARAMETERS, "ranking.enabled", "force_sign_in"] if "{key}" in path else [""]
    before, tried = counts(), 0
    for at, key in enumerate(keys):
        for field in fields:
            # each key is tried with one of the words, the forms of one address with all of them
            for words in FORBIDDEN if len(keys) == 1 else FORBIDDEN[at % len(FORBIDDEN) :][:1]:
                answer = office.post(path.format(key=key), right | {field: words})
                assert (answer.status_code, "没有保存" in answer.text) == (403, True), (key, words)
                tried += 1
    assert counts() == before
    refused = select(func.count()).select_from(AuditEntry).where(AuditEntry.action == "setting.refused")
    assert db.session.execute(refused).scalar_one() == tried


def test_what_is_set_is_stored_where_the_guard_stands_and_nowhere_else() -> None:
    """Every module that makes such a row asks the guard; the demonstration cannot be put into production."""
    names = "|".join(table.__name__ for table in STORED)
    makes = re.compile(rf"(?<!class )\b(?:{names})\(")
    makers = {}
    for path in sorted(set(ROOT.rglob("*.py")) - set((ROOT / "demo").rglob("*.py"))):
        text = path.read_text()
        if makes.search(text):
            makers[str(path.relative_to(ROOT))] = "forbidden.refuse(" in text
    assert makers == {"areas/settings.py": True, "points/service.py": True}
