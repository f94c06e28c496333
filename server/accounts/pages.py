"""The console's door: signing in and out, one-time links, the look of the pages."""

from __future__ import annotations

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from server.accounts import doors, layout, passwords, service
from server.core import limits
from server.core.actor import current
from server.core.errors import NotSignedIn
from server.core.pages import Pages, page
from server.core.parsing import form
from server.core.permissions import Permission

pages = Pages("accounts", "server.accounts")
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
    except NotSignedIn as refusal:
        return doors.ask_again(given, refusal)
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
