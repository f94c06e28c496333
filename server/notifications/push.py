"""The push itself: claimed in a transaction, sent outside any, settled in another; never sent twice by itself."""

from __future__ import annotations

import logging
from uuid import UUID

from server.core import jobs
from server.core.db import transaction
from server.gateways.registry import gateways
from server.gateways.sms import SmsAmbiguous, SmsRefused, SmsUnavailable
from server.gateways.wechat import Ambiguous, ConfigurationWrong, NotSubscribed, Refused, Unavailable
from server.notifications import asks, sending
from server.notifications.models import Channel, PushState
from server.notifications.ordering import one_by_one
from server.notifications.sending import Outcome, Parcel

log = logging.getLogger(__name__)


@jobs.task("notifications.push", lease=sending.LEASE)
def push(push_id: UUID) -> None:
    """Send one. Raises Unavailable and jobs.Later, and only these, to be tried again."""
    with transaction():
        parcel = sending.begin(push_id)
    if parcel is None:
        return
    try:
        outcome = _by_wechat(parcel) if parcel.channel is Channel.WECHAT else _by_sms(parcel)
    except (Unavailable, SmsUnavailable) as error:
        with transaction():
            sending.postpone(parcel)
        wait = getattr(error, "retry_after_s", None)
        if wait is not None:
            raise jobs.Later(wait) from None
        raise
    with transaction():
        sending.settle(parcel, outcome)


@jobs.task("notifications.match")
def match(account_id: UUID, template: str) -> None:
    """Settle what the platform's receipts speak of. Doing it twice changes nothing."""
    with transaction():
        one_by_one(account_id)
        sending.hear(account_id, template)


def _by_wechat(parcel: Parcel) -> Outcome:
    template = asks.ids().get(parcel.template)
    if template is None:
        log.error("a push of a template that is no longer set")
        return Outcome(PushState.FAILED)
    try:
        sent = gateways().wechat.send_subscribe(parcel.to, template, parcel.page, parcel.data)
    except NotSubscribed as error:
        return Outcome(PushState.NOT_SUBSCRIBED, error.errcode)
    except ConfigurationWrong as error:
        log.error("a push needs a person", extra={"error": str(error.errcode)})
        return Outcome(PushState.FAILED, error.errcode)
    except Refused as error:
        return Outcome(PushState.REFUSED, error.errcode)
    except Ambiguous as error:
        return Outcome(PushState.UNKNOWN, error.errcode)
    return Outcome(PushState.SENT, msgid=sent.msgid)


def _by_sms(parcel: Parcel) -> Outcome:
    provider = gateways().sms
    if provider is None:
        return Outcome(PushState.FAILED)
    try:
        number = provider.send(parcel.to, parcel.template, parcel.data)
    except SmsRefused as error:
        return Outcome(PushState.REFUSED, error.code)
    except SmsAmbiguous as error:
        return Outcome(PushState.UNKNOWN, error.code)
    return Outcome(PushState.SENT, msgid=number)
