"""Keeping a list under a name, and letting it go."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from pydantic import Field

from server.core.actor import current
from server.core.parsing import form
from server.core.permissions import Permission
from server.core.text import Words
from server.messages import saved
from server.messages.book import pages
from server.messages.desk import Place


class KeepForm(Place):
    """The name; the filters travel along."""

    name: Annotated[Words, Field(min_length=1, max_length=20)]


@pages.post("/views", permission=Permission.MESSAGE_READ)
def keep_view() -> ResponseReturnValue:
    given = form(KeepForm)
    saved.keep(current(), given, name=given.name)
    flash(f"存好了，在左边“我保存的”里：{given.name}")
    return redirect(url_for("messages_pages.inbox", **given.lasting), 303)


@pages.post("/views/<uuid:view_id>/drop", permission=Permission.MESSAGE_READ)
def drop_view(view_id: UUID) -> ResponseReturnValue:
    view = saved.drop(current(), view_id)
    flash(f"去掉了视图“{view.name}”，来信都还在")
    return redirect(url_for("messages_pages.inbox", **view.filters), 303)
