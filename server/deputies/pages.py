"""The office's forms: a deputy's line of the register, the picture, leaving and coming back, the groups."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, flash, url_for

from server.accounts.doors import go
from server.areas.models import ConstituencyLevel
from server.core import clock
from server.core.actor import current
from server.core.pages import Pages, page
from server.core.parsing import form, query
from server.core.permissions import Permission
from server.core.text import mask_phone
from server.deputies import groups as group_verbs, queries, service
from server.deputies.models import LEVEL_TITLES, Deputy
from server.deputies.schemas import (
    DeputyForm,
    FindCandidates,
    GroupForm,
    GroupName,
    LeaveForm,
    MemberForm,
    RenewForm,
)
from server.uploads.models import Upload
from server.uploads.routes import create as take_in_upload
from server.uploads.schemas import UploadOut

pages = Pages("deputies", "server.deputies")
MANAGE = Permission.REGISTER_MANAGE


@pages.get("/deputies/new", permission=MANAGE)
def new() -> str:
    return page("deputies/edit.html", deputy=None, **_choices(None))


@pages.post("/deputies", permission=MANAGE)
def create() -> Response:
    given = form(DeputyForm)
    made = service.create(current(), given.profile, phone=given.phone or "")
    flash(f"登记好了：{made.name}，{made.title}")
    return _to(made)


@pages.get("/deputies/<uuid:deputy_id>/edit", permission=MANAGE)
def edit(deputy_id: UUID) -> str:
    deputy = queries.kept(current(), deputy_id)
    return page("deputies/edit.html", deputy=deputy, **_choices(deputy))


@pages.post("/deputies/<uuid:deputy_id>/edit", permission=MANAGE)
def save(deputy_id: UUID) -> Response:
    deputy, given = queries.get_for_update(current(), deputy_id), form(DeputyForm)
    service.edit(current(), deputy, given.profile, phone=given.phone)
    flash(f"{deputy.name}的资料改好了，扫码的人看到的跟着换")
    return _to(deputy)


@pages.post("/deputies/<uuid:deputy_id>/photo", permission=MANAGE)
def photo(deputy_id: UUID) -> Response:
    """Cleaned like every picture: position and other hidden data are removed."""
    deputy = queries.get_for_update(current(), deputy_id)
    service.set_photo(current(), deputy, take_in_upload().id)
    flash("照片换好了")
    return go(url_for("deputies_pages.edit", deputy_id=deputy_id))


@pages.post("/deputies/<uuid:deputy_id>/photo/remove", permission=MANAGE)
def remove_photo(deputy_id: UUID) -> Response:
    service.remove_photo(current(), queries.get_for_update(current(), deputy_id))
    flash("照片去掉了，居民看到的是名字")
    return go(url_for("deputies_pages.edit", deputy_id=deputy_id))


@pages.post("/deputies/<uuid:deputy_id>/leave", permission=MANAGE)
def leave(deputy_id: UUID) -> Response:
    deputy, given = queries.get_for_update(current(), deputy_id), form(LeaveForm)
    service.leave(current(), deputy, on=given.on, reason=given.reason)
    flash(f"记好了：{deputy.name}从 {given.on} 起不再担任代表")
    return _to(deputy)


@pages.post("/deputies/<uuid:deputy_id>/renew", permission=MANAGE)
def renew(deputy_id: UUID) -> Response:
    deputy, given = queries.get_for_update(current(), deputy_id), form(RenewForm)
    service.renew(current(), deputy, term_from=given.term_from, term_to=given.term_to)
    flash(f"{deputy.name}重新在任了，请看看坐在哪些站")
    return _to(deputy)


@pages.get("/groups", permission=Permission.REGISTER_READ)
def groups() -> str:
    may = current().may(MANAGE)
    areas = queries.registers_of(current()) if may else []
    return page("deputies/groups.html", lines=queries.group_lines(current()), areas=areas, may_manage=may)


@pages.post("/groups", permission=MANAGE)
def create_group() -> Response:
    given = form(GroupForm)
    made = group_verbs.create(current(), name=given.name, area_code=given.area_code)
    flash(f"建好了：{made.name}，请把代表加进来")
    return _to_group(made.id)


@pages.get("/groups/<uuid:group_id>", permission=MANAGE)
def group(group_id: UUID) -> str:
    found, find = queries.group(current(), group_id), query(FindCandidates)
    others = queries.candidates(found, find.q) if find.q else []
    there = queries.members([group_id])[group_id]
    return page("deputies/group.html", group=found, members=there, others=others, find=find)


@pages.post("/groups/<uuid:group_id>", permission=MANAGE)
def rename_group(group_id: UUID) -> Response:
    group_verbs.rename(current(), queries.group_for_update(current(), group_id), form(GroupName).name)
    flash("名字改好了")
    return _to_group(group_id)


@pages.post("/groups/<uuid:group_id>/members", permission=MANAGE)
def add_member(group_id: UUID) -> Response:
    found = queries.group_for_update(current(), group_id)
    group_verbs.add_member(current(), found, form(MemberForm).deputy_id)
    return _to_group(group_id)


@pages.post("/groups/<uuid:group_id>/members/remove", permission=MANAGE)
def remove_member(group_id: UUID) -> Response:
    found = queries.group_for_update(current(), group_id)
    group_verbs.remove_member(current(), found, form(MemberForm).deputy_id)
    return _to_group(group_id)


@pages.post("/groups/<uuid:group_id>/dissolve", permission=MANAGE)
def dissolve_group(group_id: UUID) -> Response:
    found = queries.group_for_update(current(), group_id)
    group_verbs.dissolve(current(), found)
    flash(f"{found.name}撤掉了，代表都还在名册里")
    return go(url_for("deputies_pages.groups"))


def _to(deputy: Deputy) -> Response:
    return go(url_for("duties_pages.deputy", deputy_id=deputy.id))


def _to_group(group_id: UUID) -> Response:
    return go(url_for("deputies_pages.group", group_id=group_id))


def _signed(photo: Upload | None) -> str | None:
    return UploadOut.of(photo).url if photo else None


def _choices(deputy: Deputy | None) -> dict[str, Any]:
    """What the form may be filled with."""
    found = queries.constituencies_of(current())
    by_level = {level: [one for one in found if one.level is level] for level in ConstituencyLevel}
    return {
        "areas": queries.registers_of(current()),
        "constituencies": {
            words: by_level[level] for level, words in _LEVEL_WORDS.items() if by_level[level]
        },
        "levels": LEVEL_TITLES,
        "phone": mask_phone(deputy.phone) if deputy and deputy.phone_sealed else "",
        "photo": _signed(queries.photo_of(deputy)) if deputy else None,
        "today": clock.today(),
    }


_LEVEL_WORDS = {ConstituencyLevel.COUNTY: "区县选区", ConstituencyLevel.TOWNSHIP: "乡镇选区"}
