"""What is particular about stations, constituencies, units and liaisons in a sheet."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from server.accounts.models import Account, LinkPurpose, RoleGrant
from server.accounts.queries import link
from server.areas.models import Constituency, ConstituencyLevel
from server.core import clock
from server.core.actor import Actor
from server.core.db import db, transaction
from server.core.errors import Conflict, Gone
from server.core.permissions import Role
from server.departments.models import Department
from server.registers import queries, service
from server.registers.models import LineAction, RegisterKind
from server.stations.models import LicenceState, Station, StationKind
from tests import factories
from tests.registers.bringing import COUNTY, bring, check, count, errors


def test_constituencies_belong_to_the_county_or_their_town(office: Actor) -> None:
    made = check(
        RegisterKind.CONSTITUENCIES,
        ("选区", "层级", "镇街"),
        ("富春第 1 选区", "县", ""),
        ("第 1 选区", "镇", "春江街道"),
        ("第 2 选区", "乡镇", ""),
        ("第 3 选区", "乡镇", "没有镇"),
        ("第１选区", "镇", "春江"),
    )
    found = errors(made)
    assert found[4] == {"镇街": "乡镇的选区要写是哪个镇"}
    assert found[5] == {"镇街": "富阳区没有这个镇街，请核对"}
    assert found[3] == {"选区": "和第 6 行是同一个，请只留一行"}
    with transaction():
        service.apply(COUNTY, made, skip_wrong=True)
    row = db.session.scalars(select(Constituency)).one()
    assert (row.level, row.area_code) == (ConstituencyLevel.COUNTY, "330111000000")


def test_a_station_keeps_what_the_sheet_does_not_say(office: Actor) -> None:
    headings = ("站名", "类型", "镇街", "村社区", "地址", "纬度", "经度")
    line = ("桂花联络站", "联络站", "富春街道", "桂花社区", "桂花西路 18 号", 30.05, 119.96)
    bring(RegisterKind.STATIONS, headings, line)
    bring(RegisterKind.STATIONS, ("站名", "类型", "镇街", "类别"), ("桂花联络站", "联络点", "富春", "园区"))
    row = db.session.scalars(select(Station)).one()
    assert (row.kind, row.category.value, row.address) == (StationKind.POINT, "park", "桂花西路 18 号")
    assert (row.area_code, row.latitude, row.longitude) == ("330111001001", 30.05, 119.96)


def test_a_new_station_comes_in_as_far_as_the_sheet_says_and_a_known_one_goes_on_step_by_step(
    office: Actor,
) -> None:
    """R4-04: of which the sheet says nothing is only planned, and the preview said so."""
    headings = ("站名", "类型", "镇街", "牌照")
    made = bring(
        RegisterKind.STATIONS,
        headings,
        ("桂花联络站", "联络站", "富春街道", "在建"),
        ("梅花联络站", "联络站", "富春街道", "正常运行"),
        ("江滨联络站", "联络站", "富春街道", ""),
    )
    states = dict(db.session.execute(select(Station.name, Station.licence)).tuples().all())
    assert states == {
        "桂花联络站": LicenceState.BUILDING,
        "梅花联络站": LicenceState.ACTIVE,
        "江滨联络站": LicenceState.PLANNED,
    }
    leap = check(
        RegisterKind.STATIONS,
        headings,
        ("桂花联络站", "联络站", "富春街道", "运行"),
        ("梅花联络站", "联络站", "富春街道", "运行"),
        ("江滨联络站", "联络站", "富春街道", ""),
        ("新站", "联络站", "富春街道", "快好了"),
    )
    assert errors(leap) == {
        2: {"状态": "这个站现在是“在建”，这一格请空着，状态请到它的页面一步一步改"},
        5: {"状态": "没有这一种，可以写：筹建、在建、已核查、已授牌、运行、停用、撤销"},
    }
    assert queries.counts(leap)[LineAction.SAME] == 2
    with transaction():
        service.undo(COUNTY, made)
    assert count(Station) == 0


def test_a_station_that_has_gone_a_step_since_is_not_taken_back(office: Actor) -> None:
    line = ("桂花联络站", "联络站", "富春街道", "筹建")
    made = bring(RegisterKind.STATIONS, ("站名", "类型", "镇街", "状态"), line)
    with transaction():
        db.session.scalars(select(Station)).one().licence = LicenceState.BUILDING
    with pytest.raises(Conflict, match="in_use"), transaction():
        service.undo(COUNTY, made)


def test_departments_belong_to_the_county_unless_a_town_is_named(office: Actor) -> None:
    bring(
        RegisterKind.DEPARTMENTS,
        ("单位名称", "镇街", "电话"),
        ("区城管局", "", "0571-63000000"),
        ("春江街道办", "春江街道", ""),
    )
    found = db.session.execute(select(Department.name, Department.area_code)).all()
    assert dict(found) == {"区城管局": "330111000000", "春江街道办": "330111002000"}
    again = bring(RegisterKind.DEPARTMENTS, ("单位", "电话"), ("区城管局", "0571-63000001"))
    assert queries.counts(again)[LineAction.UPDATE] == 1
    assert count(Department) == 2


LIAISON = ("姓名", "职务", "站点", "手机", "账号名")


def test_a_liaison_gets_an_account_without_a_password_and_one_link(places: None) -> None:
    made = bring(
        RegisterKind.LIAISONS,
        LIAISON,
        ("林晓", "联络员", "桂花社区代表联络站", "13800000001", "linxiao"),
        ("周敏", "站长", "桂花社区代表联络站", "13800000002", ""),
    )
    accounts = db.session.scalars(select(Account).where(Account.username.is_not(None))).all()
    assert {account.display_name for account in accounts} == {"林晓", "周敏"}
    assert all(account.password_hash is None and account.username for account in accounts)
    station = db.session.scalars(select(Station)).one()
    assert (station.liaison, station.head) == ("林晓", "周敏")
    with transaction():
        links = service.give_links(COUNTY, made)
    with clock.shifted(timedelta(minutes=1)), transaction():
        fresh = service.give_links(COUNTY, made)
        assert len({token for _, token in links + fresh}) == 4
        assert link(fresh[0][1], LinkPurpose.RESET)
        with pytest.raises(Gone):
            link(links[0][1], LinkPurpose.RESET)
    with transaction():
        service.undo(COUNTY, made)
    assert db.session.scalars(select(Account).where(Account.username.is_not(None))).all() == []
    assert count(RoleGrant) == 0


def test_an_account_of_somebody_else_is_never_taken_over(places: None) -> None:
    with transaction():
        admin = factories.staff(Role.SYS_ADMIN, "self", "管理员", "admin")
    made = check(
        RegisterKind.LIAISONS, LIAISON, ("林晓", "联络员", "桂花社区代表联络站", "13800000001", "Admin")
    )
    assert errors(made) == {2: {"账号名": "这个账号名已经有人用了，请换一个"}}
    assert admin.display_name == "管理员"


def test_one_person_may_serve_at_two_stations(places: None) -> None:
    with transaction():
        factories.station("江滨联络点", factories.VILLAGE)
    made = bring(
        RegisterKind.LIAISONS,
        LIAISON[:4],
        ("林晓", "联络员", "桂花社区代表联络站", "13800000001"),
        ("林晓", "联络员", "江滨联络点", "13800000001"),
    )
    assert (count(Account), count(RoleGrant)) == (1, 2)
    assert len(service.give_links(COUNTY, made)) == 1
    again = bring(RegisterKind.LIAISONS, LIAISON[:4], ("林晓", "联络员", "江滨联络点", "13800000001"))
    assert queries.counts(again)[LineAction.SAME] == 1
