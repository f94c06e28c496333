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

    `refusals` says by state, as error code and Chinese words, why an action does not fit there; `unfit` says it
    by action, where the action tells more than the state.
    """

    def __init__(
        self,
        table: Mapping[tuple[S, A], S],
        refusals: Mapping[S, tuple[str, str]],
        unfit: Mapping[A, tuple[str, str]] | None = None,
    ) -> None:
        self.table = dict(table)
        self.refusals = dict(refusals)
        self.unfit = dict(unfit or {})

    def after(self, state: S, action: A) -> S:
        """The state `action` leads to. Raises Conflict with the state's refusal when it may not happen."""
        try:
            return self.table[state, action]
        except KeyError:
            words = self.unfit.get(action) or self.refusals[state]
            raise Conflict(*words, state=state.value) from None

    def actions(self, state: S) -> list[A]:
        """What may happen in `state`, in the order of the table."""
        return [action for (source, action) in self.table if source == state]
