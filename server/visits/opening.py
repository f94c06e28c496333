"""What residents may read of a visit: where the area opens it, and a person let this one through."""

from __future__ import annotations

import re

from server.areas import settings
from server.areas.catalogue import VISITS_PUBLIC
from server.core import audit
from server.core.actor import Actor
from server.core.errors import Conflict, InvalidInput
from server.messages.publication_traces import TRACE_WORDS, Trace, TraceKind, find
from server.visits import queries
from server.visits.models import Visit

_HOME = re.compile(r"室|单元|\d-\d")
"""A building is where the lift stands; a flat is where somebody lives."""


def is_open(area_code: str) -> bool:
    """Whether this county shows its visits to everybody."""
    return settings.value(area_code, VISITS_PUBLIC) is True


def traces(visit: Visit) -> list[Trace]:
    """What in its words could tell who a resident is."""
    texts = [visit.topic, visit.content]
    for issue in queries.issues_of([visit.id]):
        texts += [issue.words, issue.answer, issue.result]
    found = [trace for text in texts for trace in find(text)]
    return [one for one in found if one.kind is not TraceKind.DOOR or _HOME.search(one.text)]


def show(actor: Actor, visit: Visit) -> None:
    """Let it through. Raises InvalidInput naming what could tell who somebody is, Conflict before they came."""
    if visit.held_on is None:
        raise Conflict("visit.not_held", "还没有来过，先不给大家看。")
    if not is_open(visit.area_code):
        raise Conflict("visit.not_open", "区县还没有打开“进站会商给大家看”。可以请区县人大机关在设置里打开。")
    if found := traces(visit):
        words = "、".join(dict.fromkeys(trace.words for trace in found))
        raise InvalidInput("visit.traces", f"里面有{words}，可能认得出是谁。请先改好，再给大家看。")
    visit.is_public = True
    audit.record(actor, "visit.show", "visit", visit.id)


def hide(actor: Actor, visit: Visit) -> None:
    """Not for everybody any more, at once."""
    visit.is_public = False
    audit.record(actor, "visit.hide", "visit", visit.id)


def look_again(actor: Actor, visit: Visit) -> None:
    """Words were added to what everybody reads: where they could tell who somebody is, a person lets it through anew."""
    if visit.is_public and (found := traces(visit)):
        visit.is_public = False
        words = "、".join(dict.fromkeys(TRACE_WORDS[trace.kind] for trace in found))
        audit.record(actor, "visit.hide", "visit", visit.id, f"新写的里面有{words}")
