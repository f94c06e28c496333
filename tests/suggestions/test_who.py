"""Who sees a suggestion and who may do what: by JSON and in the verbs (domain §5.3, §4.2)."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from server.areas.models import AreaLevel
from server.core.actor import Actor
from server.core.db import db, transaction
from server.core.errors import AppError, Forbidden, NotFound
from server.core.permissions import Role
from server.deputies.models import DeputyLevel
from server.duties.models import Duty
from server.messages.models import ResultClass
from server.suggestions import addressing, handling, office, queries, service
from server.suggestions.clocks import Level
from server.suggestions.handling import Answer
from server.suggestions.jobs import hand_on_suggestions
from server.suggestions.life import Status
from server.suggestions.models import Suggestion, Verdict
from tests import factories
from tests.factories import World
from tests.messages.path import drain
from tests.suggestions import path
from tests.suggestions.path import COUNTY, STREET, TEXT, WORDS, Congress

NAMES = (
    "leader",
    "colleague",
    "office",
    "handler",
    "lead",
    "helper",
    "stranger",
    "street",
    "chief",
    "other unit",
)


def everybody(world: World, people: Congress) -> dict[str, Actor]:
    stranger = factories.deputy(world.station, "赵六")
    return {
        **{name: getattr(people, name) for name in NAMES[:6]},
        "stranger": path.deputy_actor(stranger),
        "street": Actor(Role.STREET_NPC, f"area:{factories.TOWN}", uuid4(), name="老郑"),
        "chief": Actor(Role.NPC_LEADER, f"area:{factories.COUNTY}", uuid4(), name="方主任"),
        "other unit": path.unit_actor(people.other, Role.HANDLER, "孙经办"),
    }


def seen_by(people: dict[str, Actor], suggestion: Suggestion) -> set[str]:
    found = set()
    for name, actor in people.items():
        try:
            queries.get(actor, suggestion.id)
        except NotFound:
            continue
        found.add(name)
    return found


def test_who_sees_it_at_each_state(world: World) -> None:
    people = path.congress(world)
    all_of_them = everybody(world, people)
    suggestion = path.begun(people)
    assert seen_by(all_of_them, suggestion) == {"leader"}
    service.invite(people.leader, suggestion, deputy_ids=[people.colleague.deputy_id])
    assert seen_by(all_of_them, suggestion) == {"leader", "colleague"}
    service.second(people.colleague, suggestion, joins=True)
    service.submit(people.leader, suggestion)
    handed_in = {"leader", "colleague", "office", "chief"}
    assert seen_by(all_of_them, suggestion) == handed_in, "a county's suggestion is not the township's"
    office.review(people.office, suggestion)
    office.dispatch(people.office, suggestion, main=people.main, supporting=[people.support])
    assert seen_by(all_of_them, suggestion) == handed_in | {"handler", "lead", "helper"}
    handling.send_back(people.handler, suggestion, better=people.other, reason="归交通局管。")
    office.dispatch(people.office, suggestion, main=people.other)
    assert seen_by(all_of_them, suggestion) == handed_in | {"other unit"}, (
        "whose it is not any more sees nothing"
    )


def test_who_declined_or_did_not_answer_sees_nothing_more(world: World) -> None:
    people = path.congress(world)
    suggestion = path.begun(people)
    service.invite(people.leader, suggestion, deputy_ids=[people.colleague.deputy_id])
    service.second(people.colleague, suggestion, joins=False)
    with pytest.raises(NotFound):
        queries.get(people.colleague, suggestion.id)
    service.invite(people.leader, suggestion, deputy_ids=[people.colleague.deputy_id])
    service.submit(people.leader, suggestion)
    assert queries.cosigners(suggestion.id) == []
    with pytest.raises(NotFound):
        queries.get(people.colleague, suggestion.id)


DOES: dict[
    str, tuple[Callable[[Congress], Suggestion], Callable[[Actor, Suggestion, Congress], object], set[str]]
] = {
    "write": (
        path.begun,
        lambda a, s, p: service.write(a, s, WORDS, level=s.level, area_code=COUNTY),
        {"leader"},
    ),
    "submit": (path.begun, lambda a, s, p: service.submit(a, s), {"leader"}),
    "review": (path.submitted, lambda a, s, p: office.review(a, s), {"office"}),
    "send back": (path.submitted, lambda a, s, p: office.send_back(a, s, text="请写清。"), {"office"}),
    "dispatch": (path.reviewed, lambda a, s, p: office.dispatch(a, s, main=p.main), {"office"}),
    "sign": (path.dispatched, lambda a, s, p: handling.sign(a, s), {"handler", "lead"}),
    "opine": (path.dispatched, lambda a, s, p: handling.opine(a, s, text="可以补贴一半。"), {"helper"}),
    "return": (
        path.dispatched,
        lambda a, s, p: handling.send_back(a, s, better=p.other, reason="归交通局。"),
        {"handler", "lead"},
    ),
    "draft": (
        path.handled,
        lambda a, s, p: handling.draft(a, s, Answer(result=ResultClass.A, text=TEXT)),
        {"handler", "lead"},
    ),
    "evaluate": (
        path.replied,
        lambda a, s, p: path.service.evaluate(a, s, result=Verdict.SATISFIED, attitude=Verdict.SATISFIED),
        {"leader"},
    ),
}


@pytest.mark.parametrize("verb", DOES)
def test_each_verb_is_for_whom_it_is_for(world: World, verb: str) -> None:
    people = path.congress(world)
    make, do, may = DOES[verb]
    suggestion = make(people)
    all_of_them = everybody(world, people)
    db.session.commit()
    for name, actor in all_of_them.items():
        if name in may:
            do(actor, suggestion, people)
        else:
            with pytest.raises(Forbidden):
                do(actor, suggestion, people)
        db.session.rollback()
        db.session.refresh(suggestion)


def test_a_deputy_hands_in_only_where_the_deputy_belongs(world: World) -> None:
    people = path.congress(world)
    factories.area("330111100", "新登镇", AreaLevel.TOWN, factories.COUNTY)
    in_town = factories.station("新登站", "330111100000")
    township = factories.deputy(in_town, "孙立", level=DeputyLevel.TOWNSHIP, area_code="330111100000")
    city = factories.deputy(world.station, "钱江", level=DeputyLevel.MUNICIPAL)
    levels = {
        deputy.name: [(to.level.value, to.area_code) for to in addressing.addressees(deputy)]
        for deputy in (world.deputy, township, city)
    }
    assert levels == {
        "王明": [("county", COUNTY), ("street_council", STREET)],
        "孙立": [("township", "330111100000")],
        "钱江": [("street_council", STREET)],
    }
    with pytest.raises(AppError) as refused:
        service.begin(people.leader, WORDS, level=Level.TOWNSHIP, area_code=STREET)
    assert refused.value.fields


def test_only_colleagues_of_the_same_congress_may_second(world: World) -> None:
    people = path.congress(world)
    suggestion = path.begun(people)
    city = factories.deputy(world.station, "李江", level=DeputyLevel.MUNICIPAL)
    former = factories.deputy(world.station, "李山", term_to=path.clock.today().replace(year=2025))
    found = [deputy.name for deputy in addressing.found_colleagues(suggestion, "李")]
    assert found == ["李芳"]
    for other in (city.id, former.id, people.leader.deputy_id):
        with pytest.raises(AppError) as refused:
            service.invite(people.leader, suggestion, deputy_ids=[UUID(str(other))])
        assert refused.value.code == "suggestion.cosigner"


def test_changed_words_are_seconded_anew(world: World) -> None:
    people = path.congress(world)
    suggestion = path.begun(people)
    service.invite(people.leader, suggestion, deputy_ids=[people.colleague.deputy_id])
    service.second(people.colleague, suggestion, joins=True)
    service.revise(people.leader, suggestion)
    answers = [cosigner.answer.value for cosigner, _ in queries.cosigners(suggestion.id)]
    assert answers == ["invited"]
    service.invite(people.leader, suggestion)
    service.second(people.colleague, suggestion, joins=True)
    service.submit(people.leader, suggestion)
    office.send_back(people.office, suggestion, text="请写清是哪几幢。")
    secret = service.Words(**{**path.asdict(WORDS), "confidential": True})
    service.write(people.leader, suggestion, secret, level=suggestion.level, area_code=COUNTY)
    assert [c.answer.value for c, _ in queries.cosigners(suggestion.id)] == ["joined"], (
        "the words are the same"
    )
    other = service.Words(**{**path.asdict(WORDS), "proposal": "请住建局明年五月底前装上扶手，先装三幢。"})
    service.write(people.leader, suggestion, other, level=suggestion.level, area_code=COUNTY)
    assert [c.answer.value for c, _ in queries.cosigners(suggestion.id)] == ["invited"]


def test_what_is_said_in_the_unit_and_the_office_stays_there(world: World, client: FlaskClient) -> None:
    people = path.congress(world)
    with transaction():
        suggestion = path.handled(people)
        handling.opine(people.helper, suggestion, text="我局可以补贴一半，先不说出去。")
        handling.ask_extension(people.handler, suggestion, months=1, reason="住户表决要一个月。")
        handling.draft(people.handler, suggestion, Answer(result=ResultClass.A, text=TEXT))
        handling.push_back(people.lead, suggestion, comment="太空了，写清楚哪天装好。")
        told = path.phone(client, people.leader)
    seen = told.get(f"/api/suggestions/{suggestion.id}")
    assert seen.status_code == 200
    for secret in ("先不说出去", "太空了", "住户表决", TEXT):
        assert secret not in seen.text


def test_the_duty_is_on_file_once(world: World) -> None:
    people = path.congress(world)
    with transaction():
        suggestion = path.submitted(people)
        office.send_back(people.office, suggestion, text="请写清是哪几幢。")
        service.submit(people.leader, suggestion)
    drain()
    duties = db.session.scalars(select(Duty)).all()
    told = [(duty.deputy_id, duty.kind.value, duty.source.value, duty.status.value) for duty in duties]
    assert told == [(world.deputy.id, "suggest", "import", "confirmed")]


def test_a_colleague_goes_on_when_the_leader_leaves(world: World) -> None:
    people = path.congress(world)
    with transaction():
        suggestion = path.begun(people)
        service.invite(people.leader, suggestion, deputy_ids=[people.colleague.deputy_id])
        service.second(people.colleague, suggestion, joins=True)
        service.submit(people.leader, suggestion)
        draft, alone = path.begun(people), path.replied(people)
        world.deputy.term_to = path.clock.today() - path.timedelta(days=1)
        hand_on_suggestions(world.deputy.id, path.clock.today())
    assert (suggestion.leader_id, suggestion.status) == (people.colleague.deputy_id, Status.SUBMITTED)
    assert draft.status is Status.WITHDRAWN
    assert alone.status is Status.REPLIED
    office.lapse(people.office, alone)
    assert alone.status is Status.CONCLUDED
    assert queries.replies(alone.id)[-1][1] is None, "nobody judged it, which is never satisfied"
    drain()
    assert "hand_on" in path.told(people.colleague)


def test_each_deputy_is_told_of_the_answer(world: World) -> None:
    people = path.congress(world)
    with transaction():
        suggestion = path.begun(people)
        service.invite(people.leader, suggestion, deputy_ids=[people.colleague.deputy_id])
        service.second(people.colleague, suggestion, joins=True)
        service.submit(people.leader, suggestion)
        office.review(people.office, suggestion)
        office.dispatch(people.office, suggestion, main=people.main)
        handling.sign(people.handler, suggestion)
        path.answer(people, suggestion)
    drain()
    drain()
    assert path.told(people.leader).count("sign_off") == 1
    assert path.told(people.colleague).count("sign_off") == 1
    assert path.told(people.helper) == []
