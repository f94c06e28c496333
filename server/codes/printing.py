"""Printing a whole register: ordered once, made part by part in the background, stopped and taken up again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import groupby
from uuid import UUID

from sqlalchemy import delete, select

from server.areas.models import PREFIX_LENGTHS
from server.areas.queries import get as get_area, names, town_code
from server.codes import queries, service
from server.codes.formats import FORMATS
from server.codes.models import WORKFLOW, CodeKind, PrintAction, PrintFormat, PrintJob, PrintPart, PrintState
from server.core import audit, clock, outbox
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import InvalidInput, NotFound
from server.stations.queries import managed

SITTING = 48
"""Codes of one part at most: a few seconds of work, far within the lease of a task."""
KEPT = timedelta(days=7)


def order(actor: Actor, kind: CodeKind, format: PrintFormat, *, area: str | None = None) -> PrintJob:
    """Print every code of this kind in one's register, or in `area` of it; whoever has none gets one first.

    Raises NotFound for an area that is not one's own, InvalidInput when there is nothing to print.
    """
    if kind not in FORMATS[format].kinds:
        raise InvalidInput("print.format", f"{FORMATS[format].name}只印代表本人的码。")
    scope, title = _whose(actor, area)
    prefix = scope.removeprefix("area:") if scope.startswith("area:") else None
    issued = service.issue_missing(actor, kind, area=prefix)
    found = queries.to_print(actor, kind, prefix)
    if not found:
        raise InvalidInput("print.nothing", "这里还没有可以印的码。先登记站点和代表，再来印。")
    job = PrintJob(
        account_id=actor.own_id(),
        scope=scope,
        title=title,
        kind=kind,
        format=format,
        state=PrintState.WAITING,
        total=len(found),
        issued=len(issued),
        created_at=clock.now(),
    )
    db.session.add(job)
    db.session.flush()
    made = _parts(job, found)
    db.session.add_all(made)
    audit.record(actor, "code.print", "print", job.id, f"{title} {len(found)} 枚")
    outbox.assign("codes.print", part_id=made[0].id)
    return job


def _whose(actor: Actor, area: str | None) -> tuple[str, str]:
    """The scope of an order, and the name of that place."""
    if actor.station_id:
        return actor.scope, managed(actor, actor.station_id).name
    own = actor.area_prefix
    if own is None or (area and not area.startswith(own)):
        raise NotFound("area.unknown", "没有这个地区。请从您管的镇街里选。")
    chosen = get_area(area or own)
    return f"area:{chosen.code[: PREFIX_LENGTHS[chosen.level]]}", chosen.name


def _parts(job: PrintJob, found: Sequence[tuple[UUID, str]]) -> list[PrintPart]:
    """One a town; a town with many codes gets several, none of which ends in the middle of a page."""
    per_page = FORMATS[PrintFormat(job.format)].per_page
    sitting = SITTING // per_page * per_page
    towns = {town: list(codes) for town, codes in groupby(found, lambda one: town_code(one[1]))}
    known = names(towns)
    made: list[PrintPart] = []
    for town, codes in towns.items():
        for start in range(0, len(codes), sitting):
            suffix = f" {start // sitting + 1}" if len(codes) > sitting else ""
            part = PrintPart(
                job_id=job.id,
                number=len(made) + 1,
                area_code=town,
                name=f"{known.get(town, town)}{suffix}",
                code_ids=[str(code_id) for code_id, _ in codes[start : start + sitting]],
            )
            made.append(part)
    return made


def stop(actor: Actor, job: PrintJob) -> PrintJob:
    """The part in hand is finished, no other is begun; what is done stays to be downloaded."""
    job.state = WORKFLOW.after(job.state, PrintAction.STOP)
    audit.record(actor, "code.print_stop", "print", job.id)
    return job


def resume(actor: Actor, job: PrintJob) -> PrintJob:
    """Go on with what is not done; what failed is tried again."""
    job.state = WORKFLOW.after(job.state, PrintAction.RESUME)
    job.finished_at = None
    audit.record(actor, "code.print_resume", "print", job.id)
    for part in queries.parts(job.id):
        part.error = ""
    db.session.flush()
    _go_on(job)
    return job


def is_wanted(part_id: UUID) -> bool:
    """Whether this part is still to be made; an order that waited has begun with it."""
    job_id = db.session.scalar(select(PrintPart.job_id).where(PrintPart.id == part_id))
    job = _locked(job_id) if job_id else None
    if job is None or job.state not in (PrintState.WAITING, PrintState.RUNNING):
        return False
    job.state = WORKFLOW.after(job.state, PrintAction.START)
    return True


def take(part_id: UUID) -> tuple[PrintJob, PrintPart] | None:
    """Hold a part while it is made: whoever comes second waits, and finds it done. None when there is nothing to do."""
    part = db.session.get(PrintPart, part_id, with_for_update=True, populate_existing=True)
    if part is None or part.done_at is not None:
        return None
    return db.session.get_one(PrintJob, part.job_id, populate_existing=True), part


def finish(part: PrintPart, size: int) -> None:
    """Counted once, with the part itself; then the next one."""
    part.done_at, part.size, part.error = clock.now(), size, ""
    db.session.flush()
    job = _locked(part.job_id)
    if job is not None:
        job.done += len(part.code_ids)
        _go_on(job)


def fail(part_id: UUID, words: str) -> None:
    """This part could not be made: it says why, the others go on."""
    part = db.session.get(PrintPart, part_id, with_for_update=True, populate_existing=True)
    if part is None or part.done_at is not None:
        return
    part.error = words[:200]
    db.session.flush()
    job = _locked(part.job_id)
    if job is not None:
        _go_on(job)


def _locked(job_id: UUID) -> PrintJob | None:
    return db.session.get(PrintJob, job_id, with_for_update=True, populate_existing=True)


def _go_on(job: PrintJob) -> None:
    """Order the next part, one at a time, so that notices find a free worker; or state that it is over."""
    if job.state is not PrintState.RUNNING:
        return
    open_parts = [part for part in queries.parts(job.id) if part.done_at is None]
    following = next((part for part in open_parts if not part.error), None)
    if following is not None:
        outbox.assign("codes.print", part_id=following.id)
        return
    job.state = WORKFLOW.after(job.state, PrintAction.FAIL if open_parts else PrintAction.FINISH)
    job.finished_at = clock.now()
    outbox.publish("print.finished", job_id=job.id, account_id=job.account_id, failed=len(open_parts))


def forget_old() -> list[UUID]:
    """Orders older than a week go, with their parts. Returns whose files are to be deleted."""
    old = select(PrintJob.id).where(PrintJob.created_at < clock.now() - KEPT)
    gone = db.session.scalars(
        delete(PrintPart).where(PrintPart.job_id.in_(old)).returning(PrintPart.id)
    ).all()
    db.session.execute(delete(PrintJob).where(PrintJob.created_at < clock.now() - KEPT))
    return list(gone)
