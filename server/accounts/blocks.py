"""Stopping abuse: a person, and the device when it is known, may read but not write for a while."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Uuid, bindparam, case, false, or_, select

from server.accounts import queries
from server.accounts.models import Account, Appeal, Block, Session
from server.core import audit, clock, outbox
from server.core.actor import Actor
from server.core.db import Question, db
from server.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from server.core.permissions import Role
from server.core.text import day_words

LONGEST = timedelta(days=90)
MAY_BE_BLOCKED = frozenset({Role.RESIDENT, Role.FORMER_DEPUTY})


def visible_to(actor: Actor) -> Select[Block]:
    """An office sees the blocks of its own area and of the towns in it."""
    if not actor.area_prefix:
        return select(Block).where(false())
    return select(Block).where(Block.scope.startswith(actor.scope, autoescape=True))


def get_for_update(actor: Actor, block_id: UUID) -> Block:
    block = db.session.scalar(visible_to(actor).where(Block.id == block_id).with_for_update())
    if block is None:
        raise NotFound
    return block


def listed(actor: Actor) -> list[Block]:
    """Open appeals first, then those in force, then the ended ones of the last year; each by time."""
    now = clock.now()
    is_over = or_(Block.lifted_at.is_not(None), Block.until <= now)
    rank = case((Block.appeal == Appeal.OPEN, 0), (is_over, 2), else_=1)
    recent = visible_to(actor).where(Block.created_at > now - timedelta(days=365))
    return list(db.session.scalars(recent.order_by(rank, Block.created_at.desc(), Block.id).limit(200)))


def in_force(account_id: UUID) -> Block | None:
    """The block against this person, not looking at devices."""
    found = select(Block).where(Block.account_id == account_id, *_holds())
    return db.session.scalars(found.order_by(Block.until.desc())).first()


def _holds() -> tuple[ColumnElement[bool], ...]:
    return Block.lifted_at.is_(None), Block.until > clock.now()


def is_over(block: Block) -> bool:
    return block.lifted_at is not None or block.until <= clock.now()


def own(actor: Actor) -> Block | None:
    """What holds against the person or the device of this session."""
    device = select(Session.device_digest).where(Session.id == actor.session_id).scalar_subquery()
    mine = or_(Block.account_id == actor.account_id, Block.device_digest == device)
    found = select(Block).where(mine, *_holds()).order_by(Block.until.desc())
    return db.session.scalars(found).first()


def block(
    actor: Actor, account: Account, *, until: datetime, reason: str, also_device: bool = False
) -> Block:
    """Raises InvalidInput for an end that is past or too far, Conflict when there is a block or for staff."""
    if not clock.now() < until <= clock.now() + LONGEST:
        raise InvalidInput(
            "block.until", "限制最短一天，最长 90 天。", fields={"until": "选 90 天以内的一天"}
        )
    if any(given.role not in MAY_BE_BLOCKED for given in queries.grants(account.id)):
        raise Conflict("block.staff", "代表和工作人员不能在这里限制，请找管理员。")
    if in_force(account.id):
        raise Conflict("block.already", "已经限制过了，在“限制”里能看到到哪天。")
    made = Block(
        account_id=account.id,
        device_digest=_last_device(account.id) if also_device else None,
        scope=actor.scope,
        reason=reason,
        by=actor.title,
        by_account=actor.own_id(),
        created_at=clock.now(),
        until=until,
        appeal=Appeal.NONE,
        appeal_text="",
        answer="",
    )
    db.session.add(made)
    audit.record(actor, "block.make", "block", made.id, reason)
    db.session.flush()
    outbox.publish("block.made", block_id=made.id)
    return made


def _last_device(account_id: UUID) -> bytes | None:
    known = select(Session.device_digest).where(
        Session.account_id == account_id, Session.device_digest.is_not(None)
    )
    return db.session.scalars(known.order_by(Session.created_at.desc()).limit(1)).first()


def lift(actor: Actor, block: Block) -> None:
    """End it before its day."""
    _refuse_over(block)
    block.lifted_at = clock.now()
    audit.record(actor, "block.lift", "block", block.id)
    outbox.publish("block.lifted", block_id=block.id)


def _refuse_over(block: Block) -> None:
    if is_over(block):
        raise Conflict("block.over", "这次限制已经结束了。")


def appeal(actor: Actor, *, text: str) -> Block:
    """The person says, once, why it is wrong. Raises NotFound when nothing holds, Conflict the second time."""
    block = own(actor)
    if block is None:
        raise NotFound("block.none", "您现在没有被限制，可以照常写。")
    if block.appeal is not Appeal.NONE:
        raise Conflict("block.appealed", "您已经申诉过一次了。有结果会在“给我的消息”里告诉您。")
    block.appeal, block.appeal_text, block.appealed_at = Appeal.OPEN, text, clock.now()
    outbox.publish("block.appealed", block_id=block.id)
    return block


def answer_appeal(actor: Actor, block: Block, *, granted: bool, text: str) -> None:
    """Somebody else than who blocked decides; granting it ends the block at once."""
    if block.by_account == actor.account_id:
        raise Forbidden("block.own", "申诉要请另一位同事来看，不能由作出限制的人自己答复。")
    if block.appeal is not Appeal.OPEN:
        raise Conflict("block.no_appeal", "这里没有等答复的申诉。")
    block.appeal = Appeal.GRANTED if granted else Appeal.REFUSED
    block.answer, block.answered_at = text, clock.now()
    if granted and not is_over(block):
        block.lifted_at = clock.now()
    audit.record(actor, f"block.appeal_{block.appeal.value}", "block", block.id, text)
    outbox.publish("block.answered", block_id=block.id)


_REASON = Question(select(Block.until, Block.reason).where(Block.id == bindparam("block_id", type_=Uuid())))


def refusal(block_id: UUID) -> Forbidden:
    """What somebody who is blocked is told when they want to write: until when, why, and the way out."""
    block = _REASON.first(block_id=block_id)
    assert block is not None, "blocks are never deleted"
    until = clock.local(block.until)
    words = (
        f"您到{day_words(until)} {until:%H:%M} 前不能写信和传照片。原因：{block.reason}。"
        "看信、看答复、评价都不受影响。觉得不对，可以申诉一次。"
    )
    return Forbidden("account.blocked", words, until=until.isoformat(), reason=block.reason)
