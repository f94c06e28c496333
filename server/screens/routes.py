"""A screen at a station's door: it pairs once, then asks again and again what to show. Nobody signs in on it."""

from __future__ import annotations

from urllib.parse import quote

from flask import current_app, request

from server.areas import offered
from server.codes import rotating, screens
from server.config import Settings
from server.core import clock, limits
from server.core.http import Routes
from server.core.permissions import Permission
from server.screens import showing
from server.screens.schemas import CodeShown, LookOut, LookScreen, PairedOut, PairScreen

routes = Routes("screens", "/api/screens")
AHEAD = 4
"""Steps that a screen has in hand: it goes on showing them for a minute and a half when the net is away."""


@routes.post("", permission=Permission.PUBLIC, body=PairScreen, out=PairedOut, status=201)
def pair(body: PairScreen) -> PairedOut:
    """Spend a pairing code for a credential."""
    limits.hit("10 per 10 minute", "screen.pair", request.remote_addr or "", "试得太多了，请过几分钟再输。")
    paired = screens.pair(body.pairing)
    _, station = screens.behind(paired.text)
    return PairedOut(credential=paired.text, station=station.name)


@routes.post("/look", permission=Permission.PUBLIC, body=LookScreen, out=LookOut)
def look(body: LookScreen) -> LookOut:
    """The code of now and of the next steps, and who was recorded here today."""
    screen, station = screens.behind(body.credential)
    offered.require("screens", station.area_code)
    screens.note_seen(screen)
    now = clock.now()
    first, settings = rotating.step_at(now), _settings()
    codes = [
        CodeShown(text=f"{settings.public_url}/c/{quote(text)}", starts_at=(first + later) * rotating.STEP_S)
        for later, text in enumerate(screens.codes_from(screen, now, AHEAD))
    ]
    return LookOut(
        station=station.name,
        activity=showing.activity_now(station.id),
        now=now.timestamp(),
        step_s=rotating.STEP_S,
        codes=codes,
        recorded=showing.recorded_today(station.id),
    )


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
