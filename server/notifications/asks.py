"""What a push is made of: our own templates, what stands in their fields, and which of them this mini-program has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from flask import current_app

Template = Literal["reply", "progress", "digest", "urgent"]

FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "reply": ("thing1", "phrase2", "thing3", "time4", "thing5"),
    "progress": ("thing1", "phrase2", "time3", "thing4"),
    "digest": ("thing1", "number2", "time3", "thing4"),
    "urgent": ("thing1", "time2", "thing3"),
}
"""The platform refuses a message in which one is missing or empty."""

HINTS: Final[Mapping[str, str]] = {
    "reply": "thing5",
    "progress": "thing4",
    "digest": "thing4",
    "urgent": "thing3",
}
"""The field that says what to do next; a short message goes without it and so never urges anybody (F12)."""

URGENT: Final = "urgent"


@dataclass(frozen=True, slots=True)
class Ask:
    """A push that goes with a notice. Numbers, places, times and fixed words: never a name, a phone, what was written."""

    template: Template
    fields: Mapping[str, str]

    def __post_init__(self) -> None:
        if set(self.fields) != set(FIELDS[self.template]) or not all(self.fields.values()):
            raise ValueError(f"fields of the template {self.template} are missing, empty or too many")


def ids() -> Mapping[str, str]:
    """Our names of the templates that are set, and the platform's."""
    known: Mapping[str, str] = current_app.config["TEMPLATES"]
    return known


def name_of(template_id: str) -> str | None:
    """Our name of a template of the platform, None for one of somebody else."""
    return next((name for name, known in ids().items() if known == template_id), None)


def for_a_text(template: str, fields: Mapping[str, str]) -> dict[str, str]:
    """The same without the hint: what a short message says."""
    return {key: value for key, value in fields.items() if key != HINTS[template]}
