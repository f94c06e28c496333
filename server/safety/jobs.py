"""Asking the platform, outside any transaction; and what happens when it does not answer."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar
from uuid import UUID

from flask import current_app

from server.core import clock, jobs
from server.core.db import transaction
from server.gateways.registry import gateways
from server.gateways.wechat import Refused, Unseen, WeChatError
from server.safety import queries, service
from server.safety.models import Doubt
from server.safety.service import Question
from server.uploads.models import Upload
from server.uploads.service import address

log = logging.getLogger(__name__)

PATIENCE = timedelta(hours=1)
"""How long the platform is asked again; within two hours of the visit it would still know the person."""
SOONEST, LATEST = 10, 600
"""Seconds between two tries: as long as it has lasted already, within these."""
SEEN_FOR = 1800
"""Seconds in which the platform fetches a photo."""

T = TypeVar("T")


@jobs.task("safety.check_text")
def check_text(check_id: UUID) -> None:
    """Ask about a text. It is asked again only while the platform surely or perhaps did not hear."""
    with transaction():
        asked = service.question(check_id)
    if asked is None:
        return
    verdict = _ask(asked, lambda: gateways().wechat.check_text(asked.openid, asked.content))
    with transaction():
        service.take_verdict(check_id, verdict)


@jobs.task("safety.check_photo")
def check_photo(check_id: UUID) -> None:
    """Have the platform fetch a photo; what it finds comes by push."""
    with transaction():
        asked = service.question(check_id)
    if asked is None or asked.photo is None:
        return
    url = _address(asked.photo)
    trace_id = _ask(asked, lambda: gateways().wechat.check_media(asked.openid, url, "image"))
    with transaction():
        if isinstance(trace_id, Doubt):
            service.take_verdict(check_id, trace_id)
        else:
            service.take_trace(check_id, trace_id)


def _address(photo: Upload) -> str:
    """Where the platform can fetch it, for as long as it needs; never the address of the file itself."""
    path = address(photo, current_app.config["SECRET_KEY"], SEEN_FOR)
    return f"{current_app.config['SETTINGS'].public_url}{path}"


def _ask(asked: Question, call: Callable[[], T]) -> T | Doubt:
    """The answer, or why there is none. Raises Later while another try may help: asking twice harms nobody."""
    try:
        return call()
    except Unseen:
        return Doubt.LATE
    except Refused as error:
        log.error("a check was refused", extra={"error": str(error.errcode)})
        return Doubt.DOWN
    except WeChatError as error:
        lasted = clock.now() - asked.since
        if lasted >= PATIENCE:
            return Doubt.DOWN
        wait = min(max(lasted.total_seconds(), SOONEST, error.retry_after_s or 0), LATEST)
        raise jobs.Later(wait) from None


@jobs.on("platform.media_checked")
def hear_finding(trace_id: str, suggest: str, label: int) -> None:
    service.take_finding(trace_id, suggest, label)


@jobs.on("account.merged")
def move_checks(account_id: UUID, into_id: UUID) -> None:
    service.move(account_id, into_id)


@jobs.every(minute="*/5")
def give_up() -> None:
    """No result is a doubt, never a pass."""
    with transaction():
        for check in queries.without_result():
            service.doubt(check, Doubt.DOWN)


@jobs.every(hour=3, minute=25)
def forget_old() -> None:
    with transaction():
        service.forget_old()
