"""The quiet provider for tests: keeps what it was asked to send."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from server.gateways.sms.errors import SmsError


@dataclass(frozen=True, slots=True)
class QuietText:
    """One message as the phone would have received it."""

    phone: str = field(repr=False)
    template: str
    fields: dict[str, str]


@dataclass(slots=True)
class QuietSms:
    """Implements `gateway.Sms`. `failure`, when set, is raised by every send."""

    sent: list[QuietText] = field(default_factory=list)
    failure: SmsError | None = None

    def send(self, phone: str, template: str, fields: Mapping[str, str]) -> str:
        if self.failure is not None:
            raise self.failure
        self.sent.append(QuietText(phone, template, dict(fields)))
        return f"sms-{len(self.sent)}"
