"""What each kind of duty is good for: S4's five roles (R4-06), S0's five functions (R0-04), and what counts where."""

from __future__ import annotations

from enum import StrEnum

from server.activities.kinds import KINDS, DutyKind as K, StationRole


class StationFunction(StrEnum):
    """联商督促智: another dictionary of another place, kept apart (R0-04)."""

    CONTACT = "contact"
    CONSULT = "consult"
    SUPERVISE = "supervise"
    PROMOTE = "promote"
    ADVISE = "advise"


ROLE_WORDS = {
    StationRole.PUBLICITY: "宣传站",
    StationRole.BRIDGE: "连心桥",
    StationRole.WINDOW: "民意窗",
    StationRole.SUPERVISION: "监督岗",
    StationRole.SERVICE: "服务厅",
}
FUNCTION_WORDS = {
    StationFunction.CONTACT: "联",
    StationFunction.CONSULT: "商",
    StationFunction.SUPERVISE: "督",
    StationFunction.PROMOTE: "促",
    StationFunction.ADVISE: "智",
}

F = StationFunction
ROLE_OF = {kind: info.role for kind, info in KINDS.items()}
FUNCTION_OF = {
    K.ATTEND_CONGRESS: F.SUPERVISE,
    K.SPEAK: F.SUPERVISE,
    K.SUGGEST: F.PROMOTE,
    K.RECEIVE_VOTERS: F.CONTACT,
    K.VISIT_VOTERS: F.CONTACT,
    K.HANDLE_OPINION: F.CONTACT,
    K.INSPECT: F.SUPERVISE,
    K.RESEARCH: F.ADVISE,
    K.LAW_CHECK: F.SUPERVISE,
    K.OBSERVE_MEETING: F.SUPERVISE,
    K.DELIBERATE: F.CONSULT,
    K.ONSITE: F.CONSULT,
    K.LEGIS_COMMENT: F.ADVISE,
    K.PROJECT_WATCH: F.PROMOTE,
    K.SERVICE: F.PROMOTE,
    K.PUBLICITY: F.ADVISE,
    K.TRAINING: F.ADVISE,
    K.GROUP_ACTIVITY: F.CONTACT,
    K.DUTY_REPORT: F.SUPERVISE,
    K.MEDIATION: F.PROMOTE,
}
COUNTS_FOR_STATION = tuple(kind for kind, info in KINDS.items() if info.at_station)
"""Offline activities of these kinds are what R4-10 asks of a station (domain §6.1, 计站点频次)."""
