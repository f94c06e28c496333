"""The rules that keep this from becoming a burden (domain §9.2): each is proved by a test, here or where its feature lives."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.core.grants import allows
from server.core.permissions import Permission, Role

ROOT = Path(__file__).parent.parent.parent
PHONE = ROOT / "miniprogram/src"
PROVED = {
    "F01": (
        "test_no_list_is_sorted_by_how_much_somebody_did",
        "test_no_table_counts_how_long_or_how_often_somebody_was_here",
        "test_parts_come_in_the_order_of_codes_and_make_up_the_whole",
    ),
    "F02": (
        "test_without_each_paper_it_stays_off_and_the_attempt_is_written_down",
        "test_it_ends_by_itself_on_its_day_and_wants_new_papers",
        "test_what_would_switch_on_ranking_time_or_force_is_refused_and_written_down",
    ),
    "F03": ("test_the_same_year_by_four_ways_gives_the_same_figures",),
    "F04": (
        "test_every_kind_may_be_put_down_without_position_and_photo",
        "test_of_a_position_only_yes_or_no_is_kept",
        "test_no_record_knows_a_position_or_a_photo",
    ),
    "F05": ("test_no_table_counts_how_long_or_how_often_somebody_was_here",),
    "F06": ("test_no_table_counts_how_long_or_how_often_somebody_was_here",),
    "F07": ("test_twenty_to_dos_are_one_push",),
    "F08": (
        "test_what_a_deputy_makes_of_a_letter_is_on_file_once",
        "test_a_deputys_answer_is_a_duty_by_itself",
    ),
    "F09": ("test_a_complaint_about_the_platform_is_two_taps_away",),
    "F10": ("test_it_is_shown_to_whom_it_concerns_and_to_the_offices_of_its_area",),
    "F11": ("test_only_the_countys_office_opens_the_settings",),
    "F12": (
        "test_nobody_of_the_staff_may_rate_for_an_author",
        "test_fifteen_unrated_days_conclude_without_a_rating",
        "test_only_the_author_rates",
    ),
    "F13": (
        "test_a_unit_reads_the_matter_and_never_who_wrote_it",
        "test_satisfied_concludes_and_may_be_changed_once",
    ),
    "F14": ("test_nothing_asks_to_follow_or_to_pass_on",),
    "F15": (
        "test_a_feature_goes_out_of_use_and_comes_back_as_it_was",
        "test_every_optional_feature_rests_as_a_whole",
        "test_the_archive_holds_everything_and_names_only_by_agreement",
    ),
}


def names_of_tests() -> set[str]:
    found: set[str] = set()
    for path in (ROOT / "tests").rglob("test_*.py"):
        found |= set(re.findall(r"^\s*def (test_\w+)", path.read_text(), re.M))
    return found


def test_every_rule_has_its_proof() -> None:
    assert list(PROVED) == [f"F{number:02d}" for number in range(1, 16)]
    named = {name for names in PROVED.values() for name in names}
    assert named - names_of_tests() == set(), "renamed or gone"


def sorted_by() -> Iterator[tuple[Path, str]]:
    """What lists are ordered by, as it is written."""
    for path in sorted((ROOT / "server").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call):
                continue
            if isinstance(node.func, ast.Attribute) and node.func.attr == "order_by":
                yield from ((path, ast.unparse(argument)) for argument in node.args)
            if isinstance(node.func, ast.Name) and node.func.id == "sorted":
                yield from ((path, ast.unparse(key.value)) for key in node.keywords if key.arg == "key")


AMOUNT = re.compile(
    r"\b(?:count|counts|total|sum|size|rate|share|score|rank|points?|number_of)\b|func\.(?:count|sum)"
)
THINGS = {"server/accounts/blocks.py: rank"}
"""Which blocks somebody disputes stand first: nothing of anybody's work."""


def test_no_list_is_sorted_by_how_much_somebody_did() -> None:
    """F01: by code, name or time."""
    by_amount = {f"{path.relative_to(ROOT)}: {said}" for path, said in sorted_by() if AMOUNT.search(said)}
    assert by_amount - THINGS == set()
    assert len(list(sorted_by())) > 100, "the lists are looked at"


def test_a_complaint_about_the_platform_is_two_taps_away() -> None:
    """F09: the page of oneself stands in the bar of every page, and leads there."""
    assert "'my'" in (PHONE / "components/TabBar.vue").read_text()
    assert "pathOf('feedback'" in (PHONE / "pages/my/index.vue").read_text()


def test_nobody_of_the_staff_may_rate_for_an_author() -> None:
    """F12: only those who may write a letter may rate its answer."""
    raters = {role for role in Role if allows(role, Permission.MESSAGE_RATE)}
    assert raters == {Role.RESIDENT, Role.DEPUTY, Role.FORMER_DEPUTY}


@pytest.mark.parametrize(
    "demand", ["official-account", 'open-type="share"', "openOfficialAccount", "onShareTimeline"]
)
def test_nothing_asks_to_follow_or_to_pass_on(demand: str) -> None:
    """F14: writing needs no account followed and nothing shared."""
    sources = [*PHONE.rglob("*.vue"), *PHONE.rglob("*.ts")]
    assert len(sources) > 50
    assert not [path for path in sources if demand in path.read_text()]
