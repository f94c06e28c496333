"""What the platform thinks of a text or a photo, read from answers and pushes of both its versions.

Whatever is not clearly a pass is a person's to decide: an unknown word, a missing result, a failed strategy.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from server.gateways.wechat.gateway import Suggest

NORMAL: Final = 100
OTHER: Final = 21000
_WORDS: Final[dict[str, Suggest]] = {
    "pass": "pass",
    "review": "review",
    "risky": "risky",
    "risk": "risky",
    "block": "risky",
}
_RANK: Final[dict[Suggest, int]] = {"pass": 0, "review": 1, "risky": 2}


def read_result(body: Mapping[str, Any]) -> tuple[Suggest, int]:
    """(suggest, label) of a v2 answer or push. The label comes as number or as text."""
    result = body.get("result")
    if isinstance(result, Mapping) and result.get("suggest"):
        return _pair(result)
    details = body.get("detail")
    entries = details if isinstance(details, list) else [details]
    valid = [entry for entry in entries if isinstance(entry, Mapping) and not number(entry, "errcode")]
    found = [_pair(entry) for entry in valid]
    return max(found, key=lambda pair: rank(pair[0]), default=("review", OTHER))


def rank(suggest: Suggest) -> int:
    """The worse the larger."""
    return _RANK[suggest]


def number(body: Mapping[str, Any], key: str) -> int:
    """A number, also where it is written as a text; 0 when it is missing or none."""
    value = body.get(key)
    try:
        return int(value) if isinstance(value, (int, str)) else 0
    except ValueError:
        return 0


def _pair(result: Mapping[str, Any]) -> tuple[Suggest, int]:
    suggest = _WORDS.get(str(result.get("suggest")).lower(), "review")
    return suggest, number(result, "label") or (NORMAL if suggest == "pass" else OTHER)
