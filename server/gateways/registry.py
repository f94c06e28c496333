"""The outside world of this process: which WeChat, which storage. Set once by create_app, quiet in tests."""

from __future__ import annotations

from dataclasses import dataclass

from server.gateways.sms import Sms
from server.gateways.storage import Storage
from server.gateways.wechat import Callback, WeChat


@dataclass(frozen=True, slots=True)
class Gateways:
    wechat: WeChat
    storage: Storage
    callback: Callback
    sms: Sms | None = None
    """None where no provider is set: then nobody is promised a short message."""


_gateways: Gateways | None = None


def use(gateways: Gateways) -> None:
    global _gateways
    _gateways = gateways


def gateways() -> Gateways:
    if _gateways is None:
        raise RuntimeError("no gateways: create_app sets them")
    return _gateways
