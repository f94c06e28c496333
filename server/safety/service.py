"""Ordering a look, taking in what was found, and a person's decision. One function per verb; nothing commits.

Whoever orders a check has made sure that its author wants it public: a private letter never comes here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert

from server.accounts.models import Account
from server.core import audit, clock, outbox
from server.core.actor import Actor
from server.core.db import db, one_at_a_time
from server.gateways.wechat import Verdict
from server.safety import queries
from server.safety.models import (
    WORKFLOW,
    Check,
    CheckAction,
    CheckState,
    Doubt,
    MediaFinding,
    Part,
)
from server.uploads.models import Upload

KEPT = timedelta(days=30)
"""How long a finding is kept of which nobody knows the photo."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Something written: of which kind, which one, and by whom."""

    type: str
    id: UUID
    author_id: UUID


@dataclass(frozen=True, slots=True)
class Question:
    """What the platform is asked about one part. Neither is ever logged."""

    check_id: UUID
    openid: str = field(repr=False)
    content: str = field(repr=False)
    photo: Upload | None
    since: datetime


def order(subject: Subject, *, text: str, upload_ids: Sequence[UUID]) -> None:
    """Have a text and its photos looked at before they may be public. Ordered again, nothing is added."""
    has_openid = db.session.get_one(Account, subject.author_id).openid_index is not None
    check_id = _insert(subject, Part.TEXT, None, text, has_openid)
    if check_id and has_openid:
        outbox.assign("safety.check_text", check_id=check_id)
    for upload_id in upload_ids:
        check_id = _insert(subject, Part.PHOTO, upload_id, "", has_openid)
        if check_id and has_openid:
            outbox.assign("safety.check_photo", check_id=check_id)


def _insert(subject: Subject, part: Part, upload_id: UUID | None, text: str, has_openid: bool) -> UUID | None:
    """The platform checks only its own people: for others the doubt stands from the beginning."""
    values = {
        "id": uuid4(),
        "subject_type": subject.type,
        "subject_id": subject.id,
        "account_id": subject.author_id,
        "part": part,
        "upload_id": upload_id,
        "content": text if has_openid else "",
        "state": CheckState.WAITING if has_openid else CheckState.DOUBTFUL,
        "doubt": None if has_openid else Doubt.NO_WECHAT,
        "created_at": clock.now(),
    }
    made: UUID | None = db.session.scalar(
        insert(Check).values(values).on_conflict_do_nothing().returning(Check.id)
    )
    return made


def question(check_id: UUID) -> Question | None:
    """What to ask; None when it was asked, found or decided meanwhile."""
    check = queries.get_for_update(check_id)
    if check is None or check.state is not CheckState.WAITING or check.trace_id:
        return None
    openid = db.session.get_one(Account, check.account_id).openid
    if not openid:
        doubt(check, Doubt.NO_WECHAT)
        return None
    photo = db.session.get_one(Upload, check.upload_id) if check.upload_id else None
    return Question(check.id, openid, check.content, photo, check.created_at)


def take_verdict(check_id: UUID, verdict: Verdict | Doubt) -> None:
    """What the platform said of a text, or why it could not."""
    check = queries.get_for_update(check_id)
    if check is None or check.state is not CheckState.WAITING:
        return
    if isinstance(verdict, Doubt):
        doubt(check, verdict)
    else:
        check.trace_id = verdict.trace_id or None
        _settle(check, verdict.suggest, verdict.label)


def take_trace(check_id: UUID, trace_id: str) -> None:
    """The platform took a photo and gave it a name; what it found may have been pushed before we knew that name."""
    _one_by_one(trace_id)
    check = queries.get_for_update(check_id)
    if check is None or check.state is not CheckState.WAITING:
        return
    check.trace_id, check.asked_at = trace_id, clock.now()
    found = db.session.get(MediaFinding, trace_id)
    if found is not None:
        _settle(check, found.suggest, found.label)


def take_finding(trace_id: str, suggest: str, label: int) -> None:
    """What the platform pushed about a photo. It counts while nobody knows better, also when it comes late."""
    _one_by_one(trace_id)
    told = {"trace_id": trace_id, "suggest": suggest, "label": label, "at": clock.now()}
    db.session.execute(insert(MediaFinding).values(told).on_conflict_do_nothing())
    check = queries.by_trace_for_update(trace_id)
    if check is not None and (check.state is CheckState.WAITING or check.doubt is Doubt.DOWN):
        _settle(check, suggest, label)


def _one_by_one(trace_id: str) -> None:
    """Name and finding may come at once, and each must see the other."""
    one_at_a_time(f"safety|{trace_id}")


def _settle(check: Check, suggest: str, label: int) -> None:
    """Only `pass` passes; a word we do not know is a doubt."""
    if check.state not in (CheckState.WAITING, CheckState.DOUBTFUL):
        return
    check.label = label
    if suggest == "pass":
        check.state, check.doubt = CheckState.PASSED, None
        _close(check)
    else:
        doubt(check, Doubt.RISKY if suggest == "risky" else Doubt.REVIEW)


def doubt(check: Check, why: Doubt) -> None:
    """A person has to decide."""
    check.state, check.doubt = CheckState.DOUBTFUL, why
    _close(check)


def _close(check: Check) -> None:
    check.checked_at, check.content = clock.now(), ""


def decide(actor: Actor, subject: Subject, action: CheckAction) -> None:
    """A person read it and says whether it may be public. What was never asked about is decided the same way."""
    checks = queries.of_for_update(subject.id) or [_unasked(subject)]
    for check in checks:
        after = WORKFLOW.after(check.state, action)
        if after is not check.state:
            check.state, check.content = after, ""
            check.decided_by, check.decided_at = actor.own_id(), clock.now()
    audit.record(actor, f"safety.{action.value}", subject.type, subject.id)


def take_back(subject: Subject) -> None:
    """The author no longer offers it: open checks are closed, nothing of the words stays with any of them."""
    for check in queries.of_for_update(subject.id):
        check.content = ""
        if check.state in (CheckState.WAITING, CheckState.DOUBTFUL):
            check.state, check.checked_at = CheckState.TAKEN_BACK, clock.now()


def _unasked(subject: Subject) -> Check:
    check = Check(
        subject_type=subject.type,
        subject_id=subject.id,
        account_id=subject.author_id,
        part=Part.TEXT,
        content="",
        state=CheckState.DOUBTFUL,
        doubt=Doubt.DOWN,
        created_at=clock.now(),
    )
    db.session.add(check)
    return check


def move(account_id: UUID, into_id: UUID) -> None:
    """What a resident wrote stays with them when they are bound as somebody else."""
    db.session.execute(update(Check).where(Check.account_id == account_id).values(account_id=into_id))


def forget_old() -> None:
    """Findings of photos that were asked about twice, or not by us."""
    db.session.execute(delete(MediaFinding).where(MediaFinding.at < clock.now() - KEPT))
