"""Where to go instead: fixed words and telephone numbers for every reason of a refusal (domain §5.1, J1-J8)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from server.messages.aside_models import RefusalReason


@dataclass(frozen=True, slots=True)
class Guide:
    """`reason` as staff choose it, `text` as the author reads it, `call` whom to ring."""

    reason: str
    text: str
    call: tuple[str, ...] = ()


J: Final = RefusalReason

GUIDES: Final[dict[RefusalReason, Guide]] = {
    J.J1: Guide(
        "已进入诉讼、仲裁或复议",
        "这件事法院、仲裁委或复议机关正在办，结果以那边为准。问进展，打 12368 找法院，或找受理的那一家。",
        ("12368",),
    ),
    J.J2: Guide(
        "信访或 12345 正在办，没有新情况",
        "这件事信访或 12345 已经在办，问进展请打 12345，报原来的编号。有新的情况，再写给我们。",
        ("12345",),
    ),
    J.J3: Guide(
        "涉及秘密或他人隐私",
        "里面有秘密或别人的隐私，不能在这里收。权益受了侵害，可以打 12348 问律师，或当面找有关部门。",
        ("12348",),
    ),
    J.J4: Guide(
        "没有实际内容、广告或辱骂",
        "没看出要反映什么事。想好了，写清时间、地点和经过，随时可以再写；不会写，站里可以代您写。",
    ),
    J.J5: Guide(
        "不归本地管",
        "这件事不在我们这里管。请打事情所在地的 12345（外地的先拨区号），或找当地的代表联络站。",
        ("12345",),
    ),
    J.J6: Guide(
        "举报公职人员违纪违法",
        "举报公职人员，请直接找纪委监委：打 12388，或写给当地纪委监委。那里会保密，我们这里不转。",
        ("12388",),
    ),
    J.J8: Guide(
        "个人的涉法涉诉",
        "打官司、调解、法律上的事，请找法院（12368）或就近的司法所；不知道怎么办，打 12348，不收钱。",
        ("12368", "12348"),
    ),
}
"""J7 is not among them: what is dangerous is never refused."""
