"""What WeChat can do to us, as one tree: each kind tells the caller whether to send again.

WeChatError                    never holds a token, a secret or an address
├── Refused                    the platform said no and will say no again: do not retry
│   ├── NotSubscribed          43101: no subscription left; the in-app notice stands alone
│   ├── Unseen                 61010: the person was not here for two hours: a person must look instead
│   ├── LoginCodeRefused       40029, 40163: ask the phone for a fresh code
│   └── ConfigurationWrong     40013, 40037, 40125, 41030, 47003 …: a person must mend a setting
├── Unavailable                surely not done (-1, 5xx, no connection, open breaker): retry later
│   └── QuotaSpent             45009: retry after `retry_after_s`, not before
└── Ambiguous                  the request went out and no answer came: it may have been done
InvalidCallback                a push to us that is forged, stale or unreadable: answer 400

Which number is which kind stands in `errcodes`.
"""

from __future__ import annotations

from typing import Final


class WeChatError(Exception):
    """`errcode` is WeChat's number or None; `advice` is Chinese; `rid` names the call to its support.

    `retry_after_s`: before that many seconds another try is in vain; None when nobody knows.
    """

    def __init__(
        self, advice: str, errcode: int | None = None, rid: str = "", retry_after_s: int | None = None
    ) -> None:
        super().__init__(advice, errcode, rid, retry_after_s)
        self.advice = advice
        self.errcode = errcode
        self.rid = rid
        self.retry_after_s = retry_after_s

    def __str__(self) -> str:
        number = "" if self.errcode is None else f"微信 {self.errcode}："
        return f"{number}{self.advice}" + (f"（rid {self.rid}）" if self.rid else "")


class Refused(WeChatError):
    """The platform understood and said no. Sending the same again gives the same answer."""


class NotSubscribed(Refused):
    """43101: the person did not accept, switched it off, or the last accept is spent."""


class Unseen(Refused):
    """61010: the person was not in the mini-program for two hours, so the platform checks nothing of theirs."""


class LoginCodeRefused(Refused):
    """The code of the phone is wrong, older than five minutes or used already: it must get a fresh one."""


class ConfigurationWrong(Refused):
    """A setting, a template or our own program is wrong; every further call would fail too."""


class Unavailable(WeChatError):
    """Surely not carried out, or harmless to carry out twice. Safe to try again later."""


class QuotaSpent(Unavailable):
    """The number of calls is used up until `retry_after_s` has passed."""


class Ambiguous(WeChatError):
    """The request left us and no readable answer came back. It may have been carried out."""


class InvalidCallback(Exception):
    """A push that must be refused. Carries a short reason for the log, never the body."""


LATER: Final = "过一会儿再试。"
UNKNOWN: Final = "不知道办了没有。"


def by_status(status: int) -> WeChatError:
    """The error for an HTTP status that is not 2xx.

    504 is a gateway that asked WeChat and got no answer in time: nobody knows what became of it.
    """
    if status == 504:
        return Ambiguous(f"微信的网关没等到回答（HTTP 504），{UNKNOWN}")
    return Unavailable(f"微信的网关出错（HTTP {status}），{LATER}")
