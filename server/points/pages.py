"""The switch with its papers; and, while it is on, one person's points for the personnel office and the table of weights."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, abort, flash, url_for

from server.core import clock
from server.core.actor import current
from server.core.db import begin
from server.core.pages import Pages, go, page
from server.core.parsing import form
from server.core.permissions import Permission as P
from server.deputies.models import Deputy
from server.points import counting, queries, service
from server.points.schemas import OffForm, SwitchForm, WeightForm
from server.points.table import MOST_CAP, MOST_WEIGHT, NEVER, TABLE

pages = Pages("points", "server.points")
SWITCH = "/points-switch"


@pages.blueprint.url_value_preprocessor
def as_if_it_were_not_there(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Everything but the switch itself, before anybody is asked who they are."""
    if endpoint in ("points_pages.switch", "points_pages.turn_on"):
        return
    begin(only_reads=True)
    if not queries.is_on_anywhere():
        abort(404)


@pages.get(SWITCH, permission=P.POINTS_SWITCH)
def switch() -> str:
    """Off, and what it would take; or on, until when, and the weights."""
    last = queries.last(current())
    held = queries.switch_at(last.area_code) if last else None
    today = clock.today()
    return page(
        "points/switch.html",
        held=held,
        last=last,
        today=today,
        latest=service.a_year_from(today),
        weights=queries.weights(held) if held else {},
        table=TABLE,
        never=NEVER,
        most=(MOST_WEIGHT, MOST_CAP),
    )


@pages.post(SWITCH, permission=P.POINTS_SWITCH)
def turn_on() -> Response:
    made = service.turn_on(current(), form(SwitchForm).papers)
    flash(f"积分打开了，到 {made.ends_on} 为止，到期自己关")
    return go(url_for("points_pages.switch"))


@pages.post("/points/off", permission=P.POINTS_SWITCH)
def turn_off() -> Response:
    form(OffForm)
    service.turn_off(current())
    flash("积分关掉了")
    return go(url_for("points_pages.switch"))


@pages.post("/points/weights", permission=P.POINTS_SWITCH)
def weigh() -> Response:
    given = form(WeightForm)
    service.weigh(current(), item=given.item, weight=given.weight, cap=given.cap)
    flash("记下了，从现在起这样算")
    return go(url_for("points_pages.switch"))


@pages.get("/points/<uuid:deputy_id>", permission=P.POINTS_READ)
def person(deputy_id: UUID) -> str:
    """One person, by their address; there is no list to come from."""
    deputy, switch = queries.person(current(), deputy_id)
    return page("points/person.html", deputy=deputy, sum=counting.of(deputy.id, switch))


@pages.blueprint.app_context_processor
def around_every_page() -> dict[str, object]:
    """`points_of(deputy)`: where the personnel office reads one person's, or None wherever they are off."""
    return {"points_of": _page_of}


def _page_of(deputy: Deputy) -> str | None:
    if not current().may(P.POINTS_READ) or queries.switch_at(deputy.area_code) is None:
        return None
    return url_for("points_pages.person", deputy_id=deputy.id)
