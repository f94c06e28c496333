"""One record as a page shows it: what it says, how it came, what was decided, and what its deputy may do."""

from __future__ import annotations

from server.core import clock
from server.duties import queries
from server.duties.deciding import APPEAL_WITHIN
from server.duties.life import WORKFLOW, DutyAction
from server.duties.models import Duty, DutyStep
from server.duties.schemas import STATUS_WORDS, DutyCase, DutyOut, StepOut
from server.stations.queries import get as get_station
from server.uploads.schemas import UploadOut

DEPUTYS = (DutyAction.SUBMIT, DutyAction.REVOKE, DutyAction.APPEAL)


def of(duty: Duty) -> DutyCase:
    steps = queries.steps_of(duty.id)
    return DutyCase(
        **DutyOut.of(duty, get_station(duty.station_id).name).model_dump(),
        status_words=STATUS_WORDS[duty.status],
        steps=[StepOut.of(step) for step in steps],
        actions=[action.value for action in WORKFLOW.actions(duty.status) if _is_open(action, steps)],
        pictures=[UploadOut.of(upload) for upload in queries.pictures_of(duty.id)],
    )


def _is_open(action: DutyAction, steps: list[DutyStep]) -> bool:
    """Whether the deputy may do it now: an appeal only within its ten days."""
    if action is DutyAction.APPEAL:
        refused = [step.at for step in steps if step.action is DutyAction.REJECT]
        return bool(refused) and clock.now() - refused[-1] <= APPEAL_WITHIN
    return action in DEPUTYS
