"""What the product may ask of a provider of short messages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol


class Sms(Protocol):
    """One verb; raises SmsError (`errors` says what each kind asks of the caller)."""

    def send(self, phone: str, template: str, fields: Mapping[str, str]) -> str:
        """Send one message by our own template name (`reply`, `urgent` …). Returns the provider's number of it."""
        ...
