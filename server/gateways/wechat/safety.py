"""The platform's check of what people wrote and photographed, before anybody else may see it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from server.gateways.wechat.deadline import within
from server.gateways.wechat.errors import UNKNOWN, Ambiguous, Refused
from server.gateways.wechat.gateway import Media, Verdict
from server.gateways.wechat.line import Line
from server.gateways.wechat.transport import read_json
from server.gateways.wechat.verdicts import NORMAL, OTHER, rank, read_result

LONGEST: Final = 2500
OVERLAP: Final = 100  # so that a phrase on the seam is whole in one of the two parts
_KINDS: Final[dict[Media, int]] = {"audio": 1, "image": 2}
_RISKY_CONTENT: Final = 87014


class Safety(Line):
    def check_text(
        self, openid: str, content: str, scene: int = 2, title: str = "", nickname: str = ""
    ) -> Verdict:
        """See `WeChat`. Nothing to read is nothing to object to, and is not sent."""
        named = {"title": title, "nickname": nickname}
        named = {name: text for name, text in named.items() if text.strip()}
        if not content.strip():
            content = "\n".join(named.values())
        fixed = {"version": 2, "scene": scene, "openid": openid} | named
        worst: Verdict | None = None
        with within(self._total_s):
            for part in parts(content):
                found = self._check_part({"content": part, **fixed})
                if worst is None or rank(found.suggest) > rank(worst.suggest):
                    worst = found
                if worst.suggest == "risky":
                    break
        return worst or Verdict("pass", NORMAL, "")

    def check_media(self, openid: str, url: str, kind: Media, scene: int = 2) -> str:
        """See `WeChat`. Asked twice, the platform looks twice and gives two trace ids."""
        body = {"media_url": url, "media_type": _KINDS[kind], "version": 2, "scene": scene, "openid": openid}
        return self._ask_with_token(
            "POST", "/wxa/media_check_async", _trace_id, body=body, is_repeatable=True
        )

    def _check_part(self, body: dict[str, Any]) -> Verdict:
        try:
            return self._ask_with_token("POST", "/wxa/msg_sec_check", _verdict, body=body, is_repeatable=True)
        except Refused as error:
            if error.errcode != _RISKY_CONTENT:  # the first version's way of saying risky
                raise
        return Verdict("risky", OTHER, "")


def parts(text: str) -> Iterator[str]:
    """The text in pieces the platform takes, each beginning with the end of the one before."""
    if not text.strip():
        return
    yield text[:LONGEST]
    for start in range(LONGEST - OVERLAP, len(text) - OVERLAP, LONGEST - OVERLAP):
        yield text[start : start + LONGEST]


def _verdict(body: bytes) -> Verdict:
    answer = read_json(body)
    suggest, label = read_result(answer)
    return Verdict(suggest, label, str(answer.get("trace_id") or ""))


def _trace_id(body: bytes) -> str:
    found = read_json(body).get("trace_id")
    if not isinstance(found, str) or not found:
        raise Ambiguous(f"微信没有给出查验编号，{UNKNOWN}")
    return found
