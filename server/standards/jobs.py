"""The rules that stand here are registered when the feature is taken in."""

from __future__ import annotations

from server.standards import alerts, looking_back

RULES = (alerts, looking_back)
