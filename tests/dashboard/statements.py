"""The figures once more, each by its own statement over the rows, written without the code that keeps them.

In every statement `:since` and `:before` are the period's first day and the day after it, `:today` today, `:place` the area.
"""

from __future__ import annotations

HERE = "at time zone 'Asia/Shanghai'"


def rows(table: str, *conditions: str, moment: str = "") -> str:
    """How many rows of a table in the place; `moment` lies in the period."""
    where = ["x.area_code like :place", *conditions]
    if moment:
        where.append(f"(x.{moment} {HERE})::date >= :since and (x.{moment} {HERE})::date < :before")
    return f"select count(*) from {table} x where " + " and ".join(where)


IN_OFFICE = "x.term_from <= :today and coalesce(x.term_to, :today) >= :today"
RUNS = "x.licence = 'active'"
COUNTED = "x.status in ('confirmed', 'archived')"
FILED = "x.status = 'archived'"
HANDED_IN = "x.status not in ('draft', 'seconding', 'withdrawn')"
CODE = "exists (select from codes c where c.{0}_id = x.id and c.kind = '{0}' and c.status = 'active')"
REPLY = "(select r.{0} from suggestion_replies r where r.suggestion_id = x.id and r.signed_at is not null order by r.id desc limit 1)"
DUE = "(select u.due_on from suggestion_units u where u.suggestion_id = x.id and u.is_main and u.left_on is null)"
SAID = (
    "(select e.result from suggestion_evaluations e join suggestion_replies r on r.id = e.reply_id"
    " where r.suggestion_id = x.id order by r.id desc limit 1)"
)
OVER = "{0} >= :since and {0} < least(:before, :today)"
LINKS = "(select count(*) from contact_links l where l.deputy_id = x.id and l.status = 'active' and l.kind = 'voter')"
SETTLED = "x.term_from <= cast(:today as date) - 30"
OFFLINE = (
    "('receive_voters', 'visit_voters', 'inspect', 'research', 'law_check', 'observe_meeting', 'deliberate',"
    " 'onsite', 'project_watch', 'publicity', 'group_activity', 'duty_report', 'mediation')"
)
ASKED = "x.term_from <= cast(:today as date) - 90 and coalesce(x.term_to, :today) >= :today"
DID = (
    "exists (select from duties d where d.deputy_id = x.id and d.status in ('confirmed', 'archived')"
    f" and extract(year from d.at {HERE}) = 2026 and d.kind in {OFFLINE})"
)
PLEDGES = "select count(*) from visit_issues i join visits x on x.id = i.visit_id where x.area_code like :place and "
STATEMENTS: dict[str, tuple[str, str]] = {
    "deputies": (rows("deputies", IN_OFFICE), ""),
    "deputy_codes": (rows("deputies", IN_OFFICE), rows("deputies", IN_OFFICE, CODE.format("deputy"))),
    "stations": (rows("stations", RUNS), ""),
    "licensed": (rows("stations", "x.licensed_on is not null"), ""),
    "station_codes": (rows("stations", RUNS), rows("stations", RUNS, CODE.format("station"))),
    "milestone_1": (
        rows("stations", RUNS),
        rows("stations", RUNS, "exists (select from milestones m where m.station_id = x.id and m.step = 1)"),
    ),
    "milestone_2": (
        rows("stations", RUNS),
        rows("stations", RUNS, "exists (select from milestones m where m.station_id = x.id and m.step = 2)"),
    ),
    "offline_activities": (rows("activities", FILED, "not x.is_online", moment="starts_at"), ""),
    "online_activities": (rows("activities", FILED, "x.is_online", moment="starts_at"), ""),
    "unfiled": (rows("activities", "x.status = 'finished'", moment="starts_at"), ""),
    "receptions": (rows("activities", FILED, "x.kind = 'receive_voters'", moment="starts_at"), ""),
    "duties": (rows("duties", COUNTED, moment="at"), ""),
    "attended": (rows("duties", COUNTED, "x.kind = 'observe_meeting'", moment="at"), ""),
    "coverage": (rows("deputies", ASKED), rows("deputies", ASKED, DID)),
    "in_touch": (
        rows("deputies", IN_OFFICE, SETTLED),
        rows(
            "deputies",
            IN_OFFICE,
            SETTLED,
            f"case when x.level in ('county', 'township') then {LINKS} >= 5 else false end",
        ),
    ),
    "reported": (
        rows("deputies", IN_OFFICE),
        rows(
            "deputies",
            IN_OFFICE,
            "exists (select from contact_arrivals a where a.deputy_id = x.id and a.term_from = x.term_from)",
        ),
    ),
    "suggestions": (rows("suggestions", HANDED_IN, moment="submitted_at"), ""),
    "suggestions_in_time": (
        rows("suggestions", HANDED_IN, OVER.format(DUE)),
        rows(
            "suggestions", HANDED_IN, OVER.format(DUE), f"({REPLY.format('signed_at')} {HERE})::date <= {DUE}"
        ),
    ),
    "suggestions_solved": (
        rows("suggestions", HANDED_IN, f"{REPLY.format('id')} is not null", moment="submitted_at"),
        rows("suggestions", HANDED_IN, f"{REPLY.format('result')} = 'A'", moment="submitted_at"),
    ),
    "suggestions_satisfied": (
        rows("suggestions", HANDED_IN, f"{SAID} is not null", moment="submitted_at"),
        rows("suggestions", HANDED_IN, f"{SAID} in ('satisfied', 'basically')", moment="submitted_at"),
    ),
    "visits_held": (
        rows("visits", OVER.format("x.planned_on")),
        rows("visits", OVER.format("x.planned_on"), "x.held_on is not null"),
    ),
    "pledges_kept": (
        PLEDGES + OVER.format("i.due_on"),
        PLEDGES + OVER.format("i.due_on") + " and i.kept_on <= i.due_on",
    ),
    "leads": (rows("leads", moment="created_at"), ""),
    "leads_answered": (
        rows("leads", OVER.format("x.due_on")),
        rows("leads", OVER.format("x.due_on"), "x.decided_at is not null"),
    ),
    "leads_adopted": (
        rows("leads", "x.decided_at is not null", moment="created_at"),
        rows("leads", "x.decided_at is not null", "x.adopted", moment="created_at"),
    ),
}
