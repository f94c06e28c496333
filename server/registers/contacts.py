"""固定联系 in and out of sheets (R4-09): who stays in touch with whom, and whether they said yes. Phones lie sealed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from server.contacts import bringing
from server.contacts.life import State
from server.contacts.models import ContactLink
from server.contacts.queries import held_by
from server.core import clock
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import Forbidden
from server.core.permissions import Permission, Role
from server.core.text import mask_name
from server.deputies.models import Deputy
from server.deputies.queries import in_office
from server.registers import cells
from server.registers.cells import Wrong, folded
from server.registers.headings import Field, RegisterSheet
from server.registers.ledger import Ledger, Trouble, Values, missing
from server.registers.models import RegisterKind
from server.stations.queries import deputies_visible

YES, NO = "yes", "no"
SAID = {"同意": YES, "已同意": YES, "没有": NO, "未同意": NO, "不同意": NO, "否": NO, "是": YES}
CONTACTS = RegisterSheet(
    RegisterKind.CONTACTS,
    "固定联系",
    "个联系",
    (
        Field("deputy", "代表", cells.words(40), "王明", True, ("代表姓名", "姓名")),
        Field(
            "deputy_phone",
            "代表手机",
            cells.mobile,
            "13800000000",
            also=("代表电话",),
            is_private=True,
        ),
        Field(
            "name",
            "联系谁",
            cells.words(40),
            "陈阿姨",
            True,
            ("联系对象", "选民", "选民姓名", "基层代表", "称呼"),
        ),
        Field(
            "phone",
            "对方手机",
            cells.mobile,
            "13900000000",
            also=("选民手机", "选民电话", "联系对象手机"),
            unsure=("手机", "电话", "联系方式"),
            is_private=True,
        ),
        Field(
            "consent",
            "同意吗",
            cells.choice(SAID),
            "是",
            True,
            ("同意", "是否同意", "本人同意"),
            names={YES: "是", NO: "否"},
        ),
        Field(
            "since", "哪天同意的", cells.first_day, "2026-03-05", also=("同意日期", "联系日期", "从哪天起")
        ),
    ),
    "区县、乡镇代表联系的是选民，市以上代表联系的是基层代表（要在名册里）。没有同意的先等着：代表或站里把邀请给他，他同意了才算。",
)
Key = tuple[UUID, str]


class Contacts(Ledger):
    """Found by the deputy and whom they are in touch with: the number, where there is one, or else the name."""

    def load(self) -> None:
        if self.actor.role is Role.SYS_ADMIN and self.actor.account_id:
            raise Forbidden("contact.not_admin", "固定联系里有选民的称呼和电话，请人大机关或镇街来导入。")
        found = db.session.scalars(deputies_visible(self.actor).where(in_office()))
        self.deputies = {row.id: row for row in found}
        self.by_name: dict[str, list[Deputy]] = defaultdict(list)
        for row in self.deputies.values():
            self.by_name[folded(row.name)].append(row)
        links = held_by(list(self.deputies))
        self.rows = {link.id: link for held in links.values() for link in held}
        self.by_key = {key: link.id for link in self.rows.values() for key in self._keys(link)}

    def _keys(self, link: ContactLink) -> list[Key]:
        if link.with_deputy_id is not None:
            return [(link.deputy_id, str(link.with_deputy_id))]
        return [(link.deputy_id, said) for said in (link.phone, folded(link.name)) if said]

    def settle(self, values: Values) -> Trouble:
        if values.get("since", "") > clock.today().isoformat():
            yield "since", Wrong("这一天还没到，请核对")
        if "*" in values.get("name", ""):
            yield "name", Wrong("打了星号的是导出来的，看不出是谁，请写原来的称呼")
        if "deputy" not in values:
            return
        try:
            deputy = self._named(values["deputy"], values.get("deputy_phone", ""))
        except Wrong as wrong:
            yield "deputy", wrong
            return
        values["deputy_id"], values["deputy"] = str(deputy.id), deputy.name
        if not deputy.is_direct and "name" in values:
            yield from self._other(deputy, values)

    def _other(self, deputy: Deputy, values: Values) -> Trouble:
        try:
            other = self._named(values["name"], values.get("phone", ""))
        except Wrong as wrong:
            yield "name", wrong
            return
        if not other.is_direct or other.id == deputy.id:
            yield "name", Wrong("要是一位区县或乡镇代表，也不能是他自己")
        else:
            values["other_id"], values["name"] = str(other.id), other.name

    def _named(self, name: str, phone: str) -> Deputy:
        found = self.by_name.get(folded(name), [])
        if phone and len(found) > 1:
            found = [one for one in found if one.phone == phone]
        if len(found) > 1:
            raise Wrong(f"名册里有 {len(found)} 位叫这个名字，请在手机一列写清是哪一位")
        if not found:
            names = (one.name for one in self.deputies.values())
            raise missing(f"{self.area.name}的名册里没有这位在任代表", name, names)
        return found[0]

    def marks(self, values: Values) -> dict[str, Any]:
        return {"name": self._key_of(values)} if {"deputy_id", "name"} <= values.keys() else {}

    def find(self, values: Values) -> UUID | None:
        if not {"deputy_id", "name"} <= values.keys():
            return None
        found = self.by_key.get(self._key_of(values))
        found = found or self.by_key.get((UUID(values["deputy_id"]), folded(values["name"])))
        if found and values.get("consent") == YES and self.rows[found].status is State.ASKED:
            raise Wrong("已经请过，还在等对方说；说了同意的，请站里在这位代表的页上记下")
        if found:
            # what somebody said about staying in touch is theirs, whatever an older sheet holds
            held = self.now(found)
            values["consent"] = held["consent"]
            values |= {"since": held["since"]} if "since" in held else {}
        return found

    @staticmethod
    def _key_of(values: Values) -> Key:
        whom = values.get("other_id") or values.get("phone") or folded(values["name"])
        return UUID(values["deputy_id"]), whom

    def now(self, target: UUID) -> Values:
        link = self.rows[target]
        other = self.deputies.get(link.with_deputy_id) if link.with_deputy_id else None
        deputy = self.deputies[link.deputy_id]
        said = {"phone": link.phone} if link.with_deputy_id is None else {}
        return (
            _values(deputy, link, other.name if other else link.name) | said | {"deputy_id": str(deputy.id)}
        )

    def add(self, values: Values) -> tuple[UUID, Values]:
        other = self.deputies.get(UUID(values["other_id"])) if "other_id" in values else None
        day = date.fromisoformat(values["since"]) if "since" in values else clock.today()
        link = bringing.bring(
            self.actor,
            self.deputies[UUID(values["deputy_id"])],
            agreed_on=day if values["consent"] == YES else None,
            name=values["name"],
            phone=values.get("phone", ""),
            other=other,
        )
        return link.id, {}

    def change(self, target: UUID, values: Values) -> None:
        """Only a voter's number; what somebody said about staying in touch is theirs."""
        if "phone" in values:
            bringing.remember_phone(self.rows[target], values["phone"])

    def used(self, targets: list[UUID]) -> set[UUID]:
        return bringing.used(targets)

    def take_back(self, made: dict[UUID, Values]) -> None:
        bringing.take_back(list(made))


def _values(deputy: Deputy, link: ContactLink, name: str) -> Values:
    values = {
        "deputy": deputy.name,
        "name": name,
        "consent": YES if link.status is State.ACTIVE else NO,
    }
    return values | ({"since": link.since.isoformat()} if link.since else {})


def lines(actor: Actor) -> Iterator[Values]:
    """By the deputies' own order; a voter's name is hidden, and an office reads none at all (F10)."""
    reads = actor.may(Permission.CONTACT_KEEP)
    seen = deputies_visible(actor).where(in_office()).order_by(Deputy.name, Deputy.id)
    deputies = list(db.session.scalars(seen))
    held = held_by([one.id for one in deputies])
    ids = {link.with_deputy_id for links in held.values() for link in links}
    others = dict(db.session.execute(select(Deputy.id, Deputy.name).where(Deputy.id.in_(ids))).tuples().all())
    for deputy in deputies:
        for link in held[deputy.id]:
            name = others.get(link.with_deputy_id) if link.with_deputy_id else None
            yield _values(deputy, link, name or (mask_name(link.name) if reads else "选民"))
