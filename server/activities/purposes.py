"""What each kind of duty is good for: S4's five roles (R4-06), S0's five functions (R0-04), and what counts where."""

from __future__ import annotations

from enum import StrEnum

from server.activities.kinds import DutyKind as K


class StationRole(StrEnum):
    """五大作用: what a station is to its neighbourhood (R4-06)."""

    PUBLICITY = "publicity"
    BRIDGE = "bridge"
    WINDOW = "window"
    SUPERVISION = "supervision"
    SERVICE = "service"


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

R, F = StationRole, StationFunction
_PURPOSES = {
    K.ATTEND_CONGRESS: (R.SUPERVISION, F.SUPERVISE),
    K.SPEAK: (R.SUPERVISION, F.SUPERVISE),
    K.SUGGEST: (R.WINDOW, F.PROMOTE),
    K.RECEIVE_VOTERS: (R.BRIDGE, F.CONTACT),
    K.VISIT_VOTERS: (R.BRIDGE, F.CONTACT),
    K.HANDLE_OPINION: (R.WINDOW, F.CONTACT),
    K.INSPECT: (R.SUPERVISION, F.SUPERVISE),
    K.RESEARCH: (R.SUPERVISION, F.ADVISE),
    K.LAW_CHECK: (R.SUPERVISION, F.SUPERVISE),
    K.OBSERVE_MEETING: (R.SUPERVISION, F.SUPERVISE),
    K.DELIBERATE: (R.SERVICE, F.CONSULT),
    K.ONSITE: (R.SUPERVISION, F.CONSULT),
    K.LEGIS_COMMENT: (R.WINDOW, F.ADVISE),
    K.PROJECT_WATCH: (R.SUPERVISION, F.PROMOTE),
    K.SERVICE: (R.SERVICE, F.PROMOTE),
    K.PUBLICITY: (R.PUBLICITY, F.ADVISE),
    K.TRAINING: (R.PUBLICITY, F.ADVISE),
    K.GROUP_ACTIVITY: (R.BRIDGE, F.CONTACT),
    K.DUTY_REPORT: (R.SUPERVISION, F.SUPERVISE),
    K.MEDIATION: (R.SERVICE, F.PROMOTE),
}
ROLE_OF = {kind: role for kind, (role, _) in _PURPOSES.items()}
FUNCTION_OF = {kind: function for kind, (_, function) in _PURPOSES.items()}

COUNTS_FOR_STATION = (
    K.RECEIVE_VOTERS,
    K.VISIT_VOTERS,
    K.INSPECT,
    K.RESEARCH,
    K.DELIBERATE,
    K.ONSITE,
    K.PROJECT_WATCH,
    K.PUBLICITY,
    K.GROUP_ACTIVITY,
    K.DUTY_REPORT,
)
"""Offline activities of these kinds are what R4-10 asks of a station (domain §6.1, 计站点频次)."""
TAKES_PART = (
    K.RECEIVE_VOTERS,
    K.VISIT_VOTERS,
    K.INSPECT,
    K.RESEARCH,
    K.LAW_CHECK,
    K.OBSERVE_MEETING,
    K.DELIBERATE,
    K.ONSITE,
    K.PROJECT_WATCH,
    K.PUBLICITY,
    K.GROUP_ACTIVITY,
    K.DUTY_REPORT,
    K.MEDIATION,
)
"""Whoever did one of these in a year has taken part in it (R4-10, 全年代表参与全覆盖); online ones stand apart."""
