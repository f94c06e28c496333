"""开通第一天 in the console: eight steps on one page, each with the one thing to do next."""

from __future__ import annotations

from flask import Response, url_for

from server.accounts.doors import settings
from server.codes import service as codes
from server.codes.models import CodeKind
from server.core.actor import current
from server.core.pages import Pages, go, page
from server.core.parsing import form, query
from server.core.permissions import Permission
from server.onboarding import queries, service
from server.onboarding.models import SetupKey
from server.onboarding.schemas import SettleStep, TryStation

pages = Pages("onboarding", "server.onboarding")
STEP = f"/first-day/<any({','.join(SetupKey)}):key>"


@pages.get("/first-day", permission=Permission.REGISTER_MANAGE)
def first_day() -> Response:
    """Where one left off."""
    step = queries.current(queries.steps(queries.visible_to(current())))
    return go(url_for("onboarding_pages.step", key=step.key.value))


@pages.post("/first-day", permission=Permission.REGISTER_MANAGE)
def begin() -> Response:
    service.begin(current())
    return go(url_for("onboarding_pages.first_day"))


@pages.get(STEP, permission=Permission.REGISTER_MANAGE)
def step(key: str) -> str:
    prefix = queries.visible_to(current())
    steps = queries.steps(prefix)
    here = next(one for one in steps if one.key == key)
    tried = query(TryStation)
    return page(
        "onboarding/first_day.html",
        prefix=prefix,
        steps=steps,
        here=here,
        taken=queries.minutes_taken(prefix),
        is_begun=queries.started_at(prefix) is not None,
        found=_details(here.key, prefix, tried),
    )


def _details(key: SetupKey, prefix: str, tried: TryStation) -> dict[str, object]:
    """What only this step shows."""
    if key is SetupKey.AREAS:
        return {"towns": queries.towns(prefix)}
    if key is SetupKey.CODES:
        return {"codes": queries.codes(prefix)}
    if key is SetupKey.WALK:
        walk = queries.walk(prefix, tried.station)
        stations = queries.stations_to_try(prefix)
        return {"walk": walk, "stations": stations, "public_url": settings().public_url}
    return {}


@pages.post(STEP, permission=Permission.REGISTER_MANAGE)
def settle(key: str) -> Response:
    """Done, or left for later: on to the next one."""
    service.settle(current(), SetupKey(key), form(SettleStep).state)
    return go(url_for("onboarding_pages.first_day"))


@pages.post("/first-day/codes/issue", permission=Permission.REGISTER_MANAGE)
def issue_codes() -> Response:
    """A code for every station and every deputy of the area that has none yet."""
    for kind in (CodeKind.STATION, CodeKind.DUTY, CodeKind.DEPUTY):
        codes.issue_missing(current(), kind)
    return go(url_for("onboarding_pages.step", key="codes"))
