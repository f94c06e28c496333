"""A record's own page at the console, and entering for those who did not scan: one, many, or a reception together."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, flash, request, url_for

from server.accounts.doors import go
from server.activities import queries as activities
from server.activities.kinds import KINDS
from server.core import clock
from server.core.actor import current
from server.core.pages import Pages, page
from server.core.parsing import form
from server.core.permissions import Permission
from server.duties import cases, deciding, queries, receiving
from server.duties.forms import CorrectForm, DecideForm, EnterForm, ReceptionForm
from server.duties.models import Duty
from server.duties.schemas import Because
from server.stations.queries import managed

pages = Pages("duties", "server.duties")
ENTER, JUDGE = Permission.DUTY_ENTER, Permission.DUTY_JUDGE


@pages.post("/duties", permission=ENTER)
def enter() -> Response:
    """For those who did not scan, with one press: equal in every field but the source (F03)."""
    given = form(EnterForm, deputy_ids=request.form.getlist("deputy_ids"))
    activity = activities.get(current(), given.activity_id)
    recorded = receiving.enter_all(current(), activity, deputy_ids=given.everybody)
    flash(f"替 {len(recorded)} 位代表登记好了，和扫码一样算数")
    return _station(activity.station_id)


@pages.post("/stations/<uuid:station_id>/receptions", permission=ENTER)
def receive(station_id: UUID) -> Response:
    """联合接待: one letter, a record for each deputy (R4-13)."""
    given = form(ReceptionForm, deputy_ids=request.form.getlist("deputy_ids"))
    station = managed(current(), station_id)
    letter = receiving.letter_at(current(), station, given.number)
    recorded = receiving.receive(current(), letter, station, deputy_ids=given.deputy_ids, at=given.moment)
    flash(f"{len(recorded)} 位代表各记了一条，信还是一封")
    return _station(station_id)


@pages.get("/duties/<uuid:duty_id>", permission=Permission.REGISTER_READ)
def case(duty_id: UUID) -> str:
    """One record: how it came, what was decided, and what may be done now."""
    return page("duties/case.html", **_case(queries.get(current(), duty_id)))


def _case(duty: Duty) -> dict[str, Any]:
    words = {"kinds": {kind.value: info.name for kind, info in KINDS.items()}, "today": clock.today()}
    return {"duty": duty, "case": cases.of(duty), "deputy": queries.deputy_name(duty.deputy_id), **words}


@pages.post("/duties/<uuid:duty_id>/confirm", permission=ENTER)
def confirm(duty_id: UUID) -> Response:
    """A record that waited, because it was off the list, told late or in one's own words, now counts."""
    duty = deciding.confirm(current(), queries.get_for_update(current(), duty_id))
    flash(f"核实了：{duty.title}")
    return _station(duty.station_id)


@pages.post("/duties/<uuid:duty_id>/reject", permission=ENTER)
def reject(duty_id: UUID) -> Response:
    duty = queries.get_for_update(current(), duty_id)
    deciding.reject(current(), duty, reason=form(Because).reason)
    flash("写明没有核实了，代表看得到原因，10 天内可以申诉一次")
    return _record(duty)


@pages.post("/duties/<uuid:duty_id>/decide", permission=JUDGE)
def decide(duty_id: UUID) -> Response:
    """The appeal is granted, or finally refused."""
    duty, given = queries.get_for_update(current(), duty_id), form(DecideForm)
    deciding.decide(current(), duty, is_granted=given.is_granted, reason=given.reason)
    flash("申诉定了，代表会收到通知")
    return _record(duty)


@pages.post("/duties/<uuid:duty_id>/correct", permission=ENTER)
def correct(duty_id: UUID) -> Response:
    duty, given = queries.get_for_update(current(), duty_id), form(CorrectForm)
    deciding.correct(current(), duty, **given.changes(duty.at))
    flash("更正了，原来写的留在下面")
    return _record(duty)


@pages.post("/duties/<uuid:duty_id>/strike", permission=JUDGE)
def strike(duty_id: UUID) -> Response:
    duty = queries.get_for_update(current(), duty_id)
    deciding.strike(current(), duty, reason=form(Because).reason)
    flash("作废了，不再算数")
    return _record(duty)


@pages.post("/duties/<uuid:duty_id>/unseal", permission=JUDGE)
def unseal(duty_id: UUID) -> Response:
    duty = queries.get_for_update(current(), duty_id)
    deciding.unseal(current(), duty, reason=form(Because).reason)
    flash("解封了，30 天后自己再封上")
    return _record(duty)


def _record(duty: Duty) -> Response:
    return go(url_for("duties_pages.case", duty_id=duty.id))


def _station(station_id: UUID) -> Response:
    return go(url_for("duties_pages.station", station_id=station_id))
