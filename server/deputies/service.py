"""What an office does with its deputies' register: enter, edit, let go and take back. Nothing here commits."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, or_, select, update

from server.accounts import queries as accounts, service as account_service
from server.accounts.models import Account, RoleGrant, Session
from server.areas.models import Constituency, ConstituencyLevel
from server.areas.queries import county_prefix, within
from server.core import audit, clock, crypto, outbox
from server.core.actor import Actor
from server.core.db import db
from server.core.errors import Conflict, Forbidden, InvalidInput
from server.core.permissions import Role
from server.deputies.models import DIRECT, Deputy, DeputyLevel
from server.uploads import queries as uploads, service as upload_service
from server.uploads.models import Upload

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What the register says of a deputy. `constituency_id` is for the directly elected, once constituencies
    are registered; `constituency` names the electing body of the others."""

    name: str
    level: DeputyLevel
    area_code: str
    term_from: date
    term_to: date | None = None
    constituency_id: UUID | None = None
    constituency: str = ""
    occupation: str = ""
    duty: str = ""
    promise: str = ""
    specialties: tuple[str, ...] = ()


def create(actor: Actor, profile: Profile, *, phone: str = "") -> Deputy:
    """Enter a deputy into the register of an area of one's own."""
    deputy = Deputy()
    _write(actor, deputy, profile)
    give_phone(deputy, phone)
    db.session.add(deputy)
    audit.record(actor, "deputy.create", "deputy", deputy.id)
    return deputy


def edit(actor: Actor, deputy: Deputy, profile: Profile, *, phone: str | None = None) -> None:
    """Correct what the register says; `phone` None keeps the one that is there. Raises Conflict after leaving."""
    _refuse_left(deputy)
    if profile.term_to is not None and profile.term_to < clock.today():
        raise _wrong("term_to", "任期已经结束的，请用“离任”来办")
    old_name = deputy.name
    _write(actor, deputy, profile)
    if phone is not None:
        give_phone(deputy, phone)
    _limit_roles(deputy)
    _rename_account(deputy, old_name)
    audit.record(actor, "deputy.edit", "deputy", deputy.id)
    outbox.publish("deputy.changed", deputy_id=deputy.id)


def _rename_account(deputy: Deputy, old_name: str) -> None:
    """The account follows, unless its person goes by another name there."""
    held = select(RoleGrant.account_id).where(RoleGrant.subject_id == deputy.id)
    named_so = update(Account).where(Account.id.in_(held), Account.display_name == old_name)
    db.session.execute(named_so.values(display_name=deputy.name))


def _write(actor: Actor, deputy: Deputy, profile: Profile) -> None:
    check_own_area(actor, profile.area_code)
    if profile.term_to is not None and profile.term_to < profile.term_from:
        raise _wrong("term_to", "任期的结束要在开始之后")
    for one in fields(profile):
        setattr(deputy, one.name, getattr(profile, one.name))
    deputy.specialties = list(profile.specialties)
    deputy.constituency = _elected_by(profile)


def check_own_area(actor: Actor, area_code: str) -> None:
    """Raises Forbidden for an area outside one's own."""
    if not actor.area_prefix or not area_code.startswith(actor.area_prefix):
        raise Forbidden("area.not_yours", "这个地区不归您管，请选自己地区里的。")


def _elected_by(profile: Profile) -> str:
    """The words that are shown: a registered constituency's name, or what was written (R2-01)."""
    if profile.level not in DIRECT:
        if profile.constituency_id:
            raise _wrong("constituency_id", "选区只用在区县和乡镇两级，这一级请写选举单位")
        return profile.constituency
    level = ConstituencyLevel(profile.level.value)
    registered = select(Constituency).where(
        Constituency.level == level,
        within(Constituency.area_code, county_prefix(profile.area_code)),
        Constituency.closed_on.is_(None),
    )
    if profile.constituency_id is None:
        if db.session.scalar(registered.limit(1)):
            raise _wrong("constituency_id", "这一级的选区已经登记了，请从名单里选一个")
        return profile.constituency
    chosen = db.session.scalar(registered.where(Constituency.id == profile.constituency_id))
    if chosen is None:
        raise _wrong("constituency_id", "这个选区不是这一级的，请再选一次")
    return chosen.name


def give_phone(deputy: Deputy, phone: str) -> None:
    """Sealed, with a print by which the register finds the same person again. Empty takes it back."""
    number = phone.replace(" ", "").replace("-", "")
    if not number:
        deputy.phone_sealed = deputy.phone_index = None
        return
    deputy.phone = number
    deputy.phone_index = crypto.ring().index("phone", number)


def set_photo(actor: Actor, deputy: Deputy, upload_id: UUID) -> None:
    """The picture that everybody sees while the deputy is in office. The old one is cleared away at night."""
    _refuse_left(deputy)
    (upload,) = uploads.unused(actor, [upload_id])
    _drop_photo(deputy)
    upload_service.use(upload)
    deputy.photo_id = upload.id
    audit.record(actor, "deputy.photo", "deputy", deputy.id)
    outbox.publish("deputy.changed", deputy_id=deputy.id)


def remove_photo(actor: Actor, deputy: Deputy) -> None:
    _drop_photo(deputy)
    audit.record(actor, "deputy.photo_removed", "deputy", deputy.id)
    outbox.publish("deputy.changed", deputy_id=deputy.id)


def _drop_photo(deputy: Deputy) -> None:
    """A picture that nothing uses is deleted by the nightly clearing."""
    if deputy.photo_id:
        db.session.execute(update(Upload).where(Upload.id == deputy.photo_id).values(used_at=None))
        deputy.photo_id = None


def leave(actor: Actor, deputy: Deputy, *, on: date, reason: str) -> None:
    """No deputy any more from the day `on`: at once when it has come, else on its day (domain §4.2)."""
    _refuse_left(deputy)
    if on <= deputy.term_from:
        raise _wrong("on", "离任要在任期开始之后")
    if deputy.term_to is not None and on > deputy.term_to + ONE_DAY:
        raise _wrong("on", f"任期到 {deputy.term_to} 就满了，离任不会比这更晚")
    deputy.term_to, deputy.left_reason = on - ONE_DAY, reason
    audit.record(actor, "deputy.leave", "deputy", deputy.id, reason)
    _limit_roles(deputy)
    if on <= clock.today():
        depart(deputy)


def depart(deputy: Deputy) -> None:
    """The last day is over: the role ends with its sessions, the own file stays readable, others hear of it."""
    assert deputy.term_to is not None, "only a term that has ended takes effect"
    deputy.left_at = clock.now()
    _limit_roles(deputy)
    held = select(RoleGrant).where(RoleGrant.role == Role.DEPUTY, RoleGrant.subject_id == deputy.id)
    for given in db.session.scalars(held.where(RoleGrant.until == deputy.term_to)).all():
        db.session.execute(delete(Session).where(Session.grant_id == given.id))
        _give(given.account_id, Role.FORMER_DEPUTY, deputy)
    outbox.publish("deputy.left", deputy_id=deputy.id, on=deputy.term_to + ONE_DAY)


def renew(actor: Actor, deputy: Deputy, *, term_from: date, term_to: date | None) -> None:
    """Back in office, or a leaving that was entered by mistake is taken back. Letters stay where they went."""
    if deputy.left_at is None and not deputy.left_reason:
        raise Conflict("deputy.in_office", "这位代表正在任，不用再办。")
    if term_from > clock.today():
        raise _wrong("term_from", "新的任期还没有开始，到那天再办")
    if term_to is not None and term_to < clock.today():
        raise _wrong("term_to", "新的任期要到今天以后")
    has_left = deputy.left_at is not None
    deputy.term_from, deputy.term_to = term_from, term_to
    deputy.left_at, deputy.left_reason = None, ""
    if has_left:
        _exchange_former_role(deputy)
    _limit_roles(deputy)
    audit.record(actor, "deputy.renew", "deputy", deputy.id)
    outbox.publish("deputy.changed", deputy_id=deputy.id)


def _exchange_former_role(deputy: Deputy) -> None:
    former = select(RoleGrant).where(
        RoleGrant.role == Role.FORMER_DEPUTY, RoleGrant.subject_id == deputy.id, RoleGrant.until.is_(None)
    )
    for given in db.session.scalars(former).all():
        db.session.execute(delete(Session).where(Session.grant_id == given.id))
        given.until = clock.today() - ONE_DAY
        _give(given.account_id, Role.DEPUTY, deputy)


def _give(account_id: UUID, role: Role, deputy: Deputy) -> None:
    """Once: whoever has it in force keeps it."""
    if account_id not in accounts.account_of(role, subject_id=deputy.id):
        account = db.session.get_one(Account, account_id)
        account_service.grant(account, role, "self", subject_id=deputy.id)
        db.session.flush()


def _limit_roles(deputy: Deputy) -> None:
    """The role ends with the term, even when nobody does anything on that day."""
    in_force = or_(RoleGrant.until.is_(None), RoleGrant.until >= clock.today())
    db.session.flush()
    db.session.execute(
        update(RoleGrant)
        .where(RoleGrant.role == Role.DEPUTY, RoleGrant.subject_id == deputy.id, in_force)
        .values(until=deputy.term_to)
    )


def account_for(deputy: Deputy) -> Account:
    """The deputy's account, made at the first need; after leaving it opens the own file alone."""
    role = Role.FORMER_DEPUTY if deputy.left_at else Role.DEPUTY
    known = accounts.account_of(role, subject_id=deputy.id)
    if known:
        return db.session.get_one(Account, known[0])
    account = _account_before(deputy) or account_service.create_account(display_name=deputy.name)
    db.session.flush()
    given = account_service.grant(account, role, "self", subject_id=deputy.id)
    given.until = None if deputy.left_at else deputy.term_to
    return account


def _account_before(deputy: Deputy) -> Account | None:
    held = select(RoleGrant.account_id).where(RoleGrant.subject_id == deputy.id)
    return db.session.scalar(
        select(Account).where(Account.id.in_(held), Account.disabled_at.is_(None)).limit(1)
    )


def invite(actor: Actor, deputy: Deputy) -> tuple[str, datetime]:
    """A one-time invitation for the deputy, told once to the liaison who hands it over."""
    return account_service.invite(actor, account_for(deputy))


def _refuse_left(deputy: Deputy) -> None:
    if deputy.left_at is not None:
        raise Conflict("deputy.has_left", "这位代表已经离任，资料不再改。又当选的，请点“重新任职”。")


def _wrong(field: str, words: str) -> InvalidInput:
    return InvalidInput("deputy.invalid", f"有 1 处要改：{words}。", fields={field: words})
