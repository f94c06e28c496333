"""Four weeks after its author called it solved one question is asked, once; a no has it done again (O23)."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from server.core import clock
from server.core.db import db
from server.messages.author_models import Revisit
from server.messages.models import Message
from server.messages.revisits import ask
from server.notifications.models import Notice
from tests.console.desk import At
from tests.factories import World
from tests.messages.path import answered, drain

WEEKS = timedelta(weeks=4, minutes=1)


def solved(world: World, *, is_solved: bool = True) -> str:
    message_id = answered(world)
    rating = {"reply": 3, "solved": is_solved}
    world.phone("resident").post(f"/api/messages/{message_id}/rate", rating)
    drain()
    return f"/api/messages/{message_id}"


def kinds(world: World, who: str) -> list[str]:
    """Asked of the database: in two months a session ends."""
    mine = select(Notice.kind).where(Notice.account_id == world.phone(who).account_id)
    return list(db.session.scalars(mine))


def test_it_is_asked_once_after_four_weeks_and_a_yes_changes_nothing(world: World) -> None:
    path, author = solved(world), world.phone("resident")
    ask()
    assert "revisit" not in author.get(path).json["actions"]
    with clock.shifted(WEEKS):
        for _ in range(2):
            ask()
            drain()
        assert kinds(world, "resident").count("message.revisited") == 1
        assert "revisit" in author.get(path).json["actions"]
        assert "revisit" not in world.phone("liaison").get(path).json["actions"]
        assert author.post(f"{path}/revisit", {"is_well": True}).json["status"] == "concluded"
        again = author.post(f"{path}/revisit", {"is_well": False})
        assert (again.status_code, again.json["error"]["code"]) == (409, "message.not_revisited")
        ask()
        drain()
        assert kinds(world, "resident").count("message.revisited") == 1


def test_a_no_has_it_done_again_by_whoever_answered(world: World) -> None:
    path, author = solved(world), world.phone("resident")
    with clock.shifted(WEEKS):
        ask()
        assert world.phone("neighbour").post(f"{path}/revisit", {"is_well": False}).status_code == 404
        after = author.post(f"{path}/revisit", {"is_well": False, "text": "灯又灭了。"}).json
        assert (after["status"], after["steps"][-1]["text"]) == ("reworking", "灯又灭了。")
        assert "revisit" not in after["actions"]
        drain()
        assert "message.unsatisfied" in kinds(world, "liaison")
        world.phone("liaison").post(f"{path}/reply", {"text": "换了整条线。", "result": "A"})
        author.post(f"{path}/rate", {"reply": 3, "solved": True})
    with clock.shifted(2 * WEEKS):
        ask()
        drain()
        assert kinds(world, "resident").count("message.revisited") == 1, "asked once"


def test_each_author_of_merged_letters_is_asked_and_speaks_alone(desk: At, world: World) -> None:
    main = world.submit().json["id"]
    merged = world.submit("neighbour", content="四号楼下的路灯也不亮。").json
    number = world.phone("resident").get(f"/api/messages/{main}").json["number"]
    for one in (main, merged["id"]):
        world.phone("liaison").post(f"/api/messages/{one}/accept", {})
    assert (
        desk("street_npc").post(f"/console/messages/{merged['id']}/merge", {"number": number}).status_code
        == 303
    )
    world.phone("liaison").post(f"/api/messages/{main}/reply", {"text": "灯换好了。", "result": "A"})
    for who, one in (("resident", main), ("neighbour", merged["id"])):
        assert (
            world.phone(who).post(f"/api/messages/{one}/rate", {"reply": 3, "solved": True}).status_code
            == 200
        )
    with clock.shifted(WEEKS):
        ask()
        drain()
        assert [kinds(world, who).count("message.revisited") for who in ("resident", "neighbour")] == [1, 1]
        other, author = world.phone("neighbour"), world.phone("resident")
        assert "revisit" in other.get(f"/api/messages/{merged['id']}").json["actions"]
        said = other.post(
            f"/api/messages/{merged['id']}/revisit", {"is_well": False, "text": "我这头又灭了。"}
        )
        assert (said.status_code, said.json["status"]) == (200, "merged")
        drain()
        seen = author.get(f"/api/messages/{main}").json
        assert (seen["status"], seen["steps"][-1]["by"]) == ("reworking", "一起反映的来信人")
        assert "我这头" not in str(seen), "nobody reads another author's words"
        assert kinds(world, "liaison").count("message.unsatisfied") == 1
        assert author.post(f"/api/messages/{main}/revisit", {"is_well": False}).status_code == 200
        assert db.session.get_one(Message, UUID(main)).reworks == 1, "done again once, however many say it"
        answers = db.session.execute(select(Revisit.is_well)).scalars().all()
        assert answers == [False, False]
        drain()
        assert kinds(world, "liaison").count("message.unsatisfied") == 1
        again = other.post(f"/api/messages/{merged['id']}/revisit", {"is_well": True})
        assert again.status_code == 409


def test_nobody_is_asked_about_what_was_never_solved_or_is_long_ago(world: World) -> None:
    never = solved(world, is_solved=False)
    with clock.shifted(WEEKS):
        ask()
        assert "revisit" not in world.phone("resident").get(never).json["actions"]
    solved(world)
    with clock.shifted(timedelta(weeks=7)):
        ask()
        drain()
        assert "message.revisited" not in kinds(world, "resident")
