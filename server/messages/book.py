"""The book that all console pages about letters stand in."""

from __future__ import annotations

from server.core.pages import Pages

pages = Pages("messages", "server.messages")
