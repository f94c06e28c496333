"""Who has to show a second factor, and what waits for it."""

from __future__ import annotations

from server.core.permissions import Permission, Role

P = Permission

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
        P.AUDIT_READ,
    }
)
"""What those who came in by WeChat do only once the session has seen their second factor: deciding, revealing,
settling. Reading and answering go on as they are."""
