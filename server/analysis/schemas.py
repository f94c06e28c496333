"""What the pages of analyses take in."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from server.analysis.models import Addressee
from server.analysis.writing import LONGEST
from server.core.parsing import Body, Query
from server.core.text import Text, Words
from server.papers.marks import Texts

Section = Annotated[Text, Field(max_length=LONGEST)]


class FindAnalyses(Query):
    month: date | None = None
    page: Annotated[int, Field(ge=1, le=500)] = 1


class EditText(Body):
    """The words of one section or of several; what is not given stays."""

    opening: Section | None = None
    handling: Section | None = None
    hot: Section | None = None
    open: Section | None = None
    went: Section | None = None
    asked: Section | None = None

    @property
    def texts(self) -> Texts:
        return {key: text for key, text in self.model_dump().items() if text is not None}


class ChoosePoint(Body):
    to: Addressee
    message_id: UUID | None = None
    text: Annotated[Text, Field(max_length=300)] = ""


class AnswerPoint(Body):
    text: Annotated[Words, Field(min_length=2, max_length=500)]
