"""What newly fires is opened, what no longer fires is closed, and whose it is is kept up (domain §6.5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import delete, or_, select
from sqlalchemy.dialects.postgresql import insert

from server.accounts.models import RoleGrant
from server.accounts.queries import held_on
from server.alerts.models import Addressee, Alert, Check
from server.alerts.registry import Firing, Look, Post, Rule
from server.alerts.telling import tell
from server.core import clock
from server.core.db import db, one_at_a_time

DEPUTY = "deputy:"


def watch(rule: Rule) -> None:
    """One rule, everywhere, once."""
    one_at_a_time(f"alerts {rule.code}")
    fires = {one.matter: one for one in rule.find(Look())}
    opened = _keep(rule, fires)
    people = people_of(fires.values())
    _address(rule, {opened[matter].id: people[matter] for matter in fires})
    db.session.flush()
    tell(rule, [(opened[matter], fires[matter]) for matter in fires])
    seen = insert(Check).values(rule=rule.code, at=clock.now())
    db.session.execute(seen.on_conflict_do_update(index_elements=["rule"], set_={"at": clock.now()}))


def _keep(rule: Rule, fires: dict[str, Firing]) -> dict[str, Alert]:
    """The open row of everything that fires; the others end."""
    still = select(Alert).where(Alert.rule == rule.code, Alert.closed_at.is_(None))
    known = {row.matter: row for row in db.session.scalars(still)}
    for matter in known.keys() - fires.keys():
        known[matter].closed_at = clock.now()
    for matter, firing in fires.items():
        if matter not in known:
            known[matter] = Alert(rule=rule.code, matter=matter, opened_at=clock.now())
            db.session.add(known[matter])
        _write(known[matter], rule, firing)
    db.session.flush()
    return known


def _write(row: Alert, rule: Rule, firing: Firing) -> None:
    now = {
        "level": firing.level or rule.level,
        "shown": firing.shown,
        "why": firing.why,
        "target_type": firing.target.type,
        "target_id": firing.target.id,
        "area_code": firing.area_code,
        "station_id": firing.station_id,
    }
    for name, value in now.items():
        if getattr(row, name, None) != value:
            setattr(row, name, value)


def people_of(fires: Iterable[Firing]) -> dict[str, set[UUID]]:
    """Who is told of each, by matter, in one statement for all of them."""
    fires = list(fires)
    holders = _holders({post for one in fires for post in one.posts})
    return {
        one.matter: set(one.people).union(*(holders.get(post, set()) for post in one.posts)) for one in fires
    }


def _holders(posts: set[Post]) -> dict[Post, set[UUID]]:
    subjects = [UUID(post.scope.removeprefix(DEPUTY)) for post in posts if post.scope.startswith(DEPUTY)]
    found: dict[Post, set[UUID]] = defaultdict(set)
    if not posts:
        return found
    rows = db.session.execute(
        select(RoleGrant.role, RoleGrant.scope, RoleGrant.subject_id, RoleGrant.account_id).where(
            RoleGrant.role.in_({post.role for post in posts}),
            held_on(clock.today()),
            or_(RoleGrant.scope.in_({post.scope for post in posts}), RoleGrant.subject_id.in_(subjects)),
        )
    )
    for role, scope, subject_id, account_id in rows:
        for post in (Post(role, scope), Post(role, f"{DEPUTY}{subject_id}")):
            if post in posts:
                found[post].add(account_id)
    return found


def _address(rule: Rule, wanted: dict[UUID, set[UUID]]) -> None:
    """Who left the post is no longer shown it; who came to it is."""
    pairs = select(Addressee.alert_id, Addressee.account_id).join(Alert, Alert.id == Addressee.alert_id)
    known = db.session.execute(pairs.where(Alert.rule == rule.code, Alert.closed_at.is_(None)))
    has = {(alert, account) for alert, account in known.tuples()}
    wants = {(alert, account) for alert, accounts in wanted.items() for account in accounts}
    for alert, account in has - wants:
        gone = delete(Addressee).where(Addressee.alert_id == alert, Addressee.account_id == account)
        db.session.execute(gone)
    rows = [
        {"alert_id": alert, "account_id": account, "quiet_reason": ""}
        for alert, account in sorted(wants - has)
    ]
    if rows:
        db.session.execute(insert(Addressee), rows)
