"""The few things a person says on the first day."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from server.core.parsing import Body, Query
from server.onboarding.models import SetupState


class SettleStep(Body):
    state: Literal[SetupState.DONE, SetupState.SKIPPED]


class TryStation(Query):
    station: UUID | None = None
