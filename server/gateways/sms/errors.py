"""What a provider of short messages can do to us. No kind ever holds a phone number or the key.

SmsError
├── SmsRefused      the provider said no and will say no again: do not retry
├── SmsUnavailable  surely not sent: try again later
└── SmsAmbiguous    the request went out and no readable answer came: it may have been sent
"""

from __future__ import annotations


class SmsError(Exception):
    """`code` is the provider's number, or None."""

    def __init__(self, advice: str, code: int | None = None) -> None:
        super().__init__(advice, code)
        self.advice = advice
        self.code = code


class SmsRefused(SmsError):
    """A wrong number, a template that is not approved, no money left: the same again is refused again."""


class SmsUnavailable(SmsError):
    """Surely not sent. Safe to try again later."""


class SmsAmbiguous(SmsError):
    """The request left us and no readable answer came back."""
