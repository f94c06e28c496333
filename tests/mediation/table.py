"""A mediation that a liaison opened from a letter, and what its people do at the table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from server.core import clock
from server.core.actor import Actor
from server.core.permissions import Role
from tests.console.desk import Desk, at
from tests.factories import World

ROOT = "/console/mediations"
SECRET = "后院蓝色雨棚"
WHY = f"两家为{SECRET}吵了三次，说要一起去区里。"
SETTLED = f"{SECRET}拆到墙内，甲不再堵门。"
GO_TO = "可以去街道司法所申请人民调解，或向区法院起诉。"


@dataclass
class Given:
    """One that a liaison opened from a letter, with a second side who has no phone of their own here."""

    app: Flask
    world: World
    message_id: str
    id: str
    number: str
    pin: str

    def mediator(self, verb: str, **form: Any) -> TestResponse:
        return at(self.app, self.world, "deputy").post(f"{ROOT}/{self.id}/{verb}", form)

    def phone(self, who: str = "resident") -> Any:
        return self.world.phone(who).get(f"/api/mediations/{self.id}").json

    def answer(self, who: str, agrees: bool = True) -> TestResponse:
        return self.world.phone(who).post(f"/api/mediations/{self.id}/answer", {"agrees": agrees})

    def propose(self) -> TestResponse:
        duties = {"positions": ["1", "2"], "duties": ["不堵门", "拆雨棚"], "untils": ["", str(day(4))]}
        return self.mediator("agreement", text=SETTLED, revisit_on=str(day(5)), **duties)


def day(ahead: int) -> date:
    return clock.today() + timedelta(days=ahead)


def signal(desk: Desk, world: World, **form: Any) -> TestResponse:
    mediator = str(world.phone("deputy").account_id)
    return desk.post(ROOT, {"why": WHY, "mediator_id": mediator, "consent_record": "on"} | form)


def mediator_of(world: World) -> Actor:
    phone = world.phone("deputy")
    return Actor(Role.DEPUTY, account_id=phone.account_id, deputy_id=world.deputy.id)
