"""Who is told of what other features state: codes and prints, roles and standing in, blocks and appeals.

And what the platform states: answers to the prompt, and what became of a message.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import delete, update

from server.accounts import places
from server.accounts.models import Account, Appeal, Block, RoleGrant
from server.accounts.queries import account_of
from server.core import clock, jobs, outbox
from server.core.db import db
from server.core.permissions import Role
from server.core.text import day_words
from server.notifications import consents, digest, push, receipts, troubles
from server.notifications.models import Consent, Notice, NoticeChoice, Push, Receipt
from server.notifications.ordering import one_by_one_or_later
from server.notifications.service import Target, tell, tell_all

WORK = (digest, push, troubles)
"""Tasks and timers that stand in files of their own."""


@jobs.on("account.merged")
def move_notices(account_id: UUID, into_id: UUID) -> None:
    """What a person was told as a resident, accepted and chose stays with them when they are bound as a deputy."""
    one_by_one_or_later(account_id)
    for table in (Notice, Push, Receipt):
        db.session.execute(update(table).where(table.account_id == account_id).values(account_id=into_id))
    consents.move(account_id, into_id)
    if db.session.get(NoticeChoice, into_id) is None:
        chosen = update(NoticeChoice).where(NoticeChoice.account_id == account_id)
        db.session.execute(chosen.values(account_id=into_id))


@jobs.on("account.closed")
def forget_person(account_id: UUID) -> None:
    """Nobody is left to be told: notices, accepts and choices go."""
    one_by_one_or_later(account_id)
    for table in (Receipt, Push, Notice, Consent, NoticeChoice):
        db.session.execute(delete(table).where(table.account_id == account_id))


@jobs.on("platform.answered")
def hear_answer(account_id: UUID, template: str, is_accepted: bool, at: datetime) -> None:
    """The platform's word of an answer to the prompt; the phone may have told of the same."""
    one_by_one_or_later(account_id)
    consents.heard(account_id, template, is_accepted=is_accepted, at=at)


@jobs.on("platform.switched_off")
def hear_refusal(account_id: UUID, template: str, at: datetime) -> None:
    one_by_one_or_later(account_id)
    consents.heard(account_id, template, is_accepted=False, at=at)


@jobs.on("platform.sent")
def hear_receipt(
    account_id: UUID, template: str, msgid: str, status: str, errcode: int, at: datetime
) -> None:
    """What became of a message: mostly what its own answer told us already, else it is looked into apart."""
    if receipts.keep(account_id, template, msgid, errcode, at):
        outbox.assign("notifications.match", account_id=account_id, template=template)


@jobs.on("code.reported")
def tell_reported(code_id: UUID, station_id: UUID, where: str, kind: str, on: date) -> None:
    """The liaison is told where, once a day a code; without a liaison, the head of the station."""
    scope = f"station:{station_id}"
    title, text = _REPORTS[kind]
    tell_all(
        account_of(Role.LIAISON, scope=scope) or account_of(Role.STATION_HEAD, scope=scope),
        source=f"code-{code_id}-{kind}-{on}",
        kind=f"code.{kind}",
        title=title,
        text=text.format(where=where),
        target=Target("codes", station_id, ""),
    )


_REPORTS = {
    "revoked_scanned": ("停用的码还有人扫", "停用的码还有人扫：{where}，请去揭下来。"),
    "damaged": ("有人说一枚码有问题", "有人说这枚码有问题：{where}，请去看看，要换就发一枚新的。"),
}


@jobs.on("print.finished")
def tell_printed(job_id: UUID, account_id: UUID, failed: int) -> None:
    words = f"还有 {failed} 份没做成，可以再试一次。" if failed else "可以下载了，七天之内都在。"
    tell(
        account_id,
        source=f"print-{job_id}-{failed}",
        kind="print.finished",
        title="印码做完了",
        text=words,
        target=Target("print", job_id, ""),
    )


@jobs.on("role.given")
def tell_role_given(grant_id: UUID) -> None:
    grant, words = _grant(grant_id)
    tell(
        grant.account_id,
        source=f"grant-{grant.id}-given",
        kind="role.given",
        title="您有了一个新身份",
        text=f"{words}。下次登录就能用，已经登录的可以“换个身份”。",
        target=Target("", grant.id, ""),
    )


@jobs.on("role.taken")
def tell_role_taken(grant_id: UUID) -> None:
    grant, words = _grant(grant_id)
    tell(
        grant.account_id,
        source=f"grant-{grant.id}-taken",
        kind="role.taken",
        title="您的一个身份收回了",
        text=f"{words}。有疑问，请问给您身份的人。",
        target=Target("", grant.id, ""),
    )


@jobs.on("delegation.made")
def tell_stand_in(grant_id: UUID) -> None:
    """Who stands in knows for whom and for which days."""
    grant, words = _grant(grant_id)
    principal = db.session.get_one(Account, grant.delegated_by)
    tell(
        grant.account_id,
        source=f"delegation-{grant.id}-made",
        kind="delegation.made",
        title=f"{principal.display_name}请您代理",
        text=f"{words}，{day_words(grant.since)}到{day_words(grant.until or grant.since)}。那几天登录时选这个身份。",
        target=Target("delegation", grant.id, ""),
    )


@jobs.on("delegation.ended")
def tell_delegation_ended(grant_id: UUID, by: UUID) -> None:
    """Whichever of the two ended it early, the other one hears of it."""
    grant, words = _grant(grant_id)
    other = grant.delegated_by if by == grant.account_id else grant.account_id
    tell(
        other or grant.account_id,
        source=f"delegation-{grant.id}-ended",
        kind="delegation.ended",
        title="一次代理提前结束了",
        text=f"{words}，已经不再由人代。",
        target=Target("delegation", grant.id, ""),
    )


def _grant(grant_id: UUID) -> tuple[RoleGrant, str]:
    """A grant and what it is: 联络员，桂花社区代表联络站."""
    grant = db.session.get_one(RoleGrant, grant_id)
    return grant, places.role_words(grant, places.known().words([grant.scope]))


@jobs.on("block.made")
def tell_blocked(block_id: UUID) -> None:
    block = db.session.get_one(Block, block_id)
    until = day_words(clock.local(block.until))
    _tell_of_block(
        block, "made", "您暂时不能写信", f"到{until}为止。为什么、怎么申诉，点开看；看信和评价照常。"
    )


@jobs.on("block.lifted")
def tell_lifted(block_id: UUID) -> None:
    _tell_of_block(db.session.get_one(Block, block_id), "lifted", "您又可以写信了", "限制提前解除了。")


@jobs.on("block.answered")
def tell_appeal_answered(block_id: UUID) -> None:
    block = db.session.get_one(Block, block_id)
    words = "申诉成立，限制解除了。" if block.appeal is Appeal.GRANTED else "看过您的申诉，限制维持到期。"
    _tell_of_block(block, "answered", "您的申诉有结果了", words + (f"答复：{block.answer}"[:160]))


def _tell_of_block(block: Block, what: str, title: str, text: str) -> None:
    source, kind = f"block-{block.id}-{what}", f"block.{what}"
    target = Target("block", block.id, "pages/blocked/index")
    tell(block.account_id, source=source, kind=kind, title=title, text=text, target=target)


@jobs.on("block.appealed")
def tell_appeal(block_id: UUID) -> None:
    """The office's other people, and those of the areas above, find the appeal; never who is judged by it."""
    block = db.session.get_one(Block, block_id)
    prefix = block.scope.removeprefix("area:")
    offices = [f"area:{prefix[:length]}" for length in (2, 4, 6, 9) if length <= len(prefix)]
    people = {a for scope in offices for a in account_of(Role.STREET_NPC, Role.NPC_STAFF, scope=scope)}
    tell_all(
        people - {block.by_account},
        source=f"block-{block.id}-appealed",
        kind="block.appealed",
        title="有一件限制的申诉",
        text="请看一看限制得对不对，给本人一个答复。",
        target=Target("block", block.id, ""),
    )
