"""A person's package: one page to read, the same as JSON, and the pictures and recordings beside them."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy import select

from server.accounts.models import Account, Block
from server.contacts.views import mine_out
from server.core import clock
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import NotFound
from server.core.permissions import Role
from server.feedback import queries as feedback
from server.feedback.schemas import FeedbackOut
from server.gateways.registry import gateways
from server.mediation import queries as mediations
from server.mediation.views import mediation_out
from server.messages import follow_queries, views
from server.messages.author_views import follow_out
from server.messages.models import Message
from server.notifications.models import Notice

LARGEST = 60 * 1024 * 1024
"""What pictures may weigh together; the rest is named, and stays to be seen in the letters."""
ENDINGS = {
    "image/jpeg": "jpg",
    "audio/mpeg": "mp3",
    "audio/aac": "aac",
    "audio/mp4": "m4a",
    "audio/webm": "webm",
}
Told = Callable[[int, int], None]


@dataclass
class Package:
    """What was gathered, and which file belongs to which upload."""

    person: dict[str, Any]
    letters: list[dict[str, Any]] = field(default_factory=list)
    follows: list[dict[str, Any]] = field(default_factory=list)
    notices: list[dict[str, Any]] = field(default_factory=list)
    blocks: list[dict[str, Any]] = field(default_factory=list)
    feedback: list[dict[str, Any]] = field(default_factory=list)
    mediations: list[dict[str, Any]] = field(default_factory=list)
    contacts: list[dict[str, Any]] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)


def gather(account_id: UUID) -> Package:
    """Everything the person could read here by themselves, in the order of time."""
    account = db.session.get_one(Account, account_id)
    actor = Actor(Role.RESIDENT, account_id=account_id, name=account.display_name)
    package = Package(_person(account))
    written = select(Message).where(Message.author_id == account_id).order_by(Message.created_at, Message.id)
    for message in db.session.scalars(written):
        package.letters.append(_letter(actor, message, package.files))
    package.follows = [follow_out(one).model_dump(mode="json") for one in follow_queries.followed(actor)]
    told = select(Notice).where(Notice.account_id == account_id).order_by(Notice.created_at)
    package.notices = [
        {"at": f"{clock.local(one.created_at):%Y-%m-%d %H:%M}", "title": one.title, "text": one.text}
        for one in db.session.scalars(told)
    ]
    stopped = select(Block).where(Block.account_id == account_id).order_by(Block.created_at)
    package.blocks = [
        {"until": f"{clock.local(one.until):%Y-%m-%d}", "reason": one.reason, "appeal": one.appeal_text}
        for one in db.session.scalars(stopped)
    ]
    package.mediations = [
        mediation_out(actor, one).model_dump(mode="json", exclude={"actions", "waits_for_me"})
        for one in mediations.own(actor)
    ]
    package.contacts = [one.model_dump(mode="json", exclude={"actions"}) for one in mine_out(actor).items]
    package.feedback = [FeedbackOut.of(said).model_dump(mode="json") for said in feedback.own(actor)]
    return package


def _person(account: Account) -> dict[str, Any]:
    return {
        "name": account.name or account.display_name,
        "phone": account.phone,
        "since": f"{clock.local(account.created_at):%Y-%m-%d}",
        "has_wechat": account.openid_index is not None,
    }


def _letter(actor: Actor, message: Message, files: dict[str, str]) -> dict[str, Any]:
    out = views.message_out(actor, message).model_dump(mode="json", exclude={"actions", "marks", "look_up"})
    number = out["number"]
    groups = [out["attachments"], *(step["attachments"] for step in out["steps"])]
    for at, one in enumerate((picture for group in groups for picture in group), start=1):
        one["file"] = files[one["id"]] = f"照片/{number}-{at}.{ENDINGS.get(one['type'], 'bin')}"
        del one["url"]
    if out["reply"]:
        out["reply"].pop("attachments")
    voice = out["voice"]
    if voice and voice["url"]:
        upload_id = voice.pop("url").split("/")[-1].split("?")[0]
        voice["file"] = files[upload_id] = f"录音/{number}.{ENDINGS.get(voice['type'], 'bin')}"
    return out


def pack(package: Package, told: Told) -> bytes:
    """The archive; `told` hears how far it is."""
    made, weight, total = BytesIO(), 0, len(package.files) + 1
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for done, (upload_id, name) in enumerate(package.files.items()):
            told(done, total)
            data = _bytes(upload_id)
            if data is None or weight + len(data) > LARGEST:
                package.left_out.append(name)
                continue
            weight += len(data)
            archive.writestr(zipfile.ZipInfo(name), data)
        plain = {name: value for name, value in vars(package).items() if name != "files"}
        archive.writestr("我的资料.json", json.dumps(plain, ensure_ascii=False, indent=2))
        # a worker has no request, and the page has none of the console's surroundings
        page = current_app.jinja_env.get_template("mydata/copy.html")
        archive.writestr("我的资料.html", page.render(**plain, now=clock.now()))
    told(total, total)
    return made.getvalue()


def _bytes(upload_id: str) -> bytes | None:
    try:
        return gateways().storage.get(upload_id)
    except NotFound:
        return None
