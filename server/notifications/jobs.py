"""The push itself: claimed, sent outside any transaction, settled. Never sent twice by itself."""

from __future__ import annotations

import logging
from uuid import UUID

from flask import current_app
from sqlalchemy import update

from server.accounts.models import Account
from server.core import jobs
from server.core.db import db, transaction
from server.gateways.registry import gateways
from server.gateways.wechat import Ambiguous, ConfigurationWrong, NotSubscribed, Refused, Unavailable
from server.notifications import service
from server.notifications.models import Notice, Push, PushState

log = logging.getLogger(__name__)


@jobs.task("notifications.push")
def push(push_id: UUID) -> None:
    """Send one subscribe message. Raises Unavailable, and only that, to be tried again later."""
    with transaction():
        claimed = service.begin_push(push_id)
        openid = db.session.get_one(Account, claimed.account_id).openid if claimed else ""
    if claimed is None:
        return
    template = current_app.config["TEMPLATES"][claimed.template]
    try:
        sent = gateways().wechat.send_subscribe(openid, template, claimed.page, claimed.data)
    except Unavailable:
        with transaction():
            service.postpone_push(_locked(push_id))
        raise
    except NotSubscribed as error:
        _settle(push_id, PushState.NOT_SUBSCRIBED, errcode=error.errcode)
    except ConfigurationWrong as error:
        log.error("a push needs a person", extra={"error": str(error.errcode)})
        _settle(push_id, PushState.FAILED, errcode=error.errcode)
    except Refused as error:
        _settle(push_id, PushState.REFUSED, errcode=error.errcode)
    except Ambiguous as error:
        _settle(push_id, PushState.UNKNOWN, errcode=error.errcode)
    else:
        _settle(push_id, PushState.SENT, msgid=sent.msgid)


@jobs.on("account.merged")
def move_notices(account_id: UUID, into_id: UUID) -> None:
    """What a person was told as a resident stays with them when they are bound as a deputy."""
    for table in (Notice, Push):
        db.session.execute(update(table).where(table.account_id == account_id).values(account_id=into_id))


def _settle(push_id: UUID, state: PushState, *, errcode: int | None = None, msgid: str = "") -> None:
    with transaction():
        service.settle_push(_locked(push_id), state, errcode=errcode, msgid=msgid)


def _locked(push_id: UUID) -> Push:
    return db.session.get_one(Push, push_id, with_for_update=True)
