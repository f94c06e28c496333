"""The door that opens by scanning, and the list of where one is signed in."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, make_response, render_template, request, url_for

from server.accounts import devices, doors, own_sessions, passwords, scanning
from server.accounts.book import pages
from server.accounts.scanning import Standing
from server.core.actor import current
from server.core.errors import NotSignedIn
from server.core.pages import page
from server.core.parsing import form
from server.core.permissions import Permission

COOKIE = "door"


@pages.get("/sessions", permission=Permission.SESSION_OWN)
def sessions() -> str:
    """Where I am signed in: on what, since when, last used which day."""
    return page("accounts/sessions.html", sessions=own_sessions.listed(current()))


@pages.post("/sessions/<uuid:session_id>/end", permission=Permission.SESSION_OWN)
def end_session(session_id: UUID) -> Response:
    own_sessions.end(current(), session_id)
    flash("那边的登录结束了")
    return doors.go(url_for("accounts_pages.sessions"))


@pages.post("/sessions/end-others", permission=Permission.SESSION_OWN)
def end_other_sessions() -> Response:
    count = own_sessions.end_others(current())
    flash(f"另外 {count} 处的登录都结束了")
    return doors.go(url_for("accounts_pages.sessions"))


@pages.post("/sign-in/scan", permission=Permission.PUBLIC)
def show_code() -> Response:
    """A new code for this browser; its half of the secret goes into a cookie that no script reads."""
    given = form(doors.ScanForm)
    shown = scanning.show(
        device=devices.words(request.user_agent.string), address=devices.net(doors.address())
    )
    picture = doors.drawn(f"{doors.settings().public_url}/c/{shown.code}")
    answer = make_response(render_template("accounts/parts/scan.html", picture=picture, next=given.next))
    answer.set_cookie(
        COOKIE,
        shown.secret,
        max_age=int((scanning.LASTS + scanning.TO_ENTER).total_seconds()),
        path="/console/sign-in",
        secure=doors.settings().is_secure,
        httponly=True,
        samesite="Strict",
    )
    return answer


@pages.get("/sign-in/scan", permission=Permission.PUBLIC)
def how_it_stands() -> Response | str:
    """Asked every two seconds; nothing to say while nobody scanned it."""
    standing, account = scanning.standing(request.cookies.get(COOKIE, ""))
    if standing is Standing.SHOWN:
        return Response(status=204)
    needs_otp = account is not None and bool(account.otp_sealed)
    return page(
        "accounts/parts/scanned.html",
        standing=standing.value,
        needs_otp=needs_otp,
        next=request.args.get("next", ""),
    )


@pages.post("/sign-in/scan/enter", permission=Permission.PUBLIC)
def enter_scanned() -> Response | str:
    """The phone said yes: the second factor of those who have one, then in."""
    given = form(doors.ScanForm)
    try:
        signed_in = scanning.enter(request.cookies.get(COOKIE, ""), given.otp)
    except passwords.EnrolFirst as first:
        return doors.to_enrolment(first.account, given.next)
    except NotSignedIn as refusal:
        if refusal.code == "door.over":
            raise
        return page(
            "accounts/parts/scanned.html",
            standing="confirmed",
            needs_otp=True,
            next=given.next,
            refusal=refusal,
        )
    answer = doors.let_in(signed_in, given.next)
    answer.delete_cookie(COOKIE, path="/console/sign-in")
    return answer
