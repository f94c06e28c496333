"""Short messages: the Protocol, the provider over HTTP, and the quiet one."""

from server.gateways.sms.errors import SmsAmbiguous, SmsError, SmsRefused, SmsUnavailable
from server.gateways.sms.gateway import Sms
from server.gateways.sms.http import HttpSms
from server.gateways.sms.quiet import QuietSms

__all__ = ["HttpSms", "QuietSms", "Sms", "SmsAmbiguous", "SmsError", "SmsRefused", "SmsUnavailable"]
