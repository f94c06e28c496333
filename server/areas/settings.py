"""What is in force where and when (R4-21): the county's own word, else its city's or province's, else the default."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from server.areas import offered
from server.areas.catalogue import (
    CLOSED_DAYS,
    CONTACT_DAY,
    CONTACT_DAY_MOVES,
    PARAMETERS,
    WORKED_DAYS,
    as_day,
)
from server.areas.kinds import Wrong
from server.areas.models import Setting
from server.areas.parameters import Parameter
from server.areas.queries import areas_above, county_prefix, prefix_of
from server.core import audit, clock, forbidden, workdays
from server.core.actor import Actor
from server.core.db import READING, db
from server.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from server.core.optional import OPTIONAL
from server.core.text import date_words

KEPT = 5.0
"""Seconds that this process may go on with what it read; another process hears of a change no later."""
FURTHEST = timedelta(days=730)


@dataclass(frozen=True, slots=True)
class Said:
    """One row of a tenant or of an area above it."""

    key: str
    value: Any
    effective_on: date


_kept: dict[str, tuple[float, Sequence[Said]]] = {}


def value(area_code: str, key: str, on: date | None = None) -> Any:
    """What `key` is at `area_code` on a day (today). One statement for all keys of a tenant, then none for a while."""
    day, found = on or clock.today(), PARAMETERS[key].default
    for said in _said(area_code):
        if said.key == key and said.effective_on <= day:
            found = said.value
    return found


def number(area_code: str, key: str) -> int:
    found: int = value(area_code, key)
    return found


def words(area_code: str, key: str) -> str:
    found: str = value(area_code, key)
    return found


def day(area_code: str, key: str) -> date:
    return as_day(value(area_code, key))


def calendar(area_code: str) -> workdays.Calendar:
    """Where the tenant departs from the national calendar."""
    closed, worked = (frozenset(map(as_day, value(area_code, key))) for key in (CLOSED_DAYS, WORKED_DAYS))
    return workdays.Calendar(closed, worked)


def due(area_code: str, key: str) -> date:
    """The day that is as many of the tenant's working days from today as `key` says."""
    return workdays.after(clock.today(), number(area_code, key), calendar(area_code))


def contact_day(area_code: str, year: int, month: int) -> date:
    """R2-02: the fixed day of a month, moved past a holiday where the tenant wants that."""
    fixed, days = date(year, month, number(area_code, CONTACT_DAY)), calendar(area_code)
    if value(area_code, CONTACT_DAY_MOVES) and not workdays.is_workday(fixed, days):
        return workdays.after(fixed, 1, days)
    return fixed


def next_contact_day(area_code: str) -> date:
    today = clock.today()
    this = contact_day(area_code, today.year, today.month)
    months = today.year * 12 + today.month
    return this if this >= today else contact_day(area_code, months // 12, months % 12 + 1)


def everywhere(key: str) -> dict[str, Any]:
    """Today's value by area prefix, for every tenant that has one; "" is the default of all others."""
    rows = db.session.execute(
        select(Setting.area_code, Setting.value)
        .where(Setting.key == key, Setting.effective_on <= clock.today())
        .order_by(Setting.effective_on, Setting.id)
    )
    return {"": PARAMETERS[key].default} | {prefix_of(code): found for code, found in rows}


def forget() -> None:
    """Read anew: something was set, or the tables were exchanged under this process (a restore, a test)."""
    _kept.clear()
    offered.forget()


def _said(area_code: str) -> Sequence[Said]:
    """Rows from the province's down to the county's, each by day: whichever comes later wins."""
    tenant = county_prefix(area_code)
    read_at, rows = _kept.get(tenant, (0.0, ()))
    if not read_at or time.monotonic() - read_at > KEPT:
        rows = list(_read(tenant))
        _kept[tenant] = (time.monotonic(), rows)
    return rows


def _read(tenant: str) -> Iterator[Said]:
    # only what is committed may be kept, so the question goes past the session
    codes = areas_above(tenant)[::-1]
    found = (
        select(Setting.area_code, Setting.key, Setting.value, Setting.effective_on)
        .where(Setting.area_code.in_(codes))
        .order_by(Setting.effective_on, Setting.id)
    )
    with db.engines[READING].connect() as connection:
        rows = connection.execute(found).all()
    for row in sorted(rows, key=lambda row: codes.index(row.area_code)):
        yield Said(row.key, row.value, row.effective_on)


def own_area(actor: Actor) -> str:
    """The code of the tenant whose settings are the actor's to keep. Raises Forbidden where there is none."""
    prefix = actor.area_prefix
    if not prefix or len(prefix) > 6:
        raise Forbidden(
            "setting.no_place", "参数按区县定，您现在的身份不管哪个区县。请换成区县人大机关的身份再来。"
        )
    return prefix.ljust(12, "0")


def own_county(actor: Actor) -> str:
    """The full code of the county whose office the actor is. Raises Forbidden for any other."""
    code = own_area(actor)
    if code != county_prefix(code).ljust(12, "0") or code.endswith("00000000"):
        raise Forbidden("feature.no_county", "停用功能按区县定，请区县人大机关来办。")
    return code


def change(actor: Actor, key: str, given: Any, *, effective_on: date, reason: str) -> Setting:
    """Say what `key` is at the actor's own area from a day on; earlier rows stay as the history.

    Raises InvalidInput for a day gone by or a value out of bounds, Forbidden and an entry in the audit for
    what the rules forbid to switch on (W21).
    """
    area_code = own_area(actor)
    refuse_forbidden(actor, key, given)
    parameter = known(key)
    _check_day(effective_on)
    made = _store(actor, area_code, key, _checked(parameter, given), effective_on, reason)
    audit.record(actor, "setting.change", "setting", None, f"{key} 从 {effective_on} 起：{reason}"[:200])
    return made


def offer(actor: Actor, name: str, *, is_on: bool, reason: str) -> Setting:
    """An optional feature goes out of use in the actor's county, or comes back, from today (F15). Nothing is deleted.

    Raises Forbidden for whoever keeps no county, NotFound for what is not optional, Conflict for what is so already.
    """
    county = own_county(actor)
    if name not in OPTIONAL:
        raise NotFound("feature.unknown", "没有这一项可以停用的功能。")
    if offered.rests(name, county) is not is_on:
        raise Conflict("feature.as_it_is", f"{OPTIONAL[name].words}已经是这样了。请刷新看看。")
    key, action = offered.PREFIX + name, "feature.restore" if is_on else "feature.shelve"
    made = _store(actor, county, key, is_on, clock.today(), reason)
    audit.record(actor, action, "feature", None, f"{OPTIONAL[name].words}：{reason}"[:200])
    return made


def _store(actor: Actor, area_code: str, key: str, value: Any, effective_on: date, reason: str) -> Setting:
    made = Setting(
        area_code=area_code,
        key=key,
        value=value,
        effective_on=effective_on,
        reason=reason,
        set_by=actor.account_id,
        set_by_name=actor.title,
        set_at=clock.now(),
    )
    db.session.add(made)
    forget()
    return made


def change_written(actor: Actor, key: str, text: str, *, effective_on: date, reason: str) -> Setting:
    """As `change`, with the value as it stands in a form."""
    own_area(actor)  # who has no place here is told that first
    refuse_forbidden(actor, key, text)
    return change(actor, key, _read_text(known(key), text), effective_on=effective_on, reason=reason)


def read(actor: Actor, key: str, text: str, *, field: str = "value") -> Any:
    """The value as it stands in a form, to be tried out before it is set; the complaint names the form's field."""
    refuse_forbidden(actor, key, text)
    try:
        return _read_text(known(key), text)
    except InvalidInput as wrong:
        raise InvalidInput(
            wrong.code, wrong.text, fields={field: (wrong.fields or {}).get("value", wrong.text)}
        ) from None


def refuse_forbidden(actor: Actor, key: str, given: Any) -> None:
    """W21, by a setting's name where nobody knows it, and by what is written."""
    written = given if isinstance(given, list) else [given]
    forbidden.refuse(actor, key, *written, is_known=key in PARAMETERS)


def _read_text(parameter: Parameter, text: str) -> Any:
    try:
        return parameter.kind.read(text)
    except Wrong as wrong:
        raise _complaint(parameter, wrong) from None


def said_words(setting: Setting) -> str:
    """多久之内受理：2 个工作日，2026年12月1日起."""
    parameter, day = known(setting.key), setting.effective_on
    since = "从今天起" if day == clock.today() else f"{date_words(day)}起"
    return f"{parameter.name}：{parameter.kind.words(setting.value)}，{since}"


def known(key: str) -> Parameter:
    """Raises NotFound for a key that nobody knows."""
    parameter = PARAMETERS.get(key)
    if parameter is None:
        raise NotFound("setting.unknown", "没有这一项参数。")
    return parameter


def _check_day(effective_on: date) -> None:
    today = clock.today()
    if effective_on < today:
        words = "从今天或以后的一天起算，过去的不能改。"
        raise InvalidInput("setting.past", words, fields={"effective_on": words})
    if effective_on > today + FURTHEST:
        words = "最远写到两年以后。"
        raise InvalidInput("setting.too_far", words, fields={"effective_on": words})


def _checked(parameter: Parameter, given: Any) -> Any:
    try:
        return parameter.kind.check(given)
    except Wrong as wrong:
        raise _complaint(parameter, wrong) from None


def _complaint(parameter: Parameter, wrong: Wrong) -> InvalidInput:
    return InvalidInput("setting.value", f"{parameter.name}：{wrong}。", fields={"value": str(wrong)})
