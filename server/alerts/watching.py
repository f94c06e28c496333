"""What newly fires is opened, what no longer fires is closed, and whose it is is kept up (domain §6.5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import cast
from uuid import UUID, uuid4

from sqlalchemy import (
    ARRAY,
    BindParameter,
    String,
    Table,
    Uuid,
    any_,
    bindparam,
    delete,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from server.accounts.models import RoleGrant
from server.accounts.queries import held_on
from server.alerts.models import Addressee, Alert, Check
from server.alerts.registry import Firing, Look, Post, Rule
from server.alerts.telling import Kept, tell
from server.core import clock
from server.core.db import db, one_at_a_time

DEPUTY = "deputy:"
_ROWS = cast(Table, Alert.__table__)
_PEOPLE = cast(Table, Addressee.__table__)
_IS_OPEN = _ROWS.c.closed_at.is_(None)


def watch(rule: Rule) -> None:
    """One rule, everywhere, once: so many statements, however much fires."""
    one_at_a_time(f"alerts {rule.code}")
    fires = {one.matter: one for one in rule.firing(Look())}
    kept = _keep(rule, fires)
    people = people_of(fires.values())
    _address(rule, {kept[matter].id: people[matter] for matter in fires})
    tell(rule, [(kept[matter], fires[matter]) for matter in fires])
    seen = insert(Check).values(rule=rule.code, at=clock.now())
    db.session.execute(seen.on_conflict_do_update(index_elements=["rule"], set_={"at": clock.now()}))


def _keep(rule: Rule, fires: dict[str, Firing]) -> dict[str, Kept]:
    """The open row of everything that fires, by matter; the others end."""
    still = select(_ROWS.c.id, _ROWS.c.matter, _ROWS.c.opened_at, *(_ROWS.c[name] for name in WRITTEN))
    known = {row.matter: row for row in db.session.execute(still.where(_ROWS.c.rule == rule.code, _IS_OPEN))}
    over = [row.id for matter, row in known.items() if matter not in fires]
    if over:
        db.session.execute(update(_ROWS).where(_ROWS.c.id == any_(_ids(over))).values(closed_at=clock.now()))
    kept, fresh, changed = {}, [], []
    for matter, firing in fires.items():
        row, now = known.get(matter), _written(rule, firing)
        kept[matter] = Kept(
            id=row.id if row else uuid4(),
            matter=matter,
            level=firing.level or rule.level,
            area_code=firing.area_code,
            opened_at=row.opened_at if row else clock.now(),
        )
        if row is None:
            made = {"id": kept[matter].id, "rule": rule.code, "matter": matter, "opened_at": clock.now()}
            fresh.append(made | now)
        elif now != {name: getattr(row, name) for name in WRITTEN}:
            changed.append({"known": row.id} | now)
    if fresh:
        db.session.execute(insert(_ROWS), fresh)
    if changed:
        db.session.execute(update(_ROWS).where(_ROWS.c.id == bindparam("known")), changed)
    return kept


WRITTEN = ("level", "shown", "why", "target_type", "target_id", "area_code", "station_id")


def _written(rule: Rule, firing: Firing) -> dict[str, object]:
    """What its row says of it now."""
    return {
        "level": firing.level or rule.level,
        "shown": firing.shown,
        "why": firing.why,
        "target_type": firing.target.type,
        "target_id": firing.target.id,
        "area_code": firing.area_code,
        "station_id": firing.station_id,
    }


def people_of(fires: Iterable[Firing]) -> dict[str, set[UUID]]:
    """Who is told of each, by matter, in one statement for all of them."""
    fires = list(fires)
    holders = _holders({post for one in fires for post in one.posts})
    return {
        one.matter: set(one.people).union(*(holders.get(post, set()) for post in one.posts)) for one in fires
    }


def _holders(posts: set[Post]) -> dict[Post, set[UUID]]:
    """Arrays, not lists of parameters: a whole city's deputies are more than a statement takes of those."""
    subjects = [UUID(post.scope.removeprefix(DEPUTY)) for post in posts if post.scope.startswith(DEPUTY)]
    scopes = [post.scope for post in posts if not post.scope.startswith(DEPUTY)]
    found: dict[Post, set[UUID]] = defaultdict(set)
    if not posts:
        return found
    rows = db.session.execute(
        select(RoleGrant.role, RoleGrant.scope, RoleGrant.subject_id, RoleGrant.account_id).where(
            RoleGrant.role.in_({post.role for post in posts}),
            held_on(clock.today()),
            or_(
                RoleGrant.scope == any_(literal(scopes, ARRAY(String))),
                RoleGrant.subject_id == any_(_ids(subjects)),
            ),
        )
    )
    for role, scope, subject_id, account_id in rows:
        for post in (Post(role, scope), Post(role, f"{DEPUTY}{subject_id}")):
            if post in posts:
                found[post].add(account_id)
    return found


def _ids(ids: list[UUID]) -> BindParameter[list[UUID]]:
    return literal(ids, ARRAY(Uuid()))


def _address(rule: Rule, wanted: dict[UUID, set[UUID]]) -> None:
    """Who left the post is no longer shown it; who came to it is."""
    pairs = select(Addressee.alert_id, Addressee.account_id).join(Alert, Alert.id == Addressee.alert_id)
    known = db.session.execute(pairs.where(Alert.rule == rule.code, Alert.closed_at.is_(None)))
    has = {(alert, account) for alert, account in known.tuples()}
    wants = {(alert, account) for alert, accounts in wanted.items() for account in accounts}
    gone = [{"alert": alert, "account": account} for alert, account in has - wants]
    if gone:
        theirs = (_PEOPLE.c.alert_id == bindparam("alert"), _PEOPLE.c.account_id == bindparam("account"))
        db.session.execute(delete(_PEOPLE).where(*theirs), gone)
    rows = [
        {"alert_id": alert, "account_id": account, "quiet_reason": ""}
        for alert, account in sorted(wants - has)
    ]
    if rows:
        db.session.execute(insert(_PEOPLE), rows)
