"""What the page of exports takes in."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from server.assignments.boxes import Box
from server.core.actor import Actor, current
from server.core.parsing import Body
from server.core.permissions import Permission
from server.core.text import Reason, Text
from server.exports.models import Export, ExportFormat, ExportKind, ExportState
from server.messages.filters import Filters, View
from server.messages.inbox import FindMessages


class FindExport(Filters):
    """What the order is offered for: a view, words, and whatever else narrowed the list one comes from."""

    view: View = View.ALL
    of: ExportKind | None = None
    box: Box = Box.ALL

    def kind(self, actor: Actor) -> ExportKind:
        """Letters first, for whoever may take both away."""
        may_letters = actor.may(Permission.MESSAGE_EXPORT)
        wanted = self.of or (ExportKind.LETTERS if may_letters else ExportKind.ASSIGNMENTS)
        may_units = actor.may(Permission.ASSIGNMENT_EXPORT)
        if wanted is ExportKind.LETTERS:
            return wanted if may_letters else ExportKind.ASSIGNMENTS
        return wanted if may_units else ExportKind.LETTERS


class OrderForm(Filters):
    view: View
    format: Literal[ExportFormat.XLSX, ExportFormat.CSV]
    with_people: Literal["on"] | None = None
    reason: Annotated[Text, Field(max_length=150)] = ""

    def find(self) -> FindMessages:
        return FindMessages(**self.lasting)


class OrderAssignmentsForm(Body):
    box: Box
    format: Literal[ExportFormat.XLSX, ExportFormat.CSV]
    q: Annotated[Text, Field(max_length=40)] = ""


class RefuseForm(Body):
    reason: Reason


def may_decide(export: Export) -> bool:
    """Whether the reader is the second person."""
    actor = current()
    is_other = export.account_id != actor.account_id
    return export.state is ExportState.ASKED and is_other and actor.may(Permission.EXPORT_DECIDE)
