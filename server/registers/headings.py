"""A register's columns, and which heading of a sheet means which of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field as dataclass_field

from server.registers.cells import Reader, folded
from server.registers.models import RegisterKind


@dataclass(frozen=True, slots=True)
class Field:
    """A column. `also` are headings that mean the same, `unsure` those that somebody has to confirm."""

    key: str
    heading: str
    read: Reader
    example: str
    required: bool = False
    also: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()
    names: Mapping[str, str] = dataclass_field(default_factory=dict)
    """Value → how it is shown, of a column that has but a few."""
    is_private: bool = False

    def shown(self, value: object) -> str:
        """A value as it stands in a cell."""
        if value is None:
            return ""
        if isinstance(value, list):
            return "、".join(value)
        return self.names.get(str(value), str(value))


@dataclass(frozen=True, slots=True)
class RegisterSheet:
    """A register. `what` is what one line is, with its counting word: 位代表."""

    kind: RegisterKind
    name: str
    what: str
    fields: tuple[Field, ...]
    note: str = ""
    """What somebody who brings it in should know beforehand."""

    def field(self, key: str) -> Field:
        return next(field for field in self.fields if field.key == key)

    @property
    def required(self) -> list[Field]:
        return [field for field in self.fields if field.required]


def match(sheet: RegisterSheet, headings: Iterable[str]) -> dict[str, str]:
    """Heading → field key. Each field takes its best heading: its own name, then one that means it, then a guess."""
    plain = {heading: _plain(heading) for heading in headings}
    found: dict[str, str] = {}
    for accepted in (_own, _also, _unsure):
        for field in sheet.fields:
            if field.key in found.values():
                continue
            fits = [h for h, said in plain.items() if h not in found and said in accepted(field)]
            if fits:
                found[fits[0]] = field.key
    return found


def is_guess(field: Field, heading: str) -> bool:
    """Whether a person should confirm that this heading means the field: 联系方式 may be another number."""
    return _plain(heading) in _unsure(field)


def _plain(heading: str) -> str:
    """Without blanks and what marks a required column."""
    return folded(heading).replace("*", "").replace("(必填)", "").replace("(选填)", "").rstrip(":")


def _own(field: Field) -> set[str]:
    return {folded(field.heading)}


def _also(field: Field) -> set[str]:
    return {folded(heading) for heading in field.also}


def _unsure(field: Field) -> set[str]:
    return {folded(heading) for heading in field.unsure}
