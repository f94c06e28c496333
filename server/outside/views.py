"""Items as they are read."""

from __future__ import annotations

from typing import Any

from server.core import clock
from server.core.text import share_words, summary
from server.messages.lights import Light, LightOut, timed
from server.outside import queries
from server.outside.life import ItemState
from server.outside.models import OutsideItem
from server.outside.queries import Rates, Share
from server.outside.schemas import ItemOut, ItemRow, ItemStepOut, RatesOut, ShareOut


def rows_out(items: list[OutsideItem]) -> list[ItemRow]:
    names = queries.unit_names(items)
    return [ItemRow(**_line(item, names)) for item in items]


def item_out(item: OutsideItem) -> ItemOut:
    steps = queries.steps_of(item.id)
    return ItemOut(
        **_line(item, queries.unit_names([item])),
        content=item.content,
        place=item.place or None,
        result=item.result or None,
        steps=[
            ItemStepOut(action=step.action, at=clock.local(step.at), by=step.by, text=step.text or None)
            for step in steps
        ],
    )


def rates_out(found: Rates) -> RatesOut:
    return RatesOut(
        imported=share_out(found.imported), own=share_out(found.own), together=share_out(found.together)
    )


def share_out(share: Share) -> ShareOut:
    return ShareOut(
        done=share.done,
        all=share.all,
        rate=share.done / share.all if share.all else None,
        words=share_words(share.done, share.all),
    )


def light_of(item: OutsideItem) -> Light | None:
    """As of any other case: green, yellow on the last day, red and black when it is late."""
    if item.status is not ItemState.ASSIGNED or item.due_on is None:
        return None
    return timed(item.due_on, item.area_code, "办理")


def _line(item: OutsideItem, names: dict[Any, str]) -> dict[str, Any]:
    return {
        "id": item.id,
        "platform": item.platform,
        "number": item.number,
        "status": item.status,
        "summary": summary(item.content),
        "category": item.category,
        "received_on": item.received_on,
        "unit": names.get(item.department_id),
        "due_on": item.due_on,
        "light": LightOut.of(light_of(item)),
    }
