"""What may happen next, as a table: (state, action) → state, and nothing else."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Generic, TypeVar

from server.core.errors import Conflict

S = TypeVar("S", bound=StrEnum)
A = TypeVar("A", bound=StrEnum)


class Workflow(Generic[S, A]):
    """`Workflow({(state, action): state}, refusals)`: an absent pair is refused.

    `refusals` says by state, as error code and Chinese words, why an action does not fit there; `unfit` says it
    by action, where the action tells more than the state. `returns` names the states that an action leads back to:
    which of them, only what happened before tells.
    """

    def __init__(
        self,
        table: Mapping[tuple[S, A], S],
        refusals: Mapping[S, tuple[str, str]],
        unfit: Mapping[A, tuple[str, str]] | None = None,
        returns: Mapping[tuple[S, A], Collection[S]] | None = None,
    ) -> None:
        self.table = dict(table)
        self.refusals = dict(refusals)
        self.unfit = dict(unfit or {})
        self.returns = dict(returns or {})

    def after(self, state: S, action: A) -> S:
        """The state `action` leads to. Raises Conflict with the state's refusal when it may not happen."""
        try:
            return self.table[state, action]
        except KeyError:
            words = self.unfit.get(action) or self.refusals[state]
            raise Conflict(*words, state=state.value) from None

    def back(self, state: S, action: A, before: S) -> S:
        """The state from which it came here. Raises Conflict where `action` does not lead back there."""
        if before in self.returns.get((state, action), ()):
            return before
        raise Conflict(*self.refusals[state], state=state.value)

    def actions(self, state: S) -> list[A]:
        """What may happen in `state`, in the order of the table."""
        return [action for (source, action) in (*self.table, *self.returns) if source == state]
