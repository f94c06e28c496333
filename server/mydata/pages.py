"""No page of the console: only the template of what is packed."""

from __future__ import annotations

from server.core.pages import Pages

pages = Pages("mydata", "server.mydata")
