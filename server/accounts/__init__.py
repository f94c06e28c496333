"""People who sign in: accounts, role grants, sessions, invitations, one-time links."""
