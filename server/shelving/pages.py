"""The console's pages of what a county may do without: the list, the second look, and each press."""

from __future__ import annotations

from flask import Response, flash, url_for

from server.core.actor import current
from server.core.pages import Pages, go, page
from server.core.parsing import form
from server.core.permissions import Permission as P
from server.shelving import queries, service
from server.shelving.schemas import ArchiveForm, RestoreForm, ShelveForm

pages = Pages("shelving", "server.shelving")
ONE = "/features/<string:name>"


@pages.get("/features", permission=P.FEATURE_SHELVE)
def features() -> str:
    """In the order in which the product knows them, never by how much they are used."""
    return page("shelving/features.html", shelves=queries.shelves(current()))


@pages.get(ONE, permission=P.FEATURE_SHELVE)
def feature(name: str) -> str:
    """What lies there, what would vanish, what to do instead, and what was decided before."""
    return page(
        "shelving/feature.html", shelf=queries.shelf(current(), name), past=queries.past(current(), name)
    )


@pages.post(f"{ONE}/shelve", permission=P.FEATURE_SHELVE)
def shelve(name: str) -> Response:
    given = form(ShelveForm)
    service.shelve(current(), name, reason=given.reason, is_sure=given.is_sure is not None)
    flash("停用了，记录都还在，随时可以再启用")
    return _back(name)


@pages.post(f"{ONE}/restore", permission=P.FEATURE_SHELVE)
def restore(name: str) -> Response:
    service.restore(current(), name, reason=form(RestoreForm).reason)
    flash("又启用了，和停用以前一样")
    return _back(name)


@pages.post(f"{ONE}/archive", permission=P.FEATURE_SHELVE)
def archive(name: str) -> Response:
    given = form(ArchiveForm)
    service.archive(current(), name, with_people=given.with_people is not None, reason=given.reason)
    flash("开始做了，做好了会提醒您；带姓名电话的，先由另一个人看")
    return go(url_for("exports_pages.exports"))


def _back(name: str) -> Response:
    return go(url_for("shelving_pages.feature", name=name))
