"""What the pages of optional features take in."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from server.core.parsing import Body
from server.core.text import Reason, Text


class ShelveForm(Body):
    """`is_sure`: the second look."""

    reason: Reason
    is_sure: Literal["on"] | None = None


class RestoreForm(Body):
    reason: Reason


class ArchiveForm(Body):
    with_people: Literal["on"] | None = None
    reason: Annotated[Text, Field(max_length=150)] = ""
