"""What may stand in a push: its template's own fields, and nothing about a person."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import server
from server.notifications import asks
from server.notifications.asks import Ask
from tests.notifications.platform import ask


@pytest.mark.parametrize("change", [{"thing9": "x"}, {"thing1": ""}], ids=["another field", "an empty one"])
def test_a_push_whose_fields_do_not_fit_its_template_is_refused_where_it_is_written(
    change: dict[str, str],
) -> None:
    with pytest.raises(ValueError, match="fields of the template"):
        Ask("reply", dict(ask().fields) | change)


# what may stand in a push: numbers, places, times, counts, and our own fixed words
ALLOWED = {
    "message.number",
    "station.name",
    "message.created_at",
    "message.answered_at",
    "clock.local",
    "clock.now",
    "rule.title",
    "count",
    "now",
    "str",
    # a day in words; and a pair of texts that is read where it is given
    "until",
    "push",
}


def test_no_caller_puts_a_name_a_phone_or_written_words_into_a_push() -> None:
    """Every field of every Ask in the product, and every pair of texts given for one, read from its source."""
    found = 0
    for path in Path(server.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            for value in texts_of(node):
                found += 1
                assert names_in(value) <= ALLOWED, (path.name, ast.unparse(value))
    assert found >= 12


def texts_of(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Ask":
        fields = node.args[1]
        assert isinstance(fields, ast.Dict)
        return fields.values
    if isinstance(node, ast.keyword) and node.arg == "push" and isinstance(node.value, ast.Tuple):
        return node.value.elts
    return []


def names_in(value: ast.expr) -> set[str]:
    """`message.number` as a whole; of a call only what is called and given."""
    if isinstance(value, ast.Attribute):
        return {ast.unparse(value)}
    if isinstance(value, ast.Name):
        return {value.id}
    return {
        name
        for child in ast.iter_child_nodes(value)
        if isinstance(child, ast.expr)
        for name in names_in(child)
    }


def test_every_template_has_a_hint_that_a_short_message_leaves_out() -> None:
    for template, fields in asks.FIELDS.items():
        said = asks.for_a_text(template, dict.fromkeys(fields, "x"))
        assert set(fields) - set(said) == {asks.HINTS[template]}
