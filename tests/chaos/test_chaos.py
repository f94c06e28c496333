"""The campaign in its short form, and that its counting sees what it is there for."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests import planting
from tests.chaos import killer, plants, tally
from tests.chaos.__main__ import campaign
from tests.chaos.killer import Killer
from tests.chaos.tally import Tally

LINE = (
    r"accepted=\d+ stored=\d+ in_app=\d+ lost=\d+ duplicates=\d+ sent=\d+ refused=\d+ failed=\d+ unknown=\d+ "
    r"push_duplicates=\d+ killed_workers=\d+ killed_valkey=\d+ killed_pg=\d+ hups=\d+ seconds=\d+\.\d"
)
SHORT = 300


def test_kills_of_every_kind_lose_nothing_and_tell_nothing_twice() -> None:
    result = campaign(SHORT, seed=7)
    assert result.judge(killer.wanted(SHORT, redis=True)) == []
    assert result.accepted == result.stored == result.in_app == SHORT
    assert re.fullmatch(LINE, result.line())


def green(**changes: Any) -> Tally:
    """Ten letters, each told once and pushed once, and enough kills."""
    acknowledged = {f"chaos-7-{n}": f"m{n}" for n in range(10)}
    rows = [(key, message_id, 1) for key, message_id in acknowledged.items()]
    pushes = [(message_id, "sent") for message_id in acknowledged.values()]
    wire = Counter({("o", message_id): 1 for message_id in acknowledged.values()})
    found = Tally(accepted=10, kills=Counter(killer.LEAST))
    tally.count_letters(found, changes.get("acknowledged", acknowledged), changes.get("rows", rows))
    tally.count_pushes(found, changes.get("pushes", pushes), changes.get("wire", wire))
    return found


WANTED = killer.wanted(500, redis=True)


def test_a_clean_run_is_green() -> None:
    assert green().judge(WANTED) == []


def test_an_acknowledged_letter_that_is_not_stored_is_lost() -> None:
    rows = [(f"chaos-7-{n}", f"m{n}", 1) for n in range(9)]
    found = green(rows=rows)
    assert (found.stored, found.in_app, found.lost) == (9, 9, 1)
    assert "1 件丢了" in found.judge(WANTED)


@pytest.mark.parametrize(("notices", "lost", "duplicates"), [(0, 1, 0), (2, 0, 1), (4, 0, 3)])
def test_a_reply_is_told_exactly_once(notices: int, lost: int, duplicates: int) -> None:
    rows = [(f"chaos-7-{n}", f"m{n}", 1) for n in range(9)] + [("chaos-7-9", "m9", notices)]
    found = green(rows=rows)
    assert (found.stored, found.in_app, found.lost, found.duplicates) == (10, 9, lost, duplicates)
    assert found.judge(WANTED)


def test_a_letter_stored_twice_under_one_key_is_a_duplicate() -> None:
    rows = [(f"chaos-7-{n}", f"m{n}", 1) for n in range(10)] + [("chaos-7-3", "another", 0)]
    assert green(rows=rows).duplicates == 1


def test_a_push_is_counted_on_the_wire_whatever_the_record_says() -> None:
    wire = Counter({("o", f"m{n}"): 1 for n in range(10)}) + Counter({("o", "m3"): 2})
    found = green(wire=wire)
    assert found.push_duplicates == 2
    assert found.judge(WANTED)


@pytest.mark.parametrize(("state", "arrived"), [("sent", False), ("failed", True), ("pending", False)])
def test_a_record_that_does_not_fit_the_wire_is_red(state: str, arrived: bool) -> None:
    pushes = [(f"m{n}", "sent") for n in range(9)] + [("m9", state)]
    wire = Counter({("o", f"m{n}"): 1 for n in range(9 + arrived)})
    assert green(pushes=pushes, wire=wire).judge(WANTED)


def test_unknown_pushes_are_bounded_by_what_the_kills_can_have_cut() -> None:
    few = green()
    few.states = Counter(sent=480, unknown=20)
    assert few.judge(WANTED) == []
    few.states = Counter(sent=460, unknown=21)
    assert few.judge(WANTED)


def test_too_few_kills_are_red() -> None:
    for what in killer.LEAST:
        found = green()
        found.kills[what] -= 1
        assert found.judge(WANTED)


def test_the_kills_of_ten_thousand_are_those_of_the_contract_and_fixed_by_the_seed() -> None:
    assert killer.wanted(10_000, redis=True) == {"worker": 20, "valkey": 4, "postgres": 2, "web": 3}
    import os

    one, same, other = (Killer(os.getpid(), 10_000, seed) for seed in (1, 1, 2))
    assert one.plan == same.plan != other.plan
    assert [at for at, _ in one.plan] == sorted(at for at, _ in one.plan)
    assert Counter(what for _, what in one.plan) == Counter(killer.wanted(10_000, redis=True))
    assert one.plan[-1][0] < 1


@pytest.mark.parametrize("plant", plants.PLANTS)
def test_every_plant_still_finds_its_ground(plant: str, tmp_path: Path) -> None:
    planting.copy_tree(tmp_path)
    for patch in plants.PLANTS[plant]:
        patch.apply(tmp_path)
