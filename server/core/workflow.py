"""What may happen next, as a table: (state, action) → state, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Generic, TypeVar

from server.core.errors import Conflict

S = TypeVar("S", bound=StrEnum)
A = TypeVar("A", bound=StrEnum)


class Workflow(Generic[S, A]):
    """`Workflow({(state, action): state}, refusals)`: an absent pair is refused.

    `refusals` says by state, as error code and Chinese words, why an action does not fit there.
    """

    def __init__(self, table: Mapping[tuple[S, A], S], refusals: Mapping[S, tuple[str, str]]) -> None:
        self.table = dict(table)
        self.refusals = dict(refusals)

    def after(self, state: S, action: A) -> S:
        """The state `action` leads to. Raises Conflict with the state's refusal when it may not happen."""
        try:
            return self.table[state, action]
        except KeyError:
            raise Conflict(*self.refusals[state], state=state.value) from None

    def actions(self, state: S) -> list[A]:
        """What may happen in `state`, in the order of the table."""
        return [action for (source, action) in self.table if source == state]
