"""Small, real worlds for tests: a county with two towns, stations, deputies, staff and residents."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from server.accounts import service as accounts
from server.accounts.models import Account
from server.activities import service as activities
from server.activities.kinds import DutyKind
from server.activities.life import ActivityStatus
from server.activities.models import Activity
from server.areas.models import Area, AreaLevel
from server.codes import service as codes
from server.codes.models import Code, CodeKind
from server.core import clock
from server.core.actor import Actor
from server.core.db import db, transaction
from server.core.permissions import Role
from server.departments.models import Department
from server.deputies.models import Deputy, DeputyLevel
from server.deputies.service import account_for
from server.stations.models import Seat, Station, StationKind

COUNTY = "330111"
TOWN = "330111001"
VILLAGE = "330111001001"
OTHER_TOWN = "330111002"
OTHER_COUNTY = "320311"
SYSTEM = Actor(role=Role.SYS_ADMIN, name="测试")


@dataclass
class Phone:
    """Somebody with a session: a test client that sends the token."""

    client: FlaskClient
    token: str
    account_id: UUID

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def get(self, path: str, **options: Any) -> TestResponse:
        return self.client.get(path, headers=self.headers, **options)

    def post(self, path: str, json: Any = None, *, key: str | None = None, **options: Any) -> TestResponse:
        headers = self.headers | ({"Idempotency-Key": key} if key else {})
        return self.client.post(path, json=json, headers=headers, **options)

    def put(self, path: str, json: Any) -> TestResponse:
        return self.client.put(path, json=json, headers=self.headers)

    def delete(self, path: str) -> TestResponse:
        return self.client.delete(path, headers=self.headers)


@dataclass
class World:
    """One station in one town with its people, and a sibling station beside it."""

    client: FlaskClient
    station: Station
    deputy: Deputy
    station_code: Code
    deputy_code: Code
    duty_code: Code
    phones: dict[str, Phone] = field(default_factory=dict)
    unit_id: UUID = field(default_factory=uuid4)
    """Of the department whose handlers are here; it is made by those who need it (`department`)."""

    def phone(self, name: str) -> Phone:
        return self.phones[name]

    def submit(self, who: str = "resident", **fields: Any) -> TestResponse:
        body = {"code": self.station_code.token, "content": "楼下的路灯坏了三天，晚上看不见路。"} | fields
        return self.phone(who).post("/api/messages", body, key=f"key-{uuid4()}")


def area(code: str, name: str, level: AreaLevel, parent: str | None = None) -> Area:
    made = Area(
        code=code.ljust(12, "0"), name=name, level=level, parent_code=parent and parent.ljust(12, "0")
    )
    db.session.merge(made)
    return made


def station(name: str = "桂花社区代表联络站", area_code: str = VILLAGE, **fields: Any) -> Station:
    made = Station(
        name=name,
        kind=fields.pop("kind", StationKind.POINT),
        area_code=area_code.ljust(12, "0"),
        address=fields.pop("address", "桂花西路 18 号"),
        open_hours="工作日 8:30–17:00",
        phone="0571-63000000",
        liaison="小林",
        is_demo=False,
        created_at=clock.now(),
        **fields,
    )
    db.session.add(made)
    db.session.flush()
    return made


def department(
    name: str = "区城市管理局", area_code: str = COUNTY.ljust(12, "0"), **fields: Any
) -> Department:
    made = Department(name=name, area_code=area_code, phone="0571-63310000", **fields)
    db.session.add(made)
    db.session.flush()
    return made


def deputy(at: Station, name: str = "王明", **fields: Any) -> Deputy:
    values: dict[str, Any] = {
        "level": DeputyLevel.COUNTY,
        "occupation": "社区医生",
        "duty": "联系选民，反映意见。",
        "promise": "老人看病的难处，跟我说。",
        "specialties": ["看病", "养老"],
        "constituency": "富春第 1 选区",
        "area_code": COUNTY.ljust(12, "0"),
        "term_from": date(2022, 1, 1),
        "term_to": None,
    }
    made = Deputy(name=name, **(values | fields))
    db.session.add(made)
    db.session.flush()
    db.session.add(Seat(station_id=at.id, deputy_id=made.id))
    db.session.flush()
    return made


def staff(role: Role, scope: str, name: str = "小林", username: str | None = None) -> Account:
    account = accounts.create_account(display_name=name, username=username)
    db.session.flush()
    accounts.grant(account, role, scope)
    return account


def phone_of(client: FlaskClient, account: Account) -> Phone:
    """A session of this account, as signing in would give it."""
    signed_in = accounts.start_session(account)
    db.session.flush()
    return Phone(client, signed_in.token, account.id)


def resident(client: FlaskClient, openid: str = "") -> Phone:
    signed_in = accounts.sign_in_wechat(openid or f"o{uuid4().hex[:27]}")
    return Phone(client, signed_in.token, signed_in.account.id)


def activity(at: Station, guests: list[Deputy], *, starts: datetime | None = None, **fields: Any) -> Activity:
    """Published long ago; `status` for any other state of its life."""
    begin = starts or clock.now().replace(hour=12, minute=0, second=0, microsecond=0)
    manager = Actor(role=Role.STATION_HEAD, scope=at.scope)
    made = activities.plan(
        manager,
        at,
        title=fields.get("title", "在联络站接待街坊"),
        kind=fields.get("kind", DutyKind.RECEIVE_VOTERS),
        starts_at=begin,
        ends_at=begin + timedelta(hours=2),
        place=at.name,
        deputy_ids=[guest.id for guest in guests],
        is_online=fields.get("is_online", False),
    )
    made.status = fields.get("status", ActivityStatus.PUBLISHED)
    if made.status in (ActivityStatus.FINISHED, ActivityStatus.ARCHIVED):
        made.finished_at, made.summary = made.ends_at, "来了三位街坊，问了停车的事。"
    db.session.flush()
    return made


def areas() -> None:
    area("33", "浙江省", AreaLevel.PROVINCE)
    area("3301", "杭州市", AreaLevel.CITY, "33")
    area(COUNTY, "富阳区", AreaLevel.COUNTY, "3301")
    area(TOWN, "富春街道", AreaLevel.TOWN, COUNTY)
    area(VILLAGE, "桂花社区", AreaLevel.VILLAGE, TOWN)
    area(OTHER_TOWN, "春江街道", AreaLevel.TOWN, COUNTY)
    area("330111002001", "春江社区", AreaLevel.VILLAGE, OTHER_TOWN)
    area("32", "江苏省", AreaLevel.PROVINCE)
    area("3203", "徐州市", AreaLevel.CITY, "32")
    area(OTHER_COUNTY, "泉山区", AreaLevel.COUNTY, "3203")
    db.session.flush()


def world(client: FlaskClient) -> World:
    """Everybody whom the main job needs, signed in."""
    with transaction():
        areas()
        here = station()
        member = deputy(here)
        made = World(
            client,
            here,
            member,
            codes.issue(SYSTEM, here, CodeKind.STATION, placement="大门口"),
            codes.issue(SYSTEM, here, CodeKind.DEPUTY, deputy=member),
            codes.issue(SYSTEM, here, CodeKind.DUTY, placement="接待室"),
        )
        people = {
            "liaison": staff(Role.LIAISON, here.scope),
            "station_head": staff(Role.STATION_HEAD, here.scope, "老周"),
            "street_npc": staff(Role.STREET_NPC, f"area:{TOWN}", "老郑"),
            "npc_staff": staff(Role.NPC_STAFF, f"area:{COUNTY}", "何主任"),
            "npc_leader": staff(Role.NPC_LEADER, f"area:{COUNTY}", "方主任"),
            "gov_dispatcher": staff(Role.GOV_DISPATCHER, f"area:{COUNTY}", "督查"),
            "cppcc_staff": staff(Role.CPPCC_STAFF, f"area:{COUNTY}", "政协"),
            "handler": staff(Role.HANDLER, f"department:{made.unit_id}", "经办"),
            "handler_lead": staff(Role.HANDLER_LEAD, f"department:{made.unit_id}", "负责"),
            "sys_admin": staff(Role.SYS_ADMIN, "self", "管理员"),
            "deputy": account_for(member),
            "former_deputy": staff(Role.FORMER_DEPUTY, "self", "前任"),
        }
        made.phones = {name: phone_of(client, account) for name, account in people.items()}
        made.phones["resident"] = resident(client)
        made.phones["neighbour"] = resident(client)
    return made
