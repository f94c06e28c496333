"""What every path asks first: the app and its secret, the access token, the quota."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request

from sandbox.answers import Refusal
from sandbox.people import Person
from sandbox.platform import Platform

# Routes take both, because the platform answers a wrong one with an errcode, not with 405.
METHODS = ["GET", "POST"]
# Tuples, for anything may be asked for in a body, also what a set cannot hold.
VERSIONS = ("release", "trial", "develop")


def check_app(platform: Platform, given: Mapping[str, Any]) -> None:
    if not given.get("appid"):
        raise Refusal(41002)
    if not given.get("secret"):
        raise Refusal(41004)
    if given["appid"] != platform.settings.appid:
        raise Refusal(40013)
    if given["secret"] != platform.settings.secret:
        raise Refusal(40125)


def admit(platform: Platform) -> None:
    """A good token in the address, also of a POST, and a call left of the path's quota."""
    errcode = platform.tokens.verdict(request.args.get("access_token", ""), platform.now())
    if errcode:
        raise Refusal(errcode)
    spend(platform)


def spend(platform: Platform) -> None:
    errcode = platform.quotas.spend(request.path, platform.now())
    if errcode:
        raise Refusal(errcode)


def known_person(platform: Platform, openid: object) -> Person:
    person = platform.people.get(openid)
    if person is None:
        raise Refusal(40003)
    return person
