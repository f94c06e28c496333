"""The console's page of an area's own settings."""

from __future__ import annotations

from flask import Response, flash, url_for

from server.areas import history, settings as tenants
from server.areas.queries import get as get_area
from server.areas.schemas import SettingForm
from server.core import clock
from server.core.actor import current
from server.core.pages import Pages, go, page
from server.core.parsing import form
from server.core.permissions import Permission

pages = Pages("areas", "server.areas")


@pages.get("/settings", permission=Permission.SETTING_MANAGE)
def settings() -> str:
    code = tenants.own_area(current())
    groups, contact_day = history.pages(code), tenants.next_contact_day(code)
    values = {"groups": groups, "contact_day": contact_day, "today": clock.today()}
    return page("areas/settings.html", area=get_area(code), **values)


@pages.post("/settings/<string:key>", permission=Permission.SETTING_MANAGE)
def change_setting(key: str) -> Response:
    """From the day that is given on; what was set before stays in the history."""
    given = form(SettingForm)
    made = tenants.change_written(
        current(), key, given.value, effective_on=given.effective_on, reason=given.reason
    )
    flash(tenants.said_words(made))
    return go(url_for("areas_pages.settings"))
