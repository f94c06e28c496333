"""Search finds exactly what a look at every letter would find, whichever of its ways it takes."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings, strategies as st
from sqlalchemy import delete

from server.core import clock
from server.core.actor import Actor
from server.core.db import db, transaction
from server.core.permissions import Permission, Role
from server.messages import queries, rewording, search, terms
from server.messages.aside_models import Note
from server.messages.models import Message, MessageAction, MessageStatus, Step, Visibility
from tests import factories
from tests.factories import World
from tests.messages.path import drain

WORDS = st.text("路灯电梯坏了Ａa1'\\:*&|!%_", min_size=1, max_size=3)
TEXTS = st.text("路灯电梯坏了的ＡAa11，' \\:*&|!%_\n", min_size=1, max_size=12)


@dataclass
class Letter:
    """What a letter is found by, and who wrote it."""

    content: str
    place: str = ""
    said: list[str] = field(default_factory=list)
    noted: str = ""
    at_other: bool = False
    days_ago: int = 0


LETTERS = st.lists(
    st.builds(
        Letter,
        content=TEXTS,
        place=st.just("") | TEXTS,
        said=st.lists(TEXTS, max_size=2),
        noted=st.just("") | TEXTS,
        at_other=st.booleans(),
        days_ago=st.integers(0, 40),
    ),
    min_size=1,
    max_size=8,
)


def same(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()


def stored(letter: Letter, number: int, world: World, other: UUID) -> Message:
    at = clock.now() - timedelta(days=letter.days_ago, seconds=number)
    message = Message(
        number=f"{at:%y%m%d}-{number:04d}",
        author_id=world.phone("resident").account_id,
        station_id=other if letter.at_other else world.station.id,
        area_code="330111002001" if letter.at_other else world.station.area_code,
        content=letter.content,
        place=letter.place,
        visibility=Visibility.PRIVATE,
        status=MessageStatus.SUBMITTED,
        promised_on=date(2026, 11, 20),
        created_at=at,
    )
    db.session.add(message)
    db.session.flush()
    for text in letter.said:
        db.session.add(
            Step(message_id=message.id, action=MessageAction.PROGRESS, at=at, by="联络员", text=text)
        )
    if letter.noted:
        liaison = world.phone("liaison").account_id
        db.session.add(Note(message_id=message.id, account_id=liaison, by="联络员", text=letter.noted, at=at))
    return message


def naive(actor: Actor, letter: Letter, message: Message, q: str) -> bool:
    """The rule, said once more without any index."""
    if actor.station_id and letter.at_other:
        return False
    lines = [letter.content, letter.place, "桂花" if not letter.at_other else "春江", *letter.said]
    if actor.may(Permission.MESSAGE_NOTE):
        lines.append(letter.noted)
    text = "\n".join(map(same, lines))
    words = [word for word in re.split(r"[\s,、;]+", same(q)) if word]
    tail = message.number[-4:]
    ends = (tail, tail[-3:], message.number[:6])
    return bool(words) and all(word in text or (word.isdigit() and word in ends) for word in words)


@pytest.fixture
def places(world: World) -> UUID:
    with transaction():
        world.station = db.session.merge(world.station)
        world.station.name = "桂花"
        return factories.station("春江", "330111002001").id


def actors(world: World) -> list[Actor]:
    return [
        Actor(Role.LIAISON, world.station.scope, world.phone("liaison").account_id),
        Actor(Role.NPC_STAFF, "area:330111", world.phone("npc_staff").account_id),
        Actor(Role.RESIDENT, "self", world.phone("resident").account_id),
    ]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(letters=LETTERS, words=st.lists(WORDS, min_size=1, max_size=3), few=st.integers(0, 2))
def test_search_equals_a_look_at_every_letter(
    app: Flask, world: World, places: UUID, letters: list[Letter], words: list[str], few: int
) -> None:
    """`few` letters are walked through and known at most, so that every way is taken."""
    q = " ".join(words)
    with transaction(), pytest.MonkeyPatch.context() as patch:
        for table in (Note, Step, Message):
            db.session.execute(delete(table))
        sent = [stored(letter, number, world, places) for number, letter in enumerate(letters, 1)]
        db.session.flush()
        patch.setattr(search, "WALKED", max(few, 1))
        patch.setattr(search, "FOUND", 100 if few else 1)
        for actor in actors(world):
            found = search.newest(actor, queries.visible_to(actor), q, limit=2, is_narrow=few == 1)
            while found and len(found) % 2 == 0:
                last = db.session.get_one(Message, found[-1])
                further = search.newest(
                    actor, queries.visible_to(actor), q, limit=2, before=(last.created_at, last.id)
                )
                if not further:
                    break
                found += further
            fitting = [m for m, letter in zip(sent, letters, strict=True) if naive(actor, letter, m, q)]
            wanted = sorted(fitting, key=lambda m: (m.created_at, m.id), reverse=True)
            assert found == [m.id for m in wanted], (actor.role, q)


TODAY = date(2026, 11, 18)


@pytest.mark.parametrize(
    ("q", "mark"),
    [
        ("261118-0482", {"#261118", "#0482"}),
        ("0482", {"#0482"}),
        ("11-18", {"@11-18"}),
        ("１１月１８日", {"@11-18"}),
        ("2026-11", {"@2026-11"}),
        ("2026年11月", {"@2026-11"}),
        ("2026/3/5", {"@2026-03-05"}),
        ("11月", {"@11"}),
        ("去年", {"@2025"}),
        ("上个月", {"@2026-10"}),
        ("昨天", {"@2026-11-17"}),
    ],
)
def test_numbers_and_days_are_understood(q: str, mark: set[str]) -> None:
    (word,) = terms.words_of(q, TODAY)
    assert frozenset(mark) in word.marks


def test_last_week_is_seven_days_from_monday_on() -> None:
    (word,) = terms.words_of("上周", TODAY)
    assert [next(iter(one)) for one in word.marks] == [f"@2026-11-{day:02d}" for day in range(9, 16)]


def ids(world: World, who: str, q: str, box: str = "inbox") -> list[str]:
    answer = world.phone(who).get("/api/messages", query_string={"box": box, "q": q})
    assert answer.status_code == 200
    return [item["id"] for item in answer.json["items"]]


def test_a_letter_is_found_by_everything_that_its_reader_sees(app: Flask, world: World) -> None:
    sent = world.submit(place="桂花西路 18 号", content="楼下的路灯坏了三天。").json
    world.submit(content="别的一件事，与灯无关。")
    world.phone("liaison").post(f"/api/messages/{sent['id']}/accept", {})
    world.phone("liaison").post(f"/api/messages/{sent['id']}/reply", {"text": "灯泡已经换好了。"})
    made = clock.local(datetime.fromisoformat(sent["created_at"]))
    for q in ("路灯 三天", "西路", "灯泡已经", sent["number"], f"{made:%Y-%m-%d} 路灯", "今天 路灯"):
        assert ids(world, "liaison", q) == [sent["id"]], q
    assert ids(world, "resident", "灯泡", box="mine") == [sent["id"]]
    assert len(ids(world, "liaison", "桂花社区")) == 2
    assert ids(world, "liaison", "路灯 没有这个词") == []


def test_notes_are_found_by_the_staff_alone(app: Flask, world: World) -> None:
    sent = world.submit(deputy_id=str(world.deputy.id)).json["id"]
    world.phone("liaison").post(f"/api/messages/{sent}/notes", {"text": "问过网格员了。"})
    assert ids(world, "liaison", "网格员") == ids(world, "street_npc", "网格员") == [sent]
    assert ids(world, "deputy", "网格员") == ids(world, "npc_staff", "网格员") == []
    assert ids(world, "resident", "网格员", box="mine") == []


def test_a_new_name_of_the_station_finds_its_letters(app: Flask, world: World) -> None:
    sent = world.submit().json["id"]
    with transaction():
        db.session.merge(world.station).name = "栖霞新村联络站"
        rewording.station_renamed(world.station.id)
    drain()
    assert ids(world, "liaison", "栖霞新村") == [sent]
    assert ids(world, "liaison", "桂花社区") == []
    rewording.sort_in()
    assert ids(world, "street_npc", "栖霞") == [sent]
