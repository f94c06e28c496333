"""The console's pages of this feature; its chapters stand in files of their own."""

from __future__ import annotations

from server.core.pages import Pages

pages = Pages("accounts", "server.accounts")
