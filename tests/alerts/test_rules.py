"""Each formula just below, at and just above its threshold, with the clock moved (domain §6.5)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, update

from server.accounts.service import create_account
from server.alerts.jobs import look
from server.alerts.registry import RULES, Look
from server.assignments.jobs import wake_promises
from server.core import clock, workdays
from server.core.db import db, transaction
from server.messages.author_models import Follow
from server.messages.gatherings import gathers
from server.messages.models import Message
from tests import factories
from tests.alerts.conftest import MONDAY, after, at, told
from tests.assignments.desk import Given, accepted, assign, give
from tests.console.desk import At
from tests.factories import World

TODAY = date(2026, 11, 2)


def fires(code: str) -> list[Any]:
    return list(RULES[code].find(Look()))


def on_workday(count: int) -> Any:
    return at(workdays.after(TODAY, count))


def test_a_letter_with_a_unit(given: Given) -> None:
    """Fifteen working days: the last fifth begins with three left; half are gone with seven left."""
    held = {"W01": (12, 15), "W02": (16, 99), "R2-24-2": (8, 15)}
    for days in (7, 8, 11, 12, 15, 16):
        with on_workday(days):
            for code, (first, last) in held.items():
                assert bool(fires(code)) is (first <= days <= last), (code, days)


def test_whoever_drafts_has_begun(given: Given) -> None:
    given.handler("draft", {"text": "看过了"})
    with after(0.1):
        given.handler("draft", {"text": "看过了，下周动工。"})
    with on_workday(9):
        assert fires("R2-24-2") == []


def test_an_unsigned_letter(world: World) -> None:
    made = give(world, accepted(world))
    with on_workday(1):
        assert fires("O8") == []
    with on_workday(2):
        assert len(fires("O8")) == 1
        made.handler("sign")
        assert fires("O8") == []


def test_a_promise_on_its_day_the_day_after_woken_and_kept(given: Given) -> None:
    given.answered(result="B", fulfil_on="2026-11-12")
    for day, half, broken in ((6, False, False), (7, True, False), (12, True, False), (13, False, True)):
        with at(date(2026, 11, day)):
            assert (day, bool(fires("R2-24-2")), bool(fires("W07"))) == (day, half, broken)
    given.rate(2, solved=True)
    with at(date(2026, 11, 13), 1):
        look()
        wake_promises()
        look()
        assert told(given.world, "handler_lead") == ["答应的事到期没有兑现"], "once, also when it is woken"
        assert told(given.world, "npc_staff") == ["答应的事到期没有兑现"]
        given.answered(text="下雨耽搁，今天铺好了路面。")
        assert fires("W07") == []


def test_done_says_the_unit_and_not_solved_says_the_author(given: Given) -> None:
    given.answered()
    assert fires("R2-24-3") == []
    given.rate(1)
    look()
    assert told(given.world, "npc_staff") == ["行而不实：说办好了，来信人说没有"]
    given.answered(text="又去了一次，这回真的移开了。")
    assert fires("R2-24-3") == []


def test_a_refusal_for_now_is_looked_at_again_on_its_day(given: Given) -> None:
    given.answered(result="C", look_on="2026-11-20")
    for day, due in ((19, 0), (20, 1)):
        with at(date(2026, 11, day)):
            assert len(fires("O10")) == due
    with at(date(2026, 11, 20)):
        look()
        assert told(given.world, "handler_lead") == told(given.world, "npc_staff") == ["说好今天再看一次"]
        refused = given.handler("look-back", {"text": "路还没有交付。", "again_on": "2026-11-20"})
        assert set(refused.json["error"]["fields"]) == {"again_on"}
        later = given.handler("look-back", {"text": "路还没有交付。", "again_on": "2026-12-01"}).json
        assert (later["looked_back"], later["actions"]) == ("经办：路还没有交付。", ["look_back"])
        assert given.seen("npc_staff")["looked_back"] == later["looked_back"]
        assert fires("O10") == []
    with at(date(2026, 12, 1)):
        assert len(fires("O10")) == 1
        assert given.handler("look-back", {"text": "路交付了，下周装灯。"}).json["actions"] == []
        assert given.handler("look-back", {"text": "再写一遍。"}).status_code == 409
        assert fires("O10") == []


def test_two_returns_and_then_the_county_names_the_unit(world: World) -> None:
    message_id = accepted(world)
    with transaction():
        better = factories.department("区住建局").id
    for count in (1, 2):
        made = give(world, message_id)
        made.handler("return", {"better_id": str(better), "text": "归那边养护。"})
        assert len(fires("W11")) == (count == 2)
    look()
    assert (told(world, "npc_staff"), told(world, "street_npc")) == (["退回两次，要指定单位"], [])
    assert assign(world, message_id, better).status_code == 201
    assert fires("W11") == []


def test_a_deputy_who_does_not_answer(world: World) -> None:
    message_id = accepted(world, code=world.deputy_code.token)
    with transaction():
        newcomer = factories.deputy(world.station, "李红")
        newcomer.term_from = MONDAY.date()
        another = newcomer.id
    for days, people in ((3, set()), (4, {"deputy"}), (5, {"deputy"}), (6, {"deputy", "station_head"})):
        with on_workday(days):
            look()
            assert {who for who in ("deputy", "station_head", "liaison") if told(world, who)} == people, days
    with on_workday(6):
        given = {"deputy_id": str(another), "text": "他更懂。"}
        world.phone("station_head").post(f"/api/messages/{message_id}/forward", given)
        assert fires("W06") == []
    with on_workday(9):
        assert fires("W06") == []
    with on_workday(10):
        assert len(fires("W06")) == 1
        world.phone("liaison").post(f"/api/messages/{message_id}/hand-up", {"text": "要单位去修。"})
        assert fires("W06") == []


def set_to(message_id: str, **values: Any) -> None:
    with transaction():
        db.session.execute(update(Message).where(Message.id == UUID(message_id)).values(**values))


def test_an_urgent_letter_without_a_word(world: World) -> None:
    message_id = accepted(world)
    for urgency, hours, expected in (
        ("U1", 2, 0),
        ("U1", 2.1, 1),
        ("U2", 24, 0),
        ("U2", 24.1, 1),
        ("U3", 99, 0),
    ):
        set_to(message_id, urgency=urgency)
        with after(0, hours):
            assert len(fires("W19")) == expected, (urgency, hours)
    set_to(message_id, urgency="U1")
    with after(0, 3):
        world.phone("liaison").post(f"/api/messages/{message_id}/progress", {"text": "马上有人上门。"})
        assert fires("W19") == []


def test_a_danger_that_nobody_has_sorted_counts_as_the_machine_reads_it(world: World) -> None:
    world.submit(content="三单元楼道里全是煤气味，闻着头晕，快来人。")
    with after(0, 2.1):
        assert len(fires("W19")) == 1


def test_a_budding_petition(world: World, desk: At) -> None:
    message_id = accepted(world, content="再不给说法，我们几户星期一就去上访。")
    assert fires("W10") == [], "words alone decide nothing"
    for others, expected in ((8, 0), (9, 1)):
        with transaction():
            db.session.execute(delete(Follow))
            for _ in range(others):
                account = create_account(display_name="邻居", username=None)
                db.session.flush()
                follow = Follow(
                    message_id=UUID(message_id), account_id=account.id, at=clock.now(), told_step=0
                )
                db.session.add(follow)
        assert len(fires("W10")) == expected, others
    with after(0, 0):
        look()
    straight = f"/console/mediations/new?message_id={message_id}"
    for who, is_there in (("street_npc", True), ("npc_staff", False)):
        # the county's office sees it, and opens no mediation
        assert (straight in desk(who).page("/console/alerts").replace("&amp;", "&")) is is_there, who
    with transaction():
        db.session.execute(delete(Follow))
    for reworks, status, expected in ((1, "reworking", 0), (2, "reworking", 1), (2, "accepted", 0)):
        answered = clock.now() if status == "reworking" else None
        with transaction():
            db.session.execute(db.text("set local session_replication_role = replica"))
            changed = update(Message).where(Message.id == UUID(message_id))
            db.session.execute(changed.values(reworks=reworks, status=status, answered_at=answered))
        assert len(fires("W10")) == expected, (reworks, status)


def test_letters_of_a_kind_gather_in_a_village(world: World) -> None:
    for _ in range(5):
        with after(-1):
            set_to(accepted(world, who="neighbour"), category="C05")
    (one,) = fires("W08")
    assert (one.shown, one.why) == ("桂花社区：生态环境与噪声", "30 天里 5 件，再往前 90 天平均每月 0.0 件")
    with at(TODAY + timedelta(days=31)):
        assert fires("W08") == []
    table = ((4, 0, False), (5, 0, True), (5, 7, True), (5, 8, False), (6, 9, True), (6, 10, False))
    for recent, before, expected in table:
        assert gathers(one.area_code, recent, before) is expected, (recent, before)


SAME = (
    "楼下烧烤摊半夜还在划拳，吵得睡不着。",
    "烧烤摊又吵到半夜，划拳喝酒没人管。",
    "还是那个烧烤摊，半夜划拳吵得睡不着。",
)


def test_the_same_person_writes_again(world: World) -> None:
    world.submit(content="想问问高龄津贴怎么申请，要哪些材料。")
    for words, expected in zip(SAME, (0, 0, 1), strict=True):
        world.submit(content=words)
        assert len(fires("W09")) == expected
    for days, expected in ((89, 1), (91, 0)):
        with at(TODAY + timedelta(days=days)):
            assert len(fires("W09")) == expected, days


def test_the_same_words_from_one_address(world: World) -> None:
    for who in ("resident", "neighbour", "deputy"):
        world.submit(who, content=SAME[0], place="桂花西路 18 号")
    (one,) = fires("W09")
    assert one.why.startswith("同一个地址 90 天里为这件事写了 3 次")


def test_every_rule_is_tried_here() -> None:
    with open(__file__, encoding="utf-8") as source:
        text = source.read()
    ours = ("server.messages.", "server.assignments.")
    codes = [code for code, rule in RULES.items() if rule.find.__module__.startswith(ours)]
    assert [code for code in codes if f'"{code}"' not in text] == []
    assert codes
