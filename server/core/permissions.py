"""Who may do what: one enum of permissions, one of roles; the table between them is `grants` (domain §4.2)."""

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
    ALERT_READ = "alert:read"
    DUTY_RECORD = "duty:record"
    DUTY_ENTER = "duty:enter"
    DUTY_OWN = "duty:own"
    DUTY_READ = "duty:read"
    DUTY_JUDGE = "duty:judge"
    ACTIVITY_READ = "activity:read"
    ACTIVITY_APPROVE = "activity:approve"
    ACTIVITY_ANSWER = "activity:answer"
    CALENDAR_OWN = "calendar:own"
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
    SUPERVISION_READ = "supervision:read"
    SUPERVISION_MEET = "supervision:meet"
    SUPERVISION_ASK = "supervision:ask"
    FEEDBACK_MANAGE = "feedback:manage"
    MESSAGE_EXPORT = "message:export"
    EXPORT_DECIDE = "export:decide"
    EXPORT_READ = "export:read"
    ASSIGNMENT_EXPORT = "assignment:export"
    SUGGESTION_READ = "suggestion:read"
    SUGGESTION_WRITE = "suggestion:write"
    SUGGESTION_CONVERT = "suggestion:convert"
    SUGGESTION_REVIEW = "suggestion:review"
    SUGGESTION_HANDLE = "suggestion:handle"
    SUGGESTION_SIGN = "suggestion:sign"
    INDICATOR_READ = "indicator:read"
    ANALYSIS_READ = "analysis:read"
    ANALYSIS_WRITE = "analysis:write"
    ANALYSIS_ANSWER = "analysis:answer"
    MEDIATION_OWN = "mediation:own"
    MEDIATION_READ = "mediation:read"
    MEDIATION_SIGNAL = "mediation:signal"
    MEDIATION_CONDUCT = "mediation:conduct"
    MEDIATION_COUNT = "mediation:count"
    OUTSIDE_READ = "outside:read"
    OUTSIDE_ASSIGN = "outside:assign"
    OUTSIDE_HANDLE = "outside:handle"
    LEAD_READ = "lead:read"
    LEAD_OPEN = "lead:open"
    LEAD_DECIDE = "lead:decide"
    CONTACT_OWN = "contact:own"
    CONTACT_ANSWER = "contact:answer"
    CONTACT_KEEP = "contact:keep"
    CONTACT_READ = "contact:read"
    ARCHIVE_READ = "archive:read"
    ARCHIVE_WRITE = "archive:write"
    REPORT_OWN = "report:own"
    REPORT_READ = "report:read"
    REPORT_KEEP = "report:keep"
    REPORT_RATE = "report:rate"
    VISIT_READ = "visit:read"
    VISIT_PLAN = "visit:plan"
    VISIT_KEEP = "visit:keep"
    POINTS_OWN = "points:own"
    POINTS_READ = "points:read"
    POINTS_SWITCH = "points:switch"
    FEATURE_SHELVE = "feature:shelve"
    AUDIT_READ = "audit:read"


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
    GOV_DISPATCHER = "gov_dispatcher"
    CPPCC_STAFF = "cppcc_staff"
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
    Role.GOV_DISPATCHER: "政府交办",
    Role.CPPCC_STAFF: "政协机关",
    Role.HANDLER: "承办单位经办人",
    Role.HANDLER_LEAD: "承办单位负责人",
    Role.SYS_ADMIN: "系统管理员",
}
