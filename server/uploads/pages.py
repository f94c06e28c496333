"""A picture for the composer: taken in as on the phone, shown as a small one that can be taken out again."""

from __future__ import annotations

from server.core.pages import Pages, page
from server.core.permissions import Permission
from server.uploads.routes import create

pages = Pages("uploads", "server.uploads")


@pages.post("/uploads", permission=Permission.UPLOAD_CREATE)
def take_in() -> str:
    return page("uploads/picked.html", upload=create())
