"""Signing in by WeChat, password or as a guest; who I am; binding by invitation."""

from __future__ import annotations

from collections.abc import Callable

from flask import request

from server.accounts import blocks, closing, devices, passwords, queries, scanning, service
from server.accounts.schemas import (
    AccountOut,
    AnswerDoor,
    AppealBlock,
    Bind,
    CloseAccount,
    ClosingOut,
    CurrentOut,
    DescribeSelf,
    DoorOut,
    GivePhone,
    Identity,
    OwnBlockOut,
    ProveFactor,
    ScanDoor,
    SelfOut,
    SessionOut,
    SignIn,
)
from server.accounts.service import SignedIn
from server.accounts.wechat_login import openid_of, phone_of
from server.core import edge, limits
from server.core.actor import current
from server.core.errors import InvalidInput
from server.core.http import Routes
from server.core.permissions import Permission

routes = Routes("accounts", "/api")
MAY_ASK = "5 per 10 minute; 20 per day"

PinSignIn = Callable[[str, str], SignedIn]
_pin_sign_in: dict[str, PinSignIn] = {}


def use_pin_sign_in(sign_in: PinSignIn, *, mark: str = "") -> None:
    """A feature that hands out look-up numbers registers how they open a session; `mark` begins its numbers."""
    _pin_sign_in[mark] = sign_in


@routes.post("/sessions", permission=Permission.PUBLIC, body=SignIn, out=SessionOut, status=201)
def sign_in(body: SignIn) -> SessionOut:
    """Open a session: `wechat_code`, or `username` and `password` (and `otp`), or `guest`, or `number` and `pin`.

    A phone sends the random mark it keeps for itself as `X-Device`.
    """
    return _session_out(_sign_in(body))


def _sign_in(body: SignIn) -> SignedIn:
    address = request.remote_addr or ""
    if body.wechat_code:
        return service.sign_in_wechat(openid_of(body.wechat_code))
    if body.username and body.password:
        return passwords.sign_in(body.username, body.password, body.otp, address)
    if body.guest:
        limits.hit("60 per 10 minute", "session.guest", address, "打开得太频繁了，请过几分钟再来。")
        return service.sign_in_guest()
    if body.number and body.pin and _pin_sign_in:
        return _pin_sign_in.get(body.number[:1], _pin_sign_in[""])(body.number, body.pin)
    raise InvalidInput("session.how", "请用微信、账号密码或编号加查询码登录。")


@routes.get("/sessions/current", permission=Permission.SESSION_OWN, out=CurrentOut)
def read_session() -> CurrentOut:
    """Who I am now."""
    return _current_out()


@routes.delete("/sessions/current", permission=Permission.SESSION_OWN, status=204)
def sign_out() -> None:
    """End this session."""
    service.sign_out(current())


@routes.post("/sessions/current/factor", permission=Permission.SESSION_OWN, body=ProveFactor, status=204)
def prove_factor(body: ProveFactor) -> None:
    """The second factor of somebody whom WeChat let in: from now on this session may decide and reveal."""
    passwords.prove(current(), body.otp)


@routes.post("/sessions/identity", permission=Permission.SESSION_OWN, body=Identity, out=CurrentOut)
def switch_identity(body: Identity) -> CurrentOut:
    """Go on as another of my roles."""
    grants = service.switch_identity(current(), role=body.role, scope=body.scope)
    return CurrentOut(account=AccountOut.of(queries.own(current()), grants))


@routes.post("/doors/look", permission=Permission.SESSION_OWN, body=ScanDoor, out=DoorOut)
def look_at_door(body: ScanDoor) -> DoorOut:
    """Which console wants to be signed in by the code I scanned: where, on what, since when."""
    return DoorOut.of(scanning.look(current(), body.code), queries.own(current()))


@routes.post("/doors/answer", permission=Permission.SESSION_OWN, body=AnswerDoor, status=204)
def answer_door(body: AnswerDoor) -> None:
    """Yes or no, once. With yes that console is signed in as me, after its second factor where one is demanded."""
    scanning.answer(current(), body.code, is_confirmed=body.is_confirmed)


@routes.get("/accounts/me", permission=Permission.ACCOUNT_OWN, out=SelfOut)
def read_self() -> SelfOut:
    """My own name and phone."""
    return SelfOut.of(queries.own(current()))


@routes.put("/accounts/me", permission=Permission.ACCOUNT_OWN, body=DescribeSelf, out=SelfOut)
def describe_self(body: DescribeSelf) -> SelfOut:
    """How I want to be addressed and reached; both optional."""
    return SelfOut.of(service.describe_self(current(), name=body.name, phone=body.phone))


@routes.post("/accounts/me/phone", permission=Permission.ACCOUNT_OWN, body=GivePhone, out=SelfOut)
def give_phone(body: GivePhone) -> SelfOut:
    """My phone number by one tap: WeChat's button gave the code, WeChat tells the number."""
    actor = current()
    limits.hit(MAY_ASK, "account.phone", actor.own_id(), "点得太勤了，请手写号码，或过一会儿再点。")
    # both before the first statement of this request's own transaction: nothing waits for WeChat meanwhile
    phone = phone_of(body.code, queries.openid_of(actor))
    return SelfOut.of(service.describe_self(actor, name=None, phone=phone))


@routes.post("/bindings", permission=Permission.PUBLIC, body=Bind, out=SessionOut, status=201)
def bind(body: Bind) -> SessionOut:
    """Bind a WeChat person to the invited account, and sign in as it."""
    limits.hit("30 per 10 minute", "binding", request.remote_addr or "", "试得太多了，请过几分钟再来。")
    return _session_out(service.bind(body.invitation, openid_of(body.wechat_code)))


def _session_out(signed_in: SignedIn) -> SessionOut:
    service.mark_device(signed_in.session, request.headers.get("X-Device"))
    place = {
        "device": devices.words(request.user_agent.string),
        "address": devices.net(request.remote_addr or ""),
    }
    service.note_place(signed_in.session, **place)
    return SessionOut.of(signed_in)


@routes.get("/blocks/mine", permission=Permission.ACCOUNT_OWN, out=OwnBlockOut)
def own_block() -> OwnBlockOut:
    """Whether I, or the device I hold, may not write for a while: until when, why, and how the appeal stands."""
    return OwnBlockOut.of(blocks.own(current()))


@routes.post("/blocks/mine/appeal", permission=Permission.ACCOUNT_OWN, body=AppealBlock, out=OwnBlockOut)
def appeal(body: AppealBlock) -> OwnBlockOut:
    """Say, once, why the block is wrong; somebody else than who blocked answers."""
    return OwnBlockOut.of(blocks.appeal(current(), text=body.text))


@routes.get("/accounts/me/closing", permission=Permission.ACCOUNT_OWN, out=ClosingOut)
def read_closing() -> ClosingOut:
    """Whether, and when, my account is closed."""
    return ClosingOut.of(closing.asked(current()))


@routes.post("/accounts/me/closing", permission=Permission.ACCOUNT_OWN, body=CloseAccount, out=ClosingOut)
def close(body: CloseAccount) -> ClosingOut:
    """Close my account in a week. Letters stay, and go on; who I was is erased."""
    return ClosingOut.of(closing.ask(current()))


@routes.post("/accounts/me/closing/undo", permission=Permission.ACCOUNT_OWN, out=ClosingOut)
def keep() -> ClosingOut:
    """I thought again."""
    closing.keep(current())
    return ClosingOut.of(None)


def _current_out() -> CurrentOut:
    actor = current()
    grants = queries.grants(actor.own_id())
    grants.sort(key=lambda given: (given.role, given.scope) != (actor.role, actor.scope))
    return CurrentOut(account=AccountOut.of(queries.own(actor), grants))


edge.use_authenticator(queries.actor_of, blocks.refusal)
