"""The console's door and its people: signing in, links, roles, standing in, blocks."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from server.accounts import blocks, delegations, door_pages, doors, forms, giving, layout, passwords, service
from server.accounts.book import pages
from server.accounts.models import LinkPurpose
from server.core import clock, limits
from server.core.actor import current
from server.core.errors import NotSignedIn
from server.core.pages import page
from server.core.parsing import form, query
from server.core.permissions import Permission

CHAPTERS = (door_pages,)
"""Pages that stand in a file of their own."""

layout.install(pages.blueprint)


@pages.get("/", permission=Permission.SESSION_OWN)
def home() -> ResponseReturnValue:
    """Where this role begins."""
    return redirect(url_for(layout.first_page(current())))


@pages.get("/welcome", permission=Permission.SESSION_OWN)
def nothing_yet() -> str:
    """For roles whose pages do not exist yet."""
    return page("accounts/nothing_yet.html")


@pages.get("/sign-in", permission=Permission.PUBLIC)
def sign_in() -> str:
    return page("accounts/sign_in.html", next=request.args.get("next", ""))


@pages.post("/sign-in", permission=Permission.PUBLIC)
def enter() -> Response:
    """Password, then the second factor of those who have one."""
    given = form(doors.SignInForm)
    try:
        signed_in = passwords.sign_in(given.username, given.password, given.otp, doors.address())
    except passwords.EnrolFirst as first:
        return doors.to_enrolment(first.account, given.next)
    except NotSignedIn as refusal:
        return doors.ask_again(given, refusal)
    return doors.let_in(signed_in, given.next)


@pages.get("/enrol/<string:token>", permission=Permission.PUBLIC)
def enrol(token: str) -> str:
    """Between the right password and the session: a second factor for roles that demand one."""
    account, secret = doors.account_of_link(token, LinkPurpose.ENROL), doors.otp_secret(token)
    drawn = {"secret": secret, "picture": doors.otp_picture(account, secret)}
    return page(
        "accounts/enrol.html", account=account, token=token, next=request.args.get("next", ""), **drawn
    )


@pages.post("/enrol/<string:token>", permission=Permission.PUBLIC)
def enrolled(token: str) -> Response:
    limits.hit("20 per 10 minute", "enrol", doors.address(), "试得太多了，请过几分钟再来。")
    given = form(doors.EnrolForm)
    doors.account_of_link(token, LinkPurpose.ENROL)
    signed_in = passwords.enrol(token, secret=doors.otp_secret(token), otp=given.otp)
    return doors.let_in(signed_in, given.next)


@pages.post("/sign-out", permission=Permission.SESSION_OWN)
def sign_out() -> Response:
    service.sign_out(current())
    return doors.let_out()


@pages.post("/look", permission=Permission.SESSION_OWN)
def choose_look() -> Response:
    """Theme, text size, single-key shortcuts."""
    return doors.keep_look(form(doors.LookForm))


@pages.get("/reset/<string:token>", permission=Permission.PUBLIC)
def reset(token: str) -> str:
    """A one-time link: a new password and a new second factor."""
    account = doors.account_of_link(token)
    secret = doors.otp_secret(token)
    picture = doors.otp_picture(account, secret)
    return page("accounts/reset.html", account=account, secret=secret, picture=picture, token=token)


@pages.post("/reset/<string:token>", permission=Permission.PUBLIC)
def redeem(token: str) -> Response:
    limits.hit("20 per 10 minute", "reset", doors.address(), "试得太多了，请过几分钟再来。")
    given, secret = form(doors.ResetForm), doors.otp_secret(token)
    doors.account_of_link(token)
    password = doors.checked_password(given)
    passwords.redeem_reset(token, password=password, secret=secret, otp=given.otp)
    return doors.go(url_for("accounts_pages.sign_in", done="reset"))


@pages.get("/accounts/new", permission=Permission.ROLE_GIVE)
def new_account() -> str:
    choice = forms.choice(current(), query(forms.FindPlace))
    return page("accounts/new.html", choice=choice)


@pages.post("/accounts/new", permission=Permission.ROLE_GIVE)
def open_account() -> str:
    """A colleague with a first role; the link is shown once."""
    given = form(forms.OpenForm)
    names = {"username": given.username, "display_name": given.display_name}
    account, token, expires_at = giving.open_account(current(), gift=given.gift, **names)
    link = doors.link_for(token)
    return page("accounts/invited.html", account=account, link=link, expires_at=expires_at)


@pages.get("/accounts/<uuid:account_id>", permission=Permission.ROLE_GIVE)
def account(account_id: UUID) -> str:
    """A colleague: roles, where, until when; what was done about them."""
    found = forms.dossier(current(), giving.colleague(current(), account_id))
    choice = forms.choice(current(), query(forms.FindPlace))
    return page("accounts/account.html", dossier=found, choice=choice, today=clock.today())


@pages.post("/accounts/<uuid:account_id>/invitation", permission=Permission.ROLE_GIVE)
def invite(account_id: UUID) -> str:
    """A new link for a colleague who never set a password."""
    found = giving.colleague(current(), account_id)
    token, expires_at = giving.invite(current(), found)
    return page("accounts/invited.html", account=found, link=doors.link_for(token), expires_at=expires_at)


@pages.post("/accounts/<uuid:account_id>/roles", permission=Permission.ROLE_GIVE)
def give(account_id: UUID) -> Response:
    giving.give(current(), giving.colleague(current(), account_id), form(forms.GiftForm).gift)
    flash("身份给好了，对方下次登录就能用")
    return doors.go(url_for("accounts_pages.account", account_id=account_id))


@pages.post("/accounts/<uuid:account_id>/roles/<uuid:grant_id>/take", permission=Permission.ROLE_GIVE)
def take_away(account_id: UUID, grant_id: UUID) -> Response:
    """The sessions of this role end with it."""
    found = giving.colleague(current(), account_id)
    giving.take_away(current(), giving.grant_of(current(), found, grant_id))
    flash("身份收回了，正用着它的登录也结束了")
    return doors.go(url_for("accounts_pages.account", account_id=account_id))


@pages.post("/accounts/<uuid:account_id>/roles/<uuid:grant_id>/until", permission=Permission.ROLE_GIVE)
def end_on(account_id: UUID, grant_id: UUID) -> Response:
    found = giving.colleague(current(), account_id)
    giving.end_on(current(), giving.grant_of(current(), found, grant_id), form(forms.UntilForm).until)
    flash("到期日记下了")
    return doors.go(url_for("accounts_pages.account", account_id=account_id))


@pages.get("/delegation", permission=Permission.SESSION_OWN)
def delegation() -> str:
    """Who stands in for me, and for whom I stand in."""
    return page("accounts/delegation.html", cover=forms.cover(current()), today=clock.today())


@pages.post("/delegation", permission=Permission.DELEGATION_CREATE)
def delegate() -> Response:
    delegations.delegate(current(), **form(forms.DelegateForm).model_dump())
    flash("记下了，已经告诉代您的同事")
    return doors.go(url_for("accounts_pages.delegation"))


@pages.post("/delegation/<uuid:grant_id>/end", permission=Permission.SESSION_OWN)
def end_delegation(grant_id: UUID) -> Response:
    """Either of the two ends it early."""
    delegations.finish(current(), grant_id)
    flash("代理结束了")
    return doors.go(url_for("accounts_pages.delegation"))


@pages.get("/blocks", permission=Permission.BLOCK_MANAGE)
def blocked() -> str:
    """Who may not write for a while; open appeals first. No names."""
    lines = blocks.listed(current())
    return page("accounts/blocks.html", blocks=lines, is_over=blocks.is_over)


@pages.post("/blocks/<uuid:block_id>/lift", permission=Permission.BLOCK_MANAGE)
def lift_block(block_id: UUID) -> Response:
    blocks.lift(current(), blocks.get_for_update(current(), block_id))
    flash("限制解除了，已经告诉本人")
    return doors.go(url_for("accounts_pages.blocked"))


@pages.post("/blocks/<uuid:block_id>/answer", permission=Permission.BLOCK_MANAGE)
def answer_appeal(block_id: UUID) -> Response:
    given, block = form(forms.AnswerForm), blocks.get_for_update(current(), block_id)
    blocks.answer_appeal(current(), block, granted=given.granted == "yes", text=given.text)
    flash("答复记下了，已经告诉本人")
    return doors.go(url_for("accounts_pages.blocked"))
