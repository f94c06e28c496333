"""A year of letters and activities that could have been, and that obey the rules of the house."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import timedelta
from itertools import pairwise
from uuid import UUID

from sqlalchemy import select

from server.accounts.models import Account
from server.activities.kinds import DutyKind
from server.activities.models import Activity
from server.core import clock, workdays
from server.core.actor import Actor
from server.core.db import db
from server.core.permissions import Role
from server.demo import heroes, library
from server.duties.models import Duty
from server.messages import service
from server.messages.addresses import Address
from server.messages.life import WORKFLOW, MessageAction, MessageStatus
from server.messages.models import Message, Step
from tests.demo.conftest import Loaded


def test_two_thousand_letters_in_every_state_with_hundreds_of_texts(loaded: Loaded) -> None:
    messages = db.session.scalars(select(Message)).all()
    assert len(messages) == 2_000
    assert {message.status for message in messages} == set(MessageStatus)
    assert any(message.status is MessageStatus.REWORKING for message in messages)
    written = "\n".join(message.content for message in messages)
    assert sum(letter.text in written for letter in library.letters()) >= 300


def test_every_letter_went_the_way_of_the_workflow(loaded: Loaded) -> None:
    stories: dict[UUID, list[Step]] = defaultdict(list)
    for step in db.session.scalars(select(Step).order_by(Step.id)):
        stories[step.message_id].append(step)
    for message in db.session.scalars(select(Message)):
        first, *rest = stories[message.id]
        assert (first.action, first.by) == (MessageAction.SUBMIT, "来信人")
        status = MessageStatus.SUBMITTED
        for step in rest:
            status = WORKFLOW.after(status, step.action)
        assert status is message.status
        assert (message.status is MessageStatus.REWORKING) == (
            rest != [] and rest[-1].action is MessageAction.DISSATISFY
        )
        assert all(one.at < other.at for one, other in pairwise(stories[message.id]))
        assert stories[message.id][-1].at <= clock.now()


def test_what_can_wait_is_accepted_in_office_hours(loaded: Loaded) -> None:
    urgent = [letter.text for letter in library.letters() if letter.urgency in ("U1", "U2")]
    for message in db.session.scalars(select(Message).where(Message.accepted_at.is_not(None))):
        accepted = clock.local(message.accepted_at or clock.now())
        if not message.content.startswith(tuple(urgent)):
            assert workdays.is_workday(accepted.date())
            assert 8 <= accepted.hour < 18


def test_an_emergency_is_never_left_lying_and_taken_on_within_two_hours(loaded: Loaded) -> None:
    emergencies = tuple(letter.text for letter in library.letters() if letter.urgency == "U1")
    found = [m for m in db.session.scalars(select(Message)) if m.content.startswith(emergencies)]
    assert found
    for message in found:
        waited = (message.accepted_at or clock.now()) - message.created_at
        assert waited < timedelta(hours=2)


def test_a_deputy_answers_only_what_was_written_to_them_and_has_it_on_file(loaded: Loaded) -> None:
    by_deputies = db.session.execute(
        select(Message, Step)
        .join(Step, Step.message_id == Message.id)
        .where(Step.action == MessageAction.REPLY, Step.by.like("%代表"))
    ).all()
    answers = select(Duty.dedupe).where(Duty.activity_id.is_(None), Duty.kind == DutyKind.HANDLE_OPINION)
    on_file = set(db.session.scalars(answers))
    assert {f"message-{message.id}" for message, _ in by_deputies} == on_file
    assert all(message.deputy_id for message, _ in by_deputies)


def test_numbers_are_dense_within_their_day_and_the_next_one_is_free(loaded: Loaded) -> None:
    days: dict[str, list[int]] = defaultdict(list)
    for message in db.session.scalars(select(Message)):
        day, serial = message.number.split("-")
        assert day == f"{clock.local(message.created_at):%y%m%d}"
        days[day].append(int(serial))
    assert all(sorted(serials) == list(range(1, len(serials) + 1)) for serials in days.values())
    author = db.session.scalars(select(Account).where(Account.is_guest)).first()
    assert author is not None
    actor = Actor(Role.RESIDENT, account_id=author.id, is_guest=True)
    case, _ = service.submit(actor, Address(heroes.own_station()), content="路灯不亮，请来看看")
    db.session.flush()
    assert case.message.number


def test_nobody_writes_the_same_twice_and_no_station_hears_it_twice(loaded: Loaded) -> None:
    texts = {letter.text for letter in library.letters()}
    said: Counter[tuple[UUID, str]] = Counter()
    for message in db.session.scalars(select(Message)):
        text_of = next((one for one in texts if message.content.startswith(one)), message.content)
        said[message.author_id, text_of] += 1
        said[message.station_id, text_of] += 1
    assert set(said.values()) == {1}


def test_activities_of_the_past_have_guests_who_came_and_coming_ones_do_not(loaded: Loaded) -> None:
    coming = (
        select(Duty).join(Activity, Activity.id == Duty.activity_id).where(Activity.starts_at > clock.now())
    )
    assert db.session.scalars(coming).all() == []
    sources = Counter(db.session.scalars(select(Duty.source).where(Duty.activity_id.is_not(None))))
    assert {source.value for source in sources} == {"scan", "staff"}
    assert min(sources.values()) > 500
