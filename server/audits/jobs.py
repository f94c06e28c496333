"""New entries are linked every minute; every night the chain is walked, its end written down, a break told."""

from __future__ import annotations

import logging

from flask import current_app

from server.accounts.queries import account_of
from server.audits import chain
from server.audits.chain import Findings
from server.audits.heads import Heads
from server.core import clock, jobs
from server.core.db import begin, transaction
from server.core.permissions import Role
from server.notifications.service import Target, tell_all

log = logging.getLogger(__name__)


@jobs.every(minute="*")
def link() -> None:
    """In batches, each a transaction of its own."""
    linked = chain.BATCH
    while linked == chain.BATCH:
        with transaction():
            linked = chain.extend()


@jobs.every(hour=4, minute=10)
def check() -> None:
    """What was found is told to the administrators once a day; a whole chain says nothing."""
    heads = Heads(current_app.config["SETTINGS"].data_dir)
    begin(only_reads=True)
    findings = chain.verify(heads.read())
    if findings.breaks:
        _tell(findings)
    elif findings.head:
        heads.write(findings.head, clock.today())
        log.info("audit chain is whole", extra={"position": findings.head.position})


def _tell(findings: Findings) -> None:
    log.error("audit chain is broken", extra={"breaks": len(findings.breaks)})
    with transaction():
        tell_all(
            account_of(Role.SYS_ADMIN),
            source=f"audit-broken-{clock.today()}",
            kind="audit.broken",
            title="操作记录对不上",
            text=f"{findings.breaks[0]}。请马上停下手里的维护，照《运行》里“操作记录对不上”一节做。",
            target=Target("audit", None, ""),
        )
