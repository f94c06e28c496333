"""Who may do what: one enum of permissions, one of roles, one table between them (domain §4.2)."""

from __future__ import annotations

from enum import StrEnum


class Permission(StrEnum):
    PUBLIC = "anyone:look"
    SESSION_OWN = "session:own"
    ACCOUNT_OWN = "account:own"
    ACCOUNT_MANAGE = "account:manage"
    UPLOAD_CREATE = "upload:create"
    MESSAGE_SUBMIT = "message:submit"
    MESSAGE_READ = "message:read"
    MESSAGE_TRIAGE = "message:triage"
    MESSAGE_REPLY = "message:reply"
    MESSAGE_RATE = "message:rate"
    MESSAGE_OWN = "message:own"
    MESSAGE_ASK = "message:ask"
    MESSAGE_REFUSE = "message:refuse"
    MESSAGE_DECIDE = "message:decide"
    MESSAGE_NOTE = "message:note"
    IDENTITY_READ = "identity:read"
    NOTICE_READ = "notice:read"
    DUTY_RECORD = "duty:record"
    DUTY_ENTER = "duty:enter"
    DUTY_OWN = "duty:own"
    DUTY_READ = "duty:read"
    ACTIVITY_READ = "activity:read"
    INVITATION_CREATE = "invitation:create"
    REGISTER_READ = "register:read"
    REGISTER_MANAGE = "register:manage"
    CODE_MANAGE = "code:manage"
    SCREEN_MANAGE = "screen:manage"
    SETTING_MANAGE = "setting:manage"
    DELEGATION_CREATE = "delegation:create"
    BLOCK_MANAGE = "block:manage"
    ROLE_GIVE = "role:give"
    MESSAGE_PUBLISH = "message:publish"
    MESSAGE_TAKE_DOWN = "message:take_down"
    CANNED_MANAGE = "canned:manage"
    MESSAGE_ARRANGE = "message:arrange"
    MESSAGE_MERGE = "message:merge"
    DELIVERY_MANAGE = "delivery:manage"
    MESSAGE_ASSIGN = "message:assign"
    MESSAGE_REOPEN = "message:reopen"
    ASSIGNMENT_READ = "assignment:read"
    ASSIGNMENT_HANDLE = "assignment:handle"
    ASSIGNMENT_SIGN_OFF = "assignment:sign_off"
    ASSIGNMENT_DECIDE = "assignment:decide"
    SUPERVISION_OPEN = "supervision:open"
    FEEDBACK_MANAGE = "feedback:manage"
    MESSAGE_EXPORT = "message:export"
    EXPORT_DECIDE = "export:decide"
    SUGGESTION_READ = "suggestion:read"
    SUGGESTION_WRITE = "suggestion:write"
    SUGGESTION_CONVERT = "suggestion:convert"
    SUGGESTION_REVIEW = "suggestion:review"
    SUGGESTION_HANDLE = "suggestion:handle"
    SUGGESTION_SIGN = "suggestion:sign"


class Role(StrEnum):
    VISITOR = "visitor"
    RESIDENT = "resident"
    DEPUTY = "deputy"
    FORMER_DEPUTY = "former_deputy"
    LIAISON = "liaison"
    STATION_HEAD = "station_head"
    STREET_NPC = "street_npc"
    NPC_STAFF = "npc_staff"
    NPC_LEADER = "npc_leader"
    HANDLER = "handler"
    HANDLER_LEAD = "handler_lead"
    SYS_ADMIN = "sys_admin"


ROLE_NAMES = {
    Role.VISITOR: "访客",
    Role.RESIDENT: "居民",
    Role.DEPUTY: "人大代表",
    Role.FORMER_DEPUTY: "离任代表",
    Role.LIAISON: "联络员",
    Role.STATION_HEAD: "站长",
    Role.STREET_NPC: "镇街人大",
    Role.NPC_STAFF: "人大机关",
    Role.NPC_LEADER: "人大领导",
    Role.HANDLER: "承办单位经办人",
    Role.HANDLER_LEAD: "承办单位负责人",
    Role.SYS_ADMIN: "系统管理员",
}

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
}

# letters go to departments from an office, which decides about them too
_GIVES_OUT = frozenset(
    {P.MESSAGE_ASSIGN, P.MESSAGE_REOPEN, P.ASSIGNMENT_READ, P.ASSIGNMENT_DECIDE, P.SUPERVISION_OPEN}
)
_HANDLES = frozenset({P.UPLOAD_CREATE, P.ASSIGNMENT_READ, P.ASSIGNMENT_HANDLE})

# an office fills its registers itself, stands in for those who are away, and stops abuse
_OFFICE = frozenset({P.REGISTER_MANAGE, P.DELEGATION_CREATE, P.BLOCK_MANAGE, P.ROLE_GIVE})

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.VISITOR: frozenset({P.PUBLIC}),
    Role.RESIDENT: _SIGNED_IN | _WRITES,
    Role.DEPUTY: _SIGNED_IN
    | _WRITES
    | {P.MESSAGE_TRIAGE, P.MESSAGE_REPLY, P.DUTY_RECORD, P.DUTY_OWN, P.DUTY_READ, P.ACTIVITY_READ},
    # what is left of the office is the own file, to read (domain §4.2)
    Role.FORMER_DEPUTY: _SIGNED_IN | _WRITES | {P.DUTY_OWN},
    Role.LIAISON: _SIGNED_IN | _STATION | {P.DELEGATION_CREATE},
    Role.STATION_HEAD: _SIGNED_IN
    | _STATION
    | {P.DELEGATION_CREATE, P.MESSAGE_DECIDE, P.CANNED_MANAGE, P.SCREEN_MANAGE},
    Role.STREET_NPC: _SIGNED_IN
    | _STATION
    | _OFFICE
    | _GIVES_OUT
    | {P.MESSAGE_DECIDE, P.CANNED_MANAGE, P.MESSAGE_MERGE, P.SCREEN_MANAGE},
    Role.NPC_STAFF: _SIGNED_IN
    | _GIVES_OUT
    | {
        P.MESSAGE_READ,
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
    | {P.MESSAGE_READ, P.DUTY_READ, P.ACTIVITY_READ, P.REGISTER_READ, P.ASSIGNMENT_READ},
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
for _role, _more in _SUGGESTIONS.items():
    GRANTS[_role] |= _more


SECOND_FACTOR = frozenset(
    {
        Role.STATION_HEAD,
        Role.STREET_NPC,
        Role.NPC_STAFF,
        Role.NPC_LEADER,
        Role.HANDLER_LEAD,
        Role.SYS_ADMIN,
    }
)
"""Heads and above do not sign in by a password alone."""


def allows(role: Role, permission: Permission) -> bool:
    return permission in GRANTS[role]
