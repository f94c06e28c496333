"""The rules that stand here are registered when the feature is taken in."""

from __future__ import annotations

from server.standards import alerts

RULES = (alerts,)
