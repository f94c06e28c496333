"""One answer, several authors: each judges it, each counts once, and none speaks for another (O12, O15, O25)."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from server.accounts.models import Account
from server.core.db import db, transaction
from server.messages.models import Message, Rating
from tests.console.desk import At
from tests.factories import Phone, World
from tests.triage.test_arranging import act, answer, letter, seen, told, undo

Author = tuple[Phone, dict[str, Any]]


@pytest.fixture
def three(desk: At, world: World) -> list[Author]:
    """The main letter's author, and two whose letters were merged into it, one through the other."""
    main, second, third = (letter(world) for _ in range(3))
    act(desk, "street_npc", third[1], "merge", number=second[1]["number"])
    act(desk, "street_npc", second[1], "merge", number=main[1]["number"])
    return [main, second, third]


def say(author: Author, reply: int) -> int:
    phone, one = author
    body = {"reply": reply, "solved": reply > 1}
    return phone.post(f"/api/messages/{one['id']}/rate", body).status_code


def stands(author: Author) -> str:
    status: str = seen(*author)["status"]
    return status


def waits(author: Author) -> bool:
    """As the list of one's own letters says."""
    (line,) = author[0].get("/api/messages?box=mine").json["items"]
    return bool(line["waits_for_me"])


def said() -> list[int]:
    return sorted(db.session.scalars(select(Rating.reply)))


def reworks(author: Author) -> int:
    return db.session.scalars(select(Message.reworks).where(Message.id == author[1]["id"])).one()


def test_each_author_judges_and_counts_once(world: World, three: list[Author]) -> None:
    main, second, third = three
    early = second[0].post(f"/api/messages/{second[1]['id']}/rate", {"reply": 3, "solved": True})
    assert (early.status_code, early.json["error"]["code"]) == (409, "message.not_answered")
    assert ("rate" in seen(*second)["actions"], waits(second)) == (False, False)
    answer(world, main[1])
    assert [("rate" in seen(*one)["actions"], seen(*one)["rating"]) for one in three] == [(True, None)] * 3
    assert [waits(one) for one in three] == [True] * 3
    assert say(second, 3) == 200
    assert waits(second) is False
    assert stands(main) == "answered", "another author's yes does not speak for the main one"
    assert say(main, 2) == 200
    assert (stands(main), stands(second), seen(*third)["rating"]) == ("concluded", "merged", None)
    assert say(third, 3) == 200
    assert (said(), reworks(main)) == ([2, 3, 3], 0)
    assert say((second[0], third[1]), 1) == 404, "another author's letter is nobody's"
    assert say(second, 2) == 200
    assert say(second, 3) == 409, "changed once"


def test_a_no_takes_the_answer_up_again_once_however_many_say_it(
    desk: At, world: World, three: list[Author]
) -> None:
    main, second, third = three
    answer(world, main[1])
    say(main, 3)
    assert say(third, 1) == 200
    assert (stands(main), reworks(main), said()) == ("reworking", 1, [1, 3])
    assert told(main[0]).count("message.reopened") == 1
    shown = str(seen(*main)["steps"])
    assert ("一起反映的来信人" in shown, third[1]["number"] in shown) == (True, False)
    assert say(second, 1) == 200
    assert (stands(main), reworks(main)) == ("reworking", 1), "one second try for one answer"
    page = desk("liaison").page(f"/console/messages/{main[1]['id']}")
    assert ("一起反映的来信人不满意，再办" in page, "并进来的 · 不满意" in page) == (True, True)
    assert "message.unsatisfied" in told(world.phone("liaison"))
    world.phone("liaison").post(f"/api/messages/{main[1]['id']}/reply", {"text": "又看了，灯亮了。"})
    assert said() == [], "the new answer is judged anew by everybody"
    assert [("rate" in seen(*one)["actions"]) for one in three] == [True] * 3
    assert told(second[0]).count("message.replied") == 2
    say(second, 1)
    assert reworks(main) == 2


def test_no_yes_ends_what_somebody_else_still_waits_for(world: World, three: list[Author]) -> None:
    main, second, third = three
    answer(world, main[1])
    assert [say(second, 1), say(main, 3), say(third, 3)] == [200] * 3
    assert (stands(main), said()) == ("reworking", [1, 3, 3])
    assert say(second, 2) == 200
    assert (stands(main), said()) == ("concluded", [2, 3, 3]), "whoever asked for it may lay it down"


def test_what_the_main_author_asked_for_stays(world: World, three: list[Author]) -> None:
    main, second, _ = three
    answer(world, main[1])
    assert [say(main, 1), say(second, 3), say(second, 1), say(main, 3)] == [200] * 4
    assert (stands(main), said(), reworks(main)) == ("reworking", [1, 3], 1)


def test_the_answer_names_none_of_the_others(world: World, three: list[Author]) -> None:
    main, second, _ = three
    with transaction():
        db.session.get_one(Account, main[0].account_id).name = "陈小明"
    path = f"/api/messages/{main[1]['id']}"
    world.phone("liaison").post(f"{path}/accept", {})
    world.phone("liaison").post(f"{path}/reply", {"text": "陈小明您好，灯换好了。"})
    assert [seen(*one)["reply"]["text"][:3] for one in (main, second)] == ["陈小明", "××您"]


def test_what_was_said_of_another_answer_goes_when_the_merge_is_undone(desk: At, world: World) -> None:
    main, other = letter(world), letter(world)
    answer(world, main[1])
    act(desk, "street_npc", other[1], "merge", number=main[1]["number"])
    assert say(other, 3) == 200
    undo(desk, "street_npc", "merge")
    assert (stands(other), seen(*other)["rating"]) == ("submitted", None)
