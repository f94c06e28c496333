"""Signing in, the life of a session key, and the phone button."""

from __future__ import annotations

import hmac
from typing import Any

from flask import Blueprint, Response

from sandbox.answers import Refusal, answer, asked, done, posted
from sandbox.people import Person, new_session_key
from sandbox.platform import Platform
from sandbox.sealing import session_signature
from sandbox.wire.gate import METHODS, admit, check_app, known_person, spend

_COUNTRY = "86"


def routes(paths: Blueprint, platform: Platform) -> None:
    @paths.route("/sns/jscode2session", methods=METHODS)
    def jscode2session() -> Response:
        return answer(_sign_in(platform, asked()))

    @paths.route("/wxa/checksession", methods=METHODS)
    def checksession() -> Response:
        args = asked()
        admit(platform)
        _check_session(platform, args)
        return done()

    @paths.route("/wxa/resetusersessionkey", methods=METHODS)
    def resetusersessionkey() -> Response:
        args = asked()
        admit(platform)
        person = _check_session(platform, args)
        person.session_key = new_session_key()
        return done(openid=person.openid, session_key=person.session_key)

    @paths.route("/wxa/business/getuserphonenumber", methods=METHODS)
    def getuserphonenumber() -> Response:
        admit(platform)
        body = posted("openid")
        known = platform.people.spend_phone(str(body.get("code")), body.get("openid"), platform.now())
        if known is None:
            raise Refusal(40029)
        return done(phone_info=phone_info(platform, known.phone))


def phone_info(platform: Platform, phone: str) -> dict[str, Any]:
    """`+852…` is a number from abroad: it keeps its prefix, and is also given without."""
    country, pure = _COUNTRY, phone
    if phone.startswith("+"):
        country = next(
            (code for code in ("852", "853", "886", "65", "60", "1") if phone[1:].startswith(code)), "44"
        )
        pure = phone[1 + len(country) :]
    shown: str | int = int(country) if platform.switches.country_code == "number" else country
    watermark = {"timestamp": int(platform.true_now()), "appid": platform.settings.appid}
    return {"phoneNumber": phone, "purePhoneNumber": pure, "countryCode": shown, "watermark": watermark}


def _sign_in(platform: Platform, args: dict[str, str]) -> dict[str, Any]:
    check_app(platform, args)
    if not args.get("js_code"):
        raise Refusal(41008)
    if args.get("grant_type") != "authorization_code":
        raise Refusal(40002)
    spend(platform)
    found = platform.people.spend_login(args["js_code"], platform.now())
    if isinstance(found, int):
        raise Refusal(found)
    if platform.quotas.login(found.openid, platform.now()):
        raise Refusal(45011)
    unionid = {"unionid": found.unionid} if platform.switches.unionid else {}
    return {"session_key": found.session_key, "openid": found.openid, **unionid}


def _check_session(platform: Platform, args: dict[str, str]) -> Person:
    """The signature is made with the session key, so that the key itself need not travel."""
    person = known_person(platform, args.get("openid"))
    if args.get("sig_method") != "hmac_sha256":
        raise Refusal(87008)
    right = session_signature(person.session_key)
    if not person.session_key or not hmac.compare_digest(right, args.get("signature", "")):
        raise Refusal(87009)
    return person
