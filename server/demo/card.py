"""The key card of the demonstration: `demo.json` for machines, a table and a code to scan for people."""

from __future__ import annotations

import json
import logging
import secrets
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import pyotp
import requests
from sqlalchemy import select

from server.accounts.passwords import HASHER
from server.accounts.queries import by_openid
from server.areas import queries as areas
from server.codes.models import Code, CodeKind
from server.codes.qr import terminal_qr
from server.config import Settings
from server.core import clock
from server.core.db import db
from server.core.factor import SECOND_FACTOR
from server.core.permissions import ROLE_NAMES, Role
from server.core.text import UNMISTAKABLE
from server.demo import heroes
from server.demo.heroes import USERNAMES
from server.demo.places import AREA
from server.departments.models import Department
from server.stations.models import Station

log = logging.getLogger(__name__)

# letters and digits that nobody mistakes for each other
PHONES = {
    heroes.RESIDENT: Role.RESIDENT,
    heroes.DEPUTY: Role.DEPUTY,
    heroes.LIAISON: Role.LIAISON,
    heroes.HEAD: Role.STATION_HEAD,
    heroes.SECOND_RESIDENT: Role.RESIDENT,
    heroes.SECOND_DEPUTY: Role.DEPUTY,
}


def path(settings: Settings) -> Path:
    return settings.data_dir / "demo.json"


def read(settings: Settings) -> dict[str, Any]:
    """The card as it was written; empty where there is none."""
    try:
        card: dict[str, Any] = json.loads(path(settings).read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return {}
    return card


def write(settings: Settings) -> dict[str, Any]:
    """Bring the card up to date with the addresses of this start; passwords stay as they were told."""
    known = {account["username"]: account["password"] for account in read(settings).get("accounts", [])}
    accounts = [_sign_in(role, username, known) for role, username in USERNAMES.items()]
    station_id, deputy_id = heroes.own_station().id, heroes.deputy_of(heroes.DEPUTY)
    card = {
        "base_url": settings.public_url,
        "sandbox_url": settings.sandbox_url,
        "area": AREA,
        "label": "示范数据：人物、来信和电话都是编的",
        "accounts": accounts,
        "wechat": {"resident": heroes.RESIDENT, "deputy": heroes.DEPUTY, "liaison": heroes.LIAISON},
        "people": [_person(openid, role) for openid, role in PHONES.items()],
        "codes": {
            "station": _code(CodeKind.STATION, Code.station_id == station_id),
            "deputy": _code(CodeKind.DEPUTY, Code.deputy_id == deputy_id),
            "duty": _code(CodeKind.DUTY, Code.station_id == station_id),
        },
    }
    target = path(settings)
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_suffix(".draft")
    draft.touch(0o600)
    draft.write_text(json.dumps(card, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    draft.replace(target)
    return card


def _sign_in(role: Role, username: str, known: dict[str, str]) -> dict[str, Any]:
    """The account with its password; a card that was lost, or a database that is new, gets a new one."""
    account, scope = heroes.holder(username)
    if username not in known or account.password_hash is None:
        known[username] = known.get(username) or new_password()
        account.password_hash = HASHER.hash(known[username])
    if role in SECOND_FACTOR and account.otp_sealed is None:
        account.otp_secret = pyotp.random_base32()
    return {
        "role": role.value,
        "username": username,
        "password": known[username],
        "scope": scope,
        "otp_secret": account.otp_secret or None,
    }


def new_password() -> str:
    return "-".join("".join(secrets.choice(UNMISTAKABLE.lower()) for _ in range(4)) for _ in range(3))


def _code(kind: CodeKind, where: Any) -> str:
    found = select(Code).where(Code.kind == kind, Code.revoked_at.is_(None), where)
    code = db.session.scalars(found.order_by(Code.issued_at, Code.id).limit(1)).one()
    return code.token


def _person(openid: str, role: Role) -> dict[str, str]:
    account = by_openid(openid)
    name = (account.display_name or account.name) if account else ""
    return {"openid": openid, "name": f"{name}（示范）", "role": role.value}


def introduce_people(settings: Settings) -> bool:
    """Tell the sandbox who may pick up its phones. False when it is not there."""
    if not settings.sandbox_url:
        return False
    people = read(settings)["people"]
    try:
        answer = requests.post(f"{settings.sandbox_url}/__sandbox__/people", json=people, timeout=5)
    except requests.RequestException as error:
        log.warning("the sandbox does not answer", extra={"error": type(error).__name__})
        return False
    return answer.ok


def show(settings: Settings) -> str:
    """What a person needs to try it: sign-ins, addresses, the station's code to scan."""
    card = read(settings)
    if not card:
        return "还没有示范数据，请先运行 make run"
    rows: list[tuple[str, ...]] = [("身份", "账号", "密码", "验证码", "管哪里")]
    rows += [
        (ROLE_NAMES[Role(a["role"])], a["username"], a["password"], _code_now(a), _place(a["scope"]))
        for a in card["accounts"]
    ]
    address = f"{card['base_url']}/c/{card['codes']['station']}"
    return "\n".join(
        [
            "",
            "示范账号（杭州市富阳区，人物和来信都是编的）",
            *_table(rows),
            "验证码半分钟一换，一个只能用一次，要新的就 make code；密钥是 demo.json 里的 otp_secret",
            "",
            f"手机页面   {card['base_url']}/m/",
            f"电脑后台   {card['base_url']}/console/",
            f"微信沙箱   {card['sandbox_url'] or '没有启动'}",
            f"站点代表码 {address}",
            "",
            terminal_qr(address),
            "",
        ]
    )


def _code_now(account: dict[str, Any]) -> str:
    """What the phone's authenticator would show at this moment; roles without one need none."""
    return pyotp.TOTP(account["otp_secret"]).at(clock.now()) if account["otp_secret"] else "不用"


def _place(scope: str) -> str:
    """A scope in words."""
    kind, _, value = scope.partition(":")
    match kind:
        case "station":
            return db.session.get_one(Station, UUID(value)).name
        case "department":
            return db.session.get_one(Department, UUID(value)).name
        case "area":
            return areas.get(value).name
        case _:
            return "平台账号"


def _table(rows: Sequence[tuple[str, ...]]) -> list[str]:
    widths = [max(_width(row[at]) for row in rows) for at in range(len(rows[0]))]
    return [
        "  ".join(c + " " * (w - _width(c)) for c, w in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def _width(text: str) -> int:
    """Columns in a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
