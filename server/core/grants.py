"""What each role may do. On which objects is a matter of its scope (domain §4.2)."""

from __future__ import annotations

from server.core.permissions import Permission, Role

P = Permission
_SIGNED_IN = frozenset({P.PUBLIC, P.SESSION_OWN, P.ACCOUNT_OWN, P.NOTICE_READ})
_WRITES = frozenset({P.UPLOAD_CREATE, P.MESSAGE_SUBMIT, P.MESSAGE_READ, P.MESSAGE_RATE, P.MESSAGE_OWN})
_ANSWERS = frozenset({P.UPLOAD_CREATE, P.MESSAGE_READ, P.MESSAGE_TRIAGE, P.MESSAGE_REPLY})
_STATION = _ANSWERS | {
    P.IDENTITY_READ,
    P.DUTY_ENTER,
    P.DUTY_READ,
    P.ACTIVITY_READ,
    P.INVITATION_CREATE,
    P.REGISTER_READ,
    P.CODE_MANAGE,
    P.MESSAGE_PUBLISH,
    P.MESSAGE_ASK,
    P.MESSAGE_REFUSE,
    P.MESSAGE_NOTE,
    P.MESSAGE_TAKE_DOWN,
    P.MESSAGE_ARRANGE,
    P.MESSAGE_EXPORT,
    P.EXPORT_READ,
}

# letters go to departments from an office, which decides about them too
_GIVES_OUT = frozenset(
    {
        P.MESSAGE_ASSIGN,
        P.ASSIGNMENT_READ,
        P.ASSIGNMENT_DECIDE,
        P.SUPERVISION_OPEN,
        P.SUPERVISION_READ,
        P.ASSIGNMENT_EXPORT,
        P.EXPORT_READ,
    }
)
_HANDLES = frozenset(
    {
        P.UPLOAD_CREATE,
        P.ASSIGNMENT_READ,
        P.ASSIGNMENT_HANDLE,
        P.SUPERVISION_READ,
        P.ASSIGNMENT_EXPORT,
        P.EXPORT_READ,
    }
)

# an office fills its registers itself, stands in for those who are away, and stops abuse
_OFFICE = frozenset({P.REGISTER_MANAGE, P.DELEGATION_CREATE, P.BLOCK_MANAGE, P.ROLE_GIVE})

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.VISITOR: frozenset({P.PUBLIC}),
    Role.RESIDENT: _SIGNED_IN | _WRITES,
    Role.DEPUTY: _SIGNED_IN
    | _WRITES
    | {
        P.MESSAGE_TRIAGE,
        P.MESSAGE_REPLY,
        P.DUTY_RECORD,
        P.DUTY_OWN,
        P.DUTY_READ,
        P.ACTIVITY_READ,
        P.SUPERVISION_ASK,
    },
    # what is left of the office is the own file, to read (domain §4.2)
    Role.FORMER_DEPUTY: _SIGNED_IN | _WRITES | {P.DUTY_OWN},
    Role.LIAISON: _SIGNED_IN | _STATION | {P.DELEGATION_CREATE, P.SUPERVISION_ASK},
    Role.STATION_HEAD: _SIGNED_IN
    | _STATION
    | {P.DELEGATION_CREATE, P.MESSAGE_DECIDE, P.CANNED_MANAGE, P.SUPERVISION_ASK, P.SCREEN_MANAGE},
    Role.STREET_NPC: _SIGNED_IN
    | _STATION
    | _OFFICE
    | _GIVES_OUT
    | {P.MESSAGE_DECIDE, P.CANNED_MANAGE, P.MESSAGE_MERGE, P.MESSAGE_REOPEN, P.SCREEN_MANAGE},
    Role.NPC_STAFF: _SIGNED_IN
    | _GIVES_OUT
    | {
        P.MESSAGE_READ,
        P.MESSAGE_REOPEN,
        P.SUPERVISION_MEET,
        P.IDENTITY_READ,
        P.DUTY_READ,
        P.ACTIVITY_READ,
        P.REGISTER_READ,
        P.CODE_MANAGE,
        P.SCREEN_MANAGE,
        P.INVITATION_CREATE,
        P.SETTING_MANAGE,
        P.MESSAGE_MERGE,
        P.FEEDBACK_MANAGE,
        P.MESSAGE_EXPORT,
        # names leave only when two of them agree (domain §4.2, 导出)
        P.EXPORT_DECIDE,
    }
    | _OFFICE,
    Role.NPC_LEADER: _SIGNED_IN
    | {
        P.MESSAGE_READ,
        P.DUTY_READ,
        P.ACTIVITY_READ,
        P.REGISTER_READ,
        P.ASSIGNMENT_READ,
        P.SUPERVISION_READ,
    },
    # the government gives letters to its departments, and never learns who wrote them
    Role.GOV_DISPATCHER: _SIGNED_IN | _GIVES_OUT | {P.MESSAGE_READ},
    # the other side of a joint meeting, and of nothing else (domain §5.2)
    Role.CPPCC_STAFF: _SIGNED_IN | {P.SUPERVISION_READ, P.SUPERVISION_MEET},
    # a department sees a letter only while it is assigned to it, and never as a message
    Role.HANDLER: _SIGNED_IN | _HANDLES,
    Role.HANDLER_LEAD: _SIGNED_IN | _HANDLES | {P.ASSIGNMENT_SIGN_OFF, P.DELEGATION_CREATE, P.ROLE_GIVE},
    # the administrator manages accounts and never sees what people wrote
    Role.SYS_ADMIN: _SIGNED_IN
    | {
        P.ACCOUNT_MANAGE,
        P.ROLE_GIVE,
        P.REGISTER_READ,
        P.REGISTER_MANAGE,
        P.CODE_MANAGE,
        P.SETTING_MANAGE,
        P.DELIVERY_MANAGE,
        P.FEEDBACK_MANAGE,
    },
}

# deputies write suggestions, an office reviews and dispatches them, units answer them (domain §5.3)
_SUGGESTIONS: dict[Role, frozenset[Permission]] = {
    Role.DEPUTY: frozenset({P.SUGGESTION_READ, P.SUGGESTION_WRITE, P.SUGGESTION_CONVERT}),
    Role.STREET_NPC: frozenset({P.SUGGESTION_READ, P.SUGGESTION_REVIEW, P.SUGGESTION_CONVERT}),
    Role.NPC_STAFF: frozenset({P.SUGGESTION_READ, P.SUGGESTION_REVIEW, P.SUGGESTION_CONVERT}),
    Role.NPC_LEADER: frozenset({P.SUGGESTION_READ}),
    Role.HANDLER: frozenset({P.SUGGESTION_READ, P.SUGGESTION_HANDLE}),
    Role.HANDLER_LEAD: frozenset({P.SUGGESTION_READ, P.SUGGESTION_HANDLE, P.SUGGESTION_SIGN}),
}
# a station writes its month, the township and the county's office say what became of it (R2-05)
# finished reports are found again; the office whose area it is has one written anew, no figure of it by hand (F08)
_FIGURES = frozenset({P.INDICATOR_READ, P.ANALYSIS_READ, P.ARCHIVE_READ})
_MONTHS: dict[Role, frozenset[Permission]] = {
    Role.LIAISON: _FIGURES | {P.ANALYSIS_WRITE},
    Role.STATION_HEAD: _FIGURES | {P.ANALYSIS_WRITE},
    Role.STREET_NPC: _FIGURES | {P.ANALYSIS_ANSWER, P.ARCHIVE_WRITE},
    Role.NPC_STAFF: _FIGURES | {P.ANALYSIS_ANSWER, P.ARCHIVE_WRITE},
    Role.NPC_LEADER: _FIGURES,
}
# an alert reaches whom it concerns and the one responsible, never residents and never everybody (F10)
_ALERTS = {
    role: frozenset({P.ALERT_READ})
    for role in set(Role) - {Role.VISITOR, Role.RESIDENT, Role.FORMER_DEPUTY, Role.SYS_ADMIN}
}

# a station or a township sees what may become a petition; who is chosen mediates; the office only counts (R1-18)
_SIGNALS = frozenset({P.MEDIATION_READ, P.MEDIATION_SIGNAL})
_MEDIATIONS: dict[Role, frozenset[Permission]] = {
    Role.RESIDENT: frozenset({P.MEDIATION_OWN}),
    Role.FORMER_DEPUTY: frozenset({P.MEDIATION_OWN}),
    Role.DEPUTY: frozenset({P.MEDIATION_OWN, P.MEDIATION_READ, P.MEDIATION_CONDUCT}),
    Role.LIAISON: _SIGNALS,
    Role.STATION_HEAD: _SIGNALS | {P.MEDIATION_CONDUCT},
    Role.STREET_NPC: _SIGNALS | {P.MEDIATION_CONDUCT, P.MEDIATION_COUNT},
    Role.NPC_STAFF: frozenset({P.MEDIATION_READ, P.MEDIATION_COUNT}),
    Role.NPC_LEADER: frozenset({P.MEDIATION_READ, P.MEDIATION_COUNT}),
}
# what people were not content with on other platforms: an office gives it out, a unit does it (R2-21, R2-26)
_OUTSIDE: dict[Role, frozenset[Permission]] = {
    Role.STREET_NPC: frozenset({P.OUTSIDE_READ, P.OUTSIDE_ASSIGN}),
    Role.NPC_STAFF: frozenset({P.OUTSIDE_READ, P.OUTSIDE_ASSIGN}),
    Role.NPC_LEADER: frozenset({P.OUTSIDE_READ}),
    Role.HANDLER: frozenset({P.OUTSIDE_READ, P.OUTSIDE_HANDLE}),
    Role.HANDLER_LEAD: frozenset({P.OUTSIDE_READ, P.OUTSIDE_HANDLE}),
}
# a letter becomes a lead by its deputy, its station's head or an office; an office decides at its level (O14)
_LEADS: dict[Role, frozenset[Permission]] = {
    Role.DEPUTY: frozenset({P.LEAD_READ, P.LEAD_OPEN}),
    Role.LIAISON: frozenset({P.LEAD_READ}),
    Role.STATION_HEAD: frozenset({P.LEAD_READ, P.LEAD_OPEN}),
    Role.STREET_NPC: frozenset({P.LEAD_READ, P.LEAD_OPEN, P.LEAD_DECIDE}),
    Role.NPC_STAFF: frozenset({P.LEAD_READ, P.LEAD_OPEN, P.LEAD_DECIDE}),
    Role.NPC_LEADER: frozenset({P.LEAD_READ}),
}
# an appeal is decided, a wrong record struck, a sealed year opened by a head or an office (domain §5.4)
_DUTIES = {role: frozenset({P.DUTY_JUDGE}) for role in (Role.STATION_HEAD, Role.STREET_NPC, Role.NPC_STAFF)}
# a station's head publishes what the station plans, the township what is for all of it (domain §5.4)
_GATHERINGS: dict[Role, frozenset[Permission]] = {
    Role.DEPUTY: frozenset({P.CALENDAR_OWN}),
    Role.STATION_HEAD: frozenset({P.ACTIVITY_APPROVE}),
    Role.STREET_NPC: frozenset({P.ACTIVITY_APPROVE}),
}
# a deputy asks, the other side says yes or no, the station's people keep the list, an office sees numbers (R4-09)
_CONTACTS: dict[Role, frozenset[Permission]] = {
    Role.RESIDENT: frozenset({P.CONTACT_ANSWER}),
    Role.FORMER_DEPUTY: frozenset({P.CONTACT_ANSWER}),
    Role.DEPUTY: frozenset({P.CONTACT_OWN, P.CONTACT_ANSWER}),
    Role.LIAISON: frozenset({P.CONTACT_KEEP, P.CONTACT_READ}),
    Role.STATION_HEAD: frozenset({P.CONTACT_KEEP, P.CONTACT_READ}),
    Role.STREET_NPC: frozenset({P.CONTACT_READ}),
    Role.NPC_STAFF: frozenset({P.CONTACT_READ}),
    Role.NPC_LEADER: frozenset({P.CONTACT_READ}),
}
# a deputy reports, the station helps with the day, residents judge it without a name (R4-07)
_REPORTS: dict[Role, frozenset[Permission]] = {
    Role.RESIDENT: frozenset({P.REPORT_RATE}),
    Role.FORMER_DEPUTY: frozenset({P.REPORT_RATE}),
    Role.DEPUTY: frozenset({P.REPORT_OWN, P.REPORT_READ}),
    Role.LIAISON: frozenset({P.REPORT_READ, P.REPORT_KEEP}),
    Role.STATION_HEAD: frozenset({P.REPORT_READ, P.REPORT_KEEP}),
    Role.STREET_NPC: frozenset({P.REPORT_READ}),
    Role.NPC_STAFF: frozenset({P.REPORT_READ}),
    Role.NPC_LEADER: frozenset({P.REPORT_READ}),
}
# offices and heads plan who comes and write down what came of it; units keep what they promised (R0-05, R4-08)
_PLANS = frozenset({P.VISIT_READ, P.VISIT_PLAN, P.VISIT_KEEP})
_KEEPS = frozenset({P.VISIT_READ, P.VISIT_KEEP})
_VISITS: dict[Role, frozenset[Permission]] = {
    Role.DEPUTY: frozenset({P.VISIT_READ}),
    Role.LIAISON: frozenset({P.VISIT_READ}),
    Role.STATION_HEAD: _PLANS,
    Role.STREET_NPC: _PLANS,
    Role.NPC_STAFF: _PLANS,
    Role.NPC_LEADER: frozenset({P.VISIT_READ}),
    Role.HANDLER: _KEEPS,
    Role.HANDLER_LEAD: _KEEPS,
}
# off unless the office switches it on; then for the person and the personnel office alone (F02). What nobody needs a
# county's office takes out of use (F15)
_POINTS: dict[Role, frozenset[Permission]] = {
    Role.DEPUTY: frozenset({P.POINTS_OWN}),
    Role.NPC_STAFF: frozenset({P.POINTS_READ, P.POINTS_SWITCH, P.FEATURE_SHELVE}),
}
for _granted in (
    _SUGGESTIONS,
    _MONTHS,
    _ALERTS,
    _MEDIATIONS,
    _OUTSIDE,
    _LEADS,
    _DUTIES,
    _GATHERINGS,
    _CONTACTS,
    _REPORTS,
    _VISITS,
    _POINTS,
):
    for _role, _more in _granted.items():
        GRANTS[_role] |= _more


SECOND_FACTOR = frozenset(
    {
        Role.STATION_HEAD,
        Role.STREET_NPC,
        Role.NPC_STAFF,
        Role.NPC_LEADER,
        Role.GOV_DISPATCHER,
        Role.CPPCC_STAFF,
        Role.HANDLER_LEAD,
        Role.SYS_ADMIN,
    }
)
"""Heads and above do not sign in by a password alone."""

BEHIND_FACTOR = frozenset(
    {
        P.IDENTITY_READ,
        P.MESSAGE_REFUSE,
        P.MESSAGE_DECIDE,
        P.MESSAGE_PUBLISH,
        P.MESSAGE_MERGE,
        P.MESSAGE_REOPEN,
        P.MESSAGE_EXPORT,
        P.EXPORT_DECIDE,
        P.ASSIGNMENT_EXPORT,
        P.ASSIGNMENT_SIGN_OFF,
        P.ASSIGNMENT_DECIDE,
        P.SUPERVISION_OPEN,
        P.SUGGESTION_REVIEW,
        P.SUGGESTION_SIGN,
        P.ROLE_GIVE,
        P.ACCOUNT_MANAGE,
        P.REGISTER_MANAGE,
        P.SETTING_MANAGE,
        P.POINTS_SWITCH,
        P.FEATURE_SHELVE,
        P.DELEGATION_CREATE,
        P.BLOCK_MANAGE,
    }
)
"""What those who came in by WeChat do only once the session has seen their second factor: deciding, revealing,
settling. Reading and answering go on as they are."""


def allows(role: Role, permission: Permission) -> bool:
    return permission in GRANTS[role]
