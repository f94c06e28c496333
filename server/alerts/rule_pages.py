"""A rule of its own page: its numbers, how often it would have fired, their history; and what is over."""

from __future__ import annotations

from urllib.parse import quote

from flask import Response, flash, request, url_for

from server.alerts import ended, sheets, thresholds, trials
from server.alerts.forms import ChangeThresholds, FindEnded, TryThresholds
from server.alerts.models import LEVEL_WORDS
from server.alerts.queries import sees_area
from server.alerts.registry import RULES
from server.areas import settings as tenants
from server.areas.queries import get as get_area, prefix_of
from server.core import audit, clock, workbook
from server.core.actor import current
from server.core.pages import Pages, go, page
from server.core.parsing import form, query
from server.core.permissions import Permission

pages = Pages("alerts", "server.alerts")
TONES = {"yellow": "", "orange": "warn", "red": "bad"}
READ, SET = Permission.ALERT_READ, Permission.SETTING_MANAGE


@pages.get("/alerts/rules/<string:code>", permission=SET)
def rule(code: str) -> str:
    """What holds; with numbers in the address, what they would have changed in the last twelve months."""
    area, one, given = tenants.own_area(current()), thresholds.rule(code), query(TryThresholds)
    held = thresholds.of(one, area)
    tried = thresholds.read(current(), held, given.model_dump())
    outcome = trials.outcome(one, prefix_of(area), tried) if one.uses and tried else None
    words = {"given": given.model_dump(exclude_none=True), "today": clock.today(), "outcome": outcome}
    return page(
        "alerts/rule.html",
        rule=one,
        area=get_area(area),
        held=held,
        changes=thresholds.changes(held),
        back=trials.BACK.get(one.code),
        **words,
        **_levels(),
    )


@pages.post("/alerts/rules/<string:code>", permission=SET)
def change_rule(code: str) -> Response:
    """From a day on; what was set before stays in the history."""
    area, one, given = tenants.own_area(current()), thresholds.rule(code), form(ChangeThresholds)
    held, written = thresholds.of(one, area), given.model_dump(include=set(thresholds.FIELDS))
    made = thresholds.change(
        current(), held, written=written, effective_on=given.effective_on, reason=given.reason
    )
    flash("；".join(map(tenants.said_words, made)))
    return go(url_for("alerts_pages.rule", code=code))


@pages.get("/alerts/ended", permission=READ)
def over() -> str:
    """What is over or put aside; the filters stand in the address."""
    find, actor = query(FindEnded), current()
    found = ended.lines(actor, **find.model_dump())
    counted = ended.counts(actor, find.pile, mine=find.mine)
    return page(
        "alerts/ended.html",
        find=find,
        lines=found[: ended.PER_PAGE],
        more=len(found) > ended.PER_PAGE,
        chips=[(RULES[code], count) for code, count in counted.items()],
        piles=ended.PILE_WORDS,
        sees_area=sees_area(actor),
        chosen=_chosen(find),
        **_levels(),
    )


@pages.get("/alerts/ended.xlsx", permission=READ)
def export_over() -> Response:
    """The same lines as the page, as a workbook; that it was taken is written down."""
    find, actor = query(FindEnded), current()
    wanted = find.model_dump(exclude={"page"})
    made = sheets.compose(ended.lines(actor, **wanted, limit=ended.MOST)[: ended.MOST], find.pile)
    audit.record_apart(actor, "alert.export", "alert", None, request.query_string.decode()[:200])
    response = Response(made, mimetype=workbook.MEDIA)
    name = quote(f"预警{ended.PILE_WORDS[find.pile]}.xlsx")
    response.headers["Content-Disposition"] = f"attachment; filename=\"alerts.xlsx\"; filename*=UTF-8''{name}"
    response.headers["Cache-Control"] = "no-store"
    return response


def _chosen(find: FindEnded) -> dict[str, object]:
    """The filters as they stand in the address, without the page."""
    return find.model_dump(mode="json", exclude_defaults=True, exclude={"page"})


def _levels() -> dict[str, object]:
    return {"level_words": LEVEL_WORDS, "tones": TONES}
