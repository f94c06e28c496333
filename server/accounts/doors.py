"""The console's door: where a signed-in person goes, the cookie, and what a one-time link leads to."""

from __future__ import annotations

from base64 import b32encode
from typing import Annotated
from urllib.parse import urlsplit

import pyotp
import qrcode
from flask import Response, current_app, make_response, render_template, request, url_for
from pydantic import Field
from qrcode.image.svg import SvgPathImage
from werkzeug.exceptions import HTTPException

from server.accounts import devices, queries, service
from server.accounts.layout import CHOICES
from server.accounts.models import Account, LinkPurpose, RoleGrant
from server.accounts.service import STAFF_STAYS, SignedIn
from server.config import Settings
from server.core import crypto, edge
from server.core.db import db
from server.core.errors import Forbidden, Gone, InvalidInput, NotFound, NotSignedIn
from server.core.pages import go as go, wants_part
from server.core.parsing import Body
from server.core.text import Text

ISSUER = "代表家站点"
YEAR = 365 * 24 * 3600
GATES = {
    "accounts_pages.sign_in",
    "accounts_pages.how_it_stands",
    "accounts_pages.reset",
    "accounts_pages.enrol",
}


class SignInForm(Body):
    username: Annotated[Text, Field(min_length=1, max_length=60)]
    password: Annotated[str, Field(min_length=1, max_length=200)]
    otp: Annotated[Text, Field(max_length=10)] | None = None
    next: Annotated[str, Field(max_length=2000)] = ""


class ScanForm(Body):
    otp: Annotated[Text, Field(max_length=10)] | None = None
    next: Annotated[str, Field(max_length=2000)] = ""


class ResetForm(Body):
    password: Annotated[str, Field(min_length=1, max_length=200)]
    again: Annotated[str, Field(max_length=200)] = ""
    otp: Annotated[Text, Field(max_length=10)] = ""


class EnrolForm(Body):
    otp: Annotated[Text, Field(max_length=10)] = ""
    next: Annotated[str, Field(max_length=2000)] = ""


class IdentityForm(Body):
    """One of one's identities, as `role scope`."""

    identity: Annotated[str, Field(max_length=90)]
    next: Annotated[str, Field(max_length=2000)] = ""

    def chosen(self, grants: list[RoleGrant]) -> RoleGrant:
        for given in grants:
            if self.identity == f"{given.role.value} {given.scope}":
                return given
        raise Forbidden("session.not_your_role", "您没有这个身份。")


class LookForm(Body):
    """One choice about the look, and the page to come back to."""

    name: Annotated[str, Field(pattern="^(theme|text|keys)$")]
    value: Annotated[str, Field(max_length=10)]
    back: Annotated[str, Field(max_length=2000)] = ""


def settings() -> Settings:
    config: Settings = current_app.config["SETTINGS"]
    return config


def local_target(target: str) -> str:
    """`target` when it is a page of this console that can be opened, otherwise the beginning."""
    home = url_for("accounts_pages.home")
    if not target.startswith("/console/") or "\\" in target:
        return home
    path = urlsplit(target).path
    try:
        endpoint, _ = current_app.url_map.bind("console").match(path, "GET")
    except HTTPException:
        return home
    return home if endpoint in GATES else target


def let_in(signed_in: SignedIn, target: str) -> Response:
    """Set the cookie and go on; who has several identities chooses one first."""
    service.note_place(
        signed_in.session, device=devices.words(request.user_agent.string), address=devices.net(address())
    )
    target = local_target(target)
    if len(signed_in.grants) > 1:
        target = url_for("stations_pages.identity", next=target)
    response = go(target)
    response.set_cookie(
        edge.COOKIE,
        signed_in.token,
        max_age=int(STAFF_STAYS.total_seconds()),
        path="/console",
        secure=settings().is_secure,
        httponly=True,
        samesite="Lax",
    )
    return response


def let_out() -> Response:
    response = go(url_for("accounts_pages.sign_in"))
    response.delete_cookie(edge.COOKIE, path="/console")
    return response


def ask_again(form: SignInForm, refusal: NotSignedIn) -> Response:
    """The second factor's field when it is missing; otherwise what was wrong, with the name kept."""
    needs_otp = refusal.code == "session.otp_missing" or form.otp is not None
    if wants_part() and refusal.code != "session.otp_missing":
        raise refusal
    template = "accounts/parts/otp.html" if wants_part() else "accounts/sign_in.html"
    asked = refusal.code == "session.otp_missing"
    shown = render_template(template, form=form, needs_otp=needs_otp, asked=asked, refusal=refusal)
    return make_response(shown, 200 if asked else refusal.status)


def keep_look(form: LookForm) -> Response:
    """Remember the choice in this browser for a year."""
    if form.value not in CHOICES[form.name]:
        raise InvalidInput("look.unknown", "没有这个选项。")
    response = go(local_target(form.back))
    response.set_cookie(form.name, form.value, max_age=YEAR, secure=settings().is_secure, samesite="Lax")
    return response


def to_enrolment(account: Account, target: str) -> Response:
    """The password was right: a second factor is set up first, then one is in."""
    token = service.make_enrol_link(account)
    return go(url_for("accounts_pages.enrol", token=token, next=local_target(target)))


def account_of_link(token: str, purpose: LinkPurpose = LinkPurpose.RESET) -> Account:
    """Whose one-time link this is. Raises NotFound or Gone in words for staff."""
    try:
        return db.session.get_one(Account, queries.link(token, purpose).account_id)
    except NotFound:
        raise NotFound("link.unknown", "这个链接不对。请核对一下，或请管理员再给一个。") from None
    except Gone:
        raise Gone("link.ended", "这个链接已经用过或过期了。请管理员再给一个。") from None


def link_for(token: str) -> str:
    """The whole address of a link that sets password and second factor."""
    return settings().console_url + url_for("accounts_pages.reset", token=token)


def otp_secret(token: str) -> str:
    """The second factor that a link enrols: the same each time it is opened, known only to who holds it."""
    signed = crypto.sign(current_app.config["SECRET_KEY"], f"otp|{token}")
    return b32encode(bytes.fromhex(signed)).decode()


def otp_picture(account: Account, secret: str) -> str:
    """The enrolment as a QR, drawn as SVG without any style attribute."""
    return drawn(pyotp.TOTP(secret).provisioning_uri(name=account.username or "", issuer_name=ISSUER))


def drawn(text: str) -> str:
    """A QR as SVG without any style attribute, drawn here."""
    code = qrcode.QRCode(border=2)
    code.add_data(text)
    picture: str = code.make_image(image_factory=SvgPathImage).to_string(encoding="unicode")
    return picture[picture.index("<svg") :]


def checked_password(form: ResetForm) -> str:
    """The new password. Raises InvalidInput when it was not written the same twice."""
    if form.password != form.again:
        raise InvalidInput(
            "password.differs", "两次写的密码不一样。", fields={"again": "请再写一次，和上面一样"}
        )
    return form.password


def address() -> str:
    return request.remote_addr or ""
